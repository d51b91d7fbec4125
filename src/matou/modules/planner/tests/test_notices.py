"""Notices: published, amended, withdrawn, and what they do to the network meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from matou.kit.errors import InvalidInput, NotAllowed
from matou.modules.planner.queries.networks import network_at, next_change_after, number_at
from matou.modules.planner.queries.notices import notice, notice_history, notices_page
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.editing import NothingChanged
from matou.modules.planner.rules.network import Closure, Network
from matou.modules.planner.rules.notices import NoticeOver, NoticeTerms, week_start
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.notices import amend_notice, publish_notice, withdraw_notice
from matou.modules.planner.tests.world import EDITOR, LATER, NOW, STRANGER
from matou.spine.journal.models import JournalEntry

DAY = timedelta(days=1)
START, END = LATER + DAY, LATER + 4 * DAY
SOON = LATER + timedelta(hours=1)
AFTER = START + timedelta(hours=1)
"""Instants that no other change of the tests bears: the later of two is moved behind the first."""


def terms(kind: str, *targets: str, **more: object) -> NoticeTerms:
    own = NoticeTerms(
        kind=kind, targets=targets, starts_at=START, ends_at=END, issuer="珠江航务管理局",
        source="公告", confidence="A",
    )  # fmt: skip
    return replace(own, **more)  # type: ignore[arg-type]  # fields of the terms


def publish(kind: str, *targets: str, **more: object) -> str:
    card = publish_notice(terms=terms(kind, *targets, **more), actor=EDITOR, now=LATER)
    return card.code


def depth_at(instant: datetime) -> int | None:
    return next(link.depth_cm for link in network_at(instant).links if link.code == "W001")


def test_a_depth_limit_counts_while_it_lasts(network: ImportReport) -> None:
    publish(rules.DRAUGHT_LIMIT, "W001", depth_cm=200)

    depths = [depth_at(at) for at in (LATER, START, END - timedelta(seconds=1), END)]
    assert depths == [240, 200, 200, 240]


def test_a_limit_never_makes_water_deeper(network: ImportReport) -> None:
    publish(rules.DRAUGHT_LIMIT, "W001", depth_cm=900)

    assert depth_at(START) == 240


def minutes(at: datetime, since: datetime) -> int:
    return int((at - week_start(since)).total_seconds() // 60)


def test_a_lock_closure_is_a_span_seen_ahead(network: ImportReport) -> None:
    publish(rules.LOCK_CLOSURE, "L_CHZ")

    expected = Closure(lock="L_CHZ", from_min=minutes(START, LATER), until_min=minutes(END, LATER))
    assert network_at(LATER).closures == (expected,)
    assert network_at(END).closures == ()


def test_a_closed_chamber_leaves_the_others_at_work(network: ImportReport) -> None:
    publish(rules.LOCK_CLOSURE, "L_CHZ-3")

    assert signs(network_at(START)) == ["1#", "2#", "4#"]
    assert network_at(START).closures == ()
    assert signs(network_at(END)) == ["1#", "2#", "3#", "4#"]


def signs(network: Network) -> list[str]:
    return [one.chamber for one in network.chambers if one.lock == "L_CHZ"]


def test_a_lock_is_out_of_use_while_each_chamber_is_closed(network: ImportReport) -> None:
    publish(rules.LOCK_CLOSURE, "L_GPI-1")
    publish(rules.LOCK_CLOSURE, "L_GPI-2", ends_at=END - DAY)

    closure = Closure(
        lock="L_GPI", from_min=minutes(START, LATER), until_min=minutes(END - DAY, LATER)
    )
    assert network_at(SOON).closures == (closure,)


def test_a_cancelled_service_is_named(network: ImportReport) -> None:
    publish(rules.SERVICE_CANCELLED, "S001")

    assert network_at(START).cancelled_services == {"S001"}
    assert network_at(END).cancelled_services == frozenset()


def test_a_typhoon_stops_every_place_of_a_city(network: ImportReport) -> None:
    publish(rules.STORM_STOP, "C_ZUH")

    stopped = network_at(START)
    links = {link.status for link in stopped.links if "P_GAO" in (link.origin, link.destination)}
    ends = {end for one in stopped.transfers for end in (one.origin, one.destination)}
    touched = {one.code for one in stopped.services if "P_GAO" in (one.origin, one.destination)}
    assert links == {"closed"}
    assert not ends & {"P_GAO", "P_DOU", "C_ZUH"}
    assert touched <= stopped.cancelled_services
    assert network_at(END).cancelled_services == frozenset()


def test_start_and_end_are_changes_of_the_network(network: ImportReport) -> None:
    publish(rules.LOCK_CLOSURE, "L_CHZ")

    assert next_change_after(LATER) == START
    assert next_change_after(START) == END
    assert [number_at(at) for at in (NOW, LATER, START, END)] == [1, 2, 3, 4]


def test_an_amendment_counts_from_now_on_and_keeps_the_former(network: ImportReport) -> None:
    code = publish(rules.LOCK_CLOSURE, "L_CHZ")
    longer = terms(rules.LOCK_CLOSURE, "L_CHZ", ends_at=END + DAY)

    amend_notice(code=code, terms=longer, reason="工期延长", actor=EDITOR, now=AFTER)

    assert notice(code, now=AFTER).terms.ends_at == END + DAY
    assert [one.state for one in notice_history(code, now=AFTER)] == ["amended", "published"]
    assert network_at(LATER).closures[0].until_min == minutes(END, LATER)
    assert network_at(AFTER).closures[0].until_min == minutes(END + DAY, AFTER)


def test_a_withdrawn_notice_does_nothing_more(network: ImportReport) -> None:
    code = publish(rules.LOCK_CLOSURE, "L_CHZ")

    withdraw_notice(code=code, reason="提前完工", actor=EDITOR, now=AFTER)

    assert network_at(AFTER).closures == ()
    assert notice(code, now=AFTER).phase == "withdrawn"
    assert notices_page(now=AFTER, phase="standing") == ((), 0)
    assert len(network_at(LATER).closures) == 1


def test_what_is_over_or_withdrawn_stays(network: ImportReport) -> None:
    code = publish(rules.LOCK_CLOSURE, "L_CHZ")

    with pytest.raises(NoticeOver):
        withdraw_notice(code=code, reason="晚了", actor=EDITOR, now=END)


def test_an_amendment_that_says_the_same_is_none(network: ImportReport) -> None:
    code = publish(rules.LOCK_CLOSURE, "L_CHZ")

    with pytest.raises(NothingChanged):
        amend_notice(
            code=code, terms=terms(rules.LOCK_CLOSURE, "L_CHZ"), reason="x", actor=EDITOR,
            now=START,
        )  # fmt: skip


def test_a_withdrawal_says_why(network: ImportReport) -> None:
    code = publish(rules.LOCK_CLOSURE, "L_CHZ")

    with pytest.raises(InvalidInput, match="reason"):
        withdraw_notice(code=code, reason=" ", actor=EDITOR, now=START)


@pytest.mark.parametrize(
    ("kind", "targets", "more", "field"),
    [
        (rules.LOCK_CLOSURE, ("W001",), {}, "targets"),
        (rules.DRAUGHT_LIMIT, ("R001",), {"depth_cm": 200}, "targets"),
        (rules.SERVICE_CANCELLED, (), {}, "targets"),
        (rules.DRAUGHT_LIMIT, ("W001",), {}, "depth_cm"),
        (rules.LOCK_CLOSURE, ("L_CHZ",), {"depth_cm": 200}, "depth_cm"),
        (rules.LOCK_CLOSURE, ("L_CHZ",), {"ends_at": START}, "ends_at"),
        (rules.LOCK_CLOSURE, ("L_CHZ",), {"starts_at": NOW, "ends_at": LATER}, "ends_at"),
        (rules.LOCK_CLOSURE, ("L_CHZ",), {"ends_at": START + 367 * DAY}, "ends_at"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(
    network: ImportReport, kind: str, targets: tuple[str, ...], more: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        publish(kind, *targets, **more)

    assert refusal.value.facts["field"] == field


def test_strangers_publish_nothing(network: ImportReport) -> None:
    with pytest.raises(NotAllowed):
        publish_notice(terms=terms(rules.LOCK_CLOSURE, "L_CHZ"), actor=STRANGER, now=LATER)


def test_the_others_are_told_what_a_notice_touches(network: ImportReport) -> None:
    code = publish(rules.LOCK_CLOSURE, "L_CHZ")

    entry = JournalEntry.objects.filter(event="planner.NetworkChanged").latest("seq")
    assert (entry.aggregate, entry.payload["what"]) == (code, "notice_published")
    assert entry.payload["subjects"] == ["L_CHZ"]
