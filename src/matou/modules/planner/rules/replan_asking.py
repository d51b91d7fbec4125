"""What is asked for a booking that must be carried on another way: the rest of its journey."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import NO_WISHES, Wishes
from matou.modules.planner.rules.network import Mode
from matou.modules.planner.rules.notices import week_start
from matou.modules.planner.rules.pinning import PinnedChain, PinnedLeg

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestOfWay:
    """Where the cargo is and from when on it can go on; ``after`` is the last leg that has begun.

    ``asked_at`` is when the question was asked, whose minutes count from that week's Monday.
    """

    place: str
    mode: Mode
    ready_at: datetime
    after: int
    asked_at: datetime


def question_for_rest(
    *, question: Question, chain: PinnedChain, rest: RestOfWay, starts_at: datetime
) -> Question:
    """Return the question for the rest of the way, with the cargo and wishes as they were.

    What had to be used and was used already is wished for no more, and handling that is done counts
    against the transfers allowed.
    """
    moved = (starts_at - week_start(rest.asked_at)) // _MINUTE
    wishes = question.wishes
    done = [leg for leg in chain.legs if leg.number <= rest.after]
    ahead = {leg.number for leg in chain.legs} - {leg.number for leg in done}
    by = wishes.arrive_by_min
    asked = replace(
        _unmet(wishes, done),
        depart_from_min=max(0, wishes.depart_from_min - moved) if wishes.depart_from_min else 0,
        arrive_by_min=None if by is None else max(0, by - moved),
        max_transfers=_transfers_left(wishes, chain, done, has_more=bool(ahead)),
        closures=(),
    )
    return Question(
        origin=rest.place,
        destination=question.destination,
        ready_min=max(0, -((starts_at - rest.ready_at) // _MINUTE)),
        cargo=question.cargo,
        wishes=asked,
        origin_mode=rest.mode,
    )


def without_demands(question: Question) -> Question:
    """Return the question without a deadline and without what must be used; bans stay."""
    wishes = question.wishes
    kept = Wishes(
        without_modes=wishes.without_modes,
        without_nodes=wishes.without_nodes,
        without_links=wishes.without_links,
        without_services=wishes.without_services,
        depart_from_min=wishes.depart_from_min,
        avoids_dangerous_terminals=wishes.avoids_dangerous_terminals,
        lower_water_cm=wishes.lower_water_cm,
    )
    return replace(question, wishes=kept)


def demands_something(question: Question) -> bool:
    """Tell whether ``without_demands`` asks for less."""
    return question.wishes != NO_WISHES and without_demands(question) != question


def _unmet(wishes: Wishes, done: list[PinnedLeg]) -> Wishes:
    rows = {row for leg in done for row in leg.rows}
    places = {place for leg in done for place in (leg.origin, leg.destination)}
    return replace(
        wishes,
        must_modes=wishes.must_modes - {leg.mode for leg in done},
        must_nodes=wishes.must_nodes - places,
        must_links=wishes.must_links - rows,
        must_services=wishes.must_services - rows,
    )


def _transfers_left(
    wishes: Wishes, chain: PinnedChain, done: list[PinnedLeg], *, has_more: bool
) -> int | None:
    if wishes.max_transfers is None or not done or not has_more:
        return wishes.max_transfers
    until = done[-1].departs_at
    handled = sum(one.begins_at < until for one in chain.handlings)
    sailings = sum(bool(before.service and after.service) for before, after in pairwise(done))
    return max(0, wishes.max_transfers - handled - sailings)
