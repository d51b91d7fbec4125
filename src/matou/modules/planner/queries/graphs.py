"""Compiled graphs kept for the next question: a form that is typed into asks about one cargo."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from matou.kernels.timed_graph import Graph as Arrays
from matou.modules.planner.arrays.cutting import cut
from matou.modules.planner.arrays.encoding import arrays, check_size
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.compile import Graph, compiled
from matou.modules.planner.rules.layers import layered
from matou.modules.planner.rules.network import Network

MOST_KEPT = 16
"""Half a megabyte each on the reference network."""
MOST_ARCS = 60_000
"""Some 15 MB in all: wishes that look back make graphs of up to 40,000 arcs."""


@dataclass(frozen=True, slots=True)
class ReadyGraph:
    """A graph, and the same as the kernel reads it."""

    graph: Graph
    arrays: Arrays


_KEPT: OrderedDict[Hashable, ReadyGraph] = OrderedDict()


def ready_graph(*, network: Network, question: Question) -> ReadyGraph:
    """Return the graph of a question, compiled or remembered; raises TooLarge.

    Two networks may bear one version: the reference network altered for a comparison, or the same
    rows in another week, whose closures count from another Monday. So what is remembered must have
    been compiled from this very network.
    """
    wishes = question.wishes
    key = (network.version, question.cargo, wishes.of_arcs())
    if not wishes.looks_back:
        return _kept(key, network, lambda: _plain(network, question))
    ends = (question.origin, question.destination)
    return _kept(
        (*key, wishes.remembered(), *ends), network, lambda: _looking_back(network, question)
    )


def _plain(network: Network, question: Question) -> ReadyGraph:
    return ReadyGraph(*cut(network=network, cargo=question.cargo, wishes=question.wishes))


def _looking_back(network: Network, question: Question) -> ReadyGraph:
    plain = compiled(network=network, cargo=question.cargo, wishes=question.wishes)
    graph = layered(graph=plain, question=question)
    made = ReadyGraph(graph, arrays(graph))
    check_size(made.arrays)
    return made


def _kept(key: Hashable, network: Network, make: Callable[[], ReadyGraph]) -> ReadyGraph:
    found = _KEPT.get(key)
    if found is not None and found.graph.network is network:
        return found
    made = make()
    _KEPT.pop(key, None)
    _KEPT[key] = made
    while len(_KEPT) > MOST_KEPT or (len(_KEPT) > 1 and _kept_arcs() > MOST_ARCS):
        _KEPT.popitem(last=False)
    return made


def _kept_arcs() -> int:
    return sum(len(one.graph.arcs) for one in tuple(_KEPT.values()))
