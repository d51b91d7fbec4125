"""Texts, wishes, quiet hours and retries, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.spine.notices import rules
from matou.spine.notices.contracts import Channel, MissingFact, Template

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NIGHT = (22 * 60, 7 * 60)
SIESTA = (12 * 60, 14 * 60)


def template(**texts: str) -> Template:
    given = {"zh_subject": "甲", "zh_body": "乙", "en_subject": "A", "en_body": "B", **texts}
    return Template(name="test.t", channels=frozenset({Channel.EMAIL, Channel.SMS}), **given)


def test_a_missing_fact_is_named() -> None:
    with pytest.raises(MissingFact) as refused:
        rules.render("{lot} 晚点 {hours}", template="test.t", facts={"lot": "1"})

    assert refused.value.facts["fact"] == "hours"


def test_facts_are_text_and_cannot_reach_into_anything() -> None:
    assert (
        rules.render("{lot}", template="t", facts={"lot": "{lot.__class__}"}) == "{lot.__class__}"
    )


@pytest.mark.parametrize(
    "texts", [{"zh_body": ""}, {"en_subject": " "}, {"zh_body": "{lot.x}"}, {"url": "/{0}/"}]
)
def test_an_unfit_template_is_a_programmers_error(texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"test\.t"):
        rules.check_template(template(**texts))


@pytest.mark.parametrize(
    ("off", "left"),
    [
        ([], {Channel.IN_APP, Channel.EMAIL, Channel.SMS}),
        (["sms"], {Channel.IN_APP, Channel.EMAIL}),
        (["test.t:email"], {Channel.IN_APP, Channel.SMS}),
        (["other:email", "in_app"], {Channel.IN_APP, Channel.EMAIL, Channel.SMS}),
    ],
)
def test_channels_follow_the_partys_wishes(off: list[str], left: set[Channel]) -> None:
    assert rules.channels_for(template(), off=off) == left


@pytest.mark.parametrize(
    ("quiet", "local", "due"),
    [
        ((None, None), "2026-03-02 03:00", "2026-03-02 03:00"),
        (NIGHT, "2026-03-02 21:59", "2026-03-02 21:59"),
        (NIGHT, "2026-03-02 22:00", "2026-03-03 07:00"),
        (NIGHT, "2026-03-03 06:59", "2026-03-03 07:00"),
        (NIGHT, "2026-03-03 07:00", "2026-03-03 07:00"),
        (SIESTA, "2026-03-02 12:30", "2026-03-02 14:00"),
        (SIESTA, "2026-03-02 14:00", "2026-03-02 14:00"),
        ((60, 60), "2026-03-02 01:00", "2026-03-02 01:00"),
    ],
)
def test_quiet_hours_in_china_are_kept(
    quiet: tuple[int | None, int | None], local: str, due: str
) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=CHINA)

    found = rules.due_at(now, quiet_from=quiet[0], quiet_until=quiet[1])

    assert found == datetime.fromisoformat(due).replace(tzinfo=CHINA)


def test_tries_grow_rarer_and_end() -> None:
    waits = [rules.retry_at(attempts=number, now=NOON) for number in range(1, 7)]

    assert waits[0] == NOON + timedelta(minutes=1)
    assert waits[4] == NOON + timedelta(hours=12)
    assert waits[5] is None


@pytest.mark.parametrize("off", [["in_app"], ["fax"], ["test.t:in_app"], ["x" * 80 + ":sms"]])
def test_what_has_no_switch_is_refused(off: list[str]) -> None:
    with pytest.raises(InvalidInput):
        rules.checked_off(off)
