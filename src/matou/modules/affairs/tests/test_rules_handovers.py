"""The tables of hand-overs: both sides of each border, and what holds for every state."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.modules.affairs.rules import case_states, handover_scope, handover_states
from matou.modules.affairs.rules.handover_bundle import (
    MOST_FILE_BYTES,
    FileAltered,
    FileTooLargeToSend,
    check_bytes,
    check_size,
    digest,
    sealed_text,
)
from matou.modules.affairs.rules.handover_clock import forward_due_at, is_late
from matou.modules.affairs.rules.handover_states import (
    HandoverMoveNotPossible,
    checked_handover_move,
    followed,
    handover_moves,
)
from matou.modules.affairs.rules.part_opinions import check_due, checked_opinion

STATES = [key for key, _zh, _en in handover_states.STATES]
OWNERS = [key for key, _zh, _en in case_states.STATES]
NOON = datetime(2026, 6, 8, 12, 0, tzinfo=CHINA)
BUNDLE = {
    "handover": "h", "round": 1, "item": "ITEM00001", "version": 1,
    "applicant": {"name": "林"}, "answers": {"a": "1"},
    "files": [{"material": "m", "name": "a.pdf", "sha256": "0" * 64}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("check", "received", "checked"),
        ("seal", "checked", "received"),
        ("send", "sealed", "checked"),
        ("send", "unanswered", "sent"),
        ("mend", "correction_asked", "accepted"),
        ("hand_out", "decided", "accepted"),
        ("withdraw", "taken", "decided"),
        ("cancel", "sealed", "sent"),
    ],
)
def test_a_move_begins_where_the_table_says(key: str, good: str, bad: str) -> None:
    assert checked_handover_move(key=key, state=good, round_=1).key == key
    with pytest.raises(HandoverMoveNotPossible):
        checked_handover_move(key=key, state=bad, round_=1)


def test_a_case_that_the_owner_has_is_not_cancelled() -> None:
    with pytest.raises(HandoverMoveNotPossible):
        checked_handover_move(key="cancel", state="sealed", round_=2)


@given(state=some.sampled_from(STATES), round_=some.integers(1, 3))
def test_no_move_of_a_window_leads_to_a_decision(state: str, round_: int) -> None:
    targets = {move.target for move in handover_moves(state=state, round_=round_)}

    assert targets & {"decided", "accepted", "taken"} == set()


@given(state=some.sampled_from(STATES), owner=some.sampled_from(OWNERS))
def test_following_twice_is_following_once(state: str, owner: str) -> None:
    once = followed(state=state, owner_state=owner)

    assert followed(state=once, owner_state=owner) == once


@pytest.mark.parametrize(
    ("state", "owner", "then"),
    [
        ("sent", "submitted", "taken"),
        ("taken", "correction_asked", "correction_asked"),
        ("received", "correction_asked", "received"),
        ("received", "withdrawn", "withdrawn"),
        ("accepted", "proposed", "accepted"),
        ("decided", "archived", "handed_out"),
    ],
)
def test_a_hand_over_follows_its_owner(state: str, owner: str, then: str) -> None:
    assert followed(state=state, owner_state=owner) == then


def test_the_forwarding_promise_counts_working_days() -> None:
    friday = datetime(2026, 6, 5, 17, 0, tzinfo=CHINA)

    due_at = forward_due_at(began_at=friday, days=1)

    assert due_at.astimezone(CHINA).date().isoformat() in {"2026-06-08", "2026-06-09"}
    assert not is_late(due_at=due_at, ended_at=due_at, now=due_at + timedelta(days=9))
    assert is_late(due_at=due_at, ended_at=None, now=due_at + timedelta(seconds=1))


@pytest.mark.parametrize("days", [0, 31])
def test_a_promise_outside_of_its_range_is_refused(days: int) -> None:
    with pytest.raises(InvalidInput):
        forward_due_at(began_at=NOON, days=days)


def test_a_file_has_its_hash_and_fits_into_one_message() -> None:
    check_size(name="a.pdf", size=MOST_FILE_BYTES)
    check_bytes(name="a.pdf", data=b"x", sha256=digest(b"x"))
    with pytest.raises(FileTooLargeToSend):
        check_size(name="a.pdf", size=MOST_FILE_BYTES + 1)
    with pytest.raises(FileAltered):
        check_bytes(name="a.pdf", data=b"y", sha256=digest(b"x"))


def test_the_sealed_text_does_not_depend_on_the_order_of_files() -> None:
    two = [*BUNDLE["files"], {"material": "l", "name": "b.pdf", "sha256": "1" * 64}]  # type: ignore[misc]  # a table of plain values

    assert sealed_text({**BUNDLE, "files": two}) == sealed_text({**BUNDLE, "files": two[::-1]})


@pytest.mark.parametrize("key", sorted(BUNDLE))
def test_every_part_of_a_bundle_is_under_the_seal(key: str) -> None:
    changed: dict[str, object] = {
        "handover": "i", "round": 2, "item": "ITEM00002", "version": 2,
        "applicant": {"name": "陈"}, "answers": {"a": "2"}, "files": [],
    }  # fmt: skip

    assert sealed_text({**BUNDLE, key: changed[key]}) != sealed_text(BUNDLE)


def test_only_the_shapes_of_the_scope_are_allowed() -> None:
    content = {"scopes": [{"shape": "2"}]}

    handover_scope.check_shape(content, handover_scope.ELSEWHERE)
    with pytest.raises(handover_scope.ShapeNotAllowed):
        handover_scope.check_shape(content, handover_scope.JOINT)


def test_an_objection_says_why_and_a_part_has_time() -> None:
    assert checked_opinion(opinion="agree", words=" ") == ""
    check_due(due_at=NOON + timedelta(seconds=1), now=NOON)
    with pytest.raises(InvalidInput):
        checked_opinion(opinion="object", words=" ")
    with pytest.raises(InvalidInput):
        check_due(due_at=NOON, now=NOON)
