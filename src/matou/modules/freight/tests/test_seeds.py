"""Demo demands stand on real terminals, and seeding again doubles nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from matou.modules.freight.models import CargoDemand
from matou.modules.freight.queries.demands import DemandFilter, open_demands
from matou.modules.freight.rules.demands import OPEN_STATES
from matou.modules.freight.seeds import seed
from matou.spine.places import services as places

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_seeding_twice_keeps_ten_varied_open_demands() -> None:
    places.load_basin(now=NOW)

    seed(now=NOW)
    seed(now=NOW + timedelta(hours=1))

    rows = open_demands(wanted=DemandFilter(), now=NOW).rows
    assert len(rows) == CargoDemand.objects.filter(state__in=OPEN_STATES).count() == 10
    assert {row.mode for row in rows} == {"fixed", "sealed"}
    assert len({row.cargo for row in rows}) == 10


def test_demands_whose_window_is_over_are_posted_anew() -> None:
    places.load_basin(now=NOW)
    seed(now=NOW)

    seed(now=NOW + timedelta(days=30))

    assert CargoDemand.objects.filter(state__in=OPEN_STATES).count() == 20
