"""Corrections proposed by owners and decided by registrars (更正申请与审核)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.ids import uuid7
from matou.modules.registry.contracts import CorrectionDecided, CorrectionProposed
from matou.modules.registry.models import Proposal, Vessel
from matou.modules.registry.models.projection import particulars_of
from matou.modules.registry.rules import proposals as rules
from matou.modules.registry.rules.faults import ParticularsRefused
from matou.modules.registry.rules.fields import FIELD_BY_NAME
from matou.modules.registry.rules.history import Provenance, check_provenance
from matou.modules.registry.rules.plausibility import faults_of
from matou.modules.registry.rules.values import Value, changed, from_json, to_json
from matou.modules.registry.services.corrections import check_correctable, correct_locked
from matou.modules.registry.services.recording import local_day, locked_vessel
from matou.spine.journal import services as journal

MAX_REASON = 400


@transaction.atomic
def propose_correction(
    *,
    vessel: str,
    changes: Mapping[str, Value],
    provenance: Provenance,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Ask the registrar to correct particulars of one's own vessel; return the proposal's id.

    Raises UnknownVessel, NotTheOwner, InvalidInput, NothingChanged, ParticularsRefused or
    TooManyProposals.
    """
    row = locked_vessel(vessel)
    if actor.acts_for not in {row.owner_code, row.operator_code}:
        raise rules.NotTheOwner
    check_provenance(provenance, today=local_day(now))
    check_correctable(changes)
    wanted = _plausible_changes(row, changes, now)
    if Proposal.objects.open().by_party(actor.acts_for).count() >= rules.MAX_OPEN_PER_PARTY:
        raise rules.TooManyProposals(limit=rules.MAX_OPEN_PER_PARTY)
    proposal = Proposal.objects.create(
        id=uuid7(now=now),
        vessel=row,
        changes={name: to_json(value) for name, value in wanted.items()},
        source=provenance.source,
        confidence=provenance.confidence,
        valid_from=provenance.valid_from,
        proposer=actor.acts_for,
        proposed_by=actor.code,
        proposed_at=now,
    )
    journal.publish(
        CorrectionProposed(
            aggregate=row.code,
            actor=actor.code,
            occurred_at=now,
            proposal=str(proposal.id),
            fields=tuple(wanted),
        )
    )
    return proposal.id


def _plausible_changes(
    vessel: Vessel, changes: Mapping[str, Value], now: datetime
) -> dict[str, Value]:
    current = particulars_of(vessel)
    wanted = changed(current, changes)
    if not wanted:
        raise rules.NothingChanged
    faults = faults_of({**current, **wanted}, today=local_day(now))
    if faults:
        raise ParticularsRefused(faults)
    return wanted


@transaction.atomic
def accept_proposal(*, proposal: UUID, actor: Actor, now: datetime) -> None:
    """Take a proposed correction into the register.

    Raises NotAllowed, NotFound, ProposalDecided, NothingChanged or ParticularsRefused.
    """
    actor.require_any(rules.REGISTRARS)
    row = locked_proposal(proposal)
    rules.check_move(state=row.state, wanted=rules.ACCEPTED)
    correct_locked(
        vessel=locked_vessel(row.vessel.code),
        changes={
            name: from_json(FIELD_BY_NAME[name], stored) for name, stored in row.changes.items()
        },
        provenance=Provenance(
            source=row.source, confidence=row.confidence, valid_from=row.valid_from
        ),
        actor=actor,
        now=now,
    )
    _decide(row, state=rules.ACCEPTED, reason="", actor=actor, now=now)


@transaction.atomic
def refuse_proposal(*, proposal: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Refuse a proposed correction with a reason that the proposer reads.

    Raises NotAllowed, InvalidInput, NotFound or ProposalDecided.
    """
    actor.require_any(rules.REGISTRARS)
    reason = check_reason(reason)
    row = locked_proposal(proposal)
    rules.check_move(state=row.state, wanted=rules.REFUSED)
    _decide(row, state=rules.REFUSED, reason=reason, actor=actor, now=now)


@transaction.atomic
def withdraw_proposal(*, proposal: UUID, actor: Actor, now: datetime) -> None:
    """Take one's own open proposal back; raises NotFound or ProposalDecided."""
    row = locked_proposal(proposal)
    if row.proposer != actor.acts_for:
        raise NotFound(what=str(proposal))
    rules.check_move(state=row.state, wanted=rules.WITHDRAWN)
    row.state, row.decided_by, row.decided_at = rules.WITHDRAWN, actor.code, now
    row.save(update_fields=["state", "decided_by", "decided_at"])


def check_reason(reason: str) -> str:
    """Return the reason that the proposer will read; raises InvalidInput."""
    if not 1 <= len(reason.strip()) <= MAX_REASON:
        raise InvalidInput(
            field="处理说明 reason",
            reason_zh=f"请写明原因（{MAX_REASON} 字以内）。",
            reason_en=f"Say why, in at most {MAX_REASON} characters.",
        )
    return reason.strip()


def locked_proposal(proposal: UUID) -> Proposal:
    """Return the proposal's row, locked until the transaction ends; raises NotFound."""
    rows = Proposal.objects.select_related("vessel").select_for_update(of=("self",))
    row = rows.filter(pk=proposal).first()
    if row is None:
        raise NotFound(what=str(proposal))
    return row


def _decide(row: Proposal, *, state: str, reason: str, actor: Actor, now: datetime) -> None:
    row.state, row.decision_reason = state, reason
    row.decided_by, row.decided_at = actor.code, now
    row.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    journal.publish(
        CorrectionDecided(
            aggregate=row.vessel.code,
            actor=actor.code,
            occurred_at=now,
            proposal=str(row.id),
            accepted=state == rules.ACCEPTED,
            proposer=row.proposer,
        )
    )
