"""New chains for bookings that a change touches: searched once for all that ask the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from matou.kit.errors import DomainError
from matou.modules.planner.queries.fronts import front, within
from matou.modules.planner.queries.full_sailings import Room, Sailing, own_sailings, without
from matou.modules.planner.queries.outlooks import Outlook
from matou.modules.planner.queries.reliabilities import judged
from matou.modules.planner.queries.touched import Touched, grounds_of
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import NO_WISHES
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.choice import chosen
from matou.modules.planner.rules.network import MINUTES_PER_DAY, Network
from matou.modules.planner.rules.outlook import SEEN_DAYS
from matou.modules.planner.rules.pinning import PinnedChain, chain_json, pinned
from matou.modules.planner.rules.replan_asking import (
    RestOfWay,
    demands_something,
    question_for_rest,
    without_demands,
)
from matou.modules.planner.rules.replaying import Ground, Move, Start, moves_of, replayed

WAIT = "wait"
"""What marks the way that stays, with later departures."""
_SECONDS = 1.0
_LABELS = 200_000
NO_WAY = ("路网中没有其他可行的方案。", "The network has no other way.")
NOT_IN_SIGHT = (
    f"{SEEN_DAYS} 天内没有满足全部原要求的方案。",
    f"No chain meets all the original wishes within {SEEN_DAYS} days.",
)


class Found(NamedTuple):
    """The chains to choose from, what each is best in, and what stands in the way."""

    choices: tuple["ReplanChoice", ...]
    binding: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanChoice:
    """One way to go on; ``best_in`` names criteria and, for the way that stays, ``wait``."""

    chain: PinnedChain
    best_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to propose for one booking."""

    touched: Touched
    question: Question
    ready_at: datetime
    found: Found


def proposals_for(
    touched: Sequence[Touched], *, finder: "ChainFinder", room: Room, now: datetime
) -> list[Proposal]:
    """Return a proposal for each; equal questions are searched once, cargo by cargo."""
    asked = [(one, *_asked(one, outlook=finder.outlook, now=now)) for one in touched]
    order = sorted(range(len(asked)), key=lambda place: _by_cargo(asked[place][1]))
    found = {place: finder.found(*asked[place][:2], room=room) for place in order}
    return [
        Proposal(touched=one, question=question, ready_at=ready_at, found=found[place])
        for place, (one, question, ready_at) in enumerate(asked)
    ]


def still_holds(
    chain: PinnedChain,
    *,
    question: Question,
    outlook: Outlook,
    grounds: Sequence[tuple[int, Ground]],
) -> bool:
    """Tell whether a proposed chain can still be carried as it was pinned."""
    moves = moves_of(chain, after=0, starts_at=outlook.starts_at)
    replay = replayed(
        editions=grounds,
        moves=moves,
        cargo=question.cargo,
        start=Start(question.origin, outlook.minute(chain.ready_at)),
        wishes=replace(NO_WISHES, lower_water_cm=question.wishes.lower_water_cm),
    )
    return not replay.touches(planned_min=moves[-1].ends_min)


class ChainFinder:
    """Searches and remembers, for as long as one outlook is looked at."""

    def __init__(self, outlook: Outlook) -> None:
        """Know nothing yet."""
        self.outlook = outlook
        self.grounds = grounds_of(outlook)
        self.kept: dict[int, dict[str, Any]] = {}
        self.seekers: dict[frozenset[Sailing], _Seeker] = {}
        self.answers: dict[tuple[Question, frozenset[Sailing]], Found] = {}
        self.both: dict[object, Found] = {}

    def as_kept(self, chain: PinnedChain) -> dict[str, Any]:
        """Return a chain as it is written; bookings that ask the same share theirs."""
        if id(chain) not in self.kept:  # chains live as long as what is remembered of them
            self.kept[id(chain)] = chain_json(chain)
        return self.kept[id(chain)]

    def found(self, touched: Touched, question: Question, *, room: Room) -> Found:
        """Return the chains for a question that have room, and the way that stays."""
        full = room.full_for(question.cargo, own=own_sailings(touched.carried))
        if full not in self.seekers:
            self.seekers[full] = _Seeker(self.outlook, without(self.outlook, full))
        seeker = self.seekers[full]
        if (question, full) not in self.answers:
            self.answers[question, full] = seeker.searched(question)
        key = (question, full, touched.moves)
        if key not in self.both:
            wait = seeker.waiting(question, touched.moves)
            self.both[key] = _with_wait(self.answers[question, full], wait)
        return self.both[key]


