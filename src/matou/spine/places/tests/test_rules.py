"""Opening hours and search words, without a database."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.clock import CHINA
from matou.spine.places.contracts import UnreadableOpeningHours
from matou.spine.places.rules import words
from matou.spine.places.rules.opening import read_opening_hours

MONDAY = 2
SATURDAY = 7


@pytest.mark.parametrize("text", ["00:00-24:00/7", "07:00-21:00/7", "06:00-24:00/5"])
def test_hours_are_written_as_they_were_read(text: str) -> None:
    assert str(read_opening_hours(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "24:00-24:00/7", "08:00-18:00", "8:00-18:00/7", "08:60-18:00/7", "08:00-18:00/0",
     "08:00-18:00/8", "18:00-08:00/7", "08:00-08:00/7", "08:00-24:01/7", "08:00-18:00/7\n",
     "０８:00-18:00/7"],
)  # fmt: skip
def test_unreadable_hours_are_refused(text: str) -> None:
    with pytest.raises(UnreadableOpeningHours):
        read_opening_hours(text)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "is_open"),
    [
        (MONDAY, 6, 59, False),
        (MONDAY, 7, 0, True),
        (MONDAY, 20, 59, True),
        (MONDAY, 21, 0, False),
        (SATURDAY, 12, 0, False),
    ],
)
def test_a_place_opens_and_closes_on_the_minute(
    *, day: int, hour: int, minute: int, is_open: bool
) -> None:
    hours = read_opening_hours("07:00-21:00/5")

    assert hours.is_open(datetime(2026, 3, day, hour, minute, tzinfo=CHINA)) is is_open


@given(st.text(min_size=1, max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_any_part_of_a_text_has_its_pieces_in_the_whole(part: str, head: str, tail: str) -> None:
    whole, asked = words.normal(head + part + tail), words.normal(part)

    assert (
        not asked or asked not in whole or set(words.query_grams(asked)) <= set(words.grams(whole))
    )


def test_local_readings_are_used() -> None:
    assert "chishuixu" in words.search_text(["赤水圩"])
    assert "changzhou" in words.search_text(["长洲船闸"])
