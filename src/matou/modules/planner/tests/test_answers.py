"""Questions to the live network: its notices count, its past does not, its graphs are kept."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from matou.kit.errors import DomainError
from matou.modules.planner.queries import answers, fronts, graphs
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.network import Mode
from matou.modules.planner.rules.notices import LOCK_CLOSURE, NoticeTerms
from matou.modules.planner.services import notices
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.world import EDITOR, NOW

SAND = cargoes.bulk(
    tonnes=Decimal(1000), draught_m=Decimal("2.6"), dangerous_class="", flags=frozenset()
)
NOON = answers.minute_at(NOW, instant=NOW)
ASKED = Question(origin="P_WXU", destination="P_NSA", ready_min=NOON, cargo=SAND)


def close_datengxia() -> None:
    terms = NoticeTerms(
        kind=LOCK_CLOSURE,
        targets=("L_DTX",),
        starts_at=NOW + timedelta(minutes=1),
        ends_at=NOW + timedelta(days=20),
        issuer="航道处",
        source="通告",
        confidence="A",
    )
    notices.publish_notice(terms=terms, actor=EDITOR, now=NOW)


def test_the_live_network_answers_as_the_shipped_one(network: ImportReport) -> None:
    live = answers.answer_at(instant=NOW, question=ASKED).answer

    plain = fronts.front(network=fronts.reference_network(), question=ASKED)
    assert [(one.arrive_min, one.fen, one.grams) for one in live.chains] == [
        (one.arrive_min, one.fen, one.grams) for one in plain.chains
    ]


def test_a_notice_counts(network: ImportReport) -> None:
    before = answers.answer_at(instant=NOW, question=ASKED).answer.chains[-1].arrive_min
    close_datengxia()
    soon = NOW + timedelta(minutes=2)

    after = answers.answer_at(instant=soon, question=replace(ASKED, ready_min=NOON + 2))

    assert before < NOON + 20 * 1440 < after.answer.chains[-1].arrive_min
    assert after.instant(after.answer.chains[-1].arrive_min) > NOW + timedelta(days=20)


def test_the_past_is_refused(network: ImportReport) -> None:
    with pytest.raises(answers.AlreadyPast):
        answers.answer_at(instant=NOW, question=replace(ASKED, ready_min=NOON - 1))


def test_no_network_no_answer(network: ImportReport) -> None:
    with pytest.raises(DomainError, match="no network"):
        answers.answer_at(instant=NOW - timedelta(days=9), question=ASKED)


@pytest.mark.parametrize(
    ("ready", "meant"), [(NOON, NOON), (NOON - 1, NOON - 1 + 10_080), (0, 10_080)]
)
def test_a_minute_of_the_week_is_the_next_such(ready: int, meant: int) -> None:
    asked = answers.from_now_on(replace(ASKED, ready_min=ready), instant=NOW)

    assert asked.ready_min == meant


def test_one_more_second_is_the_next_minute() -> None:
    assert answers.minute_at(NOW + timedelta(seconds=1), instant=NOW) == NOON + 1


def test_a_search_cut_short_says_so() -> None:
    network = fronts.reference_network()

    hurried = fronts.front(network=network, question=ASKED, has_time=lambda: False)
    narrow = fronts.front(network=network, question=ASKED, most_labels=0)

    assert hurried.is_truncated
    assert narrow.is_truncated


def test_the_same_cargo_is_compiled_once(network: ImportReport) -> None:
    live = network_at(NOW)

    first = graphs.ready_graph(network=live, question=ASKED)
    moved = graphs.ready_graph(network=live, question=replace(ASKED, origin="P_WUL"))

    assert first is moved


def test_another_network_of_the_same_version_is_compiled_anew() -> None:
    known = fronts.reference_network()
    graphs.ready_graph(network=known, question=ASKED)

    dry = replace(known, links=tuple(one for one in known.links if one.mode is not Mode.WATER))

    modes = {arc.origin[1] for arc in graphs.ready_graph(network=dry, question=ASKED).graph.arcs}
    assert not any(
        arc.origin[1] is arc.destination[1] is Mode.WATER
        for arc in graphs.ready_graph(network=dry, question=ASKED).graph.arcs
    )
    assert Mode.RAIL in modes


def test_only_so_many_graphs_are_kept() -> None:
    for tonnes in range(1000, 1000 + 2 * graphs.MOST_KEPT):
        cargo = replace(SAND, mass_kg=tonnes * 1000)
        graphs.ready_graph(network=fronts.reference_network(), question=replace(ASKED, cargo=cargo))

    assert len(graphs._KEPT) == graphs.MOST_KEPT
