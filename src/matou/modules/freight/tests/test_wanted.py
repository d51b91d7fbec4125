"""Cargo that another room wants carried: one demand, opened once, taken back while it is free."""

import pytest

from matou.kit.errors import InvalidInput, NotAllowed
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import LOT_OPENER, LOT_WITHDRAWER, LotWanted
from matou.modules.freight.models import CargoDemand
from matou.modules.freight.services import awards
from matou.modules.freight.services.wanted import open_wanted, withdraw_wanted
from matou.modules.freight.tests import world
from matou.spine.parties.seeds import demo_code_of

pytestmark = pytest.mark.django_db
CODE = demo_code_of("wanted")


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


def wanted(**changes: object) -> LotWanted:
    values: dict[str, object] = {
        "code": CODE,
        "origin": world.ORIGIN,
        "destination": world.DESTINATION,
        "loading": world.TERMS.loading,
        "quantity": Tonnes.of(2400),
        "price": Money.yuan(78_000),
        "cargo": "sand",
        "cargo_name": "机制砂",
        "consignee": "CONSIGNEE",
        **changes,
    }
    return LotWanted(**values)  # type: ignore[arg-type]  # the values above have these types


def test_a_wanted_lot_is_a_published_demand_of_the_shipper() -> None:
    code = open_wanted(wanted(), world.SHIPPER, world.NOW)

    demand = CargoDemand.objects.get(code=CODE)
    assert code == CODE
    assert (demand.shipper, demand.state, demand.price_basis) == (
        "SHIPPER",
        "published",
        "lump_sum",
    )


def test_asking_twice_opens_one() -> None:
    codes = [open_wanted(wanted(), world.SHIPPER, world.NOW) for _time in range(2)]

    assert codes == [CODE, CODE]
    assert CargoDemand.objects.count() == 1


def test_only_shippers_and_sound_terms_open_one() -> None:
    with pytest.raises(NotAllowed):
        open_wanted(wanted(), world.CARRIER, world.NOW)
    with pytest.raises(InvalidInput):
        open_wanted(wanted(cargo="gold"), world.SHIPPER, world.NOW)
    with pytest.raises(InvalidInput):
        open_wanted(wanted(quantity=Tonnes.of(50_000)), world.SHIPPER, world.NOW)


def test_what_nobody_carries_is_taken_back() -> None:
    open_wanted(wanted(), world.SHIPPER, world.NOW)

    answers = [withdraw_wanted(CODE, world.SHIPPER, world.NOW) for _time in range(2)]

    assert answers == [True, True]
    assert CargoDemand.objects.get().state == "withdrawn"


def test_what_a_carrier_has_stays() -> None:
    open_wanted(wanted(), world.SHIPPER, world.NOW)
    awards.accept_demand(
        demand_code=CODE, offer=world.offer_of(world.CARRIER), actor=world.CARRIER, now=world.NOW
    )

    assert not withdraw_wanted(CODE, world.SHIPPER, world.NOW)
    assert CargoDemand.objects.get().state == "awarded"


def test_nobody_takes_back_what_is_anothers() -> None:
    open_wanted(wanted(), world.SHIPPER, world.NOW)

    withdraw_wanted(CODE, world.STRANGER, world.NOW)

    assert CargoDemand.objects.get().state == "published"


def test_the_ports_are_answered() -> None:
    assert LOT_OPENER.get() is open_wanted
    assert LOT_WITHDRAWER.get() is withdraw_wanted
