"""What the tests of re-plans share: notices, sweeps, and the proposal of a booking."""

from dataclasses import replace
from datetime import datetime, timedelta

from matou.modules.planner.contracts import NetworkChanged
from matou.modules.planner.models import Booking, Replan
from matou.modules.planner.queries.notices import NoticeCard
from matou.modules.planner.rules.notices import (
    DRAUGHT_LIMIT,
    LOCK_CLOSURE,
    SERVICE_CANCELLED,
    STORM_STOP,
    NoticeTerms,
)
from matou.modules.planner.rules.pinning import PinnedChain, chain_of
from matou.modules.planner.services import replan_finding
from matou.modules.planner.services.notices import publish_notice, withdraw_notice
from matou.modules.planner.tests.booked import booked, boxes
from matou.modules.planner.tests.world import EDITOR, NOW
from matou.spine.journal.models import JournalEntry

SOON = NOW + timedelta(minutes=5)
KINDS = {
    "lock": LOCK_CLOSURE,
    "water": DRAUGHT_LIMIT,
    "sailing": SERVICE_CANCELLED,
    "storm": STORM_STOP,
}


def announced(
    kind: str,
    *targets: str,
    days: tuple[float, float] = (0, 20),
    depth_cm: int | None = None,
    now: datetime = SOON,
) -> NoticeCard:
    """Publish a notice that counts from so many days after ``now`` until so many."""
    terms = NoticeTerms(
        kind=KINDS[kind],
        targets=targets,
        starts_at=now + timedelta(days=days[0]),
        ends_at=now + timedelta(days=days[1]),
        issuer="航道处",
        source="通告",
        confidence="A",
        depth_cm=depth_cm,
    )
    return publish_notice(terms=terms, actor=EDITOR, now=now)


def withdrawn(card: NoticeCard, *, now: datetime) -> None:
    withdraw_notice(code=card.code, reason="提前开通", actor=EDITOR, now=now)


def swept(*, now: datetime = SOON, batch: int = 250) -> int:
    """Deliver what the last changes of the network tell, and carry the sweeps out."""
    entries = JournalEntry.objects.filter(event="planner.NetworkChanged").order_by("seq")
    for payload in entries.exclude(payload__what="imported").values_list("payload", flat=True):
        replan_finding.ask_for_sweep(NetworkChanged.from_payload(payload))
    return replan_finding.sweep_due(now=now, batch=batch)


def proposal(code: str) -> Replan | None:
    """Return the latest proposal for a booking."""
    return Replan.objects.filter(booking__code=code).order_by("proposed_at", "id").last()


def state_of(code: str) -> str:
    return Booking.objects.get(code=code).state


def chosen_chain(found: Replan | None, word: str) -> PinnedChain:
    """Return the chain of a proposal that is best in something, or the one that waits."""
    assert found is not None
    (kept,) = [one["chain"] for one in found.choices if word in one["best_in"]]
    return chain_of(kept)


def chosen_place(found: Replan, word: str) -> int:
    """Return the place of the choice that is best in something."""
    return next(place for place, one in enumerate(found.choices) if word in one["best_in"])


def two_for_the_last_room() -> tuple[Replan, Replan]:
    """Let two bookings lose one sailing when the next one has room for only one of them."""
    later = replace(boxes(teu=30), ready_min=boxes().ready_min + 3 * 1440)
    booked(later)
    codes = [booked(boxes(teu=50)) for _number in range(2)]
    announced("sailing", "S001", days=(0, 3))
    swept()
    first, second = (proposal(code) for code in codes)
    assert first is not None
    assert second is not None
    return first, second
