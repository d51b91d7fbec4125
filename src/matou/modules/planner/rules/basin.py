"""Reading of a network from its files: every cell is checked, every fault is named with its line.

The seven files and their columns are described beside the reference network
(``spine/places/basin/README.md``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isnan, nan

from matou.kit.errors import DomainError
from matou.kit.geo import Position
from matou.modules.planner.rules import cells
from matou.modules.planner.rules.basin_params import FILE as PARAMS_FILE
from matou.modules.planner.rules.basin_params import read_params
from matou.modules.planner.rules.network import (
    Chamber,
    EmissionFactor,
    Link,
    Mode,
    Network,
    Node,
    NodeKind,
    Provenance,
    Service,
    Transfer,
    Unit,
)
from matou.spine.places.contracts import RowProblem
from matou.spine.places.rules.basin import Reader
from matou.spine.places.rules.opening import OpeningHours, read_opening_hours

Row = Mapping[str, str]
Table = Sequence[Row]

FILES = (
    "nodes.csv",
    "links.csv",
    "services.csv",
    "transfers.csv",
    "locks.csv",
    PARAMS_FILE,
    "emission_factors.csv",
)
BORDER_NOTE = "cross-border"
PARCELS_NOTE = "express parcels only"
POSITION_SLACK_M = 250
"""Positions carry two or three decimals: two of them together stray by some hundred metres."""

UNREAD_M = 10**9
"""Stands for a length that cannot be read: no second fault says that it is too short."""

_ALWAYS = OpeningHours(opens_minute=0, closes_minute=24 * 60, days=7)
_NO_DAYS: tuple[int, ...] = ()


class NetworkRefused(DomainError):
    """The files hold faults; ``problems`` names each one, and nothing was taken."""

    code = "network-refused"
    status = 422
    zh = "路网文件有 {count} 处错误，未导入任何内容。第一处：{first_zh}"
    en = "The network's files hold {count} faults; nothing was taken. The first: {first_en}"

    def __init__(self, *, problems: Sequence[RowProblem]) -> None:
        """Keep every fault for the page that lists them."""
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(
            count=len(self.problems), first_zh=first.message("zh"), first_en=first.message("en")
        )


def read_network(*, tables: Mapping[str, Table], version: str) -> Network:
    """Read the rows of all files, by file name; raises NetworkRefused with every fault."""
    problems: list[RowProblem] = []
    rows = {name: tables.get(name, ()) for name in FILES}
    nodes = read_nodes(rows["nodes.csv"], problems)
    params = read_params(rows[PARAMS_FILE], problems)
    network = Network(
        version=version,
        nodes=nodes,
        links=read_links(rows["links.csv"], nodes, problems),
        services=read_services(rows["services.csv"], nodes, problems),
        transfers=read_transfers(rows["transfers.csv"], nodes, problems),
        chambers=read_chambers(rows["locks.csv"], nodes, problems),
        params=params,
        emission_factors=read_emission_factors(rows["emission_factors.csv"], problems),
    )
    if problems:
        raise NetworkRefused(problems=problems)
    return network


def read_nodes(rows: Table, problems: list[RowProblem]) -> tuple[Node, ...]:
    """Read ``nodes.csv``; faults are added to ``problems``."""
    reader = Reader("nodes.csv", problems)
    seen: set[str] = set()
    return tuple(_node(reader, row, seen) for row in _lines(reader, rows))


def read_links(rows: Table, nodes: Iterable[Node], problems: list[RowProblem]) -> tuple[Link, ...]:
    """Read ``links.csv``; faults are added to ``problems``."""
    reader = Reader("links.csv", problems)
    known = {node.code: node for node in nodes}
    seen: set[str] = set()
    return tuple(_link(reader, row, known, seen) for row in _lines(reader, rows))


def read_services(
    rows: Table, nodes: Iterable[Node], problems: list[RowProblem]
) -> tuple[Service, ...]:
    """Read ``services.csv``; faults are added to ``problems``."""
    reader = Reader("services.csv", problems)
    known = {node.code: node for node in nodes}
    seen: set[str] = set()
    return tuple(_service(reader, row, known, seen) for row in _lines(reader, rows))


def read_transfers(
    rows: Table, nodes: Iterable[Node], problems: list[RowProblem]
) -> tuple[Transfer, ...]:
    """Read ``transfers.csv``; faults are added to ``problems``."""
    reader = Reader("transfers.csv", problems)
    known = {node.code: node for node in nodes}
    seen: set[str] = set()
    return tuple(_transfer(reader, row, known, seen) for row in _lines(reader, rows))


def read_chambers(
    rows: Table, nodes: Iterable[Node], problems: list[RowProblem]
) -> tuple[Chamber, ...]:
    """Read ``locks.csv``; faults are added to ``problems``."""
    reader = Reader("locks.csv", problems)
    known = {node.code: node for node in nodes if node.kind is NodeKind.LOCK}
    seen: set[str] = set()
    return tuple(_chamber(reader, row, known, seen) for row in _lines(reader, rows))


def read_emission_factors(rows: Table, problems: list[RowProblem]) -> tuple[EmissionFactor, ...]:
    """Read ``emission_factors.csv``; faults are added to ``problems``."""
    reader = Reader("emission_factors.csv", problems)
    return tuple(
        EmissionFactor(
            mode=reader.read(row, "mode", cells.required, ""),
            vehicle=reader.read(row, "vehicle", cells.required, ""),
            unit=reader.read(row, "unit", cells.required, ""),
            value=reader.read(row, "value", cells.fraction(1), Fraction(0)),
            scope=reader.read(row, "scope", cells.required, ""),
            provenance=_provenance(reader, row),
        )
        for row in _lines(reader, rows)
    )


def _lines(reader: Reader, rows: Table) -> Iterable[Row]:
    for line, row in enumerate(rows, start=2):  # line 1 holds the column names
        reader.line = line
        yield row


def _node(reader: Reader, row: Row, seen: set[str]) -> Node:
    return Node(
        code=_unique(reader, row, "node_id", seen),
        kind=reader.read(row, "kind", cells.word(NodeKind), NodeKind.CITY),
        modes=reader.read(row, "modes", cells.modes, frozenset[Mode]()),
        name_zh=reader.read(row, "name_zh", cells.required, ""),
        name_en=reader.read(row, "name_en", cells.required, ""),
        latitude=reader.read(row, "lat", cells.degrees(90), nan),
        longitude=reader.read(row, "lon", cells.degrees(180), nan),
        city=reader.read(row, "city", cells.text_cell, ""),
        cargo=reader.read(row, "cargo", cells.words, ()),
        berth_dwt_max=reader.read(row, "berth_dwt_max", cells.optional(cells.scaled(1)), None),
        takes_containers=reader.read(row, "container", cells.flag, None),
        takes_dangerous_goods=reader.read(row, "dg", cells.flag, None),
        opening=reader.read(row, "open_hours", read_opening_hours, _ALWAYS),
        provenance=replace(_provenance(reader, row), confidence=row.get("conf_attr") or ""),
    )


def _link(reader: Reader, row: Row, known: Mapping[str, Node], seen: set[str]) -> Link:
    provenance = _provenance(reader, row)
    mode = reader.read(row, "mode", cells.word(Mode), Mode.ROAD)
    speed = cells.scaled(1000, least=1)
    link = Link(
        code=_unique(reader, row, "link_id", seen),
        origin=_reference(reader, row, "from_node", known),
        destination=_reference(reader, row, "to_node", known),
        mode=mode,
        length_m=reader.read(row, "km", cells.scaled(1000, least=1), UNREAD_M),
        name=reader.read(row, "name", cells.text_cell, ""),
        grade=reader.read(row, "grade", cells.text_cell, ""),
        depth_cm=reader.read(row, "depth_m", cells.optional(cells.scaled(100, least=1)), None),
        speed_forward_m_per_h=reader.read(row, "speed_fwd_kmh", speed, 1),
        speed_back_m_per_h=reader.read(row, "speed_back_kmh", speed, 1),
        toll_fen_per_km=reader.read(row, "toll_cny_km", cells.or_zero(cells.scaled(100)), 0),
        status=reader.read(row, "status", cells.status, ""),
        is_border=BORDER_NOTE in provenance.note,
        is_parcels_only=PARCELS_NOTE in provenance.note,
        provenance=provenance,
    )
    _check_link(reader, link, known)
    return link


def _check_link(reader: Reader, link: Link, known: Mapping[str, Node]) -> None:
    if link.grade not in cells.GRADES[link.mode]:
        reader.refuse("grade", link.grade, "该方式没有这个等级。", "This mode has no such class.")
    if link.mode is Mode.WATER and link.depth_cm is None:
        reader.refuse("depth_m", "", "航道须有维护水深。", "A waterway needs its kept depth.")
    _check_length(reader, known, (link.origin, link.destination), link.length_m)


def _service(reader: Reader, row: Row, known: Mapping[str, Node], seen: set[str]) -> Service:
    service = Service(
        code=_unique(reader, row, "service_id", seen),
        mode=reader.read(row, "mode", cells.word(Mode), Mode.WATER),
        origin=_reference(reader, row, "from_node", known),
        destination=_reference(reader, row, "to_node", known),
        days=reader.read(row, "days", cells.days, _NO_DAYS),
        departs_minute=reader.read(row, "dep_time", cells.clock, 0),
        cutoff_min=reader.read(row, "cutoff_min", cells.minutes, 0),
        duration_min=reader.read(row, "duration_min", cells.minutes, 0),
        length_m=reader.read(row, "km", cells.scaled(1000, least=1), 1),
        capacity=reader.read(row, "capacity", cells.scaled(1, least=1), 1),
        unit=reader.read(row, "unit", cells.word(Unit), Unit.TEU),
        price_fen_per_unit=reader.read(row, "price_cny_per_unit", cells.scaled(100), 0),
        min_depth_cm=reader.read(row, "min_depth_m", cells.optional(cells.scaled(100)), None),
        locks=reader.read(row, "locks", cells.words, ()),
        provenance=_provenance(reader, row),
    )
    wanted = Unit.TONNE if service.mode is Mode.AIR else Unit.TEU
    if service.unit is not wanted:
        reader.refuse("unit", service.unit, f"该方式按 {wanted} 计价。", f"This sells by {wanted}.")
    for lock in service.locks:
        if lock not in known or known[lock].kind is not NodeKind.LOCK:
            reader.refuse("locks", lock, "没有这座船闸。", "There is no such lock.")
    for column, code in (("from_node", service.origin), ("to_node", service.destination)):
        _check_mode(reader, known, column=column, code=code, mode=service.mode)
    if service.duration_min == 0:
        reader.refuse("duration_min", "0", "须大于零。", "Give more than zero.")
    return service


def _transfer(reader: Reader, row: Row, known: Mapping[str, Node], seen: set[str]) -> Transfer:
    transfer = Transfer(
        code=_unique(reader, row, "transfer_id", seen),
        origin=_reference(reader, row, "node_from", known),
        origin_mode=reader.read(row, "mode_from", cells.word(Mode), Mode.ROAD),
        destination=_reference(reader, row, "node_to", known),
        destination_mode=reader.read(row, "mode_to", cells.word(Mode), Mode.WATER),
        fixed_min=reader.read(row, "fixed_min", cells.minutes, 0),
        min_per_teu=reader.read(row, "min_per_teu", cells.fraction(1), Fraction(0)),
        min_per_100t=reader.read(row, "min_per_100t", cells.fraction(1), Fraction(0)),
        cost_fen_per_teu=reader.read(row, "cost_cny_per_teu", cells.scaled(100), 0),
        cost_fen_per_t=reader.read(row, "cost_cny_per_t", cells.scaled(100), 0),
        co2e_g_per_t=reader.read(row, "kgco2e_per_t", cells.scaled(1000), 0),
        opening=reader.read(row, "open_hours", read_opening_hours, _ALWAYS),
        provenance=_provenance(reader, row),
    )
    ends = (
        ("node_from", transfer.origin, transfer.origin_mode),
        ("node_to", transfer.destination, transfer.destination_mode),
    )
    for column, code, mode in ends:
        _check_mode(reader, known, column=column, code=code, mode=mode)
    return transfer


def _chamber(reader: Reader, row: Row, known: Mapping[str, Node], seen: set[str]) -> Chamber:
    lock = _reference(reader, row, "lock_id", known)
    chamber = (row.get("chamber") or "").strip()
    if not chamber or f"{lock} {chamber}" in seen:
        reader.refuse("chamber", chamber, "闸室编号为空或重复。", "Empty or listed twice.")
    seen.add(f"{lock} {chamber}")
    size = cells.scaled(100, least=1)
    return Chamber(
        lock=lock,
        chamber=chamber,
        length_cm=reader.read(row, "length_m", size, 1),
        width_cm=reader.read(row, "width_m", size, 1),
        sill_depth_cm=reader.read(row, "sill_depth_m", size, 1),
        vessel_dwt=reader.read(row, "class_t", cells.scaled(1, least=1), 1),
        opened_year=reader.read(row, "opened", cells.optional(cells.scaled(1)), None),
        passage_min=reader.read(row, "passage_min", cells.minutes, 0),
        wait_median_min=reader.read(row, "wait_p50_min", cells.minutes, 0),
        wait_ninetieth_min=reader.read(row, "wait_p90_min", cells.minutes, 0),
        fee_fen_per_gt=reader.read(row, "fee_cny_per_gt", cells.scaled(100), 0),
        provenance=replace(_provenance(reader, row), note=row.get("closure_note") or ""),
    )


def _check_mode(
    reader: Reader, known: Mapping[str, Node], *, column: str, code: str, mode: Mode
) -> None:
    if code in known and mode not in known[code].modes:
        reader.refuse(column, code, f"该地点没有 {mode} 方式。", f"This place has no {mode}.")


def _check_length(
    reader: Reader, known: Mapping[str, Node], ends: tuple[str, str], length_m: int
) -> None:
    if not known.keys() >= set(ends):
        return
    here, there = (Position(known[end].latitude, known[end].longitude) for end in ends)
    straight_m = here.distance_m(there)
    if any(isnan(known[end].latitude + known[end].longitude) for end in ends):
        return  # named at its node already
    if length_m + POSITION_SLACK_M < straight_m:
        reader.refuse(
            "km",
            f"{length_m / 1000:g}",
            f"短于直线距离 {straight_m / 1000:.1f} 公里。",
            f"Shorter than the straight line of {straight_m / 1000:.1f} km.",
        )


def _provenance(reader: Reader, row: Row) -> Provenance:
    confidence = (row.get("conf") or row.get("conf_attr") or "").strip()
    if confidence not in {"", "A", "B", "C"}:
        reader.refuse("conf", confidence, "可信度须为 A、B 或 C。", "Give A, B or C.")
    return Provenance(
        confidence=confidence,
        source=(row.get("source") or "").strip(),
        note=(row.get("note") or "").strip(),
    )


def _unique(reader: Reader, row: Row, column: str, seen: set[str]) -> str:
    code = (row.get(column) or "").strip()
    if not code or code in seen:
        reader.refuse(column, code, "编号为空或重复。", "The id is empty or listed twice.")
    seen.add(code)
    return code


def _reference(reader: Reader, row: Row, column: str, known: Mapping[str, Node]) -> str:
    code = (row.get(column) or "").strip()
    if code not in known:
        reader.refuse(column, code, "没有这个地点。", "There is no such place.")
    return code
