"""The reliability of chains that a front found: asked for after the search, for each of them."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.reliability import (
    Connection,
    Reliability,
    Stage,
    place_of,
    stages_of_each,
)

if TYPE_CHECKING:
    from matou.modules.planner.arrays.running import Runs


@dataclass(frozen=True, slots=True)
class Judged:
    """A chain that was sent on its way: how great its risk is, and all else where it is asked."""

    stages: Sequence[Stage]
    found: "Runs"

    def risk(self, deadline_min: int | None) -> int:
        """Return what ``Reliability.risk`` returns, a tenth of the work of telling it all."""
        if deadline_min is not None:
            return self.found.after(deadline_min)
        runs = self.found.arrivals.size
        return self.found.between(place_of(0.5, runs), place_of(0.9, runs))

    def told(self) -> Reliability:
        """Return when the chain arrives with what likelihood, and the risk of each connection."""
        return _reliability(self.stages, self.found)


def reliability(*, network: Network, question: Question, chain: Chain) -> Reliability:
    """Return when the chain arrives with what likelihood, and the risk of each connection."""
    (told,) = reliabilities(network=network, question=question, chains=[chain])
    return told


def reliabilities(
    *, network: Network, question: Question, chains: Sequence[Chain]
) -> tuple[Reliability, ...]:
    """Return the ``reliability`` of each chain of a question: a third of a millisecond each."""
    return tuple(one.told() for one in judged(network=network, question=question, chains=chains))


def judged(*, network: Network, question: Question, chains: Sequence[Chain]) -> tuple[Judged, ...]:
    """Send each chain of a question on its way."""
    # numba takes half a second to import: whoever does not ask does not wait for it.
    from matou.modules.planner.arrays.running import runs

    told = stages_of_each(
        network=network, cargo=question.cargo, wishes=question.wishes, chains=chains
    )
    return tuple(
        Judged(own, runs(own, ready_min=chain.ready_min))
        for chain, own in zip(chains, told, strict=True)
    )


def _reliability(told: Sequence[Stage], found: "Runs") -> Reliability:
    connections = tuple(
        Connection(
            step=number,
            code=stage.step.made_of.code,
            at=stage.step.origin,
            planned_min=stage.step.begins_min,
            missed=late / found.arrivals.size,
        )
        for number, (stage, late) in enumerate(zip(told, found.late.tolist(), strict=True))
        if stage.has_clock
    )
    arrivals = found.arrivals.copy()
    arrivals.sort()
    return Reliability(arrivals=array("q", arrivals.tobytes()), connections=connections)
