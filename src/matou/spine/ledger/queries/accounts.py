"""What accounts hold, now and at any instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.spine.ledger import rules
from matou.spine.ledger.contracts import AccountKind, AccountRow, Balance
from matou.spine.ledger.models import Account

_COUNTERS = """
SELECT c.code, c.kind, c.owner, c.unit, c.is_closed, c.opened_at, c.is_debit_normal,
    c.limit_kind, c.credit_line, c.debit_pending, c.debit_posted, c.credit_pending,
    c.credit_posted
FROM ledger_counters c WHERE c.code = ANY(%s) ORDER BY c.code
"""
# Versions of an account count 1, 2, 3 … and its instants never step back, so the last version
# at an instant is found by halving: about 20 index look-ups at a million lines, and no index
# on time to keep up with every posting.
_SEARCH = """
WITH RECURSIVE account AS (
    SELECT a.id, a.version FROM ledger_account a WHERE a.code = %(code)s
), search AS (
    SELECT 0::bigint AS low, account.version AS high FROM account
    UNION ALL
    SELECT CASE WHEN probe.is_past THEN probe.middle ELSE search.low END,
        CASE WHEN probe.is_past THEN search.high ELSE probe.middle - 1 END
    FROM search
    CROSS JOIN LATERAL (
        SELECT (search.low + search.high + 1) / 2 AS middle, side.created_at <= %(at)s AS is_past
        FROM account CROSS JOIN LATERAL (
            SELECT t.created_at FROM ledger_transfer t
            WHERE t.debit_account_id = account.id
                AND t.debit_version = (search.low + search.high + 1) / 2
            UNION ALL
            SELECT t.created_at FROM ledger_transfer t
            WHERE t.credit_account_id = account.id
                AND t.credit_version = (search.low + search.high + 1) / 2
        ) side
    ) probe
    WHERE search.low < search.high
)
"""
_VERSION_AT = f"{_SEARCH} SELECT search.low FROM search WHERE search.low = search.high"  # noqa: S608  # our own constants
_BALANCE_AT = f"""{_SEARCH}
SELECT side.posted, coalesce(side.held, 0) FROM account
JOIN search ON search.low = search.high
CROSS JOIN LATERAL (
    SELECT t.debit_posted_after AS posted, t.debit_held_after AS held FROM ledger_transfer t
    WHERE t.debit_account_id = account.id AND t.debit_version = search.low
    UNION ALL
    SELECT t.credit_posted_after, t.credit_held_after FROM ledger_transfer t
    WHERE t.credit_account_id = account.id AND t.credit_version = search.low
) side
"""  # noqa: S608  # our own constants
_DEFERRED_AT = """
SELECT coalesce(sum(CASE WHEN g.is_debit = a.is_debit_normal THEN g.posted ELSE -g.posted END), 0),
    coalesce(sum(CASE WHEN g.is_debit = a.is_debit_normal THEN 0 ELSE g.pending END), 0)
FROM ledger_account a JOIN ledger_leg g ON g.account_id = a.id
WHERE a.code = %(code)s AND g.created_at <= %(at)s
"""


def balance(code: str) -> Balance:
    """Return what the account holds now; raises NotFound for an unknown code."""
    found = balances([code])
    if code not in found:
        raise NotFound(what=code)
    return found[code]


def balances(codes: Sequence[str]) -> dict[str, Balance]:
    """Return what each known account holds, all seen in one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS, [list(codes)])
        return {row[0]: _balance(row) for row in cursor.fetchall()}


def balance_at(code: str, at: datetime) -> Balance:
    """Return what the account held at the instant, by recorded time; raises NotFound."""
    account = Account.objects.filter(code=code).first()
    if account is None:
        raise NotFound(what=code)
    facts: dict[str, str | datetime] = {"code": code, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_DEFERRED_AT if account.is_deferred else _BALANCE_AT, facts)
        row = cursor.fetchone()
    posted, held = row or (0, 0)
    return _shown(code, int(posted), int(held), limit=account.limit_kind, line=account.credit_line)


def version_at(code: str, at: datetime) -> int:
    """Return the number of the account's last line at the instant, zero before its first."""
    facts: dict[str, str | datetime] = {"code": code, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_VERSION_AT, facts)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def accounts_page(
    *, text: str = "", kind: AccountKind | None = None, after: str = "", limit: int = 50
) -> tuple[AccountRow, ...]:
    """Search accounts by part of their code or by owner, in order of code after ``after``."""
    rows = Account.objects.filter(code__gt=after)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(owner=text))
    if kind:
        rows = rows.filter(kind=kind.value)
    codes = list(rows.order_by("code").values_list("code", flat=True)[:limit])
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS, [codes])
        return tuple(_account_row(row) for row in cursor.fetchall())


def is_account(*, code: str, kind: AccountKind, unit: str) -> bool:
    """Tell whether the account exists with this kind and unit."""
    return Account.objects.filter(code=code, kind=kind.value, unit=unit).exists()


def _account_row(row: Sequence[Any]) -> AccountRow:
    return AccountRow(
        code=row[0],
        kind=row[1],
        owner=row[2],
        unit=row[3],
        is_closed=row[4],
        opened_at=row[5],
        balance=_balance(row),
    )


def _balance(row: Sequence[Any]) -> Balance:
    is_debit_normal, limit, line = row[6:9]
    debit_pending, debit_posted, credit_pending, credit_posted = row[9:13]
    owed = credit_posted - debit_posted
    posted, held = (-owed, credit_pending) if is_debit_normal else (owed, debit_pending)
    return _shown(row[0], posted, held, limit=limit, line=line)


def _shown(code: str, posted: int, held: int, *, limit: str, line: int) -> Balance:
    available = posted - held + line
    # What the constraint promises on the way in is asserted on the way out.
    assert limit == rules.Limit.NONE or available >= 0, code  # noqa: S101
    return Balance(account=code, posted=Money(posted), held=Money(held), available=Money(available))
