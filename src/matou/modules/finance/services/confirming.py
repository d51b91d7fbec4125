"""Check a statement line by line (逐行核对): confirm, object, answer, correct, sign."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.modules.finance.contracts import (
    ObjectionDecided,
    PeriodStatementAnswered,
    PeriodStatementSigned,
)
from matou.modules.finance.models import (
    LineVerdict,
    PeriodStatement,
    StatementAccount,
    StatementLine,
    StatementProgress,
    StatementSignature,
)
from matou.modules.finance.rules.access import OwnStatement, acts_for_party, may_read
from matou.modules.finance.rules.corrections import PURPOSE, check_correction
from matou.modules.finance.rules.states import (
    Outcome,
    Side,
    StatementAct,
    StatementState,
    Verdict,
    next_state,
)
from matou.modules.finance.services import telling
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind
from matou.spine.parties import queries as parties

_NAMESPACE = uuid5(NAMESPACE_URL, "https://matou.invalid/finance")
_FEE = "platform:fee"
_SHORTEST, _LONGEST = 4, 1000


class SealDiffers(DomainError):
    """What was read is not what would be signed."""

    code = "finance.seal-differs"
    zh = "您看到的对账单与现有封存值不一致，请刷新页面后重新核对。"
    en = "What you read differs from the sealed statement. Reload and check it again."


class ObjectionSettled(DomainError):
    """The line's objection was answered already, or there is none."""

    code = "finance.objection-settled"
    zh = "该行没有待答复的异议，请刷新页面。"
    en = "No objection to this line waits for an answer. Reload the page."


class LineCorrected(DomainError):
    """A counter-line stands against the line, so nothing more can be said of it."""

    code = "finance.line-corrected"
    zh = "该行已在下期更正，无需再核对。"
    en = "A counter-line in the next period corrects this line; nothing is left to answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an operator answers an objection; a correction of more than zero goes to the party."""

    text: str
    correction: Money | None = None


@transaction.atomic
def confirm_line(*, code: str, number: int, actor: Actor, now: datetime) -> None:
    """Confirm one line for the party; takes an objection back that was not handed in yet.

    Raises NotFound, NotAllowed and StatementNotReady.
    """
    statement, progress = _locked(code, actor)
    _require_party(actor, statement)
    next_state(state=StatementState(progress.state), act=StatementAct.CONFIRM_LINE)
    _line(statement, number)
    _refuse_corrected(statement, number)
    LineVerdict.objects.update_or_create(
        statement=statement,
        number=number,
        defaults={
            "verdict": Verdict.CONFIRMED.value,
            "reason": "",
            "outcome": "",
            "given_by": actor.code,
            "given_at": now,
        },
    )


@transaction.atomic
def object_line(*, code: str, number: int, reason: str, actor: Actor, now: datetime) -> None:
    """Object to one line with a reason; it reaches the operator when all are handed in.

    Raises NotFound, NotAllowed, InvalidInput, StatementNotReady and LineCorrected.
    """
    statement, progress = _locked(code, actor)
    _require_party(actor, statement)
    next_state(state=StatementState(progress.state), act=StatementAct.OBJECT_LINE)
    _line(statement, number)
    text = _text(reason, field="理由 reason")
    _refuse_corrected(statement, number)
    LineVerdict.objects.update_or_create(
        statement=statement,
        number=number,
        defaults={
            "verdict": Verdict.OBJECTED.value,
            "reason": text,
            "outcome": Outcome.OPEN.value,
            "given_by": actor.code,
            "given_at": now,
        },
    )


@transaction.atomic
def answer_statement(*, code: str, actor: Actor, now: datetime) -> StatementState:
    """Answer the whole statement: hand the objections in, or confirm all lines at once.

    Lines without an objection count as confirmed. Returns the new state.
    """
    statement, progress = _locked(code, actor)
    _require_party(actor, statement)
    objections = _open_objections(statement).count()
    act = StatementAct.FILE_OBJECTIONS if objections else StatementAct.CONFIRM_ALL
    _move(progress, act)
    progress.answered_by, progress.answered_at = actor.code, now
    progress.save(update_fields=["state", "answered_by", "answered_at"])
    journal.publish(
        PeriodStatementAnswered(
            aggregate=code,
            actor=actor.code,
            occurred_at=now,
            party=statement.party,
            objections=objections,
        )
    )
    return StatementState(progress.state)


