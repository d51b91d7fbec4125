"""Positions on the earth: WGS-84 inside the house, GCJ-02 only at the edge."""

from dataclasses import dataclass
from math import asin, cos, pi, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
"""Mean earth radius in metres (IUGG 1980)."""

_GCJ_AXIS_M = 6_378_245.0
_GCJ_ECCENTRICITY = 0.006_693_421_622_965_943
"""Krasovsky 1940 ellipsoid, on which GCJ-02 is defined."""

_GCJ_BOUNDS = (0.8293, 72.004, 55.8271, 137.8347)
"""South, west, north, east of the box in which the shift applies, in degrees."""


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees, WGS-84 unless a name says otherwise."""

    latitude: float
    longitude: float

    def distance_m(self, other: "Position") -> float:
        """Return the great-circle distance in metres (haversine)."""
        lat_a, lat_b = radians(self.latitude), radians(other.latitude)
        half_lat = (lat_b - lat_a) / 2
        half_lon = radians(other.longitude - self.longitude) / 2
        chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def gcj02(position: Position) -> Position:
    """Return the position in GCJ-02, the shifted datum that map services in China expect.

    Good to about 1 m inside mainland China; outside, the position is returned as it is.
    """
    south, west, north, east = _GCJ_BOUNDS
    if not (west <= position.longitude <= east and south <= position.latitude <= north):
        return position
    x, y = position.longitude - 105.0, position.latitude - 35.0
    lat_rad = radians(position.latitude)
    magic = 1 - _GCJ_ECCENTRICITY * sin(lat_rad) ** 2
    shift_lat = (
        _shift_latitude(x, y)
        * 180
        / (_GCJ_AXIS_M * (1 - _GCJ_ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    )
    shift_lon = _shift_longitude(x, y) * 180 / (_GCJ_AXIS_M / sqrt(magic) * cos(lat_rad) * pi)
    return Position(position.latitude + shift_lat, position.longitude + shift_lon)


def _waves(value: float) -> float:
    return (20 * sin(6 * value * pi) + 20 * sin(2 * value * pi)) * 2 / 3


def _shift_latitude(x: float, y: float) -> float:
    base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    slow = (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    slower = (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return base + _waves(x) + slow + slower


def _shift_longitude(x: float, y: float) -> float:
    base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    slow = (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    slower = (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    return base + _waves(x) + slow + slower
