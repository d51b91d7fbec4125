"""The network as GeoJSON (RFC 7946): nodes and links of a mode, locks, and what notices touch."""

from datetime import datetime
from typing import Any

from matou.kit.errors import NotFound
from matou.modules.planner.queries.notices import standing_notices, target_names
from matou.modules.planner.queries.tables import rows_of
from matou.modules.planner.rules import kinds, notices
from matou.modules.planner.rules.notices import StandingNotice

Feature = dict[str, Any]
MODES = ("water", "road", "rail", "air")
LOCKS, NOTICES = "locks", "notices"
LAYERS = (*MODES, LOCKS, NOTICES)
_LETTERS = {"water": "W", "road": "R", "rail": "T", "air": "A"}
_STATUS_WORDS = {
    "open": ("", ""),
    "closed": ("停用", "closed"),
    "under_construction": ("在建", "under construction"),
}


def layer(name: str, *, at: datetime) -> Feature:
    """Return one layer of the map of the network at an instant; raises NotFound."""
    if name not in LAYERS:
        raise NotFound(what=name)
    nodes = {row.code: row for row in rows_of(kinds.NODE).at(at).order_by("code")}
    standing = standing_notices(at)
    if name == NOTICES:
        features = _notice_features(standing, nodes, at)
    elif name == LOCKS:
        features = [_lock(row, standing, at) for row in nodes.values() if row.kind == "lock"]
    else:
        features = [*_lines(name, nodes, at), *_points(name, nodes)]
    return {"type": "FeatureCollection", "features": features}


def _lines(mode: str, nodes: dict[str, Any], at: datetime) -> list[Feature]:
    if mode == "air":
        return _flights(nodes, at)
    rows = rows_of(kinds.LINK).at(at).filter(mode=mode).order_by("code")
    return [_link(row, nodes) for row in rows]


def _link(row: Any, nodes: dict[str, Any]) -> Feature:
    zh, en = _STATUS_WORDS.get(row.status, ("规划", row.status.replace("_", " ")))
    depth = f" · {row.depth_cm / 100:g} m" if row.depth_cm else ""
    length = f"{row.length_m / 1000:g} km{depth}"
    facts = {
        "code": row.code,
        "kind": "line",
        "mode": row.mode,
        "name_zh": _way(row, nodes, "name_zh"),
        "name_en": _way(row, nodes, "name_en"),
        "note_zh": " · ".join(part for part in (row.name, length, zh) if part),
        "note_en": " · ".join(part for part in (length, en) if part),
        "tone": "" if row.status == "open" else "warn",
        "status": row.status,
        "url": f"/planner/network/link/{row.code}/",
    }
    return _line(row.code, nodes[row.origin_id], nodes[row.destination_id], facts)


def _flights(nodes: dict[str, Any], at: datetime) -> list[Feature]:
    """Return each air relation once, whatever flies on it and whichever way."""
    rows = rows_of(kinds.SERVICE).at(at).filter(mode="air").order_by("code")
    pairs = {frozenset((row.origin_id, row.destination_id)): row for row in reversed(rows)}
    return [
        _line(
            row.code,
            nodes[row.origin_id],
            nodes[row.destination_id],
            {
                "code": row.code,
                "kind": "line",
                "mode": "air",
                "name_zh": _way(row, nodes, "name_zh"),
                "name_en": _way(row, nodes, "name_en"),
                "tone": "",
                "url": f"/planner/timetable/{row.origin_id}/",
            },
        )
        for row in sorted(pairs.values(), key=lambda row: row.code)
    ]


def _points(mode: str, nodes: dict[str, Any]) -> list[Feature]:
    letter = _LETTERS[mode]
    return [
        _point(row, {"kind": "place", "url": f"/planner/network/node/{row.code}/"})
        for row in nodes.values()
        if letter in row.modes and row.kind not in {"lock", "junction"}
    ]


def _lock(row: Any, standing: tuple[StandingNotice, ...], at: datetime) -> Feature:
    shut = [
        one.terms
        for one in standing
        if one.terms.kind == notices.LOCK_CLOSURE
        and any(code.partition("-")[0] == row.code for code in one.terms.targets)
    ]
    is_now = any(terms.starts_at <= at for terms in shut)
    words = ("", "") if not shut else ("停航", "closed") if is_now else ("将停航", "to be closed")
    return _point(
        row,
        {
            "kind": "lock",
            "url": f"/planner/locks/{row.code}/",
            "tone": "bad" if is_now else "warn" if shut else "info",
            "note_zh": words[0],
            "note_en": words[1],
        },
    )


def _notice_features(
    standing: tuple[StandingNotice, ...], nodes: dict[str, Any], at: datetime
) -> list[Feature]:
    """Return what notices name where it lies: links and services as lines, places as points."""
    codes = {code for one in standing for code in one.terms.targets}
    names = target_names(codes, at=at)
    lines = {
        row.code: (nodes[row.origin_id], nodes[row.destination_id])
        for kind in (kinds.LINK, kinds.SERVICE)
        for row in rows_of(kind).at(at).filter(code__in=codes)
    }
    words = {key: (zh, en) for key, zh, en in notices.KINDS}
    features = []
    for one in standing:
        zh, en = words[one.terms.kind]
        for code in one.terms.targets:
            own = names.get(code, (code, code))
            facts = {
                "code": one.code,
                "kind": "line" if code in lines else "place",
                "name_zh": f"{zh}：{own[0]}",
                "name_en": f"{en}: {own[1]}",
                "tone": "bad" if one.terms.starts_at <= at else "warn",
                "url": f"/planner/notices/{one.code}/",
            }
            place = nodes.get(code) or nodes.get(code.partition("-")[0])
            if code in lines:
                features.append(_line(f"{one.code}-{code}", *lines[code], facts))
            elif place is not None:
                features.append(_point(place, facts) | {"id": f"{one.code}-{code}"})
    return features


def _way(row: Any, nodes: dict[str, Any], name: str) -> str:
    return f"{getattr(nodes[row.origin_id], name)}–{getattr(nodes[row.destination_id], name)}"


def _line(code: str, origin: Any, destination: Any, facts: Feature) -> Feature:
    ends = [[float(end.longitude), float(end.latitude)] for end in (origin, destination)]
    geometry = {"type": "LineString", "coordinates": ends}
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": facts}


def _point(row: Any, facts: Feature) -> Feature:
    where = {"type": "Point", "coordinates": [float(row.longitude), float(row.latitude)]}
    own = {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en}
    return {"type": "Feature", "id": row.code, "geometry": where, "properties": {**own, **facts}}
