"""A simulated custodian. It is no bank: it keeps books in our own database and misbehaves.

It carries orders out as a custodian would, with the limits of WeChat's 分账 and its own on payouts;
it times out, delays, doubles, reorders, loses or falsifies its callbacks, and spoils its statement
files, all as ``rules.mischief.Plan`` says.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

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
        self._fetched: Counter[date] = Counter()

    @property
    def plan(self) -> mischief.Plan:
        """The plan in force."""
        return self._plan or mischief.Plan(**getattr(settings, "CUSTODY_SIMULATOR", {}))

    def deposit(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Take money in; it is frozen until split or unfrozen. Raises ProviderUnavailable."""
        return self._accept(order, now=now, end=OrderState.CONFIRMED)

    def payout(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Pay out, or fail as the plan says.

        Raises ProviderRefused above a limit, and ProviderUnavailable.
        """
        if not SimulatedRecord.objects.filter(pk=order.order_id).exists():
            self._check_limits(order, now=now)
        return self._accept(
            order, now=now, end=mischief.outcome(plan=self.plan, order=_named(order))
        )

    def split(
        self, *, order: ProviderOrder, shares: Sequence[SplitShare], now: datetime
    ) -> ProviderAnswer:
        """Divide frozen money of the deposit named by ``reference``; raises ProviderRefused."""
        total = Money.total(share.amount for share in shares)
        if not 0 < len(shares) <= rules.MAX_RECEIVERS_PER_SPLIT:
            raise ProviderRefused(reason="接收方数量须为 1–50 (1 to 50 receivers)")
        if total != order.amount:
            raise ProviderRefused(reason="各份之和与总额不符 (the shares differ from the total)")
        return self._take_from_frozen(order, now=now)

    def unfreeze(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Free what is still frozen of the deposit named by ``reference``."""
        return self._take_from_frozen(order, now=now)

    def query(self, *, order_id: UUID, now: datetime) -> ProviderAnswer | None:
        """Tell what the books say; raises ProviderUnavailable."""
        if mischief.is_out(plan=self.plan, now=now):
            raise ProviderUnavailable
        known = SimulatedRecord.objects.filter(pk=order_id, accepted_at__lte=now).first()
        return None if known is None else _answer(known)

    def statement_file(self, *, on: date) -> bytes:
        """Return deposits and payouts settled on the China day, spoilt as the plan says."""
        fault = mischief.file_fault(plan=self.plan, on=on, fetched=self._fetched[on])
        self._fetched[on] += 1
        content = statement.write_statement(self._lines(on))
        return mischief.spoil_file(content, fault=fault)

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
        named = _named(order)
        is_out = mischief.is_out(plan=self.plan, now=now)
        if is_out and not mischief.takes_effect(plan=self.plan, order=named, now=now):
            raise ProviderUnavailable
        try:
            with transaction.atomic():
                record = SimulatedRecord.objects.filter(pk=order.order_id).first()
                is_new = record is None
                if record is None:
                    record = _record(order, now=now, end=end)
                    self._schedule(record, now=now)
        except IntegrityError:
            # Two processes sent the order at once; the custodian knows it by its id, as ever.
            record, is_new = SimulatedRecord.objects.get(pk=order.order_id), False
        if is_out or (is_new and mischief.loses_reply(plan=self.plan, order=named)):
            raise ProviderUnavailable
        return _accepted(record)

    @transaction.atomic
    def _take_from_frozen(self, order: ProviderOrder, *, now: datetime) -> ProviderAnswer:
        """Carry out a split or an unfreezing; the reply is that it was taken, as with 分账."""
        known = SimulatedRecord.objects.filter(pk=order.order_id).first()
        if known is not None:
            return _accepted(known)
        parent = _deposit(order, now=now)
        is_split = order.kind is OrderKind.SPLIT
        splits = parent.children.filter(kind=OrderKind.SPLIT.value)
        if is_split and splits.count() >= rules.MAX_SPLITS_PER_ORDER:
            raise ProviderRefused(reason="分账次数已满 50 次 (50 splits made)")
        if is_split and order.amount.fen > parent.frozen:
            raise ProviderRefused(reason="分账金额超过冻结余额 (more than is frozen)")
        parent.frozen = parent.frozen - order.amount.fen if is_split else 0
        parent.save(update_fields=["frozen"])
        record = _record(order, now=now, end=OrderState.CONFIRMED, parent=parent)
        self._schedule(record, now=now)
        return _accepted(record)

    def _check_limits(self, order: ProviderOrder, *, now: datetime) -> None:
        """Refuse a payout above what one order or one day may take."""
        plan = self.plan
        if plan.most_per_order_fen and order.amount.fen > plan.most_per_order_fen:
            raise ProviderRefused(reason="超过单笔限额 (above the limit of one order)")
        if not plan.most_per_day_fen:
            return
        start, end = rules.china_span(rules.china_day(now))
        today = SimulatedRecord.objects.filter(
            kind=OrderKind.PAYOUT.value,
            party=order.party,
            state=OrderState.CONFIRMED.value,
            settled_at__gte=start,
            settled_at__lt=end,
        ).aggregate(fen=Sum("amount"))["fen"]
        if (today or 0) + order.amount.fen > plan.most_per_day_fen:
            raise ProviderRefused(reason="超过当日限额 (above the limit of the day)")

    def _schedule(self, record: SimulatedRecord, *, now: datetime) -> None:
        end = OrderState(record.state)
        calls = []
        for sending in mischief.sendings(plan=self.plan, order=_named(record), end=end):
            told = _answer(record) if sending.state is end else _accepted(record)
            if sending.amount_is_wrong:
                told = replace(told, amount=told.amount + Money(1))
            body = write_callback(answer=told, event_id=sending.event_id)
            due_at = now + sending.delay
            calls.append(SimulatedCallback(event_id=sending.event_id, body=body, due_at=due_at))
        SimulatedCallback.objects.bulk_create(calls)

    def _lines(self, on: date) -> Iterator[statement.StatementLine]:
        start, end = rules.china_span(on)
        settled = SimulatedRecord.objects.filter(
            settled_at__gte=start,
            settled_at__lt=end,
            kind__in=(OrderKind.DEPOSIT.value, OrderKind.PAYOUT.value),
        ).order_by("settled_at", "pk")
        for number, record in enumerate(settled.iterator(), start=1):
            line = _line(record, number)
            fault = mischief.line_fault(plan=self.plan, order=_named(record))
            match fault:
                case "lost":
                    continue
                case "amount":
                    yield replace(line, amount=line.amount + Money(1))
                case "no id":
                    yield replace(line, order_id=None)
                case _:
                    yield from [line] * (2 if fault == "doubled" else 1)


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


def _named(order: ProviderOrder | SimulatedRecord) -> mischief.Named:
    return mischief.Named(
        order_id=order.order_id, kind=OrderKind(order.kind), reference=order.reference
    )


def _line(record: SimulatedRecord, number: int) -> statement.StatementLine:
    assert record.settled_at is not None  # noqa: S101  # the query asked for settled ones
    return statement.StatementLine(
        number=number,
        order_id=record.pk,
        kind=OrderKind(record.kind),
        party=record.party,
        amount=Money(record.amount),
        settled_at=record.settled_at,
        provider_reference=_reference(record),
        reference=record.reference,
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
