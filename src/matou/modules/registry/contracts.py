"""What other rooms may know of the registers: vessel cards, the ports that answer, the events.

Usage from another room, which goes on without an answer where the registry is off::

    lookup = VESSEL_LOOKUP.get()
    card = lookup(code) if lookup else None
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from matou.kit.errors import DomainError
from matou.kit.event import Event
from matou.kit.port import Port

REGISTRAR_ROLE = "registry.registrar"
"""The role that keeps the registers (登记员); ``platform.registrar`` may do the same."""

CODE_KIND = "vessel"
"""The kind under which vessel codes are issued by the spine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraughtRow:
    """One line of a vessel's draught table (载重线表): mean draught and displacement there."""

    draught_cm: int
    displacement_kg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLoads:
    """Reference cargo capacity (参考载货量) per navigation area; None where not certified.

    A, B and C are the inland areas by wave height (内河船舶法定检验技术规则).
    """

    area_a_kg: int | None = None
    area_b_kg: int | None = None
    area_c_kg: int | None = None

    def kg_in(self, area: str) -> int | None:
        """Return the capacity in area ``A``, ``B`` or ``C``; None where not certified."""
        return {"A": self.area_a_kg, "B": self.area_b_kg, "C": self.area_c_kg}.get(area.upper())


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselCard:
    """What a neighbour needs of one vessel (船舶); None and "" mean that it is not recorded.

    ``owner`` and ``operator`` are party codes, "" where the party has no account here; personal
    names never stand on a card.
    """

    code: str
    name_zh: str
    name_en: str
    mmsi: str
    vessel_type: str
    type_zh: str
    type_en: str
    status: str
    home_port: str
    owner: str
    operator: str
    deadweight_kg: int | None
    reference_loads: ReferenceLoads
    gross_tonnage: int | None
    length_cm: int | None
    beam_cm: int | None
    air_draught_cm: int | None
    light_draught_cm: int | None
    full_draught_cm: int | None
    light_displacement_kg: int | None
    full_displacement_kg: int | None
    hatch_length_cm: int | None
    hatch_width_cm: int | None
    draught_table: tuple[DraughtRow, ...]

    def name(self, language: str) -> str:
        """Return the name in Chinese for ``zh…``; else in English where there is one."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en

    def displacement_kg_at(self, draught_cm: int) -> int | None:
        """Return the displacement at a mean draught, by linear interpolation in the table.

        None without a table and outside it: a table is never extended beyond its ends.
        """
        for lower, upper in pairwise(self.draught_table):
            if lower.draught_cm <= draught_cm <= upper.draught_cm:
                run = upper.draught_cm - lower.draught_cm
                rise = upper.displacement_kg - lower.displacement_kg
                return lower.displacement_kg + rise * (draught_cm - lower.draught_cm) // run
        return None

    def load_kg_at(self, draught_cm: int) -> int | None:
        """Return what the vessel carries at a mean draught: cargo, fuel and stores together.

        Deeper than the full draught the full load is answered, lighter than light nothing.
        """
        if self.full_draught_cm is None or self.light_displacement_kg is None:
            return None
        displaced = self.displacement_kg_at(min(draught_cm, self.full_draught_cm))
        if displaced is None:
            is_light = bool(self.draught_table) and draught_cm < self.draught_table[0].draught_cm
            return 0 if is_light else None
        return max(0, displaced - self.light_displacement_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselRegistered(Event):
    """A vessel was entered in the register; ``aggregate`` is its new code."""

    mmsi: str
    owner: str
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselCorrected(Event):
    """Particulars of a vessel were changed; values are read through ``VESSEL_LOOKUP``."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselTransferred(Event):
    """A vessel has a new owner, a new operator or both (party codes, "" where not a party)."""

    from_owner: str
    owner: str
    from_operator: str
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionProposed(Event):
    """An owner or operator asked the registrar to correct the entry of a vessel."""

    proposal: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionDecided(Event):
    """A registrar accepted or refused a proposed correction."""

    proposal: str
    accepted: bool
    proposer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReversed(Event):
    """A registrar undid a correction that had been accepted; the former values hold again."""

    proposal: str
    proposer: str


class UnknownVessel(DomainError):
    """No vessel of the register bears the code."""

    code: ClassVar[str] = "registry.unknown-vessel"
    status: ClassVar[int] = 404
    zh: ClassVar[str] = "船舶登记簿中没有“{vessel}”。请核对船舶码，或按船名、MMSI 搜索。"
    en: ClassVar[str] = "No vessel “{vessel}” is registered. Check the code or search by name."


VESSEL_LOOKUP: Port[Callable[[str], VesselCard | None]] = Port("registry.VESSEL_LOOKUP")
"""The card of the vessel with this code, None for an unknown one."""

VESSEL_BY_MMSI: Port[Callable[[str], VesselCard | None]] = Port("registry.VESSEL_BY_MMSI")
"""The card of the active vessel with this MMSI (水上移动业务标识码)."""

VESSELS_BY_MMSI: Port[Callable[[Collection[str]], Mapping[str, VesselCard]]] = Port(
    "registry.VESSELS_BY_MMSI"
)
"""The same for many at once, by MMSI: what a map of the whole river asks for."""

VESSELS_OF: Port[Callable[[str], tuple[VesselCard, ...]]] = Port("registry.VESSELS_OF")
"""The active vessels that the party (code) owns or operates, by name."""
