"""Answer objections for the platform (答复异议): a reason, or a counter-line of the next period.

A large counter-line takes two people, told apart by their own code: a second membership or role
makes no second person. The database refuses a decision by the proposer too.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models, transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.finance.contracts import (
    CounterLineDropped,
    CounterLineProposed,
    ObjectionDecided,
)
from matou.modules.finance.models import (
    CorrectionProposal,
    LineVerdict,
    PeriodStatement,
    StatementAccount,
    StatementProgress,
)
from matou.modules.finance.rules.corrections import (
    PURPOSE,
    ProposalDecided,
    ProposalStands,
    ProposalState,
    SecondOperatorNeeded,
    check_correction,
    needs_second,
)
from matou.modules.finance.rules.states import Outcome, StatementAct, StatementState, next_state
from matou.modules.finance.services import telling
from matou.modules.finance.services.opened import (
    checked_text,
    line_of,
    locked,
    move,
    open_objections,
    require_operator,
)
from matou.spine.custody import queries as custody
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

_NAMESPACE = uuid5(NAMESPACE_URL, "https://matou.invalid/finance")
_FEE = "platform:fee"


class ObjectionSettled(DomainError):
    """The line's objection was answered already, or there is none."""

    code = "finance.objection-settled"
    zh = "该行没有待答复的异议，请刷新页面。"
    en = "No objection to this line waits for an answer. Reload the page."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an operator answers an objection; a correction of more than zero goes to the party."""

    text: str
    correction: Money | None = None


@transaction.atomic
def answer_objection(
    *, code: str, number: int, answer: Answer, actor: Actor, now: datetime
) -> StatementState:
    """Answer one objection as an operator: a reason, or a counter-line that the next period shows.

    The sealed line stays as it is. A counter-line above the amount of four eyes is proposed: no
    money moves, and the objection stays open, until a second operator approves it. Raises
    NotAllowed, OwnStatement, ObjectionSettled, ProposalStands, InvalidInput, LineNotCorrectable,
    and LedgerRefused where the wallet lacks the money.
    """
    statement, progress = locked(code, actor)
    require_operator(actor, statement)
    verdict = _open_objection(statement, number)
    if _waiting(statement, number).exists():
        raise ProposalStands
    text = checked_text(answer.text, field="答复 answer")
    given = Answer(text=text, correction=answer.correction)
    if given.correction is not None:
        _counter_line(statement, number, given.correction, now=now)
        if _needs_second(statement, given.correction):
            # Refuses here, and not at the second consent, what the state does not allow.
            next_state(state=StatementState(progress.state), act=StatementAct.ANSWER)
            _propose(verdict, text, given.correction, actor=actor, now=now)
            return StatementState(progress.state)
    return _decide(verdict, progress, given, actor=actor, now=now)


@transaction.atomic
def approve_correction(*, code: str, number: int, actor: Actor, now: datetime) -> StatementState:
    """Approve and post a counter-line that another operator proposed; returns the new state.

    Raises NotAllowed, OwnStatement, SecondOperatorNeeded, ProposalDecided, ObjectionSettled,
    StatementNotReady, and LedgerRefused where the wallet lacks the money.
    """
    statement, progress = locked(code, actor)
    require_operator(actor, statement)
    proposal = _proposal(statement, number)
    if proposal.proposed_by == actor.code:
        raise SecondOperatorNeeded
    verdict = _open_objection(statement, number)
    _close(proposal, ProposalState.EXECUTED, reason="", actor=actor, now=now)
    given = Answer(text=proposal.answer, correction=Money(proposal.correction_fen))
    return _decide(verdict, progress, given, actor=actor, now=now)


@transaction.atomic
def drop_correction(
    *, code: str, number: int, reason: str, actor: Actor, now: datetime
) -> ProposalState:
    """Refuse another operator's counter-line, or take back one's own; the objection stays open.

    Raises NotAllowed, OwnStatement, ProposalDecided and InvalidInput.
    """
    statement, _progress = locked(code, actor)
    require_operator(actor, statement)
    text = checked_text(reason, field="理由 reason")
    proposal = _proposal(statement, number)
    is_own = proposal.proposed_by == actor.code
    state = ProposalState.WITHDRAWN if is_own else ProposalState.REJECTED
    _close(proposal, state, reason=text, actor=actor, now=now)
    journal.publish(
        CounterLineDropped(
            aggregate=_proposed_thing(code, number),
            actor=actor.code,
            occurred_at=now,
            party=statement.party,
            number=number,
            reason=text,
        )
    )
    return state


def _decide(
    verdict: LineVerdict, progress: StatementProgress, given: Answer, *, actor: Actor, now: datetime
) -> StatementState:
    """Write the answer, tell the others, and move the money last."""
    statement, number = progress.statement, verdict.number
    is_last = open_objections(statement).count() == 1
    move(progress, StatementAct.ANSWER_LAST if is_last else StatementAct.ANSWER)
    progress.save(update_fields=["state"])
    verdict.answer = given.text
    verdict.answered_by, verdict.answered_at = actor.code, now
    verdict.outcome = Outcome.EXPLAINED.value
    posting = None
    if given.correction is not None:
        posting = _counter_line(statement, number, given.correction, now=now)
        verdict.outcome = Outcome.CORRECTED.value
        verdict.correction_id, verdict.correction_fen = posting.id, given.correction.fen
    verdict.save()
    journal.publish(
        ObjectionDecided(
            aggregate=statement.code,
            actor=actor.code,
            occurred_at=now,
            party=statement.party,
            number=number,
            outcome=verdict.outcome,
        )
    )
    if is_last:
        telling.tell_answered(statement, now=now)
    if posting is not None:
        ledger.ensure_account(code=_FEE, kind=AccountKind.FEE, owner="platform", now=now)
        ledger.submit_or_refuse([posting])
    return StatementState(progress.state)


def _open_objection(statement: PeriodStatement, number: int) -> LineVerdict:
    rows = open_objections(statement).select_for_update(of=("self",))
    verdict = rows.filter(number=number).first()
    if verdict is None:
        raise ObjectionSettled
    return verdict


def _needs_second(statement: PeriodStatement, correction: Money) -> bool:
    """Ask for two people above the amount for payouts; the statement's corrections add up."""
    corrected = LineVerdict.objects.filter(statement=statement, outcome=Outcome.CORRECTED.value)
    fens = corrected.values_list("correction_fen", flat=True)
    return needs_second(
        correction=correction,
        before=Money(sum(abs(fen or 0) for fen in fens)),
        alone_up_to=Money(custody.limits().four_eyes_fen),
    )


