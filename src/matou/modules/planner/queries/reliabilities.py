"""The reliability of a chain that a front found: asked for after the search, chain by chain."""

from array import array
from collections.abc import Sequence

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.reliability import Connection, Reliability, stages


def reliability(*, network: Network, question: Question, chain: Chain) -> Reliability:
    """Return when the chain arrives with what likelihood, and the risk of each connection."""
    # numba takes half a second to import: whoever does not ask does not wait for it.
    from matou.modules.planner import arrays

    told = stages(network=network, cargo=question.cargo, wishes=question.wishes, chain=chain)
    found = arrays.runs(told, ready_min=chain.ready_min)
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
    return Reliability(arrivals=array("q", found.arrivals.tobytes()), connections=connections)


def most_reliable(
    *, network: Network, question: Question, chains: Sequence[Chain], deadline_min: int
) -> Chain:
    """Return the chain of a front that likeliest arrives by a minute; the cheaper where equal.

    A front is exact in arrival, cost and CO2e: a chain beaten in all three may be more reliable
    than any of these, and is not looked at.
    """

    def merit(chain: Chain) -> tuple[float, int, int]:
        told = reliability(network=network, question=question, chain=chain)
        return -told.on_time(deadline_min), chain.fen, chain.arrive_min

    return min(chains, key=merit)
