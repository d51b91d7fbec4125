"""The one way by which values enter the register: into the history first, then the row."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput, NotFound
from matou.modules.registry.contracts import UnknownVessel
from matou.modules.registry.models import FieldRecord, Vessel
from matou.modules.registry.models.projection import particulars_of, put_values
from matou.modules.registry.rules.faults import ParticularsRefused
from matou.modules.registry.rules.fields import FIELD_BY_NAME
from matou.modules.registry.rules.history import Provenance, present
from matou.modules.registry.rules.plausibility import faults_of
from matou.modules.registry.rules.proposals import NothingChanged
from matou.modules.registry.rules.values import PartyRef, Value, empty_value, from_json, to_json
from matou.modules.registry.services.errors import already_registered
from matou.spine.parties import queries as parties


def locked_vessel(code: str) -> Vessel:
    """Return the vessel's row, locked until the transaction ends; raises UnknownVessel."""
    vessel = Vessel.objects.select_for_update(of=("self",)).filter(code=code).first()
    if vessel is None:
        raise UnknownVessel(vessel=code)
    return vessel


def local_day(now: datetime) -> date:
    """Return the calendar day in China, by which certificates run."""
    return now.astimezone(CHINA).date()


def apply_changes(
    *,
    vessel: Vessel,
    changes: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Write what is new into history and row; return the fields written.

    Values from an earlier day than the present ones complete the history only. Raises
    NothingChanged, ParticularsRefused or VesselAlreadyRegistered, and then nothing is written.
    """
    resolved = {name: with_party(value) for name, value in changes.items()}
    new = _not_yet_known(vessel, resolved, provenance.valid_from)
    if not new:
        raise NothingChanged
    in_force = {name for name in new if _is_latest(vessel, name, provenance.valid_from)}
    put_values(vessel, [(name, new[name]) for name in in_force])
    faults = faults_of(particulars_of(vessel), today=local_day(now))
    if faults:
        raise ParticularsRefused(faults)
    vessel.updated_at = now
    write_history(subject=vessel.code, values=new, provenance=provenance, actor=actor, now=now)
    _save(vessel)
    return tuple(new)


def write_history(
    *,
    subject: str,
    values: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> None:
    """Append one line of history for each value."""
    FieldRecord.objects.bulk_create(
        FieldRecord(
            subject=subject,
            field=name,
            value=to_json(value),
            source=provenance.source,
            confidence=provenance.confidence,
            valid_from=provenance.valid_from,
            recorded_at=now,
            actor=actor.code,
        )
        for name, value in values.items()
    )


def with_party(value: Value) -> Value:
    """Complete an owner or operator given by party code; raises InvalidInput for unknown ones."""
    if not isinstance(value, PartyRef) or not value.code:
        return value
    try:
        card = parties.party_card(value.code)
    except NotFound as error:
        raise InvalidInput(
            field="单位代码 party code",
            reason_zh=f"没有代码为“{value.code}”的单位或个人。",
            reason_en=f"No party has the code “{value.code}”.",
        ) from error
    return PartyRef(code=card.code, name=card.name, kind=str(card.kind))


def _save(vessel: Vessel) -> None:
    try:
        with transaction.atomic():
            vessel.save()
    except IntegrityError as error:
        # Another registrar may have entered the same MMSI since the check.
        refusal = already_registered(vessel)
        if refusal is None:
            raise
        raise refusal from error


def _not_yet_known(
    vessel: Vessel, wanted: Mapping[str, Value], valid_from: date
) -> dict[str, Value]:
    records = FieldRecord.objects.of(vessel.code).filter(
        field__in=list(wanted), valid_from__lte=valid_from
    )
    then = present(record.entry() for record in records)
    known = {name: from_json(FIELD_BY_NAME[name], entry.value) for name, entry in then.items()}
    return {
        name: value
        for name, value in wanted.items()
        if known.get(name, empty_value(FIELD_BY_NAME[name])) != value
    }


def _is_latest(vessel: Vessel, name: str, valid_from: date) -> bool:
    later = FieldRecord.objects.of(vessel.code).filter(field=name, valid_from__gt=valid_from)
    return not later.exists()
