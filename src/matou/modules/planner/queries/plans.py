"""A plan as others are shown it: the chosen chains with sheets, reliability, lines on the map."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matou.modules.planner.queries.answers import LiveAnswer, answer_at
from matou.modules.planner.queries.reliabilities import reliability
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.choice import Choice, Criterion, Shown, chosen
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.reliability import Reliability
from matou.modules.planner.rules.sheets import Sheet, sheet

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """One shown chain with its calculation, its reliability and its way as GeoJSON (RFC 7946)."""

    shown: Shown
    sheet: Sheet
    reliability: Reliability
    geojson: Feature


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a question is answered with: the shown chains, and how many were left out."""

    live: LiveAnswer
    choice: Choice
    chains: tuple[ShownPlan, ...]


def plan_at(
    *, instant: datetime, question: Question, has_time: Callable[[], bool] | None = None
) -> Plan:
    """Answer on the live network and choose what to show; raises what ``answer_at`` raises.

    With a latest arrival the most reliable is the likeliest in time of the whole front. Without
    one there is no time to be in: of the shown ones it is that of which nine in ten arrive least
    late.
    """
    live = answer_at(instant=instant, question=question, has_time=has_time)
    told = _Told(live.network, question)
    latest = question.wishes.arrive_by_min
    if latest is None:
        choice = _with_steadiest(chosen(live.answer.chains), told)
    else:
        choice = chosen(live.answer.chains, risk=lambda chain: told.late_ppm(chain, latest))
    return Plan(
        live=live,
        choice=choice,
        chains=tuple(
            ShownPlan(
                shown=one,
                sheet=sheet(network=live.network, question=question, chain=one.chain),
                reliability=told.of(one.chain),
                geojson=chain_geojson(network=live.network, chain=one.chain),
            )
            for one in choice.shown
        ),
    )


class _Told:
    """The reliability of each chain, figured once: a long front takes a tenth of a second."""

    def __init__(self, network: Network, question: Question) -> None:
        self.network = network
        self.question = question
        self.known: dict[int, Reliability] = {}

    def of(self, chain: Chain) -> Reliability:
        """Chains are known by identity, for the answer holds them all along."""
        found = self.known.get(id(chain))
        if found is None:
            found = reliability(network=self.network, question=self.question, chain=chain)
            self.known[id(chain)] = found
        return found

    def late_ppm(self, chain: Chain, latest_min: int) -> int:
        """Return how likely it comes late, in millionths."""
        return round(1_000_000 * (1 - self.of(chain).on_time(latest_min)))


def _with_steadiest(choice: Choice, told: _Told) -> Choice:
    """Mark the shown chain of which nine in ten arrive least late; the cheaper where equal."""
    if not choice.shown:
        return choice

    def lateness(one: Shown) -> tuple[int, int]:
        return told.of(one.chain).ninetieth_min - one.chain.arrive_min, one.chain.fen

    steadiest = min(choice.shown, key=lateness)
    marked = replace(steadiest, best_in=(*steadiest.best_in, Criterion.RELIABILITY))
    return replace(choice, shown=tuple(marked if one is steadiest else one for one in choice.shown))


def chain_geojson(*, network: Network, chain: Chain) -> Feature:
    """Return a chain's legs as lines over the nodes that they pass, WGS-84, in order.

    A ride is drawn from terminal to terminal: the network does not know its way between them.
    """
    points = {node.code: [node.longitude, node.latitude] for node in network.nodes}
    features: list[Feature] = []
    passed = _passed(chain)
    for leg, places in zip(chain.legs, passed, strict=True):
        line = [points[place] for place in places]
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": line},
                "properties": {
                    "mode": str(leg.mode),
                    "origin": leg.origin,
                    "destination": leg.destination,
                    "km": leg.length_m / 1000,
                    "service": leg.service or None,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _passed(chain: Chain) -> list[list[str]]:
    """Return the places that each leg passes, its ends included."""
    ways: list[list[str]] = []
    moves = [step for step in chain.steps if step.length_m]
    for leg in chain.legs:
        way = [leg.origin]
        length_m = 0
        while length_m < leg.length_m:
            step = moves.pop(0)
            length_m += step.length_m
            way.append(step.destination)
        ways.append(way)
    return ways
