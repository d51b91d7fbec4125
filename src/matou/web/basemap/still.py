"""The still picture of the base map: what shows without WebGL, without scripts, and on paper."""

from collections.abc import Iterator, Mapping
from math import log, pi, radians, tan
from typing import Any

WIDTH = 1200
VIEW = (106.2, 21.55, 114.5, 24.75)
"""West, south, east, north: Baise to the sea at Zhuhai."""

_CITIES = (
    ("梧州", 111.29, 23.48, True),
    ("南宁", 108.37, 22.82, False),
    ("贵港", 109.60, 23.11, False),
    ("柳州", 109.43, 24.33, False),
    ("百色", 106.62, 23.90, False),
    ("肇庆", 112.46, 23.05, False),
    ("佛山", 113.12, 23.02, False),
    ("广州", 113.32, 23.13, False),
    ("珠海", 113.55, 22.22, False),
)
"""Anchors of the basin's nodes; Chinese names stand in both languages, as on signs."""


def picture(layers: Mapping[str, Any]) -> str:
    """Return the SVG: sea, land, borders, rivers, fairways, cities."""
    height = round(WIDTH * (_y(VIEW[3]) - _y(VIEW[1])) / (VIEW[2] - VIEW[0]) * 180 / pi)
    frame = f'viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="xMidYMid slice"'
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>',
        f'<rect width="{WIDTH}" height="{height}" fill="#cfe3e4"/>',
    ]
    drawn = (
        ("land", 'fill="#f3f2ea"'),
        ("provinces", 'fill="#f3f2ea" stroke="#b3a98f" stroke-width="1.2"'),
        ("cities", 'fill="none" stroke="#dfddd0" stroke-width="0.8"'),
        ("borders", 'fill="none" stroke="#8c7f63" stroke-width="1.6"'),
        ("rivers", 'fill="none" stroke="#9cc3c4" stroke-width="1"'),
        ("fairways", 'fill="none" stroke="#0b6a70" stroke-width="2.6" stroke-linejoin="round"'),
    )
    for name, style in drawn:
        path = "".join(_paths(layers[name], height, home_only=False))
        pieces.append(f'<path d="{path}" {style}/>')
        if name == "cities":
            home = "".join(_paths(layers[name], height, home_only=True))
            pieces.append(f'<path d="{home}" fill="#f3dfb6" stroke="#7a5208" stroke-width="1"/>')
    pieces.extend(_labels(height))
    return "".join([*pieces, "</svg>\n"])


def hero(fairways: Mapping[str, Any]) -> str:
    """Return the front page's background: the same rivers, faint on deep water."""
    height = round(WIDTH * (_y(VIEW[3]) - _y(VIEW[1])) / (VIEW[2] - VIEW[0]) * 180 / pi)
    path = "".join(_paths(fairways, height, home_only=False))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'preserveAspectRatio="xMidYMid slice"><g fill="none" stroke-linejoin="round">'
        f'<path d="{path}" stroke="#0f3f49" stroke-width="16"/>'
        f'<path d="{path}" stroke="#17525d" stroke-width="5"/></g></svg>\n'
    )


def _labels(height: int) -> Iterator[str]:
    for name, longitude, latitude, is_home in _CITIES:
        x, y = _spot(longitude, latitude, height)
        size, weight = (26, 700) if is_home else (17, 400)
        yield (
            f'<circle cx="{x}" cy="{y}" r="{6 if is_home else 4}" fill="#b3261e" stroke="#fff" '
            f'stroke-width="2"/><text x="{x + 9}" y="{y - 7}" font-family="sans-serif" '
            f'font-size="{size}" font-weight="{weight}" fill="#12272d" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke">{name}</text>'
        )


def _paths(layer: Mapping[str, Any], height: int, *, home_only: bool) -> Iterator[str]:
    for feature in layer["features"]:
        if home_only and not feature["properties"].get("home"):
            continue
        if feature["properties"].get("grade") in {"sea", "coastal"}:
            continue
        for course in _courses(feature["geometry"]["coordinates"]):
            spots = _thinned([_spot(x, y, height) for x, y in course])
            if _is_seen(spots, height):
                yield "M" + "L".join(f"{x} {y}" for x, y in spots)


def _thinned(spots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Drop points nearer than a pixel to the one before; ends stay."""
    kept = spots[:1]
    for spot in spots[1:-1]:
        if abs(spot[0] - kept[-1][0]) + abs(spot[1] - kept[-1][1]) > 1:
            kept.append(spot)
    return kept + spots[-1:]


def _is_seen(spots: list[tuple[float, float]], height: int) -> bool:
    return (
        max(x for x, _ in spots) > 0
        and min(x for x, _ in spots) < WIDTH
        and max(y for _, y in spots) > 0
        and min(y for _, y in spots) < height
    )


def _courses(coordinates: Any) -> Iterator[Any]:
    """Yield every list of positions, however deep the geometry nests it."""
    if coordinates and isinstance(coordinates[0][0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from _courses(part)


def _y(latitude: float) -> float:
    """Return the Mercator ordinate, the projection of the live map."""
    return log(tan(pi / 4 + radians(latitude) / 2))


def _spot(longitude: float, latitude: float, height: int) -> tuple[float, float]:
    x = (longitude - VIEW[0]) / (VIEW[2] - VIEW[0]) * WIDTH
    top, bottom = _y(VIEW[3]), _y(VIEW[1])
    return round(x, 1), round((top - _y(latitude)) / (top - bottom) * height, 1)
