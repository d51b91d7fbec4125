"""A simulated custodian. It is no bank: it keeps books in our own database and misbehaves.

It carries orders out as a custodian would, with the limits of WeChat's 分账, and then delays,
doubles, reorders or loses its callbacks as ``rules.mischief.Plan`` says.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from matou.kit.money import Money
from matou.spine.custody import rules
from matou.spine.custody.contracts import (
    OrderKind,
    OrderState,
    ProviderAnswer,
    ProviderOrder,
    ProviderRefused,
    ProviderUnavailable,
    SplitShare,
)
from matou.spine.custody.models import SimulatedCallback, SimulatedRecord
from matou.spine.custody.rules import mischief, statement
from matou.spine.custody.rules.callbacks import signature, write_callback


class Simulator:
    """The simulated custodian; ``CUSTODY_SIMULATOR`` holds its plan as keyword values."""

    name = "simulator"

    def __init__(self, plan: mischief.Plan | None = None) -> None:
        """Follow the given plan, else the one of the settings, else behave."""
        self._plan = plan

    @property
    def plan(self) -> mischief.Plan:
        """The plan in force."""
        return self._plan or mischief.Plan(**getattr(settings, "CUSTODY_SIMULATOR", {}))

    def deposit(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Take money in; it is frozen until split or unfrozen."""
        return self._accept(order, now=now, end=OrderState.CONFIRMED)

    def payout(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Pay out, or refuse as the plan says."""
        return self._accept(
            order, now=now, end=mischief.outcome(plan=self.plan, order_id=order.order_id)
        )

    @transaction.atomic
    def split(
        self, *, order: ProviderOrder, shares: Sequence[SplitShare], now: datetime
    ) -> ProviderAnswer:
        """Divide frozen money of the deposit named by ``reference``; raises ProviderRefused."""
        known = SimulatedRecord.objects.filter(pk=order.order_id).first()
        if known is not None:
            return _answer(known)
        parent = _deposit(order, now=now)
        total = Money.total(share.amount for share in shares)
        if not 0 < len(shares) <= rules.MAX_RECEIVERS_PER_SPLIT:
            raise ProviderRefused(reason="接收方数量须为 1–50 (1 to 50 receivers)")
        if parent.children.count() >= rules.MAX_SPLITS_PER_ORDER:
            raise ProviderRefused(reason="分账次数已满 50 次 (50 splits made)")
        if total != order.amount or total.fen > parent.frozen:
            raise ProviderRefused(reason="分账金额超过冻结余额 (more than is frozen)")
        parent.frozen -= total.fen
        parent.save(update_fields=["frozen"])
        return _answer(_record(order, now=now, end=OrderState.CONFIRMED, parent=parent))

    @transaction.atomic
    def unfreeze(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Free what is still frozen of the deposit named by ``reference``."""
        known = SimulatedRecord.objects.filter(pk=order.order_id).first()
        if known is not None:
            return _answer(known)
        parent = _deposit(order, now=now)
        parent.frozen = 0
        parent.save(update_fields=["frozen"])
        return _answer(_record(order, now=now, end=OrderState.CONFIRMED, parent=parent))

    def query(self, *, order_id: UUID, now: datetime) -> ProviderAnswer | None:
        """Tell what the books say."""
        known = SimulatedRecord.objects.filter(pk=order_id, accepted_at__lte=now).first()
        return None if known is None else _answer(known)

    def statement_file(self, *, on: date) -> bytes:
        """Return deposits and payouts settled on the China day."""
        start, end = rules.china_span(on)
        settled = SimulatedRecord.objects.filter(
            settled_at__gte=start,
            settled_at__lt=end,
            kind__in=(OrderKind.DEPOSIT.value, OrderKind.PAYOUT.value),
        ).order_by("settled_at", "pk")
        return statement.write_statement(
            statement.StatementLine(
                number=number,
                order_id=record.pk,
                kind=OrderKind(record.kind),
                party=record.party,
                amount=Money(record.amount),
                settled_at=record.settled_at,
                provider_reference=_reference(record),
            )
            for number, record in enumerate(settled.iterator(), start=1)
            if record.settled_at is not None
        )

    def deliver_due(self, *, now: datetime, limit: int = 500) -> int:
        """Deliver the callbacks that are due, in order of arrival; return how many."""
        # The real provider calls from outside; imported here because callbacks know providers.
        from matou.spine.custody.services.callbacks import callback_key, receive_callback

        due = SimulatedCallback.objects.filter(delivered_at=None, due_at__lte=now)
        delivered = 0
        for sending in due.order_by("due_at", "pk")[:limit]:
            body = bytes(sending.body)
            receive_callback(body=body, signature=signature(body=body, key=callback_key()), now=now)
            SimulatedCallback.objects.filter(pk=sending.pk).update(delivered_at=now)
            delivered += 1
        return delivered

    @transaction.atomic
    def unfreeze_due(self, *, now: datetime) -> int:
        """Free what was not split within 180 days; return how many deposits."""
        old = SimulatedRecord.objects.filter(
            accepted_at__lte=now - rules.UNFREEZE_AFTER, frozen__gt=0
        )
        return old.update(frozen=0)

    def _accept(self, order: ProviderOrder, *, now: datetime, end: OrderState) -> ProviderAnswer:
        try:
            with transaction.atomic():
                known = SimulatedRecord.objects.filter(pk=order.order_id).first()
                if known is not None:
                    return _accepted(known)
                record = _record(order, now=now, end=end)
                self._schedule(record, now=now)
        except IntegrityError:
            # Two processes sent the order at once; the custodian knows it by its id, as ever.
            return _accepted(SimulatedRecord.objects.get(pk=order.order_id))
        if mischief.loses_reply(plan=self.plan, order_id=order.order_id):
            raise ProviderUnavailable
        return _accepted(record)

    def _schedule(self, record: SimulatedRecord, *, now: datetime) -> None:
        end = OrderState(record.state)
        for sending in mischief.sendings(plan=self.plan, order_id=record.pk, end=end):
            told = _answer(record) if sending.state is end else _accepted(record)
            SimulatedCallback.objects.create(
                event_id=sending.event_id,
                body=write_callback(answer=told, event_id=sending.event_id),
                due_at=now + sending.delay,
            )


def _deposit(order: ProviderOrder, *, now: datetime) -> SimulatedRecord:
    parent = (
        SimulatedRecord.objects.select_for_update(of=("self",))
        .filter(kind=OrderKind.DEPOSIT.value, reference=order.reference)
        .first()
    )
    if parent is None:
        raise ProviderRefused(reason="没有对应的入金 (no such deposit)")
    if now >= parent.accepted_at + rules.UNFREEZE_AFTER:
        raise ProviderRefused(reason="超过 180 天，已自动解冻 (unfrozen after 180 days)")
    return parent


def _record(
    order: ProviderOrder, *, now: datetime, end: OrderState, parent: SimulatedRecord | None = None
) -> SimulatedRecord:
    is_good = end is OrderState.CONFIRMED
    return SimulatedRecord.objects.create(
        order_id=order.order_id,
        kind=order.kind.value,
        party=order.party,
        amount=order.amount.fen,
        reference=order.reference,
        state=end.value,
        reason="" if is_good else "收款账户异常 (the receiving account is blocked)",
        accepted_at=now,
        settled_at=now if is_good else None,
        parent=parent,
        frozen=order.amount.fen if order.kind is OrderKind.DEPOSIT else 0,
    )


def _reference(record: SimulatedRecord) -> str:
    return f"SIM{record.pk.hex[:20].upper()}"


def _answer(record: SimulatedRecord) -> ProviderAnswer:
    return ProviderAnswer(
        order_id=record.pk,
        state=OrderState(record.state),
        provider_reference=_reference(record),
        amount=Money(record.amount),
        settled_at=record.settled_at,
        reason=record.reason,
    )


def _accepted(record: SimulatedRecord) -> ProviderAnswer:
    """Return the first reply: taken in, the outcome follows by callback."""
    return ProviderAnswer(
        order_id=record.pk,
        state=OrderState.SENT,
        provider_reference=_reference(record),
        amount=Money(record.amount),
        settled_at=None,
    )
