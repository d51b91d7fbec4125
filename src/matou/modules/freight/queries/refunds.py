"""Reads of refunds (退款) and receivables (应收): for rules, a lot's page, a debtor, the desk."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Lot, Receivable, Refund
from matou.modules.freight.queries.accounts import lot_with_money
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.flows import PLATFORM_FEE, disputed, escrow, wallet
from matou.modules.freight.rules.refunds import (
    GUARANTEE,
    Debt,
    Means,
    ReceivableCause,
    RecoveryKind,
    RefundGround,
)
from matou.spine.ledger import queries as ledger

MOST_ROWS = 1000
_LEFT = Sum("amount_fen") - Sum("recovered_fen") - Sum("written_off_fen")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """A refund as the sides of its lot and operators see it; ``waiting`` is paid as recovered."""

    id: UUID
    amount: Money
    ground: RefundGround
    reason: str
    granted_at: datetime
    waiting: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRow:
    """One step by which a receivable was met."""

    kind: RecoveryKind
    amount: Money
    paying_lot: str
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableRow:
    """A receivable as its debtor and operators see it, the oldest step first."""

    id: UUID
    lot: str
    debtor: str
    cause: ReceivableCause
    reason: str
    amount: Money
    recovered: Money
    written_off: Money
    left: Money
    is_guaranteed: bool
    opened_at: datetime
    closed_at: datetime | None
    write_off_reason: str
    proposed_by: str
    proposed_at: datetime | None
    steps: tuple[RecoveryRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a party owes, oldest first, and how much in all."""

    total: Money
    rows: tuple[ReceivableRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskMeans:
    """The desk's sums: what is owed, the guarantee, and the fee income that can feed it."""

    owed: Money
    guarantee: Money
    fee: Money


def paid_of(lot: Lot) -> dict[str, int]:
    """Return what each account was paid out of a lot, the shipper's own money aside.

    What payees gave back to the carrier when a ruling lowered the freight is the carrier's.
    As it stood at the lot's first refund, so that all refunds are shared by the same weights.
    """
    first = lot.refunds.order_by("granted_at", "id").first()
    if first is not None:
        return {str(account): int(fen) for account, fen in first.paid.items()}
    own = {escrow(lot.code), disputed(lot.code)}
    paid: Counter[str] = Counter()
    for row in ledger.transfers_of_group(lot.code):
        leaves = row.debit in own and row.credit not in {*own, wallet(lot.shipper)}
        if leaves and row.kind == "posted":
            paid[row.credit] += row.amount.fen
    for given in lot.disputes.filter(parts_posted=True).values_list("parts", flat=True):
        for account, fen in given.items():
            paid[account] -= fen
            paid[wallet(lot.carrier)] += fen
    return {account: fen for account, fen in paid.items() if fen}


def refunded(lot: Lot) -> Money:
    """Return what has been refunded of a lot."""
    return Money(sum(lot.refunds.values_list("amount_fen", flat=True)))


def means_of(paid: Iterable[str]) -> Means:
    """Return what a refund can be taken from now."""
    accounts = tuple(paid)
    wallets = [account for account in accounts if account.startswith("wallet:")]
    house = [account for account in accounts if account not in wallets]
    held = ledger.balances([*accounts, GUARANTEE])
    debtors = [account.removeprefix("wallet:") for account in wallets]
    open_rows = Receivable.objects.open().filter(debtor__in=debtors, creditor=GUARANTEE)
    sums = open_rows.values_list("debtor").annotate(left=_LEFT)
    return Means(
        wallets={account: held[account].available for account in wallets if account in held},
        guarantee=held[GUARANTEE].available if GUARANTEE in held else Money(0),
        guaranteed={debtor: Money(left) for debtor, left in sums},
        house={account: held[account].available for account in house if account in held},
    )


def debt_of(row: Receivable) -> Debt:
    """Return a receivable as rules see it."""
    return Debt(
        id=str(row.pk),
        debtor=row.debtor,
        creditor=row.creditor,
        left=Money(row.amount_fen - row.recovered_fen - row.written_off_fen),
        lot=row.lot.code,
    )


def refundable(*, code: str, actor: Actor) -> Money:
    """Return how much of a lot can still be refunded; raises NotFound for strangers."""
    lot = lot_with_money(code, actor)
    return Money(sum(paid_of(lot).values())) - refunded(lot)


def refunds_of(*, code: str, actor: Actor) -> tuple[RefundRow, ...]:
    """Return the refunds of a lot, the first first; raises NotFound for strangers."""
    return refunds_in(lot_with_money(code, actor).code)


def refunds_in(code: str) -> tuple[RefundRow, ...]:
    """Return the refunds of a lot for one who has been let in to its money already."""
    rows = Refund.objects.filter(lot__code=code).order_by("granted_at", "id")
    return tuple(_refund_row(row) for row in rows.prefetch_related("receivables__lot"))


def owed_by(*, actor: Actor) -> Owed:
    """Return what the party the actor acts for owes."""
    rows = _rows(Receivable.objects.open().filter(debtor=actor.acts_for).oldest_first())
    return Owed(total=Money.total(row.left for row in rows), rows=rows)


def receivables_page(
    *,
    actor: Actor,
    is_open: bool,
    debtors: Iterable[str] = (),
    lot: str = "",
    after: UUID | None = None,
    limit: int = 20,
) -> tuple[tuple[ReceivableRow, ...], UUID | None]:
    """Return receivables for the desk, open ones oldest first, closed ones newest first.

    ``debtors`` or ``lot`` narrow them; ``after`` is the last row of the page before.
    """
    actor.require_any(AUDIT_ROLES)
    rows = Receivable.objects.filter(closed_at__isnull=is_open)
    wanted = tuple(debtors)
    if wanted or lot:
        rows = rows.filter(Q(debtor__in=wanted) | Q(lot__code=lot))
    last = Receivable.objects.filter(pk=after).first() if after else None
    way, sign = ("gt", "") if is_open else ("lt", "-")
    if last is not None:
        edge = last.opened_at
        rows = rows.filter(
            Q(**{f"opened_at__{way}": edge}) | Q(opened_at=edge, **{f"id__{way}": last.pk})
        )
    most = min(limit, MOST_ROWS)
    found = _rows(rows.order_by(f"{sign}opened_at", f"{sign}id")[: most + 1])
    page = found[:most]
    return page, page[-1].id if len(found) > most else None


def receivable_row(*, receivable_id: UUID, actor: Actor) -> ReceivableRow:
    """Return one receivable for the desk; raises NotFound."""
    actor.require_any(AUDIT_ROLES)
    found = _rows(Receivable.objects.filter(pk=receivable_id))
    if not found:
        raise NotFound(what=receivable_id)
    return found[0]


def desk_means(*, actor: Actor) -> DeskMeans:
    """Return what all parties owe together, and the platform's means."""
    actor.require_any(AUDIT_ROLES)
    sums = Receivable.objects.open().aggregate(left=_LEFT)
    held = ledger.balances((GUARANTEE, PLATFORM_FEE))
    guarantee, fee = (
        held[code].posted if code in held else Money(0) for code in (GUARANTEE, PLATFORM_FEE)
    )
    return DeskMeans(owed=Money(sums["left"] or 0), guarantee=guarantee, fee=fee)


def _rows(rows: QuerySet[Receivable]) -> tuple[ReceivableRow, ...]:
    read = rows.select_related("lot", "refund").prefetch_related("recoveries")
    return tuple(_row(row) for row in read)


def _row(row: Receivable) -> ReceivableRow:
    return ReceivableRow(
        id=row.pk,
        lot=row.lot.code,
        debtor=row.debtor,
        cause=ReceivableCause(row.cause),
        reason=row.refund.reason if row.refund else "",
        amount=Money(row.amount_fen),
        recovered=Money(row.recovered_fen),
        written_off=Money(row.written_off_fen),
        left=debt_of(row).left,
        is_guaranteed=row.creditor == GUARANTEE,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        write_off_reason=row.write_off_reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        steps=tuple(
            RecoveryRow(
                kind=RecoveryKind(step.kind),
                amount=Money(step.amount_fen),
                paying_lot=step.paying_lot,
                done_at=step.done_at,
            )
            for step in sorted(row.recoveries.all(), key=lambda step: step.pk)
        ),
    )


def _refund_row(row: Refund) -> RefundRow:
    waiting = (debt_of(one).left for one in row.receivables.all() if one.creditor != GUARANTEE)
    return RefundRow(
        id=row.pk,
        amount=Money(row.amount_fen),
        ground=RefundGround(row.ground),
        reason=row.reason,
        granted_at=row.granted_at,
        waiting=Money.total(waiting),
    )
