"""The demo finds what an earlier run has made, whatever else its people did meanwhile."""

from datetime import timedelta

import pytest

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.rules.terms import DemandTerms, PriceMode
from matou.modules.freight.services import demands
from matou.project import operations
from matou.project.demo.clock import DemoClock
from matou.project.demo.people import cast
from matou.project.demo.steps import post_demand
from matou.project.demo.story import CARGO_NAME, Story

pytestmark = pytest.mark.django_db


def test_a_run_is_found_behind_a_hundred_newer_demands_of_the_same_cargo() -> None:
    now = utc_now()
    operations.load_reference()
    operations.seed()
    first = Story(cast=cast(now=now), clock=DemoClock.ending_at(now))
    post_demand(first)
    for _ in range(101):
        draft_another(first)

    again = Story(cast=first.cast, clock=DemoClock.ending_at(now))
    again.find()

    assert again.demand == first.demand


def draft_another(story: Story) -> None:
    now = utc_now()
    terms = DemandTerms(
        origin="P_CHI",
        destination="P_SAN",
        loading=Period(now + timedelta(days=1), now + timedelta(days=5)),
        cargo="sand",
        cargo_name=CARGO_NAME,
        quantity=Tonnes.of(1500),
        mode=PriceMode.FIXED,
        price=Money.yuan("27.00"),
        consignee=story.cast.consignee.acts_for,
    )
    demands.draft_demand(terms=terms, actor=story.cast.shipper, now=now)
