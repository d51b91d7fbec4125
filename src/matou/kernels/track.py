"""Tracks of moving things: length on the sphere and thinning by Douglas and Peucker (1973).

``length_m``: O(n). ``thinned``: O(n log n) usually, O(n²) at worst, in numpy over whole segments;
memory O(n). Thinning works on a flat map about the track's mean latitude: over the 300 km of a
river voyage the error of that map is below 0.1 % of the tolerance.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean earth radius in metres (IUGG 1980)."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def leg_lengths_m(latitude: Floats, longitude: Floats) -> Floats:
    """Return the great-circle length of each leg between neighbours (haversine)."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    half_lat, half_lon = np.diff(lat) / 2, np.diff(lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(half_lon) ** 2
    legs: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return legs


def length_m(latitude: Floats, longitude: Floats) -> float:
    """Return the length of a track in metres, 0 for fewer than two points."""
    return float(leg_lengths_m(latitude, longitude).sum())


def flat_xy_m(latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    """Return metres east and north on a flat map about the mean latitude."""
    middle = np.radians(latitude.mean()) if latitude.size else 0.0
    x = EARTH_RADIUS_M * np.radians(longitude) * np.cos(middle)
    y = EARTH_RADIUS_M * np.radians(latitude)
    return x, y


def thinned(latitude: Floats, longitude: Floats, tolerance_m: float) -> Flags:
    """Mark the points to keep, so that no point lies further than the tolerance from the line.

    Both ends stay. Distances are to the segment, not to the endless line through it: a vessel
    that turns back is not cut off.
    """
    keep = np.zeros(latitude.size, dtype=np.bool_)
    if latitude.size == 0:
        return keep
    keep[[0, -1]] = True
    x, y = flat_xy_m(latitude, longitude)
    stack = [(0, latitude.size - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:  # noqa: PLR2004 nothing lies between neighbours
            continue
        away = _segment_distances(x, y, first, last)
        farthest = int(away.argmax())
        if away[farthest] > tolerance_m:
            split = first + 1 + farthest
            keep[split] = True
            stack += [(first, split), (split, last)]
    return keep


def thinned_to(latitude: Floats, longitude: Floats, max_points: int) -> Flags:
    """Mark at most ``max_points`` points (two or more) by the least tolerance that allows it.

    The tolerance is found by halving to within 1 %; about 20 runs of ``thinned``.
    """
    if latitude.size <= max_points:
        return np.ones(latitude.size, dtype=np.bool_)
    return _least(lambda tolerance_m: thinned(latitude, longitude, tolerance_m), max_points)


def _least(thin: Callable[[float], Flags], max_points: int) -> Flags:
    low, high = 0.0, 1.0
    best = thin(high)
    while best.sum() > max_points:
        low, high = high, high * 4
        best = thin(high)
    while high - low > 0.01 * high:
        middle = (low + high) / 2
        tried = thin(middle)
        if tried.sum() > max_points:
            low = middle
        else:
            high, best = middle, tried
    return best


def _segment_distances(x: Floats, y: Floats, first: int, last: int) -> Floats:
    dx, dy = x[last] - x[first], y[last] - y[first]
    px, py = x[first + 1 : last] - x[first], y[first + 1 : last] - y[first]
    square = dx * dx + dy * dy
    share = np.clip((px * dx + py * dy) / square, 0.0, 1.0) if square else 0.0
    away: Floats = np.hypot(px - share * dx, py - share * dy)
    return away
