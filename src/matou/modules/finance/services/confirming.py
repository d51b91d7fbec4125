"""Check a statement line by line (逐行核对): confirm, object, hand in, sign."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.finance.contracts import PeriodStatementAnswered, PeriodStatementSigned
from matou.modules.finance.models import LineVerdict, StatementSignature
from matou.modules.finance.rules.access import acts_for_party
from matou.modules.finance.rules.states import (
    Outcome,
    Side,
    StatementAct,
    StatementState,
    Verdict,
    next_state,
)
from matou.modules.finance.services import telling
from matou.modules.finance.services.opened import (
    checked_text,
    line_of,
    locked,
    move,
    open_objections,
    refuse_corrected,
    require_operator,
    require_party,
)
from matou.spine.journal import services as journal


class SealDiffers(DomainError):
    """What was read is not what would be signed."""

    code = "finance.seal-differs"
    zh = "您看到的对账单与现有封存值不一致，请刷新页面后重新核对。"
    en = "What you read differs from the sealed statement. Reload and check it again."


@transaction.atomic
def confirm_line(*, code: str, number: int, actor: Actor, now: datetime) -> None:
    """Confirm one line for the party; takes an objection back that was not handed in yet.

    Raises NotFound, NotAllowed and StatementNotReady.
    """
    statement, progress = locked(code, actor)
    require_party(actor, statement)
    next_state(state=StatementState(progress.state), act=StatementAct.CONFIRM_LINE)
    line_of(statement, number)
    refuse_corrected(statement, number)
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
    statement, progress = locked(code, actor)
    require_party(actor, statement)
    next_state(state=StatementState(progress.state), act=StatementAct.OBJECT_LINE)
    line_of(statement, number)
    text = checked_text(reason, field="理由 reason")
    refuse_corrected(statement, number)
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
    statement, progress = locked(code, actor)
    require_party(actor, statement)
    objections = open_objections(statement).count()
    act = StatementAct.FILE_OBJECTIONS if objections else StatementAct.CONFIRM_ALL
    move(progress, act)
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
def sign_statement(*, code: str, sha256: str, actor: Actor, now: datetime) -> StatementState:
    """Sign the seal that was read, as the party, then as the platform; returns the new state.

    Raises NotFound, NotAllowed, OwnStatement, SealDiffers and StatementNotReady.
    """
    statement, progress = locked(code, actor)
    is_party = acts_for_party(actor, statement.party)
    if not is_party:
        require_operator(actor, statement)
    if sha256 != statement.sha256:
        raise SealDiffers
    move(progress, StatementAct.SIGN_PARTY if is_party else StatementAct.SIGN_OPERATOR)
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
