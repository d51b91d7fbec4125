"""Ids, codes, events, errors, ports and positions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.actor import OPERATOR, Actor
from matou.kit.codes import ALPHABET, new_code, normal_code, shown_code
from matou.kit.errors import InvalidInput, NotAllowed
from matou.kit.event import Classifier, Event
from matou.kit.geo import Position, gcj02
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.kit.port import Port

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreightPaid(Event):
    amount: Money
    note: str


def test_a_uuid_carries_its_version_and_its_instant() -> None:
    made = uuid7(now=NOON)

    assert made.version == 7
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_later_uuids_sort_later() -> None:
    assert uuid7(now=NOON) < uuid7(now=NOON + timedelta(milliseconds=1))


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(place: int, wrong: str) -> None:
    code = new_code()
    changed = code[:place] + wrong + code[place + 1 :]

    assert (normal_code(changed) is not None) == (changed == code)


@given(st.integers(0, 7))
def test_two_swapped_neighbours_are_always_noticed(place: int) -> None:
    code = new_code()
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (normal_code(swapped) is not None) == (swapped == code)


def test_a_code_is_read_as_people_write_it() -> None:
    code = new_code()
    written = shown_code(code).lower().replace("0", "o").replace("1", "l")

    assert normal_code(f" {written} ") == code


@pytest.mark.parametrize("text", ["", "ABC", "U" * 9, "码头码头码头码头码", "0" * 300])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert normal_code(text) is None


def test_an_event_survives_the_way_through_json() -> None:
    event = FreightPaid(
        aggregate="LOT", actor="PAYER", occurred_at=NOON, amount=Money(5), note="运费"
    )

    assert FreightPaid.from_payload(event.payload()) == event
    assert event.classifier is Classifier.ACTUAL


def test_a_refusal_speaks_two_languages() -> None:
    refusal = InvalidInput(field="重量", reason_zh="太大。", reason_en="Too large.")

    assert "太大" in refusal.message("zh-hans")
    assert "Too large" in refusal.message("en")


def test_an_actor_without_the_role_is_refused() -> None:
    actor = Actor(code="P", name="演示", acts_for="P", roles=frozenset({"freight.shipper"}))

    actor.require_any({"freight.shipper", OPERATOR})
    with pytest.raises(NotAllowed):
        actor.require_any({OPERATOR})


def test_an_unfilled_port_answers_none() -> None:
    port: Port[int] = Port("rooms.ANSWER")

    assert port.get() is None
    port.fill(42)
    assert port.get() == 42


def test_wuzhou_and_foshan_lie_as_far_apart_as_on_the_map() -> None:
    wuzhou, foshan = Position(23.4805, 111.2885), Position(23.0268, 113.1315)

    assert 194_000 < wuzhou.distance_m(foshan) < 196_000
    assert wuzhou.distance_m(wuzhou) == 0


def test_gcj02_shifts_inside_china_and_nowhere_else() -> None:
    inside, outside = Position(23.4805, 111.2885), Position(52.5, 13.4)

    assert 300 < inside.distance_m(gcj02(inside)) < 800
    assert gcj02(outside) == outside


def test_gcj02_agrees_with_a_published_pair() -> None:
    """Beijing, WGS-84 39.908692 N 116.397477 E: GCJ-02 39.91010 N 116.40372 E."""
    shifted = gcj02(Position(39.908692, 116.397477))

    assert abs(shifted.latitude - 39.910096) < 5e-5
    assert abs(shifted.longitude - 116.403719) < 5e-5
