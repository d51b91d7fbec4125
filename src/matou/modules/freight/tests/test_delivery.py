"""The one-time code and the letters: sent once, tried a few times, told to the right."""

import re
from datetime import timedelta

import pytest

from matou.kit.errors import NotAllowed, NotFound
from matou.modules.freight.contracts import LotStated
from matou.modules.freight.models import DeliveryCode, Evidence
from matou.modules.freight.rules.codes import (
    DeliveryCodeSpent,
    DeliveryCodesUsedUp,
    DeliveryCodeTooSoon,
    WrongDeliveryCode,
)
from matou.modules.freight.rules.moves import IllegalAct
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.delivery import enter_delivery_code, send_delivery_code
from matou.modules.freight.services.letters import tell_sides
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, CONSIGNEE, NOW, SHIPPER, STRANGER
from matou.spine.notices import queries as notices

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(days=1)
WRONG = "000000x"


@pytest.fixture
def lot() -> str:
    world.build()
    return trip_to(LotState.DISCHARGING)


def _sent_code() -> str:
    notice = notices.inbox(party="CONSIGNEE", limit=1)[0]
    code = str(notice.facts["code"])
    assert re.fullmatch(r"\d{6}", code)
    assert f"验证码 {code}，" in notice.body("zh")
    return code


def test_the_right_code_becomes_evidence_once(lot: str) -> None:
    send_delivery_code(lot_code=lot, actor=CARRIER, now=AT)

    enter_delivery_code(lot_code=lot, code=_sent_code(), actor=CARRIER, now=AT)

    assert Evidence.objects.filter(kind="one_time_code").count() == 1
    with pytest.raises(DeliveryCodeSpent):
        enter_delivery_code(lot_code=lot, code=_sent_code(), actor=CARRIER, now=AT)


def test_the_code_itself_is_not_kept_with_the_lot(lot: str) -> None:
    send_delivery_code(lot_code=lot, actor=CARRIER, now=AT)

    assert _sent_code() not in str(DeliveryCode.objects.values().get())


def test_five_wrong_guesses_end_the_code(lot: str) -> None:
    send_delivery_code(lot_code=lot, actor=CARRIER, now=AT)

    refusals = [_left_after_wrong(lot) for _guess in range(5)]

    assert refusals == [4, 3, 2, 1, 0]
    with pytest.raises(DeliveryCodeSpent):
        enter_delivery_code(lot_code=lot, code=_sent_code(), actor=CARRIER, now=AT)


@pytest.mark.parametrize(("minutes", "is_good"), [(9, True), (10, False)])
def test_a_code_is_good_for_ten_minutes(lot: str, minutes: int, is_good: bool) -> None:  # noqa: FBT001 - parametrised
    send_delivery_code(lot_code=lot, actor=CONSIGNEE, now=AT)

    assert _is_taken(lot, minutes) is is_good


def test_a_second_code_waits_a_minute_and_ends_the_first(lot: str) -> None:
    send_delivery_code(lot_code=lot, actor=CARRIER, now=AT)
    first = _sent_code()

    with pytest.raises(DeliveryCodeTooSoon):
        send_delivery_code(lot_code=lot, actor=CARRIER, now=AT + timedelta(seconds=59))
    send_delivery_code(lot_code=lot, actor=CARRIER, now=AT + timedelta(seconds=60))

    with pytest.raises(WrongDeliveryCode):
        enter_delivery_code(lot_code=lot, code=first, actor=CARRIER, now=AT)


def test_ten_codes_a_day_are_the_end_of_guessing(lot: str) -> None:
    sent_at = [AT + timedelta(minutes=5 * number) for number in range(10)]
    for at in sent_at:
        send_delivery_code(lot_code=lot, actor=CARRIER, now=at)

    with pytest.raises(DeliveryCodesUsedUp):
        send_delivery_code(lot_code=lot, actor=CARRIER, now=AT + timedelta(hours=23))
    send_delivery_code(lot_code=lot, actor=CARRIER, now=AT + timedelta(days=1))


def test_only_those_who_deliver_may_use_a_code(lot: str) -> None:
    with pytest.raises(NotAllowed):
        send_delivery_code(lot_code=lot, actor=SHIPPER, now=AT)
    with pytest.raises(NotFound):
        send_delivery_code(lot_code=lot, actor=STRANGER, now=AT)
    with pytest.raises(DeliveryCodeSpent):
        enter_delivery_code(lot_code=lot, code="123456", actor=CARRIER, now=AT)


def test_no_code_before_discharging() -> None:
    world.build()
    code = trip_to(LotState.AT_DISCHARGE)

    with pytest.raises(IllegalAct):
        send_delivery_code(lot_code=code, actor=CARRIER, now=AT)


def test_a_letter_reaches_both_sides_once(lot: str) -> None:
    event = LotStated(
        aggregate=lot,
        actor="system",
        occurred_at=AT,
        demand="D",
        shipper="SHIPPER",
        carrier="CARRIER",
        act="state_account",
        state="stated",
    )

    tell_sides(event)
    tell_sides(event)

    assert len(notices.inbox(party="SHIPPER", limit=9)) == 1
    assert len(notices.inbox(party="CARRIER", limit=9)) == 1
    assert not notices.inbox(party="CONSIGNEE", limit=9)


def _left_after_wrong(lot: str) -> object:
    with pytest.raises(WrongDeliveryCode) as refusal:
        enter_delivery_code(lot_code=lot, code=WRONG, actor=CARRIER, now=AT)
    return refusal.value.facts["attempts_left"]


def _is_taken(lot: str, minutes: int) -> bool:
    at = AT + timedelta(minutes=minutes)
    try:
        enter_delivery_code(lot_code=lot, code=_sent_code(), actor=CARRIER, now=at)
    except DeliveryCodeSpent:
        return False
    return True
