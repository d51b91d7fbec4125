"""What looks like a ring: things in common, money in circles, vessels to and fro; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from matou.spine.custody.contracts.signals import SignalKind, VesselHand


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From how many on it is a signal; the setting ``CUSTODY_SIGNALS`` changes any of them."""

    same_phone: int = 3
    same_account: int = 2
    same_device: int = 4
    """Offices share an address and a browser version: only more parties than an office has."""
    longest_ring: int = 4
    ring_least_fen: int = 1_000_000
    window_days: int = 30
    to_and_fro: int = 3
    """So many changes between the same two parties within the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """One party has one thing, known by a key and shown masked, since an instant."""

    key: str
    shown: str
    party: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Money went from one party to another at an instant."""

    source: str
    target: str
    fen: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing noticed; ``key`` is the same whenever the same thing is noticed again."""

    kind: SignalKind
    key: str
    parties: tuple[str, ...]
    common: str
    since: datetime


def shared(*, kind: SignalKind, rows: Iterable[Sharing], least: int) -> tuple[Found, ...]:
    """Return what at least so many parties have in common."""
    by_key: dict[str, list[Sharing]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    return tuple(
        Found(
            kind=kind,
            key=key,
            parties=tuple(sorted({row.party for row in own})),
            common=own[0].shown,
            since=min(row.since for row in own),
        )
        for key, own in sorted(by_key.items())
        if len({row.party for row in own}) >= least
    )


def rings(*, flows: Iterable[Flow], thresholds: Thresholds) -> tuple[Found, ...]:
    """Return circles of few parties around which a sum went: A to B to A, A to B to C to A.

    Every part of the circle carried at least the least sum. Each circle is found once, from its
    first party in order.
    """
    edges = _edges(flows, least=thresholds.ring_least_fen)
    found = []
    for start in sorted(edges):
        for path in _paths(edges, (start,), longest=thresholds.longest_ring):
            legs = [edges[a][b] for a, b in zip(path, (*path[1:], start), strict=True)]
            found.append(
                Found(
                    kind=SignalKind.CIRCULAR_FLOW,
                    key=" ".join(path),
                    parties=tuple(sorted(path)),
                    common=f"¥{min(fen for fen, _at in legs) / 100:,.2f}",
                    since=min(at for _fen, at in legs),
                )
            )
    return tuple(found)


def to_and_fro(*, hands: Iterable[VesselHand], thresholds: Thresholds) -> tuple[Found, ...]:
    """Return vessels that went back and forth between the same two parties."""
    found = []
    ordered = sorted(hands, key=lambda one: (one.vessel, one.at))
    for vessel, own in groupby(ordered, key=lambda one: one.vessel):
        changes = _changes(list(own))
        by_pair: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for source, target, at in changes:
            by_pair[min(source, target), max(source, target)].append(at)
        found += [
            Found(
                kind=SignalKind.VESSEL_TO_AND_FRO,
                key=f"{vessel} {first} {second}",
                parties=(first, second),
                common=vessel,
                since=min(instants),
            )
            for (first, second), instants in sorted(by_pair.items())
            if len(instants) >= thresholds.to_and_fro
        ]
    return tuple(found)


def _edges(flows: Iterable[Flow], *, least: int) -> Mapping[str, dict[str, tuple[int, datetime]]]:
    sums: dict[str, dict[str, tuple[int, datetime]]] = defaultdict(dict)
    for flow in flows:
        if flow.source == flow.target:
            continue
        fen, since = sums[flow.source].get(flow.target, (0, flow.at))
        sums[flow.source][flow.target] = (fen + flow.fen, min(since, flow.at))
    return {
        source: {target: leg for target, leg in targets.items() if leg[0] >= least}
        for source, targets in sums.items()
    }


def _paths(
    edges: Mapping[str, Mapping[str, object]], path: tuple[str, ...], *, longest: int
) -> Sequence[tuple[str, ...]]:
    """Return the circles that begin with the path and come back to its first party."""
    start, here = path[0], path[-1]
    found = [path] if len(path) > 1 and start in edges.get(here, {}) else []
    if len(path) < longest:
        for target in sorted(edges.get(here, {})):
            if target > start and target not in path:
                found += _paths(edges, (*path, target), longest=longest)
    return found


def _changes(hands: Sequence[VesselHand]) -> list[tuple[str, str, datetime]]:
    return [
        (before.party, after.party, after.at)
        for before, after in pairwise(hands)
        if before.party != after.party
    ]


def window_start(*, thresholds: Thresholds, now: datetime) -> datetime:
    """Return from when on flows and vessels are looked at."""
    return now - timedelta(days=thresholds.window_days)


def coarse(address: str) -> str:
    """Return a network address without its last part: /24 of IPv4, /48 of IPv6."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join(address.split(".")[:3]) + ".0"
