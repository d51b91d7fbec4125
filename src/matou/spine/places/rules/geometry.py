"""Chords through the earth below arcs along it, on the sphere that ``kit.geo`` measures with."""

from math import pi, sin

from matou.kit.errors import InvalidInput
from matou.kit.geo import EARTH_RADIUS_M

HALF_ROUND_M = pi * EARTH_RADIUS_M


def chord_of_arc(arc_m: float) -> float:
    """Return the chord below an arc; raises InvalidInput for a negative or endless arc."""
    if not 0 <= arc_m <= HALF_ROUND_M:
        raise InvalidInput(
            field="半径 radius",
            reason_zh="请填写 0 到 20,015,000 米之间的距离。",
            reason_en="Give a distance from 0 to 20,015,000 m.",
        )
    return 2 * EARTH_RADIUS_M * sin(arc_m / (2 * EARTH_RADIUS_M))
