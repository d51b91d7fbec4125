"""Rules of ratings: levels, groups that hide small counts, words without names, deadlines."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.modules.affairs.rules import ratings, rectification
from matou.modules.affairs.rules.board import BoardFilter, month_asked
from matou.modules.affairs.rules.ratings import Counted
from matou.modules.affairs.rules.windows import item_text, queue_number, read_card

NOON = datetime(2026, 6, 8, 4, 0, tzinfo=UTC)
NUMBER = "11010519491231002X"
"""The example number that GB 11643 itself prints; nobody's."""


def month(number: int, count: int) -> Counted:
    day = date(2026, number, 1)
    return Counted(first=day, last=day, count=count, satisfied=count)


@pytest.mark.parametrize(
    ("counts", "told"),
    [((4,), ()), ((5,), (5,)), ((4, 1), (5,)), ((5, 4), (5,)), ((2, 2, 2, 5), (6, 5)), ((), ())],
)
def test_small_months_wait_for_the_next(counts: tuple[int, ...], told: tuple[int, ...]) -> None:
    months = [month(number, count) for number, count in enumerate(counts, start=1)]

    assert tuple(cell.count for cell in ratings.public_cells(months)) == told


@given(st.lists(st.integers(0, 12), max_size=12))
def test_published_groups_are_never_small_and_never_overlap(counts: list[int]) -> None:
    cells = ratings.public_cells(month(at + 1, count) for at, count in enumerate(counts))

    assert all(cell.count >= ratings.SMALLEST_GROUP for cell in cells)
    assert all(one.last < other.first for one, other in pairwise(cells))
    assert sum(counts) - sum(cell.count for cell in cells) in range(ratings.SMALLEST_GROUP)


@given(st.lists(st.integers(), max_size=40))
def test_the_rated_see_whole_groups_alone(rows: list[int]) -> None:
    groups = ratings.whole_groups(rows)

    assert {len(group) for group in groups} <= {ratings.SMALLEST_GROUP}
    assert len(rows) - 5 * len(groups) in range(5)


@given(st.permutations(["甲", "乙", "丙", "丁", "戊"]))
def test_the_order_of_words_tells_nothing(texts: list[str]) -> None:
    assert ratings.shuffled(texts) == ratings.shuffled(sorted(texts))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打13800138000找我", "打＊＊＊找我"),
        ("办件7K3M-9QXP-4很慢", "办件＊＊＊很慢"),
        ("张三很生气", "＊＊＊很生气"),
        ("跑了 3 趟，等了 1200 秒", "跑了 3 趟，等了 1200 秒"),
        ("slow window", "slow window"),
    ],
)
def test_words_lose_names_and_numbers(text: str, shown: str) -> None:
    assert ratings.redacted(text, names=["张三", ""]) == shown


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (datetime(2026, 6, 5, 1, tzinfo=UTC), 1, datetime(2026, 6, 8, 16, tzinfo=UTC)),
        (datetime(2026, 6, 6, 1, tzinfo=UTC), 1, datetime(2026, 6, 8, 16, tzinfo=UTC)),
        (datetime(2026, 6, 18, 1, tzinfo=UTC), 1, datetime(2026, 6, 22, 16, tzinfo=UTC)),
        (datetime(2026, 6, 8, 1, tzinfo=UTC), 5, datetime(2026, 6, 15, 16, tzinfo=UTC)),
    ],
)
def test_deadlines_end_with_a_working_day(start: datetime, days: int, end: datetime) -> None:
    assert rectification.due_after(start, days) == end


@given(st.integers(0, 300), st.integers(1, 60))
def test_more_days_are_never_sooner(later: int, days: int) -> None:
    start = NOON + timedelta(hours=later)

    assert rectification.due_after(start, days) < rectification.due_after(start, days + 1)


def test_every_state_of_open_work_has_a_way_on() -> None:
    origins = {origin for move in rectification.MOVES for origin in move.origins}

    assert origins == rectification.OPEN


@pytest.mark.parametrize(
    ("loads", "involved", "chosen"),
    [({"A": 2, "B": 1}, set(), "B"), ({"A": 2, "B": 1}, {"B"}, "A"), ({"A": 0}, {"A"}, ""),
     ({}, set(), ""), ({"B": 0, "A": 0}, set(), "A")],
)  # fmt: skip
def test_work_goes_to_the_least_busy_without_a_hand_in_it(
    loads: dict[str, int], involved: set[str], chosen: str
) -> None:
    assert rectification.chosen_supervisor(loads, involved=involved) == chosen


@pytest.mark.parametrize(
    "typed",
    [f"{NUMBER}\t张三", f"张三,{NUMBER}", f"  {NUMBER.lower()}\r\n张三\r\n", f"张三{NUMBER}"],
)
def test_a_card_reader_types_number_and_name_in_any_order(typed: str) -> None:
    read = read_card(typed)

    assert (read.number, read.name) == (NUMBER, "张三")


@pytest.mark.parametrize("typed", ["", "张三", f"{NUMBER}7 张三", NUMBER[:-1] + " 张三", NUMBER])
def test_a_card_without_number_or_name_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_card(typed)


def test_a_name_typed_by_hand_counts_first() -> None:
    assert read_card(f"{NUMBER} 姓名", typed_name=" 李四 ").name == "李四"


@pytest.mark.parametrize(
    ("scanned", "code"),
    [("https://x.cn/c/7K3M9QXP4", "7K3M9QXP4"), ("7K3M9QXP4", "7K3M9QXP4"),
     ("https://x.cn/affairs/guide/7K3M9QXP4/?kind=new", "7K3M9QXP4")],
)  # fmt: skip
def test_an_item_is_named_by_scan_or_number(scanned: str, code: str) -> None:
    assert item_text(scanned) == code


@pytest.mark.parametrize("text", ["A 1", "号", "A" * 13])
def test_a_queue_number_is_short_and_plain(text: str) -> None:
    with pytest.raises(InvalidInput):
        queue_number(text)


@pytest.mark.parametrize("text", ["", "2026-13", "2027-01", "1999-01", "20260101", "2026-1x"])
def test_an_unknown_month_is_this_one(text: str) -> None:
    assert month_asked(text, now=NOON) == date(2026, 6, 1)


def test_a_board_looks_back_twelve_months() -> None:
    wanted = BoardFilter(month=month_asked("2026-02", now=NOON))

    assert wanted.from_at == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert wanted.until_at == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert wanted.trend_from_at == datetime(2025, 2, 28, 16, tzinfo=UTC)
