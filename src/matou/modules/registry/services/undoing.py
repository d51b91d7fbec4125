"""Undoing an accepted correction (撤销采纳): the former values hold again, nothing is erased."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import Actor
from matou.modules.registry.contracts import CorrectionReversed
from matou.modules.registry.models import FieldRecord, Proposal
from matou.modules.registry.models.projection import value_in
from matou.modules.registry.rules import proposals as rules
from matou.modules.registry.rules.fields import FIELD_BY_NAME
from matou.modules.registry.rules.history import DECLARED, Entry, Provenance, present
from matou.modules.registry.rules.values import Value, empty_value, from_json, to_json
from matou.modules.registry.services.corrections import correct_locked
from matou.modules.registry.services.proposals import check_reason, locked_proposal
from matou.modules.registry.services.recording import locked_vessel
from matou.spine.journal import services as journal

_SOURCE_LENGTH = 200


@transaction.atomic
def reverse_proposal(*, proposal: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Put back what the register said before a proposal was accepted, giving the reason.

    The history keeps both: the accepted values and their reversal, from the same day on. Raises
    NotAllowed, InvalidInput, NotFound, ProposalDecided, ChangedSince or ParticularsRefused.
    """
    actor.require_any(rules.REGISTRARS)
    reason = check_reason(reason)
    row = locked_proposal(proposal)
    rules.check_move(state=row.state, wanted=rules.REVERSED)
    vessel = locked_vessel(row.vessel.code)
    _check_unchanged(row, {name: value_in(vessel, name) for name in row.changes})
    before = _entries_before(row)
    correct_locked(
        vessel=vessel,
        changes={name: _former(name, before) for name in row.changes},
        provenance=Provenance(
            source=f"撤销采纳：{reason}"[:_SOURCE_LENGTH],
            confidence=max((one.confidence for one in before.values()), default=DECLARED),
            valid_from=row.valid_from,
        ),
        actor=actor,
        now=now,
    )
    row.state, row.decision_reason = rules.REVERSED, reason
    row.decided_by, row.decided_at = actor.code, now
    row.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    journal.publish(
        CorrectionReversed(
            aggregate=vessel.code,
            actor=actor.code,
            occurred_at=now,
            proposal=str(row.id),
            proposer=row.proposer,
        )
    )


def _check_unchanged(row: Proposal, current: dict[str, Value]) -> None:
    changed = [name for name, stored in row.changes.items() if to_json(current[name]) != stored]
    if changed:
        raise rules.ChangedSince(
            fields="、".join(FIELD_BY_NAME[name].zh for name in changed),
            fields_en=", ".join(FIELD_BY_NAME[name].en for name in changed),
        )


def _entries_before(row: Proposal) -> dict[str, Entry]:
    """Return what was in force for each of the fields when the proposal was accepted."""
    records = FieldRecord.objects.of(row.vessel.code).filter(
        field__in=list(row.changes), recorded_at__lt=row.decided_at
    )
    return present(record.entry() for record in records)


def _former(name: str, before: dict[str, Entry]) -> Value:
    field = FIELD_BY_NAME[name]
    return from_json(field, before[name].value) if name in before else empty_value(field)
