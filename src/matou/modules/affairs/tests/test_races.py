"""Several people at the same item at once: one succeeds, the others are told, nothing is lost."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from matou.kit.errors import DomainError
from matou.modules.affairs.models import ItemVersion
from matou.modules.affairs.services import drafting, moving, starting
from matou.modules.affairs.tests.world import (
    ANNEX,
    EDITOR,
    LATER,
    NOW,
    SECOND,
    checked,
    code_of,
    new_draft,
)
from matou.spine.codes import queries as codes

MANY = 12
Act = Callable[[], object]


@pytest.fixture
def kept(transactional_db: None) -> None:
    starting.ensure_first_stock(now=NOW)


def together(acts: Sequence[Act]) -> Counter[str]:
    """Do all acts at the same moment and count how they ended."""
    gate = Barrier(len(acts))

    def one(act: Act) -> str:
        try:
            gate.wait(timeout=60)
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(one, acts))


@pytest.mark.slow
def test_of_many_editors_one_begins_the_next_version(kept: None) -> None:
    code = code_of()

    ended = together([lambda: drafting.begin_version(code=code, actor=EDITOR, now=LATER)] * MANY)

    assert ended == Counter({"done": 1, drafting.VersionUnderWay.code: MANY - 1})
    assert ItemVersion.objects.filter(item__code=code).count() == 2


@pytest.mark.slow
def test_of_many_savers_of_one_revision_one_is_kept(kept: None) -> None:
    code = code_of()
    new_draft(code)

    def saving(days: int) -> Act:
        return lambda: drafting.write_fields(
            code=code, changes={"promise_day": days}, revision=0, actor=EDITOR, now=LATER
        )

    ended = together([saving(10 + number) for number in range(MANY)])

    assert ended == Counter({"done": 1, drafting.DraftIsStale.code: MANY - 1})


@pytest.mark.slow
def test_publishing_and_withdrawing_at_once_leave_one_truth(kept: None) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    checked(code, number)

    together(
        [
            lambda: moving.publish_version(
                code=code, number=number, valid_from=None, actor=SECOND, now=LATER
            ),
            lambda: moving.withdraw_item(
                code=code, reason="停办", successor="", actor=SECOND, now=LATER
            ),
        ]
    )

    open_rows = ItemVersion.objects.filter(
        item__code=code, state="published", valid_until__isnull=True
    )
    assert open_rows.count() == 0
    assert codes.card(code).retired_at == LATER


@pytest.mark.slow
def test_two_items_that_replace_each_other_do_not_wait_in_a_ring(kept: None) -> None:
    first, second = code_of(), code_of(ANNEX)

    ended = together(
        [
            lambda: moving.withdraw_item(
                code=first, reason="并入", successor=second, actor=SECOND, now=LATER
            ),
            lambda: moving.withdraw_item(
                code=second, reason="并入", successor=first, actor=SECOND, now=LATER
            ),
        ]
    )

    assert ended == Counter({"done": 1, moving.SuccessorNotInForce.code: 1})
