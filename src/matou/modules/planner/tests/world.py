"""What the tests of the network share: a clock, an editor, the files and ways to alter them."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

from matou.kit.actor import REGISTRAR, Actor
from matou.modules.planner.contracts import EDITOR_ROLE
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.columns import Cells
from matou.modules.planner.services import importing
from matou.modules.planner.services.writing import Occasion

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
"""Monday noon in China."""
LATER = NOW + timedelta(days=1)
EDITOR = Actor(code="EDITOR", name="路网编辑", acts_for="EDITOR", roles=frozenset({EDITOR_ROLE}))
KEEPER = Actor(code="KEEPER", name="登记员", acts_for="KEEPER", roles=frozenset({REGISTRAR}))
STRANGER = Actor(code="STRANGER", name="路人", acts_for="STRANGER")
Change = Callable[[list[Cells]], list[Cells]]


def reference() -> dict[str, bytes]:
    return importing.reference_files()


def rows_in(content: bytes) -> list[Cells]:
    return list(csv.DictReader(StringIO(content.decode())))


def written(file: str, rows: list[Cells]) -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, kinds.BY_FILE[file].heads)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def altered(file: str, change: Change) -> dict[str, bytes]:
    """Return all reference files, the rows of one of them changed."""
    files = reference()
    return files | {file: written(file, change(rows_in(files[file])))}


def with_cell(code: str, head: str, text: str) -> Change:
    """Return the change of one cell in the row whose first cell is the code."""

    def change(rows: list[Cells]) -> list[Cells]:
        first = next(iter(rows[0]))
        return [row | {head: text} if row[first] == code else row for row in rows]

    return change


def at_once(now: datetime = LATER) -> Occasion:
    return Occasion(actor=EDITOR, now=now, effective_at=now)


def planned(days: int, now: datetime = LATER) -> Occasion:
    return Occasion(actor=EDITOR, now=now, effective_at=now + timedelta(days=days))
