"""Reads of counter-lines that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.finance.models import CorrectionProposal
from matou.modules.finance.rules.access import READS_ALL
from matou.modules.finance.rules.corrections import ProposalState
from matou.modules.finance.rules.states import StatementState

_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """One proposed counter-line: how much, why, by whom, and what became of it."""

    statement: str
    party_name: str
    number: int
    correction: Money
    answer: str
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


def proposals_of_line(*, code: str, number: int, actor: Actor) -> tuple[ProposalRow, ...]:
    """Return what was proposed for a line, the newest first; raises NotFound where nothing was."""
    actor.require_any(READS_ALL)
    rows = CorrectionProposal.objects.select_related("statement").filter(
        statement__code=code, number=number
    )
    found = tuple(_row(one) for one in rows.order_by("-id")[:_MOST])
    if not found:
        raise NotFound(what=f"{code} {number}")
    return found


def waiting_proposals(*, actor: Actor, code: str = "") -> tuple[ProposalRow, ...]:
    """Return what waits for a second person, the oldest first: of one statement, or of all."""
    actor.require_any(READS_ALL)
    rows = CorrectionProposal.objects.select_related("statement").filter(
        state=ProposalState.PROPOSED.value,
        statement__progress__state=StatementState.OBJECTED.value,
    )
    if code:
        rows = rows.filter(statement__code=code)
    return tuple(_row(one) for one in rows.order_by("id")[:_MOST])


def _row(one: CorrectionProposal) -> ProposalRow:
    return ProposalRow(
        statement=one.statement.code,
        party_name=one.statement.party_name,
        number=one.number,
        correction=Money(one.correction_fen),
        answer=one.answer,
        state=ProposalState(one.state),
        proposed_by=one.proposed_by,
        proposed_at=one.proposed_at,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        decision=one.decision,
    )
