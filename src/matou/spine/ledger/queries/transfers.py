"""Statements, groups and single transfers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.spine.ledger import rules
from matou.spine.ledger.contracts import Balance, GroupSum, StatementLine, TransferRow
from matou.spine.ledger.models import Account, Timer, Transfer
from matou.spine.ledger.queries.accounts import balances, version_at

# A transfer as ``_row`` takes it, asked of Django or of a statement's SQL.
_FIELDS = (
    "id", "seq", "kind", "debit_account__code", "credit_account__code", "amount", "pending_id",
    "group_code", "purpose", "memo", "event_at", "created_at", "expires_at", "debit_posted_after",
    "credit_posted_after",
)  # fmt: skip
# Both sides have an index on (account, version), so a page is two short walks, merged.
_SIDE = """
    (SELECT t.*, t.{side}_version AS version, t.{side}_held_after AS held, {is_debit} AS is_debit
    FROM ledger_transfer t
    WHERE t.{side}_account_id = %(account)s AND t.{side}_version < %(before)s
        AND t.{side}_version > %(after)s
        AND (%(purpose)s = '' OR t.purpose = %(purpose)s)
        AND (%(from)s::timestamptz IS NULL OR t.created_at >= %(from)s)
        AND (%(until)s::timestamptz IS NULL OR t.created_at < %(until)s)
    ORDER BY t.{side}_version DESC LIMIT %(limit)s)"""
_STATEMENT = f"""
SELECT l.version, l.is_debit, l.held, l.id, l.seq, l.kind, d.code, c.code, l.amount, l.pending_id,
    l.group_code, l.purpose, l.memo, l.event_at, l.created_at, l.expires_at, l.debit_posted_after,
    l.credit_posted_after
FROM (
    SELECT * FROM ({_SIDE.format(side="debit", is_debit="true")}
    UNION ALL {_SIDE.format(side="credit", is_debit="false")}
    ) side ORDER BY version DESC LIMIT %(limit)s
) l
JOIN ledger_account d ON d.id = l.debit_account_id
JOIN ledger_account c ON c.id = l.credit_account_id
ORDER BY l.version DESC
"""  # noqa: S608  # our own constants
_GROUP_SIDES = """
SELECT coalesce(sum(g.posted) FILTER (WHERE g.is_debit), 0),
    coalesce(sum(g.posted) FILTER (WHERE NOT g.is_debit), 0)
FROM ledger_leg g WHERE g.group_code = %s
"""
_LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DueHold:
    """A hold whose time is over."""

    pending_id: UUID
    group: str


def statement_page(
    code: str,
    *,
    before: int | None = None,
    limit: int = 50,
    purpose: str = "",
    recorded: Period | None = None,
) -> tuple[StatementLine, ...]:
    """Return lines of one account, newest first, older than version ``before``.

    With ``purpose`` those that moved money for it alone, with ``recorded`` those of that time.
    """
    account = Account.objects.filter(code=code).first()
    if account is None:
        raise NotFound(what=code)
    facts: dict[str, Any] = {"account": account.pk, "purpose": purpose, "limit": limit}
    facts |= _span(account, before=before or _LAST, recorded=recorded)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, facts)
        return tuple(_line(line, account=account) for line in cursor.fetchall())


def _span(account: Account, *, before: int, recorded: Period | None) -> dict[str, Any]:
    """Return between which lines of an account a time lies: versions are found by halving.

    A deferred account counts no versions of its own; there the instants themselves are compared.
    """
    span: dict[str, Any] = {"before": before, "after": -1, "from": None, "until": None}
    if recorded is None:
        return span
    if account.is_deferred:
        return span | {"from": recorded.from_at, "until": recorded.until_at}
    # Instants are kept to the microsecond: the last line before a moment is that of the tick.
    tick = timedelta(microseconds=1)
    last = version_at(account.code, recorded.until_at - tick)
    first = version_at(account.code, recorded.from_at - tick)
    return span | {"before": min(before, last + 1), "after": first}


def transfers_of_group(
    group: str, *, after: int = 0, limit: int | None = None
) -> tuple[TransferRow, ...]:
    """Return the group's transfers above seq ``after``, oldest first; all of them by default."""
    rows = _whole().filter(group_code=group, seq__gt=after).order_by("seq")
    return tuple(_row(row) for row in rows[:limit])


