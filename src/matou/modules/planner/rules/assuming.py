"""What a question takes for the case (假设) although it is not so: to be compared, never booked.

Less water is a margin and no such assumption: depth decides only where a barge may pass, so a
chain for low water holds at the present water too, and keeps its place in offers and bookings.
"""

from dataclasses import replace

from matou.kit.errors import DomainError
from matou.modules.planner.rules.asking import Question


class AssumedCase(DomainError):
    """The plan rests on what is not so: a lock taken to be closed, a waterway taken to be open."""

    code = "planner.assumed-case"
    zh = (
        "这个方案建立在假设之上（船闸停航或航道已通），现在并非如此，不能按它报价、订舱。"
        "请去掉假设，按现在的情形重新查方案再订。"
    )
    en = (
        "This plan rests on an assumption (a lock closed, a waterway open) that does not hold now, "
        "so it cannot be offered or booked. Ask again without the assumption, then book."
    )


def is_assumed(question: Question) -> bool:
    """Tell whether the question takes for the case what is not so."""
    return bool(question.wishes.closures or question.cargo.flags)


def as_it_is(question: Question) -> Question:
    """Return the question as things are: without its assumptions, all else the same."""
    return replace(
        question,
        cargo=replace(question.cargo, flags=frozenset()),
        wishes=replace(question.wishes, closures=()),
    )


def check_as_it_is(question: Question) -> None:
    """Refuse to offer what rests on an assumption; raises AssumedCase."""
    if is_assumed(question):
        raise AssumedCase
