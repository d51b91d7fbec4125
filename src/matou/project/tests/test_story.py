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
from matou.project.demo.steps import pay_out, post_demand
from matou.project.demo.story import CARGO_NAME, Story
from matou.spine.ledger import queries as ledger

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


def test_what_people_pay_in_later_is_not_drawn_by_the_next_run() -> None:
    now = utc_now()
    operations.load_reference()
    operations.seed()
    story = Story(cast=cast(now=now), clock=DemoClock.ending_at(now))
    wallet = f"wallet:{story.cast.skipper.acts_for}"
    story.pay_in(who="skipper", amount=Money.yuan(900), at=story.clock.begins_at)
    pay_out(story)
    Story(cast=story.cast, clock=story.clock, number=7).pay_in(
        who="skipper", amount=Money.yuan(50), at=now
    )

    told = pay_out(story)

    assert told.evidence == "已付 paid"
    assert ledger.balance(wallet).available == Money.yuan(50)


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
