"""What touches a booking, what is proposed for it, and that a sweep may be killed and repeated."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Count

from matou.kit.event import Classifier
from matou.modules.planner.models import Booking, BookingLeg, ChainOffer, Replan, ReplanSweep
from matou.modules.planner.rules.booking_states import ChainGone
from matou.modules.planner.rules.pinning import PinnedChain, chain_of
from matou.modules.planner.services import replan_finding
from matou.modules.planner.services.booking import book, confirm
from matou.modules.planner.services.following import Times, record_leg_times
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.releasing import release
from matou.modules.planner.services.replanning import decline_replan
from matou.modules.planner.tests.booked import (
    KEEPER,
    SHIPPER,
    TERMS,
    booked,
    boxes,
    copied,
    gravel,
    offered,
)
from matou.modules.planner.tests.replanned import (
    SOON,
    announced,
    chosen_chain,
    proposal,
    swept,
    withdrawn,
)
from matou.modules.planner.tests.test_booking import told
from matou.modules.planner.tests.world import NOW
from matou.spine.notices import queries as letters

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def booked_barge(*, tonnes: int = 2000) -> str:
    """Book the cheapest chain for bulk from Wuzhou to Nansha: a barge all the way."""
    offers = ChainOffer.objects.filter(pk__in=_each_offer(tonnes))
    cheapest = offers.order_by("price_fen").values_list("pk", flat=True)[0]
    return book(offer_id=cheapest, terms=TERMS, actor=SHIPPER, now=NOW)


def _each_offer(tonnes: int) -> list[UUID]:
    made: list[UUID] = []
    with suppress(ChainGone):
        made.extend(offered(gravel(tonnes=tonnes), place=place) for place in range(8))
    return made


def plan(code: str) -> PinnedChain:
    return chain_of(Booking.objects.get(code=code).offer.chain)


def barge_rows(code: str) -> list[str]:
    return [row for leg in plan(code).legs if leg.mode == "water" for row in leg.rows]


def sailing(code: str) -> BookingLeg:
    return BookingLeg.objects.exclude(service="").get(booking__code=code)


def departed(code: str, leg: int, *, expected: timedelta | None = None) -> None:
    """Let a leg depart as planned, and be expected later by so much than planned."""
    row = BookingLeg.objects.get(booking__code=code, number=leg)
    record_leg_times(code=code, leg=leg, times=Times(begins_at=row.planned_departs_at),
                     actor=KEEPER, now=row.planned_departs_at)  # fmt: skip
    if expected is not None:
        times = Times(ends_at=row.planned_arrives_at + expected, classifier=Classifier.ESTIMATED)
        record_leg_times(code=code, leg=leg, times=times, actor=KEEPER, now=row.planned_departs_at)


def test_a_cancelled_sailing_touches_who_is_booked_on_it(network: ImportReport) -> None:
    code = booked()
    card = announced("sailing", "S001", days=(0, 3))

    swept()

    found = proposal(code)
    assert found is not None
    assert (found.state, found.reason, found.reasons[0]["notice"]) == ("open", "sailing", card.code)
    assert found.old_price_fen == Booking.objects.get(code=code).price_fen
    assert told(code) == ["ChainBooked", "ReplanProposed"]


def test_waiting_for_a_later_departure_is_among_the_choices(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))

    swept()

    waiting = chosen_chain(proposal(code), "wait")
    assert waiting.services == ("S001",)
    assert waiting.legs[0].departs_at >= SOON + 3 * DAY - timedelta(hours=12)


def test_a_wish_that_cannot_be_met_any_more_is_told_and_let_go(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 300))
    announced("sailing", "S001", days=(300, 600))

    swept()

    found = proposal(code)
    assert found is not None
    assert "原要求" in found.binding_zh
    assert found.choices
    assert all("S001" not in str(choice) for choice in found.choices)


def test_a_notice_that_begins_later_counts_for_the_leg_that_travels_then(
    network: ImportReport,
) -> None:
    code = booked_barge()
    announced("water", barge_rows(code)[-1], depth_cm=250, days=(1.5, 9))

    swept()

    found = proposal(code)
    assert found is not None
    assert (found.reason, found.reasons[0]["code"]) == ("water", barge_rows(code)[-1])
    kinds = {word for choice in found.choices for word in choice["best_in"]}
    assert kinds == {"time", "cost", "co2e", "reliability", "wait"}


@pytest.mark.parametrize(
    ("depth_cm", "days"), [(360, (0, 20)), (250, (15, 30))], ids=["deep enough", "when gone by"]
)
def test_water_that_the_plan_does_not_need_touches_nothing(
    network: ImportReport, depth_cm: int, days: tuple[float, float]
) -> None:
    code = booked_barge()
    announced("water", barge_rows(code)[-1], depth_cm=depth_cm, days=days)

    swept()

    assert proposal(code) is None


def test_a_closed_lock_holds_a_barge_and_a_typhoon_stops_its_quay(network: ImportReport) -> None:
    code = booked_barge()
    announced("storm", "P_NSA", days=(0, 12))

    swept()

    found = proposal(code)
    assert found is not None
    assert found.reason == "storm"


def test_a_lock_closed_on_a_liners_way_cancels_its_sailing(network: ImportReport) -> None:
    code = booked()
    announced("lock", "L_CHZ", days=(0, 3))

    swept()

    found = proposal(code)
    assert found is not None
    assert found.reason == "lock"


def test_one_chamber_closed_leaves_the_lock_at_work(network: ImportReport) -> None:
    code = booked()
    announced("lock", "L_CHZ-3", days=(0, 3))

    swept()

    assert proposal(code) is None


def test_cargo_on_board_is_planned_on_from_where_its_leg_ends(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=NOW)
    leg = sailing(code)
    for number in range(1, leg.number + 1):
        departed(code, number)
    now = leg.planned_departs_at + timedelta(hours=1)
    announced("storm", "P_NSA", days=(0, 6), now=now)

    swept(now=now)

    found = proposal(code)
    assert found is not None
    assert found.after_leg == leg.number
    assert (found.question["origin"], found.question["origin_mode"]) == ("P_NSA", "water")
    assert found.ready_at == leg.planned_arrives_at


def test_a_leg_expected_after_the_next_cut_off_is_found_by_its_news(network: ImportReport) -> None:
    code = _feeder()
    confirm(code=code, actor=SHIPPER, now=NOW)

    departed(code, 1, expected=timedelta(days=3))
    replan_finding.look_at_booking(code=code, now=SOON)

    found = proposal(code)
    assert found is not None
    assert found.reason == "missed"
    assert found.sweep is None


def test_a_leg_a_little_late_changes_nothing(network: ImportReport) -> None:
    code = _feeder()
    confirm(code=code, actor=SHIPPER, now=NOW)

    departed(code, 1, expected=timedelta(minutes=1))

    assert not replan_finding.look_at_booking(code=code, now=SOON)


def _feeder() -> str:
    """Book boxes that reach their liner by lorry."""
    return booked(replace(boxes(teu=2), origin="C_CEN"))


def test_a_withdrawn_notice_ends_what_it_asked_for(network: ImportReport) -> None:
    code = booked()
    card = announced("sailing", "S001", days=(0, 3))
    swept()

    withdrawn(card, now=SOON + MINUTE)
    swept(now=SOON + 2 * MINUTE)

    found = proposal(code)
    assert found is not None
    assert found.state == "obsolete"
    assert told(code)[-1] == "ReplanClosed"


def test_a_change_elsewhere_lets_an_open_proposal_stand(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))
    swept()

    announced("sailing", "S010", days=(0, 3), now=SOON + MINUTE)
    swept(now=SOON + 2 * MINUTE)

    assert Replan.objects.filter(booking__code=code).count() == 1
    assert ReplanSweep.objects.count() == 2


def test_a_second_change_under_the_choices_makes_a_new_proposal(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))
    swept()

    announced("sailing", "S001", days=(0, 6), now=SOON + MINUTE)
    swept(now=SOON + 2 * MINUTE)

    states = Replan.objects.filter(booking__code=code).order_by("proposed_at")
    assert list(states.values_list("state", flat=True)) == ["superseded", "open"]


def test_a_declined_cause_is_not_proposed_for_again(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))
    swept()
    found = proposal(code)
    assert found is not None
    decline_replan(replan_id=found.id, actor=SHIPPER, now=SOON)

    announced("sailing", "S010", days=(0, 3), now=SOON + MINUTE)
    swept(now=SOON + 2 * MINUTE)

    assert list(Replan.objects.values_list("state", flat=True)) == ["declined"]


def test_what_ends_a_booking_ends_its_proposal(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))
    swept()

    release(code=code, actor=SHIPPER, now=SOON)

    assert list(Replan.objects.values_list("state", flat=True)) == ["obsolete"]


def test_a_proposal_that_nothing_of_can_begin_any_more_is_renewed(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=NOW)
    announced("sailing", "S001", days=(0, 9))
    swept()
    first = proposal(code)
    assert first is not None
    assert first.expires_at is not None

    assert replan_finding.expire_due(now=first.expires_at) == 1

    states = Replan.objects.order_by("proposed_at").values_list("state", flat=True)
    assert list(states) == ["expired", "open"]


def test_a_sweep_in_small_batches_finds_each_booking_once(network: ImportReport) -> None:
    offers = copied(offered(boxes(teu=1)), 7)
    codes = [book(offer_id=one, terms=TERMS, actor=SHIPPER, now=NOW) for one in offers]
    announced("sailing", "S001", days=(0, 3))

    assert swept(batch=3) == 7
    assert swept(batch=3) == 0

    assert Replan.objects.filter(state="open").count() == len(codes)
    assert not Replan.objects.values("booking").annotate(n=Count("id")).filter(n__gt=1)
    sweep = ReplanSweep.objects.get()
    assert (sweep.looked, sweep.touched, sweep.done_at is not None) == (7, 7, True)


def test_a_killed_batch_loses_nothing_and_doubles_nothing(
    network: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = copied(offered(boxes(teu=1)), 7)
    for one in offers:
        book(offer_id=one, terms=TERMS, actor=SHIPPER, now=NOW)
    announced("sailing", "S001", days=(0, 3))
    written = Replan.objects.bulk_create
    calls = iter((False, True))

    def dies_at_the_second(rows: list[Replan]) -> list[Replan]:
        made = written(rows)
        if next(calls, False):
            raise KeyboardInterrupt
        return made

    with monkeypatch.context() as patch:
        patch.setattr(Replan.objects, "bulk_create", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            swept(batch=3)
    assert Replan.objects.count() == 3

    assert swept(batch=3) == 4

    assert Replan.objects.count() == 7
    assert ReplanSweep.objects.get().touched == 7


def test_the_shipper_is_told_once_for_a_change(network: ImportReport) -> None:
    for one in copied(offered(boxes(teu=1)), 3):
        book(offer_id=one, terms=TERMS, actor=SHIPPER, now=NOW)
    announced("sailing", "S001", days=(0, 3))

    swept(batch=2)

    found = letters.inbox(party="SHIPPER", before=None, limit=9)
    assert [card.template for card in found] == ["planner.replans-proposed"]
