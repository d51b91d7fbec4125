"""The deepest draught between two places by water (通航控制吃水)."""

from heapq import heappop, heappush

from matou.modules.planner.rules.compile import BARGE_FORBIDDEN_GRADE
from matou.modules.planner.rules.network import Mode, Network


def limiting_draught_cm(*, network: Network, origin: str, destination: str) -> int | None:
    """Return with what draught a barge still gets there, clearance left; None without a waterway.

    Of all ways the one whose shallowest stretch or sill is deepest (widest path).
    """
    ways = _waterways(network)
    known: set[str] = set()
    heap = [(-max((depth for _, depth in ways.get(origin, ())), default=0), origin)]
    while heap:
        minus, place = heappop(heap)
        if place == destination and place in ways:
            return max(0, -minus - network.params.under_keel_cm) or None
        if place in known:
            continue
        known.add(place)
        for end, depth in ways.get(place, ()):
            heappush(heap, (-min(-minus, depth), end))
    return None


def _waterways(network: Network) -> dict[str, list[tuple[str, int]]]:
    """Return what a barge reaches from each place, and the depth there, sills at either end met."""
    sills: dict[str, int] = {}
    for chamber in network.chambers:
        if chamber.vessel_dwt >= network.params.barge_min_t:
            sills[chamber.lock] = max(sills.get(chamber.lock, 0), chamber.sill_depth_cm)
    ways: dict[str, list[tuple[str, int]]] = {}
    for link in network.links:
        is_open = link.mode is Mode.WATER and link.status == "open"
        if not is_open or not link.depth_cm or link.grade == BARGE_FORBIDDEN_GRADE:
            continue
        ends = (link.origin, link.destination)
        depth = min(link.depth_cm, *(sills.get(end, link.depth_cm) for end in ends))
        ways.setdefault(link.origin, []).append((link.destination, depth))
        ways.setdefault(link.destination, []).append((link.origin, depth))
    return ways
