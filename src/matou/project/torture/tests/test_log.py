"""The client's log survives its writer's death at any byte."""

from contextlib import closing
from pathlib import Path

import pytest

from matou.project.torture.log import Follower, Log

SENT_TWO_ANSWERED_ONE = "S 0\nA 0 ok,exists\nS 1\n"


def test_what_was_sent_and_not_answered_is_sent_again(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(SENT_TWO_ANSWERED_ONE, "utf-8")

    with closing(Log(path)) as log:
        memory = log.memory

    assert (memory.sent, memory.told, memory.unanswered) == (1, {0: ("ok", "exists")}, (1,))


@pytest.mark.parametrize("torn", ["A", "A 1", "A 1 o", "A 1 ok,"])
def test_a_torn_line_does_not_count(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "log"
    path.write_text(SENT_TWO_ANSWERED_ONE + torn, "utf-8")

    with closing(Log(path)) as log:
        log.tell(1, ["ok"])

    assert Follower(path).read().told == {0: ("ok", "exists"), 1: ("ok",)}


def test_a_new_life_writes_nothing_again_that_stands(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(SENT_TWO_ANSWERED_ONE, "utf-8")
    written = path.stat()
    reader = path.open(encoding="utf-8")

    Log(path).close()

    with reader:
        assert reader.read() == SENT_TWO_ANSWERED_ONE
    assert (path.stat().st_ino, path.stat().st_size) == (written.st_ino, written.st_size)


def test_a_failure_is_an_answer_too(tmp_path: Path) -> None:
    with closing(Log(tmp_path / "log")) as log:
        log.send(0)
        log.fail(0, "IntegrityError: two\nlines")

    memory = Follower(tmp_path / "log").read()

    assert (memory.failed, memory.unanswered) == ({0: "IntegrityError: two lines"}, ())


@pytest.mark.parametrize("torn", ["", "A", "A 1 o", "A 1 ok,"])
def test_a_log_is_followed_over_its_writers_death(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "log"
    path.write_text(SENT_TWO_ANSWERED_ONE + torn, "utf-8")
    follower = Follower(path)
    first = follower.read()

    with closing(Log(path)) as log:
        log.tell(1, ["exists"])
        log.send(2)

    assert (first.sent, first.told) == (1, {0: ("ok", "exists")})
    assert follower.read() == Follower(path).read()
    assert follower.read().told == {0: ("ok", "exists"), 1: ("exists",)}
    assert follower.read().unanswered == (2,)


def test_a_log_that_is_not_yet_there_says_nothing(tmp_path: Path) -> None:
    assert Follower(tmp_path / "log").read().sent == -1