@transaction.atomic
def answer_objection(
    *, code: str, number: int, answer: Answer, actor: Actor, now: datetime
) -> StatementState:
    """Answer one objection as an operator: a reason, or a counter-line that the next period shows.

    The sealed line stays as it is. Raises NotAllowed, OwnStatement, ObjectionSettled,
    InvalidInput, LineNotCorrectable, and LedgerRefused where the wallet lacks the money.
    """
    statement, progress = _locked(code, actor)
    _require_operator(actor, statement)
    verdict = (
        _open_objections(statement).select_for_update(of=("self",)).filter(number=number).first()
    )
    if verdict is None:
        raise ObjectionSettled
    is_last = _open_objections(statement).count() == 1
    _move(progress, StatementAct.ANSWER_LAST if is_last else StatementAct.ANSWER)
    progress.save(update_fields=["state"])
    verdict.answer = _text(answer.text, field="答复 answer")
    verdict.answered_by, verdict.answered_at = actor.code, now
    verdict.outcome = Outcome.EXPLAINED.value
    posting = None
    if answer.correction is not None:
        posting = _counter_line(statement, number, answer.correction, now=now)
        verdict.outcome = Outcome.CORRECTED.value
        verdict.correction_id, verdict.correction_fen = posting.id, answer.correction.fen
    verdict.save()
    journal.publish(
        ObjectionDecided(
            aggregate=code,
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


@transaction.atomic
def sign_statement(*, code: str, sha256: str, actor: Actor, now: datetime) -> StatementState:
    """Sign the seal that was read, as the party, then as the platform; returns the new state.

    Raises NotFound, NotAllowed, OwnStatement, SealDiffers and StatementNotReady.
    """
    statement, progress = _locked(code, actor)
    is_party = acts_for_party(actor, statement.party)
    if not is_party:
        _require_operator(actor, statement)
    if sha256 != statement.sha256:
        raise SealDiffers
    _move(progress, StatementAct.SIGN_PARTY if is_party else StatementAct.SIGN_OPERATOR)
    progress.save(update_fields=["state"])
    side = Side.PARTY if is_party else Side.OPERATOR
    StatementSignature.objects.create(
        statement=statement,
        side=side.value,
        signer=actor.code,
        signer_name=actor.name,
        sha256=sha256,
        signed_at=now,
    )
    journal.publish(
        PeriodStatementSigned(
            aggregate=code,
            actor=actor.code,
            occurred_at=now,
            party=statement.party,
            side=side.value,
            sha256=sha256,
        )
    )
    if side is Side.OPERATOR:
        telling.tell_signed(statement, now=now)
    return StatementState(progress.state)


def _locked(code: str, actor: Actor) -> tuple[PeriodStatement, StatementProgress]:
    progress = (
        StatementProgress.objects.select_for_update(of=("self",))
        .select_related("statement")
        .filter(statement__code=code)
        .first()
    )
    if progress is None or not may_read(actor, progress.statement.party):
        raise NotFound(what=code)
    return progress.statement, progress


def _require_party(actor: Actor, statement: PeriodStatement) -> None:
    if not acts_for_party(actor, statement.party):
        raise NotAllowed(needed="finance.accountant")


def _require_operator(actor: Actor, statement: PeriodStatement) -> None:
    actor.require_any({OPERATOR})
    own = {actor.code, actor.acts_for}
    own |= {card.code for card in parties.companies_of(person=actor.code)}
    if statement.party in own:
        raise OwnStatement


def _line(statement: PeriodStatement, number: int) -> StatementLine:
    line = StatementLine.objects.filter(statement=statement, number=number).first()
    if line is None:
        raise NotFound(what=f"{statement.code} {number}")
    return line


def _refuse_corrected(statement: PeriodStatement, number: int) -> None:
    corrected = LineVerdict.objects.filter(statement=statement, outcome=Outcome.CORRECTED.value)
    if corrected.filter(number=number).exists():
        raise LineCorrected


def _open_objections(statement: PeriodStatement) -> models.QuerySet[LineVerdict]:
    return LineVerdict.objects.filter(statement=statement, outcome=Outcome.OPEN.value)


def _move(progress: StatementProgress, act: StatementAct) -> None:
    progress.state = next_state(state=StatementState(progress.state), act=act).value


def _counter_line(
    statement: PeriodStatement, number: int, correction: Money, *, now: datetime
) -> Posting:
    """Return the posting that corrects a line: a new fact of today, with an id of its own."""
    line = _line(statement, number)
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


def _text(text: str, *, field: str) -> str:
    kept = text.replace("\x00", "").strip()
    if not _SHORTEST <= len(kept) <= _LONGEST:
        raise InvalidInput(
            field=field,
            reason_zh=f"请写 {_SHORTEST} 至 {_LONGEST} 个字。",
            reason_en=f"Write {_SHORTEST} to {_LONGEST} characters.",
        )
    return kept
