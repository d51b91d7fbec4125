"""What the tests of the registers share: people, a plain vessel, a fixed clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from matou.kit.actor import Actor
from matou.modules.registry import services
from matou.modules.registry.contracts import VesselCard
from matou.modules.registry.rules.history import Provenance
from matou.modules.registry.rules.values import PartyRef, Value
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as party_seeds
from matou.spine.places import services as places

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)

Enter = Callable[..., VesselCard]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def people(db: None) -> dict[str, party_seeds.Handle]:
    return party_seeds.seed(now=NOW)


@pytest.fixture
def registrar(people: dict[str, party_seeds.Handle]) -> Actor:
    return parties.actor_of_person(person=people["registrar"].person)


@pytest.fixture
def skipper(people: dict[str, party_seeds.Handle]) -> Actor:
    handle = people["skipper"]
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)


@pytest.fixture
def shipper(people: dict[str, party_seeds.Handle]) -> Actor:
    handle = people["shipper"]
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)


@pytest.fixture
def provenance() -> Provenance:
    return Provenance(source="船舶国籍证书", confidence="A", valid_from=date(2026, 1, 1))


@pytest.fixture
def plain(skipper: Actor) -> dict[str, Value]:
    return plain_vessel(owner=PartyRef(code=skipper.acts_for))


@pytest.fixture
def enter(registrar: Actor, provenance: Provenance, plain: dict[str, Value]) -> Enter:
    def make(**changes: Value) -> VesselCard:
        return services.register_vessel(
            particulars={**plain, **changes}, provenance=provenance, actor=registrar, now=NOW
        )

    return make


@pytest.fixture
def basin(db: None) -> None:
    places.load_basin(now=NOW)


@pytest.fixture
def as_registrar(client: Client, people: dict[str, Any]) -> Client:
    return signed_in(client, "demo-registrar")


@pytest.fixture
def as_skipper(client: Client, people: dict[str, Any]) -> Client:
    return signed_in(client, "demo-skipper")


@pytest.fixture
def as_shipper(client: Client, people: dict[str, Any]) -> Client:
    return signed_in(client, "demo-shipper")


def signed_in(client: Client, username: str) -> Client:
    user = parties.user_by_name(username=username)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    # As after a one-time code, which platform roles need.
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="mfa", type="totp")
    request.session.save()
    return client


def plain_vessel(*, owner: PartyRef | None = None) -> dict[str, Value]:
    """A plausible 2,000 t bulk carrier."""
    return {
        "name_zh": "桂梧州货88",
        "name_en": "GUI WU ZHOU HUO 88",
        "vessel_type": "8010-BULK",
        "status": "in_service",
        "mmsi": "413801234",
        "identification_number": "CN20201234567",
        "home_port": "梧州",
        "owner": owner or PartyRef(name="演示航运有限公司"),
        "operator": owner or PartyRef(name="演示航运有限公司"),
        "deadweight_kg": 2_000_000,
        "reference_load_b_kg": 1_900_000,
        "length_overall_cm": 6800,
        "breadth_cm": 1300,
        "depth_cm": 420,
        "height_cm": 1180,
        "light_draught_cm": 75,
        "full_draught_cm": 350,
        "light_displacement_kg": 520_000,
        "full_displacement_kg": 2_660_000,
    }
