"""Reads of places: cards, search, nearest ones, history, and layers for the map."""

from matou.spine.places.queries.cards import kept_ports, place, places_by_code, places_of, search
from matou.spine.places.queries.history import corrected_fields, history_of
from matou.spine.places.queries.layers import (
    BoundingBox,
    chambers_of,
    places_geojson,
    waterway_geojson,
)
from matou.spine.places.queries.near import nearest, within

__all__ = [
    "BoundingBox",
    "chambers_of",
    "corrected_fields",
    "history_of",
    "kept_ports",
    "nearest",
    "place",
    "places_by_code",
    "places_geojson",
    "places_of",
    "search",
    "waterway_geojson",
    "within",
]
