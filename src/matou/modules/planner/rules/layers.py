"""Wishes that look back along the way (回溯性要求): what must be used, how often is reloaded.

Whether such a wish is met depends on the whole chain, so a front made without it must not be
filtered afterwards: the chain that meets it may be beaten by one that does not. Instead every state
remembers what was met so far, and how often the cargo was handled. Two states of one node with
different memories are different nodes of the graph, and a plain search over it is exact.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.compile import Arc, Graph, State
from matou.modules.planner.rules.network import Link, Mode, Network, NodeKind, Service, Transfer

Uses = Callable[[Arc], bool]
TERMINALS = frozenset({NodeKind.PORT, NodeKind.RAIL, NodeKind.AIRPORT})


class Memory(NamedTuple):
    """What a state knows of the way to it: wishes met, as bits; transfers; came on a service.

    ``undone`` is where handling back would lead at once: a must is not met by setting cargo down
    at a quay and taking it up again.
    """

    met: int
    transfers: int
    rides: bool
    undone: tuple[str, Mode] | None


NOTHING = Memory(0, 0, False, None)


def layered(*, graph: Graph, question: Question) -> Graph:
    """Return the graph whose paths from origin to destination meet the wishes that look back.

    The origin is the state without memories, and (destination, road) the one in which all is met:
    having arrived with everything met, going on never helps.
    """
    wishes = question.wishes
    uses = list(_musts(graph.network, question))
    bits = [sum(1 << place for place, one in enumerate(uses) if one(arc)) for arc in graph.arcs]
    leaving: dict[tuple[str, Mode], list[int]] = {}
    for number, arc in enumerate(graph.arcs):
        leaving.setdefault((arc.origin[0], arc.origin[1]), []).append(number)
    door = (question.destination, Mode.ROAD)
    everything = (1 << len(uses)) - 1
    start: State = origin_state(question)
    states: dict[State, int] = {start: 0}
    found: list[Arc] = []
    fresh = [(start, NOTHING)]
    while fresh:
        state, memory = fresh.pop()
        for number in leaving.get((state[0], state[1]), ()):
            arc = graph.arcs[number]
            then = _after(memory, arc, bits[number], wishes)
            if then is None:
                continue
            here = (arc.destination[0], arc.destination[1])
            is_done = here == door and then.met == everything
            end: State = here if is_done else (*here, then)
            if end not in states:
                states[end] = len(states)
                if not is_done:
                    fresh.append((end, then))
            found.append(replace(arc, origin=state, destination=end))
    states.setdefault(door, len(states))
    found.sort(key=lambda arc: states[arc.origin])
    return replace(graph, states=states, arcs=tuple(found))


def origin_state(question: Question) -> State:
    """Return the state in which the cargo of a layered graph starts."""
    return (question.origin, question.origin_mode, NOTHING)


def is_transfer(*, made_of: Link | Service | Transfer, after_service: bool) -> bool:
    """Tell whether a step counts as a transfer: each handling, and each change of sailing."""
    return isinstance(made_of, Transfer) or (after_service and isinstance(made_of, Service))


def _after(memory: Memory, arc: Arc, bits: int, wishes: Wishes) -> Memory | None:
    """Return what is known after an arc; None where it would be one transfer too many or undone."""
    transfers, rides, undone = 0, False, None
    if wishes.musts and isinstance(arc.made_of, Transfer):
        if (arc.destination[0], arc.destination[1]) == memory.undone:
            return None
        undone = (arc.origin[0], arc.origin[1])
    if wishes.max_transfers is not None:
        more = is_transfer(made_of=arc.made_of, after_service=memory.rides)
        transfers, rides = memory.transfers + more, isinstance(arc.made_of, Service)
        if transfers > wishes.max_transfers:
            return None
    return Memory(memory.met | bits, transfers, rides, undone)


def _musts(network: Network, question: Question) -> Iterator[Uses]:
    wishes = question.wishes
    for mode in sorted(wishes.must_modes):
        yield lambda arc, mode=mode: goes_by(arc.made_of, mode)  # type: ignore[misc]  # bound now
    for code in sorted(wishes.must_links | wishes.must_services):
        yield lambda arc, code=code: arc.made_of.code == code  # type: ignore[misc]  # bound now
    kinds = {node.code: node.kind for node in network.nodes}
    for code in sorted(wishes.must_nodes):
        yield lambda arc, code=code: is_used(  # type: ignore[misc]  # bound now
            code, kinds[code], made_of=arc.made_of, ends=(arc.origin[0], arc.destination[0])
        )


def goes_by(made_of: Link | Service | Transfer, mode: Mode) -> bool:
    """Tell whether a step is a carriage of a mode."""
    return not isinstance(made_of, Transfer) and made_of.mode is mode


def is_used(
    place: str, kind: NodeKind, *, made_of: Link | Service | Transfer, ends: tuple[str, str]
) -> bool:
    """Tell whether a step uses a place.

    A terminal is used where cargo is handled or rides begin or end; a lock by a barge that leaves
    it and by a liner on whose way it lies; a city or junction by passing it.
    """
    if kind is NodeKind.LOCK:
        if isinstance(made_of, Service):
            return place in made_of.locks
        return goes_by(made_of, Mode.WATER) and ends[0] == place
    if kind in TERMINALS and isinstance(made_of, Link):
        return False
    return place in ends
