"""What an operator can do to a lot stands where he looks at it, and nowhere for its sides."""

from uuid import UUID

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.rules.evidence import IncidentReport
from matou.modules.freight.rules.states import FlagAct, LotState
from matou.modules.freight.services import disputes, lots, rulings
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.people import body, client_of
from matou.modules.freight.tests.trip import trip_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def opened(page: str, code: str, *acts: str) -> list[bool]:
    return [f"/freight/console/lots/{code}/{act}/" in page for act in acts]


@pytest.mark.parametrize("tail", ["", "statement/"])
def test_an_operator_reaches_the_hold_from_the_lot(tail: str) -> None:
    code = trip_to(LotState.STATED)

    page = body(client_of("OPERATOR").get(f"/freight/lots/{code}/{tail}"))

    assert opened(page, code, "flags/place_hold", "flags/lift_hold") == [True, False]
    assert f"/console/ledger/group/{code}/" in page or "本单总账" in page


def test_a_held_lot_offers_its_release_and_no_step() -> None:
    code = trip_to(LotState.FUNDED)
    lots.flag_lot(lot_code=code, act=FlagAct.PLACE_HOLD, actor=world.OPERATOR_ACTOR, now=utc_now())

    desk = body(client_of("OPERATOR").get(f"/freight/lots/{code}/"))
    carrier = body(client_of("CARRIER").get(f"/freight/lots/{code}/"))

    assert opened(desk, code, "flags/place_hold", "flags/lift_hold") == [False, True]
    assert "等待平台解除冻结" in carrier
    assert "/act/set_out/" not in carrier


def test_an_incident_can_be_ended_where_it_is_read() -> None:
    code = trip_to(LotState.IN_TRANSIT)
    report = world.item(IncidentReport(report="主机故障，抛锚检修。"), world.NOW)
    lots.flag_lot(
        lot_code=code,
        act=FlagAct.REPORT_INCIDENT,
        actor=world.CARRIER,
        evidence=(report,),
        now=utc_now(),
    )

    page = body(client_of("OPERATOR").get(f"/freight/lots/{code}/"))

    assert opened(page, code, "flags/clear_incident") == [True]


@pytest.mark.parametrize(
    ("state", "is_offered"), [(LotState.AT_LOAD, True), (LotState.LOADING, False)]
)
def test_a_stop_is_offered_until_loading_begins(state: LotState, is_offered: bool) -> None:  # noqa: FBT001
    code = trip_to(state)

    page = body(client_of("OPERATOR").get(f"/freight/lots/{code}/"))

    assert opened(page, code, "stop") == [is_offered]


@pytest.mark.parametrize("party", ["SHIPPER", "CARRIER", "CONSIGNEE"])
def test_a_side_sees_no_desk(party: str) -> None:
    code = trip_to(LotState.AT_LOAD)

    page = body(client_of(party).get(f"/freight/lots/{code}/"))

    assert "/freight/console/" not in page


def test_a_ruling_is_one_press_from_the_statement() -> None:
    code, dispute = disputed()

    desk = body(client_of("OPERATOR").get(f"/freight/lots/{code}/statement/"))
    side = body(client_of("CARRIER").get(f"/freight/lots/{code}/statement/"))

    assert f"/freight/console/disputes/{dispute}/" in desk
    assert f"/freight/console/disputes/{dispute}/" not in side


def test_a_ruled_dispute_stands_under_those_that_ended() -> None:
    code, dispute = disputed()
    operator = client_of("OPERATOR")

    before = shown(operator, "")
    rulings.rule_dispute(
        dispute_id=dispute,
        to_claimant=Money.yuan(40),
        ruling="各担一半。",
        actor=world.OPERATOR_ACTOR,
        now=utc_now(),
    )

    assert code in before
    assert code not in shown(operator, "")
    assert code in shown(operator, "?decided=1")


def test_a_wrong_page_key_shows_the_first_page() -> None:
    code, _dispute = disputed()

    assert code in shown(client_of("OPERATOR"), "?after=nonsense")


def shown(client: Client, query: str) -> str:
    return body(client.get(f"/freight/console/disputes/{query}"))


def disputed() -> tuple[str, UUID]:
    code = trip_to(LotState.STATED)
    dispute = disputes.open_dispute(
        lot_code=code,
        amount=Money.yuan(80),
        reason="短少两吨。",
        actor=world.SHIPPER,
        now=world.NOW.replace(day=3, hour=12),
    )
    return code, dispute