def _propose(
    verdict: LineVerdict, text: str, correction: Money, *, actor: Actor, now: datetime
) -> None:
    statement = verdict.statement
    CorrectionProposal.objects.create(
        statement=statement,
        number=verdict.number,
        correction_fen=correction.fen,
        answer=text,
        state=ProposalState.PROPOSED.value,
        proposed_by=actor.code,
        proposed_at=now,
    )
    journal.publish(
        CounterLineProposed(
            aggregate=_proposed_thing(statement.code, verdict.number),
            actor=actor.code,
            occurred_at=now,
            party=statement.party,
            number=verdict.number,
            correction_fen=correction.fen,
        )
    )


def _waiting(statement: PeriodStatement, number: int) -> models.QuerySet[CorrectionProposal]:
    return CorrectionProposal.objects.filter(
        statement=statement, number=number, state=ProposalState.PROPOSED.value
    )


def _proposal(statement: PeriodStatement, number: int) -> CorrectionProposal:
    found = _waiting(statement, number).select_for_update(of=("self",)).first()
    if found is None:
        raise ProposalDecided
    return found


def _close(
    proposal: CorrectionProposal, state: ProposalState, *, reason: str, actor: Actor, now: datetime
) -> None:
    proposal.state, proposal.decision = state.value, reason
    proposal.decided_by, proposal.decided_at = actor.code, now
    proposal.save(update_fields=["state", "decision", "decided_by", "decided_at"])


def _counter_line(
    statement: PeriodStatement, number: int, correction: Money, *, now: datetime
) -> Posting:
    """Return the posting that corrects a line: a new fact of today, with an id of its own."""
    line = line_of(statement, number)
    account = StatementAccount.objects.get(statement=statement, place=line.place)
    check_correction(
        change=Money(line.change_fen), correction=correction, account_kind=account.kind
    )
    gives = correction.fen > 0
    return Posting(
        id=_correction_id(statement.code, number),
        kind=PostingKind.POSTED,
        group=statement.code,
        purpose=PURPOSE,
        memo=f"{statement.code}/{number}",
        event_at=now,
        debit=_FEE if gives else account.account,
        credit=account.account if gives else _FEE,
        amount=Money(abs(correction.fen)),
    )


def _correction_id(code: str, number: int) -> UUID:
    return uuid5(_NAMESPACE, f"{code}/{number}")


def _proposed_thing(code: str, number: int) -> str:
    """Return under what the journal keeps a proposal: the party reads the statement's own story."""
    return f"{code}/{number}"
