"""Demo people who can sign in, and terms that they post, for the tests of pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.kit.period import Period
from matou.modules.freight.rules.terms import DemandTerms, PriceMode
from matou.modules.freight.tests import world
from matou.modules.freight.tests.posted import ClientOf, Handles
from matou.spine.parties import seeds as people
from matou.spine.parties.models import User
from matou.spine.parties.tests.signed_in import sign_in


@pytest.fixture
def handles() -> Handles:
    world.build()
    return people.seed(now=world.NOW)


@pytest.fixture
def as_(handles: Handles) -> ClientOf:
    def signed_in(key: str) -> Client:
        client = Client()
        sign_in(client, User.objects.get(username=handles[key].username))
        return client

    return signed_in


@pytest.fixture
def terms(handles: Handles) -> DemandTerms:
    now = utc_now()
    return replace(
        world.TERMS,
        loading=Period(now + timedelta(days=1), now + timedelta(days=4)),
        consignee=handles["consignee"].acts_for,
    )


@pytest.fixture
def sealed(terms: DemandTerms) -> DemandTerms:
    until = utc_now() + timedelta(hours=12)
    return replace(terms, mode=PriceMode.SEALED, price=None, offers_until=until)


@pytest.fixture
def typed(handles: Handles) -> dict[str, str]:
    """Return what a shipper types for a fixed-price demand."""
    begins = (utc_now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    ends = (utc_now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    return {
        "cargo": "sand", "cargo_name": "机制砂 0–5 mm", "quantity": "2400.5", "tolerance": "5",
        "origin": world.ORIGIN, "destination": world.DESTINATION,
        "loading_from": begins, "loading_until": ends, "consignee": "演示佛山建材有限公司",
        "mode": "fixed", "price_basis": "per_tonne", "price": "32.50", "offers_until": "",
        "advance": "30", "deposit": "10", "escrow": "100", "demurrage": "0.60",
        "laytime_hours": "120", "notice_hours": "0", "shortage": "3", "cargo_value": "80",
        "payment_days": "3", "settlement_basis": "loaded", "payment_terms": "", "notes": "",
        "vessel_type": "", "hatch": "", "deadweight_min": "2.5", "deadweight_max": "",
        "draught_max": "3.8", "length_max": "", "beam_max": "", "air_draught_max": "",
    }  # fmt: skip