def transfers_page(
    *, before: int | None = None, limit: int = 50, group: str | None = None
) -> tuple[TransferRow, ...]:
    """Return transfers of the whole house or one group, newest first, below seq ``before``."""
    rows = _whole().filter(seq__lt=before or _LAST)
    if group:
        rows = rows.filter(group_code=group)
    return tuple(_row(row) for row in rows.order_by("-seq")[:limit])


def transfer(transfer_id: UUID) -> TransferRow | None:
    """Return one transfer, or None for an id that never happened."""
    row = _whole().filter(pk=transfer_id).first()
    return None if row is None else _row(row)


def resolution_of(hold: UUID) -> TransferRow | None:
    """Return what posted, voided or expired a hold; None while it stands."""
    row = _whole().filter(pending_id=hold).first()
    return None if row is None else _row(row)


def chain_of(transfer_id: UUID) -> tuple[TransferRow, ...]:
    """Return the transfers that stood or fell with this one, in order; none without a chain."""
    chain = Transfer.objects.filter(pk=transfer_id).exclude(chain_id=None).values("chain_id")
    group = Transfer.objects.filter(pk=transfer_id).values("group_code")
    # A chain has no index of its own; mostly it lies in its group, which has.
    rows = _whole().filter(chain_id__in=chain, group_code__in=group)
    return tuple(_row(row) for row in rows.order_by("seq"))


def group_sum(group: str) -> GroupSum:
    """Return both sides of the group's journal and which of its own accounts are not at zero."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP_SIDES, [group])
        debits, credits_ = cursor.fetchone()
    own = balances(rules.own_accounts(group))
    return GroupSum(
        group=group,
        debits=Money(int(debits)),
        credits=Money(int(credits_)),
        unsettled=tuple(own[code] for code in sorted(own) if _is_open(own[code])),
    )


def holds_due(*, now: datetime, limit: int) -> tuple[DueHold, ...]:
    """Return running holds whose time is over at ``now``, the oldest first."""
    rows = (
        Timer.objects.filter(expires_at__lte=now)
        .order_by("expires_at")
        .values_list("transfer_id", "transfer__group_code")[:limit]
    )
    return tuple(DueHold(pending_id=pk, group=group) for pk, group in rows)


def _whole() -> Any:
    return Transfer.objects.values_list(*_FIELDS)


def _is_open(own: Balance) -> bool:
    return bool(own.posted or own.held)


def _row(values: tuple[Any, ...]) -> TransferRow:
    (pk, seq, kind, debit, credit, amount, pending_id, group, purpose, memo, event_at, recorded_at,
     expires_at, debit_after, credit_after) = values  # fmt: skip
    return TransferRow(
        id=pk,
        seq=seq,
        kind=kind,
        debit=debit,
        credit=credit,
        amount=Money(amount),
        pending_id=pending_id,
        group=group,
        purpose=purpose,
        memo=memo,
        event_at=event_at,
        recorded_at=recorded_at,
        expires_at=expires_at,
        debit_balance=_money(debit_after),
        credit_balance=_money(credit_after),
    )


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)


def _line(values: tuple[Any, ...], *, account: Account) -> StatementLine:
    version, is_debit, held = values[:3]
    row = _row(values[3:])
    sign = 1 if is_debit == account.is_debit_normal else -1
    moved = row.amount.fen if row.kind in {"posted", "post"} else 0
    balance = row.debit_balance if is_debit else row.credit_balance
    return StatementLine(
        version=version,
        transfer=row,
        counterpart=row.credit if is_debit else row.debit,
        change=Money(sign * moved),
        balance=balance,
        # Nothing held is written as nothing; without a balance nobody knows what is held.
        held=None if balance is None else Money(held or 0),
    )
