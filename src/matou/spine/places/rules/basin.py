"""Reading of the reference network (basin/*.csv): every cell is checked, every fault is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation
from typing import TypeVar

from matou.kit.errors import DomainError
from matou.spine.places.contracts import PlaceKind, RowProblem
from matou.spine.places.rules import cells, fields

T = TypeVar("T")
Row = Mapping[str, str]

LOCODE_LENGTH = 5
IATA_LENGTH = 3
_NO_WORDS: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A place as the file gives it; ``values`` are the table's fields."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A waterway between two places; ``values`` are the table's fields but for the two ends."""

    code: str
    origin: str
    destination: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChamberRow:
    """A lock chamber; ``values`` are the table's fields but for the lock."""

    lock: str
    chamber: str
    values: Mapping[str, object]


@dataclass(slots=True)
class Reader:
    """Reads the cells of one file and gathers what is wrong with them."""

    file: str
    problems: list[RowProblem] = field(default_factory=list)
    line: int = 1

    def read(self, row: Row, column: str, how: Callable[[str], T], default: T) -> T:
        """Return the cell's value, or the default after noting the problem."""
        text = _cell(row, column)
        try:
            return how(text)
        except DomainError as error:
            reason_zh = str(error.facts.get("reason_zh", error.message("zh")))
            reason_en = str(error.facts.get("reason_en", error.message("en")))
            self.refuse(column, text, reason_zh, reason_en)
        except (ValueError, InvalidOperation):
            self.refuse(column, text, "不是可识别的数值。", "This is not a readable value.")
        return default

    def refuse(self, column: str, value: str, reason_zh: str, reason_en: str) -> None:
        """Note a problem at the present line."""
        self.problems.append(
            RowProblem(
                file=self.file,
                line=self.line,
                column=column,
                value=value,
                reason_zh=reason_zh,
                reason_en=reason_en,
            )
        )


def read_nodes(rows: Sequence[Row], problems: list[RowProblem]) -> tuple[NodeRow, ...]:
    """Read ``nodes.csv``; faults are added to ``problems``."""
    reader = Reader("nodes.csv", problems)
    seen: set[str] = set()
    return tuple(_node(reader, row, seen) for row in _lines(reader, rows))


def read_links(
    rows: Sequence[Row], nodes: Iterable[NodeRow], problems: list[RowProblem]
) -> tuple[LinkRow, ...]:
    """Read the waterways of ``links.csv``; faults are added to ``problems``."""
    reader = Reader("links.csv", problems)
    known = {node.code for node in nodes}
    seen: set[str] = set()
    waterways = (row for row in _lines(reader, rows) if _cell(row, "mode") == "water")
    return tuple(_link(reader, row, known, seen) for row in waterways)


def read_chambers(
    rows: Sequence[Row], nodes: Iterable[NodeRow], problems: list[RowProblem]
) -> tuple[ChamberRow, ...]:
    """Read ``locks.csv``; faults are added to ``problems``."""
    reader = Reader("locks.csv", problems)
    locks = {node.code for node in nodes if node.values["kind"] == PlaceKind.LOCK}
    seen: set[str] = set()
    return tuple(_chamber(reader, row, locks, seen) for row in _lines(reader, rows))


def _lines(reader: Reader, rows: Sequence[Row]) -> Iterable[Row]:
    for line, row in enumerate(rows, start=2):  # line 1 holds the column names
        reader.line = line
        yield row


def _node(reader: Reader, row: Row, seen: set[str]) -> NodeRow:
    code = _unique(reader, row, "node_id", seen)
    kind = reader.read(row, "kind", cells.kind, PlaceKind.AREA)
    sign = _cell(row, "code")
    _check_sign(reader, kind, sign)
    values: dict[str, object] = {
        "kind": str(kind),
        "name_zh": reader.read(row, "name_zh", cells.field("name_zh"), ""),
        "name_en": reader.read(row, "name_en", cells.field("name_en"), ""),
        "city": reader.read(row, "city", cells.field("city"), ""),
        "latitude": reader.read(row, "lat", cells.degrees("latitude"), 0.0),
        "longitude": reader.read(row, "lon", cells.degrees("longitude"), 0.0),
        "modes": reader.read(row, "modes", cells.modes, _NO_WORDS),
        "cargo": reader.read(row, "cargo", cells.cargo, _NO_WORDS),
        "berth_dwt_max": reader.read(row, "berth_dwt_max", cells.deadweight, None),
        "takes_containers": reader.read(row, "container", cells.flag, None),
        "takes_dangerous_goods": reader.read(row, "dg", cells.flag, None),
        "opening_hours": reader.read(row, "open_hours", cells.field("opening_hours"), ""),
        "locode": sign if len(sign) == LOCODE_LENGTH else "",
        "iata": sign if len(sign) == IATA_LENGTH else "",
        "confidence_position": reader.read(row, "conf_coord", fields.clean_confidence, ""),
        "confidence_attributes": reader.read(row, "conf_attr", fields.clean_confidence, ""),
        "source": reader.read(row, "source", fields.clean_source, ""),
        "note": reader.read(row, "note", cells.field("note"), ""),
    }
    return NodeRow(code=code, values=values)


