"""Match a statement's lines with our orders, all at once in the database, and never by guess.

A line is judged once, in this order: its day, the order that its id names, and, where the id is
missing or names nothing, the one order of that day with the same kind, party, amount and
reference. Two lines for one order, or two orders for one line, are a break.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import connection

from matou.spine.custody import rules
from matou.spine.custody.contracts import OrderKind
from matou.spine.custody.rules.statement import StatementLine

_LINES = """
DROP TABLE IF EXISTS pg_temp.custody_line, pg_temp.custody_judged;
CREATE TEMPORARY TABLE custody_line (number integer, order_id uuid, kind text, party text,
    amount bigint, settled_at timestamptz, provider_reference text, reference text)
    ON COMMIT DROP
"""
_COPY = (
    "COPY pg_temp.custody_line (number, order_id, kind, party, amount, settled_at, "
    "provider_reference, reference) FROM STDIN"
)
# "known": an earlier run of the same day has booked it. The order of the tests is the order of
# trust: a line of another day or amount is never booked, whatever its id says.
_JUDGE = """
CREATE TEMPORARY TABLE custody_judged ON COMMIT DROP AS
SELECT l.number, l.order_id, l.kind, l.party, l.amount, l.settled_at, l.reference,
    o.id AS target,
    CASE WHEN l.settled_at < %(start)s OR l.settled_at >= %(end)s THEN 'wrong_day'
        WHEN o.id IS NULL THEN 'unknown_at_home'
        WHEN (l.amount, l.kind, l.party) IS DISTINCT FROM (o.amount, o.kind, o.party)
            THEN 'amount_differs'
        WHEN o.state <> 'confirmed' THEN 'state_differs'
        WHEN o.reconciled_on <> %(on)s THEN 'doubled'
        WHEN row_number() OVER (PARTITION BY o.id ORDER BY l.number) > 1 THEN 'doubled'
        WHEN o.reconciled_on IS NOT NULL THEN 'known'
        ELSE 'matched' END AS verdict,
    false AS is_by_reference
FROM pg_temp.custody_line l
LEFT JOIN custody_custodyorder o ON o.id = l.order_id AND o.provider = %(provider)s
"""
# A day may be anything from empty to a hundred thousand lines, and the orders' own statistics are
# as old as their last vacuum: a nested loop planned for one row took ten minutes for 100,000.
_READY = """
CREATE INDEX ON pg_temp.custody_judged (target);
ANALYZE pg_temp.custody_judged;
SET LOCAL enable_nestloop = off
"""
# Banks drop hyphens and spaces and write capitals, so references are compared without them; two
# of ours may then look alike, and that is a break.
_BY_REFERENCE = """
WITH lost AS (
    SELECT j.number, j.kind, j.party, j.amount,
        upper(regexp_replace(j.reference, '[^[:alnum:]]', '', 'g')) AS plain
    FROM pg_temp.custody_judged j WHERE j.verdict = 'unknown_at_home'
), candidate AS (
    SELECT o.id, o.kind, o.party, o.amount, o.reconciled_on,
        upper(regexp_replace(o.reference, '[^[:alnum:]]', '', 'g')) AS plain
    FROM custody_custodyorder o
    WHERE o.provider = %(provider)s AND o.state = 'confirmed'
        AND o.settled_at >= %(start)s AND o.settled_at < %(end)s
        AND (o.reconciled_on IS NULL OR o.reconciled_on = %(on)s)
        AND NOT EXISTS (SELECT FROM pg_temp.custody_judged j WHERE j.target = o.id)
), pair AS (
    SELECT l.number, c.id, c.reconciled_on, count(*) OVER (PARTITION BY l.number) AS orders,
        count(*) OVER (PARTITION BY c.id) AS lines
    FROM lost l
    JOIN candidate c USING (kind, party, amount, plain)
    WHERE l.plain <> ''
), told AS (
    SELECT p.number, bool_and(p.orders = 1 AND p.lines = 1) AS is_sure, min(p.id::text) AS id,
        bool_or(p.reconciled_on IS NOT NULL) AS is_known
    FROM pair p GROUP BY p.number
)
UPDATE pg_temp.custody_judged j
SET target = CASE WHEN t.is_sure THEN t.id::uuid END, is_by_reference = t.is_sure,
    verdict = CASE WHEN NOT t.is_sure THEN 'ambiguous' WHEN t.is_known THEN 'known'
        ELSE 'matched' END
FROM told t WHERE t.number = j.number
"""
_COUNTS = """
SELECT verdict, is_by_reference, count(*) FROM pg_temp.custody_judged GROUP BY 1, 2
"""
_SUMS = """
SELECT coalesce(sum(amount) FILTER (WHERE kind = 'deposit'), 0),
    coalesce(sum(amount) FILTER (WHERE kind = 'payout'), 0)
