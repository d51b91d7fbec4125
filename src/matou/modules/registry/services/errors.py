"""Refusals of the acts in this package that more than one of them raises."""

from typing import ClassVar

from matou.kit.errors import DomainError
from matou.modules.registry.models import Vessel


class VesselAlreadyRegistered(DomainError):
    """Another vessel of the register has this MMSI or ship identification number."""

    code: ClassVar[str] = "registry.vessel-already-registered"
    zh: ClassVar[str] = "{number} 已登记在船舶 {other}（{name}）名下。请核对编号，或更正那条登记。"
    en: ClassVar[str] = (
        "{number} already belongs to vessel {other} ({name}). Compare it, or correct that entry."
    )


def already_registered(vessel: Vessel) -> VesselAlreadyRegistered | None:
    """Return the refusal when another vessel holds the same number, else None."""
    others = Vessel.objects.exclude(pk=vessel.pk)
    if vessel.mmsi:
        holder = others.active().filter(mmsi=vessel.mmsi).first()
        if holder:
            return _refusal(f"MMSI {vessel.mmsi}", holder)
    if vessel.identification_number:
        number = vessel.identification_number
        holder = others.filter(identification_number=number).first()
        if holder:
            return _refusal(number, holder)
    return None


def _refusal(number: str, holder: Vessel) -> VesselAlreadyRegistered:
    return VesselAlreadyRegistered(number=number, other=holder.code, name=holder.name_zh)
