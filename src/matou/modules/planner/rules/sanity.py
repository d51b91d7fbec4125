"""What a whole network must be beyond its cells: connected, and with plausible services.

The reference network's README names these checks; ``faults_of`` refuses, ``warnings_of`` only
compares the ways with distances that others published.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

from matou.kit.geo import Position
from matou.modules.planner.rules.network import Link, Mode, Network, Node, NodeKind, Service

OPEN = "open"
SPEEDS_KMH = {Mode.WATER: (4, 40), Mode.RAIL: (10, 120), Mode.AIR: (150, 950)}
"""From terminal to terminal, locks, stops and availability included."""
STRAY_M = 250
"""Positions carry two or three decimals: two of them stray by some hundred metres."""
_LINKED = (Mode.ROAD, Mode.WATER, Mode.RAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFault:
    """What is wrong with one row in the light of all others; ``file`` and ``code`` name the row."""

    file: str
    code: str
    column: str
    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A published distance along a way, with what it may differ by."""

    origin: str
    destination: str
    mode: Mode
    km: float
    tolerance_km: float
    source: str


_ARTICLE = "one published article on Guigang's lines"
REFERENCES = (
    Reference(origin="L_GUG", destination="L_CHZ", mode=Mode.WATER, km=266.5, tolerance_km=3,
              source="published news 2021-12-30"),
    Reference(origin="L_GUG", destination="J_SXJ", mode=Mode.WATER, km=502, tolerance_km=15,
              source="published environmental report"),
    Reference(origin="J_SXJ", destination="P_NEI", mode=Mode.WATER, km=76, tolerance_km=15,
              source="published environmental report"),
    Reference(origin="P_MES", destination="P_NSA", mode=Mode.WATER, km=630, tolerance_km=20,
              source=_ARTICLE),
    Reference(origin="P_MES", destination="P_SHK", mode=Mode.WATER, km=740, tolerance_km=90,
              source=_ARTICLE),
    Reference(origin="P_MES", destination="P_GAO", mode=Mode.WATER, km=700, tolerance_km=90,
              source=_ARTICLE),
    Reference(origin="P_MES", destination="P_HKG", mode=Mode.WATER, km=754, tolerance_km=90,
              source=_ARTICLE),
    Reference(origin="C_NNG", destination="C_CAN", mode=Mode.ROAD, km=560, tolerance_km=30,
              source="road atlas, rounded"),
)  # fmt: skip


def faults_of(network: Network) -> tuple[NetworkFault, ...]:
    """Return every row that the rest of the network gives the lie."""
    nodes = {node.code: node for node in network.nodes}
    found = [fault for mode in _LINKED for fault in _islands(network, mode)]
    found += [fault for link in network.links for fault in _ends(link, nodes)]
    found += [fault for one in network.services for fault in _service_faults(one, nodes)]
    return tuple(found)


def warnings_of(network: Network) -> tuple[tuple[Reference, float | None], ...]:
    """Return the published distances that the network misses, with what it says (km).

    None where a place is gone or the way is cut.
    """
    return tuple(
        (one, km)
        for one in REFERENCES
        if (km := way_km(network, one.origin, one.destination, one.mode)) is None
        or abs(km - one.km) > one.tolerance_km
    )


def way_km(network: Network, origin: str, destination: str, mode: Mode) -> float | None:
    """Return the length of the shortest way over open links of a mode; O(links log links)."""
    neighbours = _neighbours(link for link in network.links if link.mode is mode)
    best, queue = {origin: 0}, [(0, origin)]
    while queue:
        so_far, here = heappop(queue)
        if here == destination:
            return so_far / 1000
        for there, length_m in neighbours[here]:
            if so_far + length_m < best.get(there, so_far + length_m + 1):
                best[there] = so_far + length_m
                heappush(queue, (best[there], there))
    return None


def _neighbours(links: Iterable[Link]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for link in links:
        if link.status == OPEN:
            found[link.origin].append((link.destination, link.length_m))
            found[link.destination].append((link.origin, link.length_m))
    return found


def _islands(network: Network, mode: Mode) -> list[NetworkFault]:
    """Return the nodes of a mode that its open links do not join to the rest.

    Known to lie apart: places whose every link is closed, planned or being built, and airports
    outside the basin, which have no road at all.
    """
    links = [link for link in network.links if link.mode is mode]
    touched = {end for link in links for end in (link.origin, link.destination)}
    neighbours = _neighbours(links)
    rest = _component(neighbours)
    found = []
    for node in network.nodes:
        if mode not in node.modes or node.code in rest:
            continue
        if node.code in neighbours:
            zh, en = f"与其余 {mode} 网络不连通。", f"The rest of the {mode} links is out of reach."
        elif node.code not in touched and node.kind is not NodeKind.AIRPORT:
            zh, en = f"没有任何 {mode} 区段。", f"It has no {mode} link."
        else:
            continue
        found.append(
            NetworkFault(file="nodes.csv", code=node.code, column="modes", value=mode, zh=zh, en=en)
        )
    return found


def _component(neighbours: dict[str, list[tuple[str, int]]]) -> set[str]:
    """Return the largest set of nodes that are joined."""
    largest: set[str] = set()
    left = set(neighbours)
    while left:
        seen, queue = set(), [min(left)]
        while queue:
            here = queue.pop()
            if here not in seen:
                seen.add(here)
                queue += [there for there, _length_m in neighbours[here]]
        left -= seen
        largest = max(largest, seen, key=len)
    return largest


def _ends(link: Link, nodes: dict[str, Node]) -> list[NetworkFault]:
    lacking = [end for end in (link.origin, link.destination) if link.mode not in nodes[end].modes]
    return [
        NetworkFault(
            file="links.csv", code=link.code, column="mode", value=link.mode,
            zh=f"{end} 没有 {link.mode} 方式。", en=f"{end} has no {link.mode}.",
        )
        for end in lacking
    ]  # fmt: skip


def _service_faults(service: Service, nodes: dict[str, Node]) -> list[NetworkFault]:
    ends = (nodes[service.origin], nodes[service.destination])
    here, there = (Position(node.latitude, node.longitude) for node in ends)
    straight_m = here.distance_m(there)
    found = []
    if service.length_m + STRAY_M < straight_m:
        zh = f"短于直线距离 {straight_m / 1000:.1f} 公里。"
        en = f"Shorter than the straight line of {straight_m / 1000:.1f} km."
        found.append(("km", f"{service.length_m / 1000:g}", zh, en))
    slowest, fastest = SPEEDS_KMH.get(service.mode, (0, 1000))
    kmh = service.length_m / 1000 / service.duration_min * 60
    if not slowest <= kmh <= fastest:
        zh = f"全程 {kmh:.0f} km/h 不合理，应为 {slowest} 至 {fastest}。"
        en = f"{kmh:.0f} km/h on the whole is not plausible: {slowest} to {fastest}."
        found.append(("duration_min", str(service.duration_min), zh, en))
    return [
        NetworkFault(file="services.csv", code=service.code, column=column, value=value,
                     zh=zh, en=en)
        for column, value, zh, en in found
    ]  # fmt: skip
