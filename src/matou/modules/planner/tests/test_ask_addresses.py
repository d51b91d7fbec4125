"""A question and its address are the same thing: what is written is read back unchanged."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from matou.kit.clock import utc_now
from matou.modules.planner.forms.addresses import query_of
from matou.modules.planner.forms.asking import AskForm, soon
from matou.modules.planner.queries.answers import minute_at
from matou.modules.planner.queries.gazetteer import gazetteer
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import NO_WISHES, Cargo, Wishes
from matou.modules.planner.rules.network import Closure, Mode
from matou.modules.planner.rules.notices import week_start
from matou.modules.planner.services.importing import ImportReport

NONE: frozenset[str] = frozenset()
PLANNED = frozenset({"planned_pinglu"})
DAY = 1440


def read(query: str) -> Question:
    now = utc_now()
    names = gazetteer(network=network_at(now), is_zh=True)
    form = AskForm(QueryDict(query), names=names, now=now)
    assert form.is_valid(), form.errors
    return form.question()


def asked(cargo: Cargo, wishes: Wishes = NO_WISHES) -> Question:
    ready = minute_at(soon(utc_now()), instant=utc_now())
    return Question(
        origin="P_WUL", destination="P_NSA", ready_min=ready, cargo=cargo, wishes=wishes
    )


GRAVEL = cargoes.bulk(
    tonnes=Decimal("2000.125"), draught_m=Decimal("3.205"), dangerous_class="", flags=PLANNED
)


@pytest.mark.parametrize(
    "cargo",
    [
        GRAVEL,
        cargoes.bulk(tonnes=Decimal(1), draught_m=None, dangerous_class="3", flags=NONE),
        cargoes.containers(teu=4, tonnes=None, dangerous_class="", flags=NONE),
        cargoes.containers(teu=4, tonnes=Decimal("33.5"), dangerous_class="2.1", flags=NONE),
        cargoes.air_freight(tonnes=Decimal("0.5"), dangerous_class="", flags=NONE),
    ],
)
def test_a_cargo_is_read_back(present: ImportReport, cargo: Cargo) -> None:
    question = asked(cargo)

    assert read(query_of(question, starts_at=week_start(utc_now()))) == question


def test_wishes_are_read_back(present: ImportReport) -> None:
    question = asked(GRAVEL)
    start = question.ready_min
    wishes = Wishes(
        without_modes=frozenset({Mode.RAIL, Mode.AIR}),
        without_nodes=frozenset({"P_CHI", "L_GUG"}),
        without_links=frozenset({"W003"}),
        without_services=frozenset({"S001"}),
        must_modes=frozenset({Mode.WATER}),
        must_nodes=frozenset({"L_CHZ"}),
        must_links=frozenset({"W059"}),
        max_transfers=0,
        depart_from_min=start + 60,
        arrive_by_min=start + 20 * DAY,
        avoids_dangerous_terminals=True,
        closures=(Closure(lock="L_CHZ", from_min=start + 5, until_min=start + 5 + 7 * DAY),),
        lower_water_cm=50,
    )
    question = replace(question, wishes=wishes)

    assert read(query_of(question, starts_at=week_start(utc_now()))) == question


def test_a_page_read_for_half_an_hour_is_not_past() -> None:
    now = utc_now()

    assert timedelta(minutes=30) <= soon(now) - now <= timedelta(minutes=90)
    assert soon(now).minute == 0
