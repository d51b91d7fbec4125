"""Issuing and retiring: one thing, one code, for ever."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from matou.kit.actor import Actor
from matou.kit.codes import new_code, normal_code
from matou.kit.errors import InvalidInput, NotFound
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import (
    CodeAlreadyIssued,
    CodeAlreadyRetired,
    CodeCard,
    Subject,
    UnknownKind,
)
from matou.spine.codes.models import Code
from matou.spine.codes.tests.conftest import NOW
from matou.spine.journal.queries import entries_of

pytestmark = pytest.mark.django_db


def ensure(subject: str = "17", title_zh: str = "十七号木箱") -> str:
    return services.ensure_code(
        kind="test.crate", subject=subject, title_zh=title_zh, title_en="Crate 17", now=NOW
    )


def test_an_issued_code_is_well_formed(crate: CodeCard) -> None:
    assert normal_code(crate.code) == crate.code


def test_a_thing_is_given_one_code_only(crate: CodeCard) -> None:
    with pytest.raises(CodeAlreadyIssued) as refused:
        services.issue(kind="test.crate", subject="17", title_zh="木箱", title_en="Crate", now=NOW)

    assert refused.value.facts["issued"] == crate.code


def test_ensuring_returns_the_same_code(crate: CodeCard) -> None:
    assert ensure() == crate.code


def test_titles_follow_the_thing(crate: CodeCard) -> None:
    ensure(title_zh="十七号木箱(已修)")

    assert queries.card(crate.code).title_zh == "十七号木箱(已修)"


def test_many_things_get_codes_at_once(crate: CodeCard) -> None:
    subjects = [Subject(subject=str(n), title_zh=f"{n}号", title_en=f"No {n}") for n in range(40)]

    codes = services.ensure_codes(kind="test.crate", subjects=subjects, now=NOW)

    assert len(set(codes.values())) == 40
    assert codes["17"] == crate.code


def test_a_thing_that_is_a_code_keeps_it() -> None:
    own = new_code()

    assert ensure(subject=own) == own


def test_an_own_code_taken_by_another_thing_gives_way(crate: CodeCard) -> None:
    assert ensure(subject=crate.code) != crate.code


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        services.issue(kind="test.none", subject="1", title_zh="甲", title_en="A", now=NOW)


@pytest.mark.parametrize(
    ("subject", "title_zh"),
    [("", "甲"), ("x" * 81, "甲"), ("1", " "), ("1", "甲" * 121), ("\x00", "甲")],
)
def test_a_missing_or_endless_text_is_refused(subject: str, title_zh: str) -> None:
    with pytest.raises(InvalidInput):
        ensure(subject=subject, title_zh=title_zh)


def test_a_retired_code_keeps_its_meaning_and_names_its_successor(
    crate: CodeCard, operator: Actor
) -> None:
    follower = ensure(subject="18")

    services.retire(code=crate.code, successor=follower, actor=operator, now=NOW)

    retired = queries.card(crate.code)
    assert (retired.subject, retired.successor, retired.retired_at) == ("17", follower, NOW)
    assert [entry.event for entry in entries_of(crate.code)] == ["codes.CodeRetired"]


def test_a_code_is_retired_once(crate: CodeCard, operator: Actor) -> None:
    services.retire(code=crate.code, successor=None, actor=operator, now=NOW)

    with pytest.raises(CodeAlreadyRetired):
        services.retire(code=crate.code, successor=None, actor=operator, now=NOW)


def test_an_unknown_code_is_not_retired(operator: Actor) -> None:
    with pytest.raises(NotFound):
        services.retire(code=new_code(), successor=None, actor=operator, now=NOW)


@pytest.mark.parametrize("field", ["kind", "subject", "code", "created_at"])
def test_the_database_keeps_the_meaning(crate: CodeCard, field: str) -> None:
    value = NOW + timedelta(days=1) if field == "created_at" else new_code()

    with pytest.raises(DatabaseError, match="keeps its meaning"), transaction.atomic():
        Code.objects.filter(code=crate.code).update(**{field: value})


def test_the_database_deletes_no_code(crate: CodeCard) -> None:
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Code.objects.filter(code=crate.code).delete()


def test_a_retired_code_does_not_come_back(crate: CodeCard, operator: Actor) -> None:
    services.retire(code=crate.code, successor=None, actor=operator, now=NOW)

    with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
        Code.objects.filter(code=crate.code).update(retired_at=None)


def test_scans_are_counted_by_day_in_china(crate: CodeCard) -> None:
    services.count_scan(code=crate.code, now=NOW)
    services.count_scan(code=crate.code, now=NOW.replace(hour=15, minute=59))
    services.count_scan(code=crate.code, now=NOW.replace(hour=16))

    assert [scans for _, scans in queries.scans_of(crate.code)] == [1, 2]


def test_scans_of_unknown_codes_are_not_kept() -> None:
    services.count_scan(code="000000000", now=NOW)

    assert queries.scans_of("000000000") == ()
