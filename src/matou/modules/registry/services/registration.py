"""Entering a vessel in the register."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.ids import uuid7
from matou.modules.registry.contracts import CODE_KIND, VesselCard, VesselRegistered
from matou.modules.registry.models import Vessel
from matou.modules.registry.queries.cards import card_of
from matou.modules.registry.rules.faults import ParticularsRefused
from matou.modules.registry.rules.fields import FIELD_BY_NAME, IN_SERVICE
from matou.modules.registry.rules.history import Provenance, check_provenance
from matou.modules.registry.rules.plausibility import faults_of
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.rules.values import Value, empty_value
from matou.modules.registry.services.errors import VesselAlreadyRegistered, already_registered
from matou.modules.registry.services.recording import apply_changes, local_day
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal

__all__ = ["VesselAlreadyRegistered", "register_vessel"]


@transaction.atomic
def register_vessel(
    *,
    particulars: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> VesselCard:
    """Enter a vessel (船舶登记), give it its code and tell the others.

    Raises NotAllowed, InvalidInput, ParticularsRefused or VesselAlreadyRegistered.
    """
    actor.require_any(REGISTRARS)
    check_provenance(provenance, today=local_day(now))
    values = _given({"status": IN_SERVICE, **particulars})
    faults = faults_of(values, today=local_day(now))
    if faults:
        raise ParticularsRefused(faults)
    vessel = Vessel(
        id=uuid7(now=now),
        mmsi=str(values.get("mmsi", "")),
        identification_number=str(values.get("identification_number", "")),
        registered_at=now,
        updated_at=now,
    )
    refusal = already_registered(vessel)
    if refusal:
        raise refusal
    vessel.code = codes.issue(
        kind=CODE_KIND,
        subject=str(vessel.id),
        title_zh=str(values["name_zh"]),
        title_en=str(values.get("name_en") or values["name_zh"]),
        now=now,
    )
    apply_changes(vessel=vessel, changes=values, provenance=provenance, actor=actor, now=now)
    journal.publish(
        VesselRegistered(
            aggregate=vessel.code,
            actor=actor.code,
            occurred_at=now,
            mmsi=vessel.mmsi,
            owner=vessel.owner_code,
            operator=vessel.operator_code,
        )
    )
    return card_of(vessel)


def _given(particulars: Mapping[str, Value]) -> dict[str, Value]:
    """Return the recorded values alone: a field left empty has no history yet."""
    return {
        name: value
        for name, value in particulars.items()
        if value != empty_value(FIELD_BY_NAME[name])
    }
