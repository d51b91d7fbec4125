"""What the accounts of one owner did in a period: balances at both ends, and every line between.

A period counts by the instant of recording, which never steps back on an account: what was
recorded before its end belongs to it, whatever day somebody wrote on the papers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from matou.kit.money import Money
from matou.kit.period import Period
from matou.spine.ledger.contracts import AccountKind

CHUNK = 2_000
"""Lines read at a time: a page of memory, whatever the length of the period."""

# The binary search of ``queries.accounts`` for all accounts of an owner at once. Those that did
# not move since the instant need no search: their last version is the one they have.
_LAST_VERSIONS = """
WITH RECURSIVE account AS (
    SELECT a.id, a.version, a.changed_at FROM ledger_account a
    WHERE a.owner = %(owner)s AND a.kind = ANY(%(kinds)s) AND NOT a.is_deferred
), search AS (
    SELECT account.id,
        CASE WHEN account.changed_at < %(at)s THEN account.version ELSE 0::bigint END AS low,
        account.version AS high
    FROM account
    UNION ALL
    SELECT search.id,
        CASE WHEN probe.is_past THEN probe.middle ELSE search.low END,
        CASE WHEN probe.is_past THEN search.high ELSE probe.middle - 1 END
    FROM search
    CROSS JOIN LATERAL (
        SELECT (search.low + search.high + 1) / 2 AS middle, side.created_at < %(at)s AS is_past
        FROM (
            SELECT t.created_at FROM ledger_transfer t
            WHERE t.debit_account_id = search.id
                AND t.debit_version = (search.low + search.high + 1) / 2
            UNION ALL
            SELECT t.created_at FROM ledger_transfer t
            WHERE t.credit_account_id = search.id
                AND t.credit_version = (search.low + search.high + 1) / 2
        ) side
    ) probe
    WHERE search.low < search.high
)
SELECT search.id, search.low FROM search WHERE search.low = search.high
"""
_STANDS = """
SELECT a.id, a.code, a.kind, w.place,
    coalesce(
        (SELECT t.debit_posted_after FROM ledger_transfer t
         WHERE t.debit_account_id = a.id AND t.debit_version = w.version),
        (SELECT t.credit_posted_after FROM ledger_transfer t
         WHERE t.credit_account_id = a.id AND t.credit_version = w.version), 0)
FROM unnest(%(ids)s::bigint[], %(versions)s::bigint[]) WITH ORDINALITY w (id, version, place)
JOIN ledger_account a ON a.id = w.id ORDER BY w.place
"""
_LINES = """
SELECT s.place, s.version, s.is_debit = s.is_debit_normal, s.posted, s.held, o.code,
    t.id, t.seq, t.kind, t.amount, t.group_code, t.purpose, t.memo, t.event_at, t.created_at
