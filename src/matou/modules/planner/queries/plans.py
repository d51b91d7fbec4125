"""A plan as others are shown it: the chosen chains with sheets, reliability, lines on the map."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.modules.planner.queries.answers import LiveAnswer, answer_at
from matou.modules.planner.queries.outlooks import Outlook
from matou.modules.planner.queries.reliabilities import judged
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.choice import Choice, Shown, chosen
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.reliability import Reliability
from matou.modules.planner.rules.sheets import Book, Sheet

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
    *,
    instant: datetime,
    question: Question,
    has_time: Callable[[], bool] | None = None,
    outlook: Outlook | None = None,
) -> Plan:
    """Answer on the live network and choose what to show; raises what ``answer_at`` raises.

    ``outlook`` is that of the instant, where the caller has looked it up already.

    With a latest arrival the most reliable is the likeliest in time of the whole front. Without
    one there is no time to be in: it is that of which half and nine in ten arrive closest together.
    """
    live = answer_at(instant=instant, question=question, has_time=has_time, outlook=outlook)
    chains = live.answer.chains
    every = judged(network=live.network, question=question, chains=chains)
    told = {_key(chain): one for chain, one in zip(chains, every, strict=True)}
    by = question.wishes.arrive_by_min
    choice = chosen(chains, risk=lambda chain: told[_key(chain)].risk(by))
    book, points = Book(live.network, question), _points(live.network)
    return Plan(
        live=live,
        choice=choice,
        chains=tuple(
            ShownPlan(
                shown=one,
                sheet=book.sheet(one.chain),
                reliability=told[_key(one.chain)].told(),
                geojson=_geojson(points, one.chain),
            )
            for one in choice.shown
        ),
    )


def _key(chain: Chain) -> tuple[int, int, int]:
    """Return what no two chains of a front share; hashing all their steps would take long."""
    return chain.arrive_min, chain.fen, chain.grams


def chain_geojson(*, network: Network, chain: Chain) -> Feature:
    """Return a chain's legs as lines over the nodes that they pass, WGS-84, in order.

    A ride is drawn from terminal to terminal: the network does not know its way between them.
    """
    return _geojson(_points(network), chain)


def _points(network: Network) -> dict[str, list[float]]:
    return {node.code: [node.longitude, node.latitude] for node in network.nodes}


def _geojson(points: dict[str, list[float]], chain: Chain) -> Feature:
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
