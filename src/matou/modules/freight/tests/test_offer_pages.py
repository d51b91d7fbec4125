"""Taking and offering, comparing and awarding, on pages."""

from dataclasses import replace

import pytest
from django.test import Client

from matou.modules.freight.models import Lot, Offer
from matou.modules.freight.rules.terms import DemandTerms, VesselNeeds
from matou.modules.freight.tests.posted import (
    OWN_VESSEL,
    ClientOf,
    Handles,
    body,
    offered,
    opened,
    published,
)

pytestmark = pytest.mark.django_db


def test_a_carrier_takes_a_fixed_price(handles: Handles, terms: DemandTerms, as_: ClientOf) -> None:
    code = published(handles, terms)
    client = as_("skipper")

    form = client.get(f"/freight/demands/{code}/take/")
    taken = client.post(f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on"})

    lot = Lot.objects.get()
    assert "¥78,000.00" in body(form)
    assert taken.headers["Location"] == f"/freight/lots/{lot.code}/"
    assert lot.carrier == handles["skipper"].acts_for


def test_taking_twice_leads_to_the_one_lot(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, terms)
    client = as_("skipper")

    client.post(f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on"})
    again = client.post(f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on"})

    assert Lot.objects.count() == 1
    assert again.headers["Location"] == f"/freight/lots/{Lot.objects.get().code}/"


def test_who_comes_second_finds_the_demand_gone(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, terms)
    as_("skipper").post(f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on"})

    late = as_("carrier2").post(f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on"})

    assert late.status_code == 404
    assert Lot.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("agreed", ""), ("vessel", ""), ("vessel", "SOMEONES"), ("vessel_name", ""),
        ("vessel_name", "x" * 81), ("vessel_name", "\x00"), ("mmsi", ""), ("mmsi", "12"),
        ("deadweight", ""), ("deadweight", "-1"), ("deadweight", "3000吨"), ("deadweight", "100"),
        ("trip_days", ""), ("trip_days", "0"), ("trip_days", "61"), ("note", "x" * 501),
    ],
)  # fmt: skip
def test_a_bad_acceptance_takes_nothing(
    handles: Handles, terms: DemandTerms, as_: ClientOf, field: str, value: str
) -> None:
    code = published(handles, terms)

    response = as_("skipper").post(
        f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on", field: value}
    )

    assert response.status_code == 422
    assert Lot.objects.count() == 0


def test_only_carriers_take_and_offer(handles: Handles, terms: DemandTerms, as_: ClientOf) -> None:
    code = published(handles, terms)

    assert as_("shipper").get(f"/freight/demands/{code}/take/").status_code == 403
    assert as_("consignee").get(f"/freight/demands/{code}/offer/").status_code == 403
    assert Client().get(f"/freight/demands/{code}/take/").status_code == 302


def test_an_unfit_vessel_is_told_why(handles: Handles, terms: DemandTerms, as_: ClientOf) -> None:
    needs = VesselNeeds(sealed_hold=True)
    code = published(handles, replace(terms, vessel=needs))

    response = as_("skipper").post(
        f"/freight/demands/{code}/take/", OWN_VESSEL | {"agreed": "on", "deadweight": "2000"}
    )

    assert "载重不足" in body(response)
    assert "须可封舱" in body(response)


def test_a_sealed_offer_is_seen_by_its_maker_alone(
    handles: Handles, sealed: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, sealed)
    address = f"/freight/demands/{code}/"

    as_("skipper").post(f"{address}offer/", OWN_VESSEL | {"price_yuan": "28.88"})

    assert "¥28.88" in body(as_("skipper").get(address))
    assert "¥28.88" not in body(as_("carrier2").get(address))
    assert "¥28.88" not in body(as_("operator").get(address))
    assert "¥28.88" not in body(as_("shipper").get(f"{address}offers/"))


@pytest.mark.parametrize("price", ["", "0", "-3", "10001", "28.885", "28元", "1e9"])
def test_a_bad_price_is_no_offer(
    handles: Handles, sealed: DemandTerms, as_: ClientOf, price: str
) -> None:
    code = published(handles, sealed)

    response = as_("skipper").post(
        f"/freight/demands/{code}/offer/", OWN_VESSEL | {"price_yuan": price}
    )

    assert response.status_code == 422
    assert Offer.objects.count() == 0


def test_the_same_offer_twice_is_one_offer(
    handles: Handles, sealed: DemandTerms, as_: ClientOf
) -> None:
    address = f"/freight/demands/{published(handles, sealed)}/offer/"
    client = as_("skipper")

    client.post(address, OWN_VESSEL | {"price_yuan": "28"})
    again = client.post(address, OWN_VESSEL | {"price_yuan": "28"})

    assert again.status_code == 422
    assert "该船已对此货盘报价" in body(again)
    assert Offer.objects.count() == 1


def test_an_offer_is_withdrawn_after_a_question(
    handles: Handles, sealed: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, sealed)
    offer = offered(handles, code, "28")
    address = f"/freight/demands/{code}/offers/{offer.pk}/withdraw/"

    asked = as_("skipper").get(address)
    foreign = as_("carrier2").post(address)
    as_("skipper").post(address)

    offer.refresh_from_db()
    assert "¥28.00" in body(asked)
    assert foreign.status_code == 404
    assert offer.state == "withdrawn"


def test_the_wrong_kind_of_answer_leads_to_the_right_page(
    handles: Handles, terms: DemandTerms, sealed: DemandTerms, as_: ClientOf
) -> None:
    fixed_code, sealed_code = published(handles, terms), published(handles, sealed)
    client = as_("skipper")

    offering = client.get(f"/freight/demands/{fixed_code}/offer/")
    taking = client.get(f"/freight/demands/{sealed_code}/take/")

    assert offering.headers["Location"] == f"/freight/demands/{fixed_code}/take/"
    assert taking.headers["Location"] == f"/freight/demands/{sealed_code}/offer/"


def test_own_offers_are_listed(handles: Handles, sealed: DemandTerms, as_: ClientOf) -> None:
    offered(handles, published(handles, sealed), "28.88")

    assert "¥28.88" in body(as_("skipper").get("/freight/offers/"))
    assert "还没有报过价" in body(as_("carrier2").get("/freight/offers/"))


def test_the_shipper_compares_and_awards_after_the_hour(
    handles: Handles, sealed: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, sealed)
    dear, cheap = offered(handles, code, "31", "carrier2"), offered(handles, code, "28")
    opened(code)
    client = as_("shipper")

    page = body(client.get(f"/freight/demands/{code}/offers/"))
    asked = client.get(f"/freight/demands/{code}/offers/{cheap.pk}/award/")
    won = client.post(f"/freight/demands/{code}/offers/{cheap.pk}/award/")

    dear.refresh_from_db()
    assert page.index("¥28.00") < page.index("¥31.00")
    assert "¥67,200.00" in body(asked)
    assert won.headers["Location"] == f"/freight/lots/{Lot.objects.get().code}/"
    assert dear.state == "lost"


def test_nothing_is_awarded_before_the_hour(
    handles: Handles, sealed: DemandTerms, as_: ClientOf
) -> None:
    code = published(handles, sealed)
    offer = offered(handles, code, "28")

    response = as_("shipper").post(f"/freight/demands/{code}/offers/{offer.pk}/award/")

    assert response.status_code == 404
    assert Lot.objects.count() == 0


def test_awarding_twice_makes_one_lot(handles: Handles, sealed: DemandTerms, as_: ClientOf) -> None:
    code = published(handles, sealed)
    offer = offered(handles, code, "28")
    opened(code)
    address = f"/freight/demands/{code}/offers/{offer.pk}/award/"

    as_("shipper").post(address)
    again = as_("shipper").post(address)

    assert again.status_code == 409
    assert Lot.objects.count() == 1
