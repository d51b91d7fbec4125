import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

from matou.kit.geo import Position
from matou.web.basemap import clip, still

MAP = Path(__file__).parents[1] / "static" / "web" / "map"
BASIN = Path(__file__).parents[2] / "spine" / "places" / "basin"


def _rows(name: str) -> list[dict[str, str]]:
    with (BASIN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _fairways() -> dict[str, list[list[float]]]:
    layer = json.loads((MAP / "fairways.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"]: feature["geometry"]["coordinates"]
        for feature in layer["features"]
    }


def test_every_water_link_of_the_basin_is_drawn_from_node_to_node() -> None:
    nodes = {row["node_id"]: row for row in _rows("nodes.csv")}
    fairways = _fairways()

    for link in (row for row in _rows("links.csv") if row["mode"] == "water"):
        ends = fairways[link["link_id"]][0], fairways[link["link_id"]][-1]
        for end, node in zip(ends, (link["from_node"], link["to_node"]), strict=True):
            place = Position(float(nodes[node]["lat"]), float(nodes[node]["lon"]))
            assert place.distance_m(Position(end[1], end[0])) < 50


def test_the_layers_are_clipped_and_the_still_picture_is_drawn(tmp_path: Path) -> None:
    written = {path.name for path in clip.write_all(folder=tmp_path)}

    assert {"provinces.geojson", "fairways.geojson", "still.svg"} <= written
    picture = ET.parse(tmp_path / "still.svg").getroot()  # noqa: S314 - our own file
    assert "梧州" in "".join(picture.itertext())


def test_a_picture_needs_no_boundaries() -> None:
    empty: dict[str, object] = {"type": "FeatureCollection", "features": []}
    layers = dict.fromkeys(("land", "provinces", "cities", "borders", "rivers", "fairways"), empty)

    assert still.picture(layers).startswith("<svg")
