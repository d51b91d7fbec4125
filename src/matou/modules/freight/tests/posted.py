"""What the tests of demand and offer pages share: demands of the demo people, and clients."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.models import CargoDemand, Offer
from matou.modules.freight.rules.terms import DemandTerms
from matou.modules.freight.services import demands, offers
from matou.modules.freight.tests import world
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people

ClientOf = Callable[[str], Client]
Handles = dict[str, people.Handle]

OWN_VESSEL = {
    "vessel": "other",
    "vessel_name": "桂平货 0001",
    "mmsi": "413801234",
    "deadweight": "3000",
    "trip_days": "5",
    "note": "",
}


def actor_of(handle: people.Handle) -> Actor:
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)


def draft(handles: Handles, terms: DemandTerms) -> str:
    return demands.draft_demand(terms=terms, actor=actor_of(handles["shipper"]), now=utc_now())


def published(handles: Handles, terms: DemandTerms) -> str:
    code = draft(handles, terms)
    shipper = actor_of(handles["shipper"])
    demands.publish_demand(demand_code=code, actor=shipper, now=utc_now())
    return code


def offered(handles: Handles, code: str, price: str, key: str = "skipper") -> Offer:
    offer = world.offer_of(world.CARRIER, price=Money.yuan(price), vessel=f"VESSEL-{key}")
    made = offers.make_offer(
        demand_code=code, offer=offer, actor=actor_of(handles[key]), now=utc_now()
    )
    return Offer.objects.get(pk=made)


def opened(code: str) -> None:
    """Let the closing time of sealed offers pass."""
    CargoDemand.objects.filter(code=code).update(offers_until_at=utc_now() - timedelta(minutes=1))


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # test client


def in_english(client: Client) -> Client:
    client.cookies["matou_language"] = "en"
    return client
