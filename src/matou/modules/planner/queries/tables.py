"""Between the catalogue and the tables: which table a kind has, and a row as values or cells."""

from datetime import datetime
from typing import Any

from matou.modules.planner import models
from matou.modules.planner.models import VersionedQuerySet, VersionedRow
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.columns import Cells, Kind, write_cells
from matou.modules.planner.rules.table_cells import Value

TABLE_OF: dict[str, type[VersionedRow]] = {
    kinds.NODE.key: models.Node,
    kinds.LINK.key: models.Link,
    kinds.SERVICE.key: models.Service,
    kinds.SEASON.key: models.ServiceSeason,
    kinds.EXCEPTION.key: models.ServiceException,
    kinds.TRANSFER.key: models.Transfer,
    kinds.CHAMBER.key: models.Chamber,
    kinds.TARIFF.key: models.Tariff,
    kinds.EMISSION.key: models.EmissionFactor,
}
PLACE_FIELDS = frozenset({"origin", "destination", "lock"})
"""Fields that are foreign keys to places; files and forms write the place's code."""

Tables = dict[str, list[Cells]]
"""The rows of every file, by the file's name."""


def rows_of(kind: Kind) -> VersionedQuerySet:
    """Return all rows of a kind."""
    rows: VersionedQuerySet = TABLE_OF[kind.key].objects.all()
    return rows


def attribute(name: str) -> str:
    """Return the attribute of a row that holds a column: foreign keys hold the place's code."""
    return f"{name}_id" if name in PLACE_FIELDS else name


def values_of(kind: Kind, row: Any) -> dict[str, Value]:
    """Return a row's values by the names of the catalogue."""
    return {column.name: getattr(row, attribute(column.name)) for column in kind.columns}


def cells_of(kind: Kind, row: Any) -> Cells:
    """Return a row as its file writes it."""
    return write_cells(kind, values_of(kind, row))


def tables_at(instant: datetime) -> Tables:
    """Return the rows in force at an instant as files, in the order of their codes."""
    return {
        kind.file: [cells_of(kind, row) for row in rows_of(kind).at(instant).order_by("code")]
        for kind in kinds.KINDS
    }
