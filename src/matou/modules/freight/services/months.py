"""The positions' table by month: make the next ones ahead, retire the old ones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from matou.kit.errors import DomainError

KEPT_LEAST = timedelta(days=30)
"""A running lot's whole voyage, its objection window and a dispute look back less far."""

_MONTHS = """
SELECT part.relname, part.reltuples::bigint, pg_total_relation_size(part.oid)
  FROM pg_inherits AS link JOIN pg_class AS part ON part.oid = link.inhrelid
 WHERE link.inhparent = 'freight_positionfix'::regclass
   AND part.relname ~ '^freight_positionfix_[0-9]{6}$'
 ORDER BY part.relname
"""

MONTHS_AHEAD = 24


class PositionsTooYoung(DomainError):
    """Positions of the last month are still needed."""

    code = "freight.positions-too-young"
    zh = "最近 {days} 天的船位仍在使用，不能清退。请给出更大的天数。"
    en = "Positions of the last {days} days are still in use. Give a larger number of days."


@dataclass(frozen=True, slots=True, kw_only=True)
class FixMonth:
    """One month of positions (船位月分区): its table, where it ends, about how many rows."""

    table: str
    ends_at: datetime
    rows: int
    size_bytes: int


def ensure_months(*, now: datetime) -> int:
    """Make the partitions of last month, this one and those ahead; returns how many were new.

    Needs the rights of the tables' owner, so each ``matou migrate`` calls it. Where nobody
    migrates for two years, rows lie in the default partition until somebody does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE freight_ensure_fix_month("
            "  date_trunc('month', %s::timestamptz, 'UTC') + ahead * interval '1 month'))"
            "  FROM generate_series(-1, %s) AS ahead",
            [now, MONTHS_AHEAD],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def months_before(*, now: datetime, keep: timedelta) -> tuple[FixMonth, ...]:
    """Return the months that ended longer ago than ``keep``; raises PositionsTooYoung."""
    if keep < KEPT_LEAST:
        raise PositionsTooYoung(days=KEPT_LEAST.days)
    return tuple(month for month in _months() if month.ends_at <= now - keep)


@transaction.atomic
def retire_months(*, now: datetime, keep: timedelta) -> tuple[FixMonth, ...]:
    """Detach and drop the months that ended longer ago than ``keep``; returns them.

    Needs the rights of the tables' owner. Raises PositionsTooYoung.
    """
    retired = months_before(now=now, keep=keep)
    with connection.cursor() as cursor:
        for month in retired:
            table = connection.ops.quote_name(month.table)
            cursor.execute(f"ALTER TABLE freight_positionfix DETACH PARTITION {table}")
            cursor.execute(f"DROP TABLE {table}")
    return retired


def _months() -> list[FixMonth]:
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS)
        return [
            FixMonth(table=table, ends_at=_end_of(table), rows=max(0, rows), size_bytes=size)
            for table, rows, size in cursor.fetchall()
        ]


def _end_of(table: str) -> datetime:
    """Return the first instant after the month that a table's name ends with."""
    year, month = int(table[-6:-2]), int(table[-2:])
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