class _Seeker:
    """Searches over the editions of one network."""

    def __init__(self, outlook: Outlook, editions: tuple[tuple[int, Network], ...]) -> None:
        self.outlook = replace(outlook, editions=editions)
        self.grounds = grounds_of(self.outlook)

    def searched(self, question: Question) -> Found:
        chains, binding = self._front(question)
        if not chains and demands_something(question):
            question = without_demands(question)
            chains, other = self._front(question)
            binding = binding or other
        if not chains:
            return Found((), binding or NO_WAY)
        network = self.outlook.edition(question.ready_min)
        every = judged(network=network, question=question, chains=chains)
        by = question.wishes.arrive_by_min
        risks = {id(one): runs.risk(by) for one, runs in zip(chains, every, strict=True)}
        choice = chosen(chains, risk=lambda chain: risks[id(chain)])
        return Found(
            tuple(
                ReplanChoice(
                    chain=pinned(chain=one.chain, starts_at=self.outlook.starts_at),
                    best_in=tuple(str(criterion) for criterion in one.best_in),
                )
                for one in choice.shown
                if one.best_in and self._holds(one.chain, question)
            ),
            binding or ("", ""),
        )

    def _front(self, question: Question) -> tuple[list[Chain], tuple[str, str] | None]:
        """Return the chains of the front that are in sight, or what stands in the way."""
        try:
            answer = front(
                network=self.outlook.edition(question.ready_min),
                question=question,
                has_time=within(_SECONDS),
                most_labels=_LABELS,
            )
        except DomainError as refusal:
            return [], (refusal.message("zh"), refusal.message("en"))
        seen = [chain for chain in answer.chains if self._is_seen(chain)]
        if answer.chains and not seen:
            return [], NOT_IN_SIGHT
        why = answer.binding
        return seen, (why.zh, why.en) if why else None

    def _is_seen(self, chain: Chain) -> bool:
        return chain.arrive_min < SEEN_DAYS * MINUTES_PER_DAY

    def _holds(self, chain: Chain, question: Question) -> bool:
        """Rows that are planned to change are searched as of the start, so this looks again."""
        return len(self.grounds) == 1 or still_holds(
            pinned(chain=chain, starts_at=self.outlook.starts_at),
            question=question,
            outlook=self.outlook,
            grounds=self.grounds,
        )

    def waiting(self, question: Question, moves: tuple[Move, ...]) -> PinnedChain | None:
        replay = replayed(
            editions=self.grounds,
            moves=moves,
            cargo=question.cargo,
            start=Start(question.origin, question.ready_min),
            wishes=replace(NO_WISHES, lower_water_cm=question.wishes.lower_water_cm),
        )
        if replay.chain is None or not self._is_seen(replay.chain):
            return None
        return pinned(chain=replay.chain, starts_at=self.outlook.starts_at)


def _asked(one: Touched, *, outlook: Outlook, now: datetime) -> tuple[Question, datetime]:
    carried, standing = one.carried, one.standing
    ready_at = outlook.instant(outlook.minute(max(now, standing.ready_at)))
    rest = RestOfWay(
        place=standing.place,
        mode=standing.mode,
        ready_at=ready_at,
        after=carried.after_leg,
        asked_at=carried.made_at,
    )
    question = question_for_rest(
        question=carried.question, chain=carried.chain, rest=rest, starts_at=outlook.starts_at
    )
    return question, ready_at


def _by_cargo(question: Question) -> tuple[str, ...]:
    """Return an order in which equal cargos follow each other: their graph is compiled once."""
    cargo = question.cargo
    return (
        *(cargo.load, str(cargo.mass_kg), str(cargo.teu), str(cargo.draught_mm)),
        *(cargo.dangerous_class, str(sorted(cargo.flags)), question.destination, question.origin),
    )


def _with_wait(found: Found, wait: PinnedChain | None) -> Found:
    if wait is None:
        return found
    same = [one for one in found.choices if _goes_as(one.chain, wait)]
    others = tuple(one for one in found.choices if one not in same)
    best_in = (*(same[0].best_in if same else ()), WAIT)
    marked = ReplanChoice(chain=same[0].chain if same else wait, best_in=best_in)
    choices = sorted((*others, marked), key=lambda one: (one.chain.arrives_at, one.chain.fen))
    return Found(tuple(choices), found.binding)


def _goes_as(one: PinnedChain, other: PinnedChain) -> bool:
    ways = [[(leg.rows, leg.departs_at) for leg in chain.legs] for chain in (one, other)]
    return ways[0] == ways[1]
