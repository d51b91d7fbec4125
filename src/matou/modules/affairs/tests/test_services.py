"""From draft to published and to the end: the deeds, the refusals, the events."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.modules.affairs.models import Item, ItemChange, ItemVersion
from matou.modules.affairs.queries.desk import compared, version_detail
from matou.modules.affairs.queries.items import ItemFilter, guide, items_page, version_at
from matou.modules.affairs.rules.lint import LintNotClean
from matou.modules.affairs.rules.states import MoveNotPossible, SecondPersonNeeded
from matou.modules.affairs.services import drafting, moving, starting
from matou.modules.affairs.services.writing import ContentRefused, ItemIsWithdrawn
from matou.modules.affairs.tests.world import (
    ANNEX,
    EDITOR,
    EVERYTHING,
    KEEPER,
    LATER,
    LAWYER,
    LICENCE,
    NOW,
    SECOND,
    STRANGER,
    checked,
    code_of,
    content,
    new_draft,
    published,
)
from matou.spine.codes import queries as codes
from matou.spine.journal import queries as journal


def events_of(aggregate: str) -> list[tuple[str, dict[str, Any]]]:
    rows = journal.entries_page(before=None, limit=20, aggregate=aggregate, event=None)
    return [(row.event.rpartition(".")[2], dict(row.payload)) for row in rows]


def new_content(serial: str = "77", **changes: Any) -> dict[str, Any]:
    told = content()
    return {**told, "task_handle_item": f"{told['task_code']}{serial}", **changes}


def test_a_fresh_start_has_237_items_in_force(stock: int) -> None:
    assert stock == 237
    assert items_page(wanted=ItemFilter(), now=LATER).total == 237
    assert items_page(wanted=ItemFilter(samples="no"), now=LATER).total == 25


def test_a_second_start_adds_nothing(stock: int) -> None:
    assert starting.ensure_first_stock(now=LATER) == 0


def test_a_new_item_gets_one_code_and_a_draft(stock: int) -> None:
    draft = drafting.begin_item(content=new_content(), actor=EDITOR, now=LATER)

    card = codes.card(draft.code)
    assert (card.kind, card.page_url) == ("item", f"/affairs/guide/{draft.code}/")
    assert version_at(draft.code, LATER) is None
    with pytest.raises(NotFound):
        guide(code=draft.code, at=LATER)


def test_the_same_handling_item_is_refused(stock: int) -> None:
    with pytest.raises(drafting.ItemAlreadyThere):
        drafting.begin_item(content=content(), actor=EDITOR, now=LATER)


def test_an_item_with_wrong_codes_is_refused(stock: int) -> None:
    with pytest.raises(ContentRefused) as refusal:
        drafting.begin_item(content=new_content(dept_code="X"), actor=EDITOR, now=LATER)

    assert {fault.field for fault in refusal.value.faults} == {"dept_code", "task_code"}


@pytest.mark.parametrize("actor", [STRANGER, LAWYER, SECOND])
def test_only_editors_begin_items(stock: int, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        drafting.begin_item(content=new_content(), actor=actor, now=LATER)


def test_the_registrar_may_edit_too(stock: int) -> None:
    assert drafting.begin_version(code=code_of(), actor=KEEPER, now=LATER).number == 2


def test_a_second_version_under_way_is_refused(stock: int) -> None:
    new_draft(code_of())

    with pytest.raises(drafting.VersionUnderWay):
        drafting.begin_version(code=code_of(), actor=EDITOR, now=LATER)


def test_writing_keeps_the_history_and_the_authors(stock: int) -> None:
    code = code_of()
    new_draft(code, promise_day=4)

    drafting.write_fields(
        code=code, changes={"promise_day": 3}, revision=1, actor=KEEPER, now=LATER
    )

    version = ItemVersion.objects.get(item__code=code, number=2)
    lines = version_detail(code=code, number=2, actor=EDITOR, now=LATER).history
    assert (version.authors, version.revision) == (["EDITOR", "KEEPER"], 2)
    assert [(one.before, one.after) for one in lines[0].differences] == [(4, 3)]


def test_a_stale_draft_is_refused(stock: int) -> None:
    code = code_of()
    new_draft(code, promise_day=4)

    with pytest.raises(drafting.DraftIsStale):
        drafting.write_fields(
            code=code, changes={"promise_day": 3}, revision=0, actor=EDITOR, now=LATER
        )


def test_an_item_cannot_become_another(stock: int) -> None:
    code = code_of()
    new_draft(code)

    with pytest.raises(ContentRefused, match="another item"):
        drafting.write_fields(
            code=code, changes={"catalog_code": ANNEX}, revision=0, actor=EDITOR, now=LATER
        )


def test_what_holds_stays_until_the_next_is_published(stock: int) -> None:
    code = code_of()
    new_draft(code, promise_day=4)

    assert guide(code=code, at=LATER).content["promise_day"] == 5


def test_publishing_ends_the_former_version_and_tells(stock: int) -> None:
    code = code_of()

    published(code, promise_day=4)

    card = version_at(code, LATER)
    assert card is not None
    assert (card.version, card.promised_count) == (2, 4)
    assert ItemVersion.objects.get(item__code=code, number=1).valid_until == LATER
    event, payload = events_of(code)[0]
    assert (event, payload["version"], payload["basic_code"]) == ("ItemPublished", 2, LICENCE)


def test_a_case_reads_the_version_at_its_application(stock: int) -> None:
    code = code_of()
    published(code, promise_day=4, at=LATER + timedelta(days=10))

    found = [version_at(code, LATER + timedelta(days=day)) for day in (9, 10, 11)]

    assert [card and card.version for card in found] == [1, 2, 2]
    assert guide(code=code, at=LATER + timedelta(days=9)).content["promise_day"] == 5


def test_a_planned_version_is_not_overtaken(stock: int) -> None:
    code = code_of()
    published(code, promise_day=4, at=LATER + timedelta(days=10))
    number = new_draft(code, promise_day=3)
    checked(code, number)

    with pytest.raises(moving.LaterVersionPlanned):
        moving.publish_version(code=code, number=number, valid_from=None, actor=SECOND, now=LATER)


def test_nothing_is_published_for_the_past(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    checked(code, number)

    with pytest.raises(moving.EffectiveTooEarly):
        moving.publish_version(code=code, number=number, valid_from=NOW, actor=SECOND, now=LATER)


def test_lint_stands_in_the_way_of_submission(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=31)

    with pytest.raises(LintNotClean):
        moving.move_version(
            code=code, number=number, key="submit", reason="", actor=EDITOR, now=LATER
        )
    assert ItemVersion.objects.get(item__code=code, number=2).finding_errors == 1


def test_who_wrote_any_part_may_not_approve(stock: int) -> None:
    code = code_of()
    number = new_draft(code)
    drafting.write_fields(
        code=code, changes={"promise_day": 4}, revision=0, actor=EVERYTHING, now=LATER
    )
    checked(code, number)

    with pytest.raises(SecondPersonNeeded):
        moving.publish_version(
            code=code, number=number, valid_from=None, actor=EVERYTHING, now=LATER
        )


def test_a_return_needs_a_reason_and_opens_the_draft_again(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    moving.move_version(code=code, number=number, key="submit", reason="", actor=EDITOR, now=LATER)

    with pytest.raises(InvalidInput):
        moving.move_version(
            code=code, number=number, key="return", reason=" ", actor=LAWYER, now=LATER
        )
    moving.move_version(
        code=code, number=number, key="return", reason="缺依据", actor=LAWYER, now=LATER
    )

    event, payload = events_of(code)[0]
    assert (event, payload["state"], payload["reason"]) == ("ItemVersionMoved", "draft", "缺依据")
    drafting.write_fields(
        code=code, changes={"promise_day": 3}, revision=1, actor=EDITOR, now=LATER
    )


def test_what_is_being_checked_cannot_be_written(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    moving.move_version(code=code, number=number, key="submit", reason="", actor=EDITOR, now=LATER)

    with pytest.raises(NotFound):
        drafting.write_fields(
            code=code, changes={"promise_day": 3}, revision=None, actor=EDITOR, now=LATER
        )


def test_a_withdrawn_item_says_why_and_what_replaces_it(stock: int) -> None:
    code, heir = code_of(), code_of(ANNEX)

    moving.withdraw_item(code=code, reason="并入附证", successor=heir, actor=SECOND, now=LATER)

    found = guide(code=code, at=LATER)
    card = codes.card(code)
    assert (found.withdrawn_reason, found.successor) == ("并入附证", heir)
    assert (card.retired_at, card.successor) == (LATER, heir)
    assert version_at(code, LATER) is None
    assert version_at(code, LATER - timedelta(seconds=1)) is not None
    assert events_of(code)[0][0] == "ItemWithdrawn"


def test_a_planned_version_ends_with_its_item(stock: int) -> None:
    code = code_of()
    published(code, promise_day=4, at=LATER + timedelta(days=10))

    moving.withdraw_item(code=code, reason="停办", successor="", actor=SECOND, now=LATER)

    assert version_at(code, LATER + timedelta(days=11)) is None


@pytest.mark.parametrize("successor", ["NOSUCH", "self"])
def test_an_item_is_not_replaced_by_nothing_or_itself(stock: int, successor: str) -> None:
    code = code_of()
    named = code if successor == "self" else successor

    with pytest.raises(moving.SuccessorNotInForce):
        moving.withdraw_item(code=code, reason="停办", successor=named, actor=SECOND, now=LATER)


def test_a_withdrawn_item_is_over(stock: int) -> None:
    code = code_of()
    moving.withdraw_item(code=code, reason="停办", successor="", actor=SECOND, now=LATER)

    with pytest.raises(ItemIsWithdrawn):
        drafting.begin_version(code=code, actor=EDITOR, now=LATER)
    with pytest.raises(MoveNotPossible):
        moving.withdraw_item(code=code, reason="再停", successor="", actor=SECOND, now=LATER)


def test_a_version_under_way_ends_with_its_item(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    checked(code, number)
    moving.withdraw_item(code=code, reason="停办", successor="", actor=SECOND, now=LATER)

    with pytest.raises(ItemIsWithdrawn):
        moving.publish_version(code=code, number=number, valid_from=None, actor=SECOND, now=LATER)
    with pytest.raises(ItemIsWithdrawn):
        moving.move_version(
            code=code, number=number, key="send_back", reason="x", actor=SECOND, now=LATER
        )


def test_two_versions_are_compared(stock: int) -> None:
    code = code_of()
    new_draft(code, promise_day=4)

    found = compared(code=code, older=1, newer=2)

    assert [(one.field, one.before, one.after) for one in found] == [("promise_day", 5, 4)]


@pytest.mark.parametrize(
    "changes",
    [
        {"content": {}},
        {"name_zh": "另一名称"},
        {"valid_from": NOW - timedelta(days=1)},
        {"approved_by": "EDITOR"},
        {"state": "draft"},
    ],
)
def test_the_database_keeps_what_was_published(stock: int, changes: dict[str, Any]) -> None:
    rows = ItemVersion.objects.filter(item__code=code_of(), number=1)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**changes)


def test_the_database_refuses_an_author_as_second_person(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    version = ItemVersion.objects.get(item__code=code, number=number)
    version.state, version.approved_by = "published", "EDITOR"
    version.valid_from = version.published_at = LATER

    with pytest.raises(IntegrityError, match="second_person_is_another"), transaction.atomic():
        version.save()


def test_the_database_refuses_periods_that_overlap(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    version = ItemVersion.objects.get(item__code=code, number=number)
    version.state, version.approved_by = "published", "SECOND"
    version.valid_from = version.published_at = LATER

    with pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
        version.save()


def test_the_history_only_grows(stock: int) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemChange.objects.all().delete()


def test_a_withdrawn_item_without_reason_cannot_be_kept(stock: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(code=code_of()).update(withdrawn_at=LATER)


def test_an_ended_version_cannot_be_ended_again(stock: int) -> None:
    code = code_of()
    published(code, promise_day=4)
    later: datetime = LATER + timedelta(days=5)

    with pytest.raises(DatabaseError), transaction.atomic():
        ItemVersion.objects.filter(item__code=code, number=1).update(valid_until=later)
