"""Joint handling and home registers: opinions count once and never decide, reads are asked once."""

from datetime import timedelta

import pytest

from matou.kit.errors import NotFound
from matou.modules.affairs.models import CasePart, HomeRead
from matou.modules.affairs.queries.across import across
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.rules.handover_scope import ShapeNotAllowed
from matou.modules.affairs.services import home_reads, joint_parts
from matou.modules.affairs.tests import cases
from matou.modules.affairs.tests import handovers as world
from matou.modules.affairs.tests.cases import DAY, MONDAY, someone
from matou.spine.exchange.tests.world import Neighbour


@pytest.fixture
def foshan(stock: int) -> Neighbour:
    return world.neighbour()


def asked_of(code: str, *, due: timedelta = DAY) -> CasePart:
    joint_parts.ask_part(
        case=code, member="foshan", question="有无违法记录？", due_at=MONDAY + due,
        actor=someone("case-clerk"), now=MONDAY,
    )  # fmt: skip
    return CasePart.objects.get()


def answer(part: CasePart, opinion: str) -> dict[str, str]:
    return {"part": str(part.pk), "opinion": opinion, "words": "无", "office": "佛山（测试）",
            "at": MONDAY.isoformat()}  # fmt: skip


def test_a_parts_opinion_counts_once_and_decides_nothing(foshan: Neighbour) -> None:
    code = cases.accepted()
    part = asked_of(code)

    world.told(world.asked(foshan, messages.PART_ANSWERED, answer(part, "object")))
    world.told(world.asked(foshan, messages.PART_ANSWERED, answer(part, "agree")))

    assert (CasePart.objects.get().opinion, cases.kept(code).state) == ("object", "accepted")


@pytest.mark.parametrize(("later", "late"), [(DAY, False), (DAY + timedelta(seconds=1), True)])
def test_a_late_part_is_marked(foshan: Neighbour, later: timedelta, *, late: bool) -> None:
    code = cases.accepted()
    asked_of(code)

    shown = across(code=code, actor=someone("case-clerk"), now=MONDAY + later)

    assert [part.is_late for part in shown.parts] == [late]


def test_only_items_of_that_shape_are_handled_jointly(foshan: Neighbour) -> None:
    code = cases.accepted(cases.ANNEX)

    with pytest.raises(ShapeNotAllowed):
        asked_of(code)


def test_the_home_register_is_asked_once(foshan: Neighbour) -> None:
    code, applicant = cases.drafted(), someone("shipper")

    for _ in range(2):
        home_reads.ask_home(case=code, member="foshan", actor=applicant, now=MONDAY)

    assert HomeRead.objects.count() == 1
    assert across(code=code, actor=applicant, now=MONDAY).homes[0].state == "waiting"


def test_a_stranger_asks_no_home_register(foshan: Neighbour) -> None:
    code = cases.drafted()

    with pytest.raises(NotFound):
        home_reads.ask_home(case=code, member="foshan", actor=someone("skipper"), now=MONDAY)
