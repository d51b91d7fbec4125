"""What parties are told of their statements (通知)."""

from collections.abc import Iterable
from datetime import datetime

from matou.kit.clock import CHINA
from matou.kit.period import Period
from matou.modules.finance.models import PeriodStatement, StatementProgress
from matou.modules.finance.rules.periods import Span, period_name
from matou.modules.finance.rules.states import OPEN_STATES
from matou.modules.finance.rules.telling import (
    ANSWERED,
    FILE_READY,
    ISSUED,
    REMIND_BEFORE,
    REMINDED,
    SIGNED,
)
from matou.spine.notices import services as notices


def tell_issued(statement: PeriodStatement, *, due_at: datetime, now: datetime) -> None:
    """Tell the party that a statement waits for its answer."""
    _tell(statement, ISSUED, now=now, until=f"{due_at.astimezone(CHINA):%Y-%m-%d}")


def tell_answered(statement: PeriodStatement, *, now: datetime) -> None:
    """Tell the party that the operator has answered every objection."""
    _tell(statement, ANSWERED, now=now)


def tell_signed(statement: PeriodStatement, *, now: datetime) -> None:
    """Tell the party that both sides have signed."""
    _tell(statement, SIGNED, now=now)


def tell_file_ready(statement: PeriodStatement, *, askers: Iterable[str], now: datetime) -> None:
    """Tell the people who asked for a large statement's file that they can fetch it."""
    for person in askers:
        notices.notify(
            party=person,
            template=FILE_READY,
            facts={"statement": statement.code, "period": _name(statement)},
            key=f"{statement.code}:{now.isoformat()}",
            now=now,
        )


def remind_late(*, now: datetime) -> int:
    """Remind each party once, three days before its time is over; returns how many."""
    rows = StatementProgress.objects.select_related("statement").filter(
        state__in=[state.value for state in OPEN_STATES],
        reminded_at__isnull=True,
        due_at__lte=now + REMIND_BEFORE,
    )
    told = 0
    for progress in rows.order_by("due_at")[:1000]:
        # The notice has a key: told twice by two workers, it stands once.
        until = f"{progress.due_at.astimezone(CHINA):%Y-%m-%d}"
        _tell(progress.statement, REMINDED, now=now, until=until)
        progress.reminded_at = now
        progress.save(update_fields=["reminded_at"])
        told += 1
    return told


def _tell(statement: PeriodStatement, template: str, *, now: datetime, **facts: str) -> None:
    notices.notify(
        party=statement.party,
        template=template,
        facts={"statement": statement.code, "period": _name(statement), **facts},
        key=f"{statement.code}:{now.isoformat() if template == ANSWERED else ''}",
        now=now,
    )


def _name(statement: PeriodStatement) -> str:
    return period_name(Span(statement.span), Period(statement.from_at, statement.until_at))