FROM (
    SELECT w.place, a.is_debit_normal, true AS is_debit, d.debit_version AS version, d.id,
        d.debit_posted_after AS posted, d.debit_held_after AS held,
        d.credit_account_id AS other
    FROM unnest(%(ids)s::bigint[], %(lows)s::bigint[], %(highs)s::bigint[])
        WITH ORDINALITY w (id, low, high, place)
    JOIN ledger_account a ON a.id = w.id
    JOIN ledger_transfer d ON d.debit_account_id = w.id
        AND d.debit_version > w.low AND d.debit_version <= w.high
    UNION ALL
    SELECT w.place, a.is_debit_normal, false, c.credit_version, c.id,
        c.credit_posted_after, c.credit_held_after, c.debit_account_id
    FROM unnest(%(ids)s::bigint[], %(lows)s::bigint[], %(highs)s::bigint[])
        WITH ORDINALITY w (id, low, high, place)
    JOIN ledger_account a ON a.id = w.id
    JOIN ledger_transfer c ON c.credit_account_id = w.id
        AND c.credit_version > w.low AND c.credit_version <= w.high
) s
JOIN ledger_transfer t ON t.id = s.id
JOIN ledger_account o ON o.id = s.other
ORDER BY s.place, s.version
"""
# The server's own cleaners write no lines.
_OLDEST_WRITER = """
SELECT least(%s, min(xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND backend_xid IS NOT NULL
"""
_MOVED = """
SELECT a.owner, count(*), sum(t.amount), count(DISTINCT t.group_code)
FROM ledger_transfer t
JOIN ledger_account a ON a.id = t.{side}_account_id
WHERE t.purpose = ANY(%(purposes)s) AND t.kind IN ('posted', 'post') AND a.kind = 'wallet'
    AND t.created_at >= %(from_at)s AND t.created_at < %(until_at)s
GROUP BY a.owner ORDER BY a.owner
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPeriod:
    """One account between two instants; lines are its versions above ``low`` up to ``high``."""

    id: int
    account: str
    kind: str
    low: int
    high: int
    opening: Money
    closing: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """One line of one account in a period; ``change`` is signed on the natural side."""

    account: str
    account_kind: str
    version: int
    transfer_id: UUID
    seq: int
    posting: str
    group: str
    purpose: str
    memo: str
    counterpart: str
    change: Money
    balance: Money
    held: Money
    event_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What came into (or left) the wallets of one owner for some purposes in a period."""

    owner: str
    count: int
    amount: Money
    groups: int


def owners_between(*, period: Period, kinds: Sequence[AccountKind]) -> tuple[str, ...]:
    """Return whose accounts of these kinds exist at the end and hold money or moved since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT owner FROM ledger_account WHERE kind = ANY(%s) AND opened_at < %s "
            "AND (changed_at >= %s OR debit_posted <> credit_posted) ORDER BY owner",
            [[kind.value for kind in kinds], period.until_at, period.from_at],
        )
        return tuple(row[0] for row in cursor.fetchall())


def is_written_out(*, at: datetime) -> bool:
    """Tell whether everything recorded before the instant is visible: no older writer is left.

    A line is stamped when it is written and seen when its transaction commits; who closes a
    period between the two would miss it.
    """
    return written_out_until(now=at) == at


def written_out_until(*, now: datetime) -> datetime:
    """Return the last instant, at most now, before which everything recorded is visible."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_WRITER, [now])
        until: datetime = cursor.fetchone()[0]
    return until


def accounts_between(
    *, owner: str, kinds: Sequence[AccountKind], period: Period
) -> tuple[AccountPeriod, ...]:
    """Return the owner's accounts that held money at either end or moved, in the order of kinds.

    Accounts of one kind stand by their code.
    """
    lows = _last_versions(owner, kinds, period.from_at)
    highs = _last_versions(owner, kinds, period.until_at)
    ids = sorted(lows)
    opening = _stands(ids, [lows[one] for one in ids])
    closing = _stands(ids, [highs[one] for one in ids])
    found = [
        AccountPeriod(
            id=one,
            account=closing[one][0],
            kind=closing[one][1],
            low=lows[one],
            high=highs[one],
            opening=Money(opening[one][2]),
            closing=Money(closing[one][2]),
        )
        for one in ids
    ]
    places = {kind.value: place for place, kind in enumerate(kinds)}
    moved = (row for row in found if row.opening or row.high > row.low)
    return tuple(sorted(moved, key=lambda row: (places[row.kind], row.account)))


def lines_between(accounts: Sequence[AccountPeriod]) -> Iterator[PeriodLine]:
    """Yield every line of the accounts in their order, each account's oldest first.

    Reads at most ``CHUNK`` lines at a time: what a caller keeps is the caller's choice.
    """
    for slices in _slices(accounts):
        facts = {
            "ids": [one.id for one, _low, _high in slices],
            "lows": [low for _one, low, _high in slices],
            "highs": [high for _one, _low, high in slices],
        }
        with connection.cursor() as cursor:
            cursor.execute(_LINES, facts)
            rows = cursor.fetchall()
        for row in rows:
            yield _line(slices[row[0] - 1][0], row[1:])


def paid_in(*, purposes: Sequence[str], period: Period) -> tuple[Moved, ...]:
    """Return what the wallets of each owner received for these purposes in the period."""
    return _moved("credit", purposes, period)


def paid_out(*, purposes: Sequence[str], period: Period) -> tuple[Moved, ...]:
    """Return what the wallets of each owner paid for these purposes in the period."""
    return _moved("debit", purposes, period)


def _moved(side: str, purposes: Sequence[str], period: Period) -> tuple[Moved, ...]:
    facts: dict[str, list[str] | datetime] = {
        "purposes": list(purposes),
        "from_at": period.from_at,
        "until_at": period.until_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVED.format(side=side), facts)  # ``side`` is one of two words of ours
        return tuple(
            Moved(owner=row[0], count=row[1], amount=Money(int(row[2])), groups=row[3])
            for row in cursor.fetchall()
        )


def _last_versions(owner: str, kinds: Iterable[AccountKind], at: datetime) -> dict[int, int]:
    facts: dict[str, str | list[str] | datetime] = {
        "owner": owner,
        "kinds": [kind.value for kind in kinds],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LAST_VERSIONS, facts)
        return dict(cursor.fetchall())


def _stands(ids: Sequence[int], versions: Sequence[int]) -> dict[int, tuple[str, str, int]]:
    """Return code, kind and posted balance after the version, by account."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, {"ids": list(ids), "versions": list(versions)})
        return {row[0]: (row[1], row[2], int(row[4])) for row in cursor.fetchall()}


def _slices(accounts: Sequence[AccountPeriod]) -> Iterator[list[tuple[AccountPeriod, int, int]]]:
    """Cut the accounts' versions into groups of at most ``CHUNK`` lines, in their order."""
    group: list[tuple[AccountPeriod, int, int]] = []
    free = CHUNK
    for one in accounts:
        low = one.low
        while low < one.high:
            high = min(one.high, low + free)
            group.append((one, low, high))
            free -= high - low
            low = high
            if not free:
                yield group
                group, free = [], CHUNK
    if group:
        yield group


def _line(account: AccountPeriod, row: tuple[Any, ...]) -> PeriodLine:
    (version, is_natural, posted, held, other, transfer_id, seq, kind, amount, group, purpose, memo,
     event_at, recorded_at) = row  # fmt: skip
    moved = amount if kind in {"posted", "post"} else 0
    return PeriodLine(
        account=account.account,
        account_kind=account.kind,
        version=version,
        transfer_id=transfer_id,
        seq=seq,
        posting=kind,
        group=group,
        purpose=purpose,
        memo=memo,
        counterpart=other,
        change=Money(moved if is_natural else -moved),
        balance=Money(posted or 0),
        held=Money(held or 0),
        event_at=event_at,
        recorded_at=recorded_at,
    )
