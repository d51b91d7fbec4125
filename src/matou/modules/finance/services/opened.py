"""A statement opened for an act: locked, its reader known, its lines and objections at hand."""

from django.db import models

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed, NotFound
from matou.modules.finance.models import (
    LineVerdict,
    PeriodStatement,
    StatementLine,
    StatementProgress,
)
from matou.modules.finance.rules.access import OwnStatement, acts_for_party, may_read
from matou.modules.finance.rules.states import (
    Outcome,
    StatementAct,
    StatementState,
    next_state,
)
from matou.spine.parties import queries as parties

_SHORTEST, _LONGEST = 4, 1000


class LineCorrected(DomainError):
    """A counter-line stands against the line, so nothing more can be said of it."""

    code = "finance.line-corrected"
    zh = "该行已在下期更正，无需再核对。"
    en = "A counter-line in the next period corrects this line; nothing is left to answer."


def locked(code: str, actor: Actor) -> tuple[PeriodStatement, StatementProgress]:
    """Lock where a statement stands; raises NotFound for those who may not read it."""
    progress = (
        StatementProgress.objects.select_for_update(of=("self",))
        .select_related("statement")
        .filter(statement__code=code)
        .first()
    )
    if progress is None or not may_read(actor, progress.statement.party):
        raise NotFound(what=code)
    return progress.statement, progress


def require_party(actor: Actor, statement: PeriodStatement) -> None:
    """Let only those in who bind the account holder; raises NotAllowed."""
    if not acts_for_party(actor, statement.party):
        raise NotAllowed(needed="finance.accountant")


def require_operator(actor: Actor, statement: PeriodStatement) -> None:
    """Let only operators in who do not belong to the account holder; raises OwnStatement."""
    actor.require_any({OPERATOR})
    own = {actor.code, actor.acts_for}
    own |= {card.code for card in parties.companies_of(person=actor.code)}
    if statement.party in own:
        raise OwnStatement


def line_of(statement: PeriodStatement, number: int) -> StatementLine:
    """Return a line of the statement; raises NotFound."""
    line = StatementLine.objects.filter(statement=statement, number=number).first()
    if line is None:
        raise NotFound(what=f"{statement.code} {number}")
    return line


def refuse_corrected(statement: PeriodStatement, number: int) -> None:
    """Raise LineCorrected where a counter-line stands against the line."""
    corrected = LineVerdict.objects.filter(statement=statement, outcome=Outcome.CORRECTED.value)
    if corrected.filter(number=number).exists():
        raise LineCorrected


def open_objections(statement: PeriodStatement) -> models.QuerySet[LineVerdict]:
    """Return the objections that wait for an answer."""
    return LineVerdict.objects.filter(statement=statement, outcome=Outcome.OPEN.value)


def move(progress: StatementProgress, act: StatementAct) -> None:
    """Move the statement on, unsaved; raises StatementNotReady."""
    progress.state = next_state(state=StatementState(progress.state), act=act).value


def checked_text(text: str, *, field: str) -> str:
    """Return a reason or an answer, trimmed; raises InvalidInput."""
    kept = text.replace("\x00", "").strip()
    if not _SHORTEST <= len(kept) <= _LONGEST:
        raise InvalidInput(
            field=field,
            reason_zh=f"请写 {_SHORTEST} 至 {_LONGEST} 个字。",
            reason_en=f"Write {_SHORTEST} to {_LONGEST} characters.",
        )
    return kept
