"""The track kernel against a slow plain twin, and its promises as properties."""

import itertools
from math import cos, hypot, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kernels import track
from matou.kit.geo import Position

Points = list[tuple[float, float]]
river_points = st.lists(
    st.tuples(st.floats(22.0, 24.0), st.floats(110.0, 114.0)), min_size=2, max_size=60
)
tolerances = st.floats(1.0, 50_000.0)


def columns(points: Points) -> tuple[track.Floats, track.Floats]:
    table = np.array(points, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def plain_thinned(x: list[float], y: list[float], tolerance_m: float) -> set[int]:
    """Douglas and Peucker by the book, one point at a time."""

    def visit(first: int, last: int) -> set[int]:
        inner = range(first + 1, last)
        if not inner:
            return set()
        worst = max(inner, key=lambda i: plain_distance(x, y, i, (first, last)))
        if plain_distance(x, y, worst, (first, last)) <= tolerance_m:
            return set()
        return {worst} | visit(first, worst) | visit(worst, last)

    return {0, len(x) - 1} | visit(0, len(x) - 1)


def plain_distance(x: list[float], y: list[float], point: int, ends: tuple[int, int]) -> float:
    first, last = ends
    dx, dy = x[last] - x[first], y[last] - y[first]
    px, py = x[point] - x[first], y[point] - y[first]
    square = dx * dx + dy * dy
    share = min(max((px * dx + py * dy) / square, 0.0), 1.0) if square else 0.0
    return hypot(px - share * dx, py - share * dy)


def distances_to_kept_line(points: Points, kept: list[int]) -> list[float]:
    middle = radians(sum(lat for lat, _ in points) / len(points))
    x = [track.EARTH_RADIUS_M * radians(lon) * cos(middle) for _, lon in points]
    y = [track.EARTH_RADIUS_M * radians(lat) for lat, _ in points]
    return [
        plain_distance(x, y, point, (first, last))
        for first, last in itertools.pairwise(kept)
        for point in range(first + 1, last)
    ]


@given(points=river_points, tolerance_m=tolerances)
def test_thinning_keeps_what_the_plain_twin_keeps(points: Points, tolerance_m: float) -> None:
    latitude, longitude = columns(points)
    x, y = track.flat_xy_m(latitude, longitude)

    kept = track.thinned(latitude, longitude, tolerance_m)

    assert set(np.flatnonzero(kept)) == plain_thinned(x.tolist(), y.tolist(), tolerance_m)


@given(points=river_points, tolerance_m=tolerances)
def test_no_dropped_point_lies_further_than_the_tolerance(
    points: Points, tolerance_m: float
) -> None:
    kept = np.flatnonzero(track.thinned(*columns(points), tolerance_m)).tolist()

    assert max(distances_to_kept_line(points, kept), default=0.0) <= tolerance_m * 1.000001


@given(points=river_points, tolerance_m=tolerances)
def test_both_ends_stay(points: Points, tolerance_m: float) -> None:
    kept = track.thinned(*columns(points), tolerance_m)

    assert kept[0]
    assert kept[-1]


@given(points=river_points, max_points=st.integers(2, 30))
def test_thinning_to_a_number_keeps_at_most_that_many(points: Points, max_points: int) -> None:
    kept = track.thinned_to(*columns(points), max_points)

    assert 2 <= kept.sum() <= max_points or len(points) <= max_points


@given(points=river_points)
def test_the_length_is_the_sum_of_the_great_circles(points: Points) -> None:
    positions = [Position(lat, lon) for lat, lon in points]

    plain = sum(a.distance_m(b) for a, b in itertools.pairwise(positions))

    assert track.length_m(*columns(points)) == pytest.approx(plain, rel=1e-9, abs=1e-6)


def test_a_vessel_that_turns_back_is_not_cut_off() -> None:
    out_and_back = [(23.0, 111.0), (23.0, 111.5), (23.0, 111.1)]

    assert track.thinned(*columns(out_and_back), 100.0).tolist() == [True, True, True]


@pytest.mark.parametrize("points", [[], [(23.0, 111.0)]])
def test_nothing_and_a_single_point_have_no_length_and_stay(points: Points) -> None:
    latitude, longitude = columns(points)

    assert track.length_m(latitude, longitude) == 0.0
    assert track.thinned(latitude, longitude, 10.0).tolist() == [True] * len(points)
