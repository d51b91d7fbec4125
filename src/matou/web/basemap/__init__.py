"""The base map, offline and without a tile server: boundaries clipped at set-up, rivers our own."""

from typing import Final

BOX: Final = (101.5, 19.8, 117.5, 27.5)
"""What the map shows: west, south, east, north in degrees (WGS-84)."""
