"""Chains (运输链): a path of the graph told step by step and leg by leg."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matou.modules.planner.rules.compile import Arc, Graph
from matou.modules.planner.rules.network import Link, Mode, Service, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One link, ride or transfer of a chain, with its minutes, fen and grams.

    The cargo is ready at ``ready_min``, begins at ``begins_min`` (for a service: departs) and is
    through at ``ends_min``.
    """

    made_of: Link | Service | Transfer
    origin: str
    destination: str
    origin_mode: Mode
    destination_mode: Mode
    ready_min: int
    begins_min: int
    ends_min: int
    fen: int
    grams: int

    @property
    def length_m(self) -> int:
        """The way it covers; a transfer covers none."""
        return 0 if isinstance(self.made_of, Transfer) else self.made_of.length_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Steps under one carriage: one ride, or links of one mode in a row."""

    mode: Mode
    origin: str
    destination: str
    length_m: int
    service: str
    begins_min: int
    ends_min: int
    fen: int
    grams: int


@dataclass(frozen=True, kw_only=True)
class Chain:
    """One alternative from door to door."""

    ready_min: int
    arrive_min: int
    fen: int
    grams: int
    steps: tuple[Step, ...]

    @property
    def duration_min(self) -> int:
        """From ready to arrived."""
        return self.arrive_min - self.ready_min

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """The carriages in order; handling between them belongs to none."""
        found: list[Leg] = []
        joins = False
        for step in self.steps:
            if isinstance(step.made_of, Transfer):
                joins = False
                continue
            is_ride = isinstance(step.made_of, Service)
            if joins and not is_ride and not found[-1].service:
                found[-1] = _joined(found[-1], step)
            else:
                found.append(_leg(step))
            joins = True
        return tuple(found)


def chain(*, graph: Graph, arcs: Sequence[int], ends: Sequence[int], ready_min: int) -> Chain:
    """Return the chain of a path: its arcs by number and the minute at which each one ends."""
    steps: list[Step] = []
    ready = ready_min
    for number, end in zip(arcs, ends, strict=True):
        steps.append(_step(graph.arcs[number], ready, end))
        ready = end
    return Chain(
        ready_min=ready_min,
        arrive_min=ready,
        fen=sum(step.fen for step in steps),
        grams=sum(step.grams for step in steps),
        steps=tuple(steps),
    )


def _step(arc: Arc, ready_min: int, ends_min: int) -> Step:
    return Step(
        made_of=arc.made_of,
        origin=arc.origin[0],
        destination=arc.destination[0],
        origin_mode=arc.origin[1],
        destination_mode=arc.destination[1],
        ready_min=ready_min,
        begins_min=ends_min - arc.toll.minutes,
        ends_min=ends_min,
        fen=arc.toll.fen,
        grams=arc.toll.grams,
    )


def _leg(step: Step) -> Leg:
    return Leg(
        mode=step.origin_mode,
        origin=step.origin,
        destination=step.destination,
        length_m=step.length_m,
        service=step.made_of.code if isinstance(step.made_of, Service) else "",
        begins_min=step.begins_min,
        ends_min=step.ends_min,
        fen=step.fen,
        grams=step.grams,
    )


def _joined(leg: Leg, step: Step) -> Leg:
    return Leg(
        mode=leg.mode,
        origin=leg.origin,
        destination=step.destination,
        length_m=leg.length_m + step.length_m,
        service="",
        begins_min=leg.begins_min,
        ends_min=step.ends_min,
        fen=leg.fen + step.fen,
        grams=leg.grams + step.grams,
    )
