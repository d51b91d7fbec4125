"""Every event, task and reason of the house reads as words in both languages."""

import sys
from collections.abc import Iterator

import pytest
from django.utils import translation

from matou.kit.event import Event
from matou.spine.jobs import services as jobs
from matou.web.vocabulary import VOCABULARIES, event_words, purpose_words, task_words


def kinds_of(event: type[Event]) -> Iterator[type[Event]]:
    """Yield what rooms tell: the leaves below an event, those of tests left out.

    A dataclass with slots is made twice; only the second stands in its module.
    """
    below = event.__subclasses__()
    is_real = getattr(sys.modules[event.__module__], event.__name__, None) is event
    if is_real and not below and ".tests." not in event.__module__:
        yield event
    for kind in below:
        yield from kinds_of(kind)


def test_every_event_has_words() -> None:
    told = {kind.type_name() for kind in kinds_of(Event)}
    known = {f"{room.name}.{name}" for room in VOCABULARIES.fillers() for name in room.events}

    assert told - known == set()


def test_every_task_has_words() -> None:
    told = {name for name in jobs.discover() if not name.startswith("tests.")}
    known = {f"{room.name}.{name}" for room in VOCABULARIES.fillers() for name in room.tasks}

    assert told - known == set()


@pytest.mark.parametrize(
    ("language", "event", "task", "purpose"),
    [
        ("zh-hans", "出金到账", "封存流水账", "提现"),
        ("en", "Payout confirmed", "Seal the journal", "Paid out"),
    ],
)
def test_words_follow_the_reader(language: str, event: str, task: str, purpose: str) -> None:
    with translation.override(language):
        assert event_words("custody.PayoutConfirmed") == event
        assert task_words("journal.seal") == task
        assert purpose_words("payout") == purpose


def test_what_nobody_named_is_still_a_sentence() -> None:
    assert event_words("tests.BargeMoored") == "Barge moored"
    assert purpose_words("tests.late_fee") == "Late fee"
