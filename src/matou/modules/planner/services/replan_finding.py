"""After a change: every open booking is looked at, and new chains are proposed where it is touched.

A sweep is asked for once for each event and goes on in batches. A batch locks its bookings, writes
its proposals and moves the cursor in one transaction, so a kill loses nothing and doubles nothing.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.ids import uuid7
from matou.modules.planner.contracts import NetworkChanged, ReplanProposed
from matou.modules.planner.models import Booking, Replan, ReplanSweep
from matou.modules.planner.queries.full_sailings import own_sailings, room_left
from matou.modules.planner.queries.networks import NetworkMissing
from matou.modules.planner.queries.outlooks import Outlook, outlook_at
from matou.modules.planner.queries.replan_choices import (
    ChainFinder,
    Proposal,
    ReplanChoice,
    proposals_for,
    still_holds,
)
from matou.modules.planner.queries.replan_reasons import Reason, reasons_of
from matou.modules.planner.queries.touched import (
    Carried,
    Touched,
    open_bookings,
    open_ids,
    touched_bookings,
)
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.pinning import PinnedChain, chain_of, question_json, question_of
from matou.modules.planner.rules.replan_states import ReplanAct, ReplanState
from matou.modules.planner.rules.replaying import rest_of
from matou.modules.planner.services import replan_letters
from matou.modules.planner.services.closing_replans import close
from matou.spine.jobs import services as jobs
from matou.spine.journal import services as journal

BATCH = 250
"""Bookings under one commit: their rows are locked meanwhile, for about a second."""
SWEEP = "planner.replan_touched"


def ask_for_sweep(event: NetworkChanged) -> None:
    """Note that every open booking must be looked at after a change, and put the job in line."""
    name = f"{event.aggregate} {event.what} {event.occurred_at.isoformat()}"
    with transaction.atomic():
        ReplanSweep.objects.get_or_create(
            key=hashlib.sha256(name.encode()).hexdigest(),
            defaults={
                "what": event.what,
                "subject": event.aggregate,
                "asked_at": event.occurred_at,
            },
        )
        jobs.defer(name=SWEEP, arguments={})


def sweep_due(*, now: datetime, batch: int = BATCH) -> int:
    """Carry every sweep that is not done to its end; returns how many bookings were looked at."""
    total, finders = 0, _Finders()
    while (looked := _swept_batch(now=now, batch=batch, finders=finders)) is not None:
        total += looked
    return total


@transaction.atomic
def look_at_booking(*, code: str, now: datetime) -> bool:
    """Look at one booking, after news of it; tells whether its plan no longer holds."""
    ids = list(Booking.objects.filter(code=code).values_list("id", flat=True))
    _looked, touched = _looked_at(ids, sweep=None, now=now, finders=_Finders())
    return bool(touched)


def expire_due(*, now: datetime, limit: int = 200) -> int:
    """End proposals of which nothing can be begun any more, and look at their bookings anew."""
    due = Replan.objects.filter(state=ReplanState.OPEN, expires_at__lte=now)
    codes = list(due.order_by("expires_at").values_list("booking__code", flat=True)[:limit])
    return sum(_expired(code, now) for code in codes)


@transaction.atomic
def _expired(code: str, now: datetime) -> bool:
    booking = Booking.objects.select_for_update(of=("self",)).get(code=code)
    replan = Replan.objects.filter(
        booking=booking, state=ReplanState.OPEN, expires_at__lte=now
    ).first()
    if replan is None:
        return False
    close(replan, booking=booking, act=ReplanAct.EXPIRE, actor=SYSTEM, now=now)
    _looked_at([booking.id], sweep=None, now=now, finders=_Finders())
    return True


@transaction.atomic
def _swept_batch(*, now: datetime, batch: int, finders: "_Finders") -> int | None:
    """Look at the next bookings of the oldest sweep; None where nothing is left for us."""
    sweep = (
        ReplanSweep.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(done_at__isnull=True)
        .order_by("asked_at", "id")
        .first()
    )
    if sweep is None:
        return None
    ids = open_ids(after_id=sweep.cursor, limit=batch)
    at = max(now, sweep.asked_at)
    looked, touched = _looked_at(ids, sweep=sweep, now=at, finders=finders)
    sweep.cursor = ids[-1] if ids else sweep.cursor
    sweep.looked += looked
    sweep.touched += touched
    if len(ids) < batch:
        sweep.done_at = now
    sweep.save()
    return looked


def _looked_at(
    ids: Sequence[int], *, sweep: ReplanSweep | None, now: datetime, finders: "_Finders"
) -> tuple[int, int]:
    """Lock bookings in order, find the touched ones, settle all; returns both counts."""
    locked = {
        row.id: row
        for row in Booking.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id")
    }
    if not locked:
        return 0, 0
    try:
        outlook = outlook_at(now)
    except NetworkMissing:
        return 0, 0
    finder = finders.of(outlook)
    found = open_bookings(ids=list(locked))
    touched = touched_bookings(found, outlook=outlook, grounds=finder.grounds)
    settling = _Settling(finder, locked, sweep, now)
    settling.settle(found, touched)
    return len(found), len(touched)


class _Finders:
    """Keeps what was found on an outlook from batch to batch, until the network changes."""

    def __init__(self) -> None:
        self.last: ChainFinder | None = None

    def of(self, outlook: Outlook) -> ChainFinder:
        if self.last is None or self.last.outlook is not outlook:
            self.last = ChainFinder(outlook)
        return self.last


@dataclass(frozen=True, slots=True)
class _Cause:
    reasons: tuple[Reason, ...]
    digest: str


class _Settling:
    """Brings the proposals of some locked bookings in line with what was found."""

    def __init__(
        self,
        finder: ChainFinder,
        locked: Mapping[int, Booking],
        sweep: ReplanSweep | None,
        now: datetime,
    ) -> None:
        self.finder = finder
        self.outlook = finder.outlook
        self.locked = locked
        self.sweep = sweep
        self.now = now
        self.room = room_left(since=finder.outlook.starts_at)

    def settle(self, found: Sequence[Carried], touched: Sequence[Touched]) -> None:
        rows = Replan.objects.filter(booking__in=self.locked)
        opened = {row.booking_id: row for row in rows.filter(state=ReplanState.OPEN)}
        declined = set(
            rows.filter(state=ReplanState.DECLINED).values_list("booking_id", "cause_sha256")
        )
        hit = {one.carried.id for one in touched}
        for carried in found:
            if carried.id in opened and carried.id not in hit:
                self._close(opened[carried.id], ReplanAct.MOOT)
        causes = {one.carried.id: self._cause(one) for one in touched}
        fresh = [
            one
            for one in touched
            if (one.carried.id, causes[one.carried.id].digest) not in declined
            and not self._stands(opened.get(one.carried.id), one, causes[one.carried.id])
        ]
        for one in fresh:
            if one.carried.id in opened:
                self._close(opened[one.carried.id], ReplanAct.SUPERSEDE)
        proposals = proposals_for(fresh, finder=self.finder, room=self.room, now=self.now)
        self._propose(proposals, causes)

    def _close(self, replan: Replan, act: ReplanAct) -> None:
        booking = self.locked[replan.booking_id]
        close(replan, booking=booking, act=act, actor=SYSTEM, now=self.now)

    def _cause(self, one: Touched) -> _Cause:
        reasons = reasons_of(one, outlook=self.outlook)
        told = [[one.snag, one.leg, one.code, one.until or ""] for one in reasons]
        text = json.dumps([one.carried.after_leg, told])
        return _Cause(reasons, hashlib.sha256(text.encode()).hexdigest())

    def _stands(self, replan: Replan | None, one: Touched, cause: _Cause) -> bool:
        """Tell whether the open proposal says it already and can still be accepted in all parts."""
        if replan is None or replan.cause_sha256 != cause.digest or not replan.choices:
            return False
        question = question_of(replan.question)
        chains = [chain_of(choice["chain"]) for choice in replan.choices]
        full = self.room.full_for(question.cargo, own=own_sailings(one.carried))
        return all(
            chain.starts_by > self.now
            and not any((leg.service, leg.departs_at) in full for leg in chain.legs)
            and still_holds(
                chain, question=question, outlook=self.outlook, grounds=self.finder.grounds
            )
            for chain in chains
        )

    def _holds(self, chain: PinnedChain, question: Question) -> bool:
        return still_holds(
            chain, question=question, outlook=self.outlook, grounds=self.finder.grounds
        )

    def _propose(self, proposals: Sequence[Proposal], causes: Mapping[int, _Cause]) -> None:
        rows = [self._row(one, causes[one.touched.carried.id]) for one in proposals]
        Replan.objects.bulk_create(rows)
        for row in rows:
            booking = self.locked[row.booking_id]
            journal.publish(
                ReplanProposed(
                    aggregate=booking.code,
                    actor=SYSTEM.code,
                    occurred_at=self.now,
                    party=booking.party,
                    state=booking.state,
                    replan=str(row.id),
                    reason=row.reason,
                    choices=len(row.choices),
                    expires_at=row.expires_at,
                )
            )
        parties = {self.locked[row.booking_id].party for row in rows}
        if self.sweep is not None:
            replan_letters.tell_of_sweep(parties, sweep=self.sweep.key, now=self.now)
        else:
            for row in rows:
                replan_letters.tell_of_booking(
                    self.locked[row.booking_id], cause=row.cause_sha256, now=self.now
                )

    def _row(self, one: Proposal, cause: _Cause) -> Replan:
        carried = one.touched.carried
        choices = one.found.choices
        ahead = rest_of(carried.chain, after=carried.after_leg)
        return Replan(
            id=uuid7(now=self.now + timedelta(microseconds=carried.id % 1000)),
            booking=self.locked[carried.id],
            sweep=self.sweep,
            state=ReplanState.OPEN,
            reason=cause.reasons[0].snag,
            reasons=[reason.as_json() for reason in cause.reasons],
            cause_sha256=cause.digest,
            after_leg=carried.after_leg,
            question=question_json(one.question),
            ready_at=one.ready_at,
            old_arrives_at=carried.arrives_at,
            old_price_fen=sum(part.fen for part in ahead),
            old_co2e_g=sum(part.grams for part in ahead),
            choices=[self._choice(choice) for choice in choices],
            binding_zh=one.found.binding[0][:500],
            binding_en=one.found.binding[1][:500],
            network_version=self.outlook.version,
            proposed_at=self.now,
            expires_at=max((choice.chain.starts_by for choice in choices), default=None),
        )

    def _choice(self, choice: ReplanChoice) -> dict[str, Any]:
        kept = self.finder.as_kept(choice.chain)
        return {"best_in": list(choice.best_in), "chain": kept}