FROM pg_temp.custody_judged WHERE verdict = 'matched'
"""
# What the bank account cannot cover waits as a break; what it can is booked, the earliest first.
_DEMOTE = """
UPDATE pg_temp.custody_judged j SET verdict = 'not_covered'
FROM (
    SELECT number, sum(amount) OVER (ORDER BY settled_at, number) AS so_far
    FROM pg_temp.custody_judged WHERE verdict = 'matched' AND kind = 'payout'
) p
WHERE p.number = j.number AND p.so_far > %(covered)s
"""
_CONFIRM = """
WITH moved AS (
    UPDATE custody_custodyorder o
    SET reconciled_on = %(on)s, reconciled_in_id = %(run)s, reconciled_line = j.number
    FROM pg_temp.custody_judged j
    WHERE j.verdict = 'matched' AND o.id = j.target
        AND o.reconciled_on IS NULL AND o.state = 'confirmed' AND o.amount = j.amount
    RETURNING o.kind, o.amount
)
SELECT kind, count(*), sum(amount) FROM moved GROUP BY kind
"""
_DIFFERENT = """
SELECT j.verdict, j.number, coalesce(j.target, j.order_id), j.kind, j.party, j.amount,
    j.reference, o.state, o.party, o.amount, o.reconciled_on
FROM pg_temp.custody_judged j
LEFT JOIN custody_custodyorder o ON o.id = j.target
WHERE j.verdict NOT IN ('matched', 'known')
ORDER BY j.number
"""
_MISSING = """
SELECT o.id, o.kind, o.party, o.amount, o.reference FROM custody_custodyorder o
WHERE o.provider = %(provider)s AND o.state = 'confirmed' AND o.reconciled_on IS NULL
    AND o.settled_at >= %(start)s AND o.settled_at < %(end)s
    AND NOT EXISTS (SELECT FROM pg_temp.custody_judged j WHERE j.target = o.id)
ORDER BY o.settled_at, o.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """A line that does not agree with our books, beside the order it names, if any."""

    verdict: str
    number: int
    order_id: UUID | None
    kind: str
    party: str
    amount: int
    reference: str
    our_state: str | None
    our_party: str | None
    our_amount: int | None
    our_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An order of ours that the statement does not list."""

    order_id: UUID
    kind: str
    party: str
    amount: int
    reference: str


class Matching:
    """One statement beside the orders of its day; lives in the caller's transaction."""

    def __init__(self, *, provider: str, on: date) -> None:
        """Compare the statement of ``on``, a day in China."""
        start, end = rules.china_span(on)
        self._day: dict[str, Any] = {"provider": provider, "on": on, "start": start, "end": end}

    def judge(self, lines: Sequence[StatementLine]) -> None:
        """Load the lines and judge each of them."""
        with connection.cursor() as cursor:
            cursor.execute(_LINES)
            with cursor.copy(_COPY) as copy:
                copy.write("".join(_row(line) for line in lines))
            cursor.execute("ANALYZE pg_temp.custody_line")
            cursor.execute(_JUDGE, self._day)
            cursor.execute(_READY)
            cursor.execute(_BY_REFERENCE, self._day)
            cursor.execute("RESET enable_nestloop")

    def counts(self) -> tuple[int, int]:
        """Return how many lines agree, and how many of them by their reference alone."""
        agreed = [row for row in self._all(_COUNTS) if row[0] in {"matched", "known"}]
        return sum(row[2] for row in agreed), sum(row[2] for row in agreed if row[1])

    def sums(self) -> tuple[int, int]:
        """Return what the newly matched lines bring in and take out, in fen."""
        ((deposits, payouts),) = self._all(_SUMS)
        return int(deposits), int(payouts)

    def leave_out_uncovered(self, covered: int) -> None:
        """Book only payouts that the bank account covers, in the order of their instants."""
        with connection.cursor() as cursor:
            cursor.execute(_DEMOTE, {"covered": covered})

    def confirm(self, *, run: UUID) -> dict[OrderKind, int]:
        """Mark the matched orders as confirmed by the run; return the fen of each kind."""
        rows = self._all(_CONFIRM, {**self._day, "run": run})
        return {OrderKind(kind): int(fen) for kind, _count, fen in rows}

    def different(self) -> Iterator[Different]:
        """Yield the lines that do not agree."""
        names = Different.__slots__
        for row in self._all(_DIFFERENT):
            yield Different(**dict(zip(names, row, strict=True)))

    def missing(self) -> Iterator[Missing]:
        """Yield our confirmed orders of the day that no line names."""
        names = Missing.__slots__
        for row in self._all(_MISSING, self._day):
            yield Missing(**dict(zip(names, row, strict=True)))

    def _all(self, sql: str, facts: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, facts)
            return cast("list[tuple[Any, ...]]", cursor.fetchall())


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _row(line: StatementLine) -> str:
    """Write a line as COPY reads it."""
    cells = (
        str(line.number),
        str(line.order_id) if line.order_id else "\\N",
        line.kind.value,
        line.party.translate(_ESCAPES),
        str(line.amount.fen),
        line.settled_at.isoformat(),
        line.provider_reference.translate(_ESCAPES),
        line.reference.translate(_ESCAPES),
    )
    return "\t".join(cells) + "\n"