def _link(reader: Reader, row: Row, known: set[str], seen: set[str]) -> LinkRow:
    values: dict[str, object] = {
        "name": reader.read(row, "name", cells.field("city"), ""),
        "grade": reader.read(row, "grade", cells.grade, ""),
        "length_m": reader.read(row, "km", cells.metres, 0),
        "depth_cm": reader.read(row, "depth_m", cells.centimetres_or_none, None),
        "status": reader.read(row, "status", cells.status, ""),
        "confidence": reader.read(row, "conf", fields.clean_confidence, ""),
        "source": reader.read(row, "source", fields.clean_source, ""),
        "note": reader.read(row, "note", cells.field("note"), ""),
    }
    return LinkRow(
        code=_unique(reader, row, "link_id", seen),
        origin=_reference(reader, row, "from_node", known),
        destination=_reference(reader, row, "to_node", known),
        values=values,
    )


def _chamber(reader: Reader, row: Row, locks: set[str], seen: set[str]) -> ChamberRow:
    lock = _reference(reader, row, "lock_id", locks)
    chamber = _cell(row, "chamber")
    if not chamber or f"{lock} {chamber}" in seen:
        reader.refuse("chamber", chamber, "闸室编号为空或重复。", "Empty or listed twice.")
    seen.add(f"{lock} {chamber}")
    values: dict[str, object] = {
        "length_cm": reader.read(row, "length_m", cells.centimetres, 0),
        "width_cm": reader.read(row, "width_m", cells.centimetres, 0),
        "sill_depth_cm": reader.read(row, "sill_depth_m", cells.centimetres, 0),
        "vessel_dwt": reader.read(row, "class_t", cells.count, 0),
        "opened_year": reader.read(row, "opened", cells.year_or_none, None),
        "passage_min": reader.read(row, "passage_min", cells.minutes, 0),
        "wait_median_min": reader.read(row, "wait_p50_min", cells.minutes, 0),
        "wait_ninetieth_min": reader.read(row, "wait_p90_min", cells.minutes, 0),
        "fee_fen_per_gt": reader.read(row, "fee_cny_per_gt", cells.fen, 0),
        "confidence": reader.read(row, "conf", fields.clean_confidence, ""),
        "source": reader.read(row, "source", fields.clean_source, ""),
        "closure_note": reader.read(row, "closure_note", cells.field("note"), ""),
    }
    return ChamberRow(lock=lock, chamber=chamber, values=values)


def _cell(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _unique(reader: Reader, row: Row, column: str, seen: set[str]) -> str:
    code = _cell(row, column)
    if not code or code in seen:
        reader.refuse(column, code, "编号为空或重复。", "The id is empty or listed twice.")
    seen.add(code)
    return code


def _reference(reader: Reader, row: Row, column: str, known: set[str]) -> str:
    code = _cell(row, column)
    if code not in known:
        reader.refuse(column, code, "没有这个地点。", "There is no such place.")
    return code


def _check_sign(reader: Reader, kind: PlaceKind, sign: str) -> None:
    wanted = IATA_LENGTH if kind is PlaceKind.AIRPORT else LOCODE_LENGTH
    if sign and (len(sign) != wanted or not sign.isalnum() or not sign.isupper()):
        reader.refuse(
            "code",
            sign,
            f"应为 {wanted} 位大写 UN/LOCODE 或 IATA 代码。",
            f"Give {wanted} capitals: a UN/LOCODE, or an IATA code for airports.",
        )
