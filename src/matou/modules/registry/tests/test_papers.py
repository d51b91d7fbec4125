"""Licences of vessels: recorded by who keeps or owns the vessel, read by anyone once verified."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from matou.kit.actor import Actor
from matou.kit.period import Period
from matou.modules.registry import services
from matou.modules.registry.contracts import UnknownVessel, VesselCard
from matou.modules.registry.rules.proposals import NotTheOwner
from matou.modules.registry.tests.conftest import NOW, Enter
from matou.spine.credentials import queries as credentials
from matou.spine.credentials import services as credential_services
from matou.spine.credentials.contracts import CredentialState

pytestmark = pytest.mark.django_db

PAPER = services.Paper(
    kind="vessel_survey",
    number="桂检 2026-0088",
    issuer="梧州海事局",
    valid=Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)),
)
TYPED = {
    "kind": "vessel_survey",
    "number": "桂检 2026-0088",
    "issuer": "梧州海事局",
    "from_on": "2026-01-01",
    "until_on": "2028-12-31",
}


@pytest.fixture
def vessel(enter: Enter) -> VesselCard:
    return enter()


def test_an_owner_claims_a_paper_of_the_own_vessel(vessel: VesselCard, skipper: Actor) -> None:
    card = services.record_paper(vessel=vessel.code, paper=PAPER, actor=skipper, now=NOW)

    assert (card.holder, card.state) == (vessel.code, CredentialState.CLAIMED)


def test_a_stranger_claims_nothing(vessel: VesselCard, shipper: Actor) -> None:
    with pytest.raises(NotTheOwner):
        services.record_paper(vessel=vessel.code, paper=PAPER, actor=shipper, now=NOW)


def test_an_unknown_vessel_holds_no_paper(registrar: Actor) -> None:
    with pytest.raises(UnknownVessel):
        services.record_paper(vessel="NOSUCH", paper=PAPER, actor=registrar, now=NOW)


def test_the_registrar_records_a_paper_on_the_page(
    vessel: VesselCard, as_registrar: Client
) -> None:
    form = as_registrar.get(f"/registry/vessels/{vessel.code}/papers/new")
    answer = as_registrar.post(f"/registry/vessels/{vessel.code}/papers/new", TYPED)

    assert "船舶检验证书" in form.content.decode()
    assert "营业执照" not in form.content.decode()
    assert answer.status_code == 302
    assert credentials.credentials_of(vessel.code)[0].issuer == "梧州海事局"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "business_licence"),
        ("number", ""),
        ("number", "x" * 61),
        ("issuer", ""),
        ("from_on", "yesterday"),
        ("until_on", "2025-12-31"),
        ("until_on", ""),
        ("until_on", "2099-12-31"),
    ],
)
def test_a_wrong_paper_is_refused_beside_its_field(
    vessel: VesselCard, as_registrar: Client, name: str, value: str
) -> None:
    answer = as_registrar.post(
        f"/registry/vessels/{vessel.code}/papers/new", {**TYPED, name: value}
    )

    assert answer.status_code == 422
    assert credentials.credentials_of(vessel.code) == ()


def test_the_same_paper_is_not_recorded_twice(vessel: VesselCard, as_registrar: Client) -> None:
    as_registrar.post(f"/registry/vessels/{vessel.code}/papers/new", TYPED)

    again = as_registrar.post(f"/registry/vessels/{vessel.code}/papers/new", TYPED)

    assert again.status_code == 422
    assert len(credentials.credentials_of(vessel.code)) == 1


def test_others_find_no_form(vessel: VesselCard, as_shipper: Client) -> None:
    answer = as_shipper.get(f"/registry/vessels/{vessel.code}/papers/new")

    assert answer.status_code == 403


def test_anyone_reads_of_a_paper_once_it_is_verified(
    vessel: VesselCard, client: Client, skipper: Actor, registrar: Actor
) -> None:
    card = services.record_paper(vessel=vessel.code, paper=PAPER, actor=skipper, now=NOW)
    before = client.get(f"/registry/vessels/{vessel.code}/").content.decode()

    credential_services.verify_credential(code=card.code, note="", actor=registrar, now=NOW)

    after = client.get(f"/registry/vessels/{vessel.code}/").content.decode()
    assert "梧州海事局" not in before
    assert "梧州海事局" in after
