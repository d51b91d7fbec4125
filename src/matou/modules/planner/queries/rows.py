"""Rows of the network as pages and programmes read them: lists, one row, its history, as CSV."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import Count, Q, Value

from matou.kit.errors import InvalidInput, NotFound
from matou.modules.planner.queries.tables import attribute, cells_of, rows_of, tables_at
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.archives import zipped
from matou.modules.planner.rules.columns import Cells, Kind
from matou.spine.places import queries as places

CSV_TYPE = "text/csv; charset=utf-8"
ZIP_TYPE = "application/zip"
MOST = 200
_OPEN, _NOT_OPEN = "open", "not_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilter:
    """What a reader of a list asks for; "" asks for all."""

    text: str = ""
    mode: str = ""
    status: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRow:
    """One wording of one row: its cells, its grounds, and when it holds."""

    kind: Kind
    code: str
    cells: Cells
    source: str
    confidence: str
    note: str
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime
    actor: str

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether the wording holds at an instant."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """One page of a list and how many rows there are."""

    rows: tuple[NetworkRow, ...]
    total: int


def kind_of(key: str) -> Kind:
    """Return the kind of that key; raises NotFound."""
    if key not in kinds.BY_KEY:
        raise NotFound(what=key)
    return kinds.BY_KEY[key]


def rows_page(
    kind: Kind, *, at: datetime, wanted: RowFilter, page: int = 1, size: int = 25
) -> RowPage:
    """Return rows in force at an instant, by code."""
    rows = _wanted(kind, wanted, at)
    start = (max(1, page) - 1) * size
    found = rows.order_by("code")[start : start + min(size, MOST)]
    return RowPage(rows=tuple(row_of(kind, row) for row in found), total=rows.count())


def rows_after(kind: Kind, *, at: datetime, wanted: RowFilter, after: str, limit: int) -> RowPage:
    """Return the rows that follow a code, for lists that are read by key."""
    rows = _wanted(kind, wanted, at)
    found = rows.filter(code__gt=after).order_by("code")[: min(limit, MOST) + 1]
    return RowPage(rows=tuple(row_of(kind, row) for row in found), total=0)


def present_of(history: tuple[NetworkRow, ...], *, at: datetime) -> NetworkRow:
    """Return the wording in force, else the latest."""
    return next((row for row in history if row.is_in_force(at)), history[0])


def open_row(kind: Kind, code: str) -> NetworkRow:
    """Return the wording without an end, which an edit starts from; raises NotFound."""
    for row in row_history(kind, code):
        if row.valid_until is None:
            return row
    raise NotFound(what=code)


def row_history(kind: Kind, code: str) -> tuple[NetworkRow, ...]:
    """Return every wording of a row, the latest first; raises NotFound."""
    found = tuple(row_of(kind, row) for row in rows_of(kind).history_of(_checked(code)))
    if not found:
        raise NotFound(what=code)
    return found


def counts_at(at: datetime) -> dict[str, int]:
    """Return how many rows of each kind are in force, in one read."""
    each = [
        rows_of(kind).at(at).values(own=Value(kind.key)).annotate(rows=Count("id")).order_by()
        for kind in kinds.KINDS
    ]
    counts = {one["own"]: one["rows"] for one in each[0].union(*each[1:], all=True)}
    return {kind.key: counts.get(kind.key, 0) for kind in kinds.KINDS}


def file_at(kind: Kind, *, at: datetime, wanted: RowFilter | None = None) -> str:
    """Return the rows in force as the kind's file, which an import takes as it is."""
    rows = _wanted(kind, wanted or RowFilter(), at).order_by("code")
    return _csv(kind, (cells_of(kind, row) for row in rows))


def files_at(at: datetime) -> bytes:
    """Return all files of the network as one ZIP, equal bytes for equal content.

    Seasons and exceptions, which the reference network has none of, are left out while empty.
    """
    tables = tables_at(at)
    return zipped(
        {
            kind.file: _csv(kind, tables[kind.file])
            for kind in kinds.KINDS
            if tables[kind.file] or kind in kinds.REFERENCE
        }
    )


def place_names(codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the names of places in both languages, by code."""
    found = places.places_by_code(codes)
    return {code: (card.name_zh, card.name_en) for code, card in found.items()}


def row_of(kind: Kind, row: Any) -> NetworkRow:
    """Return a row of a table as pages read it."""
    return NetworkRow(
        kind=kind,
        code=row.code,
        cells=cells_of(kind, row),
        source=row.source,
        confidence=row.confidence,
        note=row.note,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        recorded_at=row.recorded_at,
        actor=row.actor,
    )


def place_heads(kind: Kind) -> tuple[str, ...]:
    """Return the columns of a kind's file whose cells are codes of places."""
    return tuple(one.head for one in kind.columns if attribute(one.name) != one.name)


def _wanted(kind: Kind, wanted: RowFilter, at: datetime) -> Any:
    names = {column.name for column in kind.columns}
    rows = rows_of(kind).at(at)
    if wanted.mode:
        rows = rows.filter(_of_mode(names, wanted.mode))
    if wanted.status in {_OPEN, _NOT_OPEN} and "status" in names:
        is_open = Q(status=_OPEN)
        rows = rows.filter(is_open if wanted.status == _OPEN else ~is_open)
    if wanted.confidence:
        rows = rows.filter(confidence=wanted.confidence)
    if wanted.text:
        rows = rows.filter(_matching(names, _checked(wanted.text)))
    return rows


def _of_mode(names: set[str], mode: str) -> Q:
    if "modes" in names:
        letters = {"water": "W", "rail": "T", "air": "A", "road": "R"}
        return Q(modes__contains=letters.get(mode, "-"))
    if "mode" in names:
        return Q(mode=mode)
    if "origin_mode" in names:
        return Q(origin_mode=mode) | Q(destination_mode=mode)
    return Q()


def _matching(names: set[str], text: str) -> Q:
    """Match codes, own names, and the names of the places at both ends."""
    found = Q(code__icontains=text) | Q(note__icontains=text)
    for name in names & {"name", "name_zh", "name_en", "city", "vehicle", "service"}:
        found |= Q(**{f"{name}__icontains": text})
    ends = names & {"origin", "destination", "lock"}
    if ends:
        codes = [card.code for card in places.search(text, limit=200)]
        for name in ends:
            found |= Q(**{f"{name}_id__in": codes})
    return found


def _checked(text: str) -> str:
    if "\x00" in text:
        raise InvalidInput(
            field="q", reason_zh="含有无法识别的字符。", reason_en="It holds unreadable signs."
        )
    return text


def _csv(kind: Kind, rows: Iterable[Cells]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, kind.heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
