"""Taking in the network's files: everything or nothing, after a look at what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.queries.tables import Tables, cells_of, rows_of, tables_at
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.archives import unzipped
from matou.modules.planner.rules.checking import MOST_BYTES, problems_in, read_file
from matou.modules.planner.rules.columns import Cells, Kind
from matou.modules.planner.rules.editing import EDITORS, RowChange, RowsRefused
from matou.modules.planner.rules.sanity import Reference, warnings_of
from matou.modules.planner.services.places import MIRRORED, mirror_to_places, with_corrections
from matou.modules.planner.services.writing import (
    IMPORTED,
    Grounds,
    Occasion,
    lock_network,
    record_change,
    write_changes,
)
from matou.spine.places.contracts import RowProblem
from matou.spine.places.services import BASIN

REFERENCE_FILES: Path = BASIN
"""The reference network that comes with the project."""
_NAMES = ", ".join(kinds.BY_FILE)
_UNSOURCED = Grounds(source="params.csv", confidence="C")
"""The file of parameters names no source of its own, so its rows are to be checked by a person."""


class NoFilesThere(DomainError):
    """A folder or ZIP holds no file of the network."""

    code = "planner.no-files-there"
    status = 422
    zh = "“{source}”里没有可读取的路网文件。请给出文件夹或 ZIP，文件名为 {names}。"
    en = "“{source}” holds no file of a network to read. Give a folder or ZIP with {names}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What files would change or did: problems, or changes and the distances that differ."""

    problems: tuple[RowProblem, ...] = ()
    changes: tuple[RowChange, ...] = ()
    warnings: tuple[tuple[Reference, float | None], ...] = ()

    @property
    def may_run(self) -> bool:
        """Tell whether the files can be taken in, and whether that would do anything."""
        return bool(self.changes) and not self.problems


def preview_import(*, files: Mapping[str, bytes], actor: Actor, now: datetime) -> ImportReport:
    """Return what taking in the files would do, to the row; nothing is kept. Raises NotAllowed."""
    try:
        with transaction.atomic():
            report = import_network(files=files, actor=actor, now=now)
            transaction.set_rollback(True)
    except RowsRefused as refusal:
        return ImportReport(problems=refusal.problems)
    return report


@transaction.atomic
def import_network(*, files: Mapping[str, bytes], actor: Actor, now: datetime) -> ImportReport:
    """Make the network say what the files say, all of it or nothing; safe to repeat.

    Each file holds all rows of its kind: those that are missing in it end. Kinds without a file
    stay. Raises NotAllowed, RowsRefused with every fault, ChangePlanned.
    """
    actor.require_any(EDITORS)
    now = lock_network(now=now)
    given = _read(files)
    tables = tables_at(now) | given
    problems = problems_in(tables)
    if problems:
        raise RowsRefused(problems)
    if kinds.NODE.file in given:
        tables[kinds.NODE.file] = with_corrections(tables[kinds.NODE.file])
    own = [kinds.BY_FILE[name] for name in kinds.BY_FILE if name in given]
    changes = [change for kind in own for change in _differences(kind, tables[kind.file])]
    if changes:
        _write(changes, tables, Occasion(actor=actor, now=now, effective_at=now))
    return ImportReport(changes=tuple(changes), warnings=warnings_of(network_at(now)))


def reference_files(directory: Path = REFERENCE_FILES) -> dict[str, bytes]:
    """Return the files of the network that lie in a folder, by name."""
    return {
        name: path.read_bytes()
        for name in kinds.BY_FILE
        if (path := directory / name).is_file()
    }  # fmt: skip


def files_in(source: Path) -> dict[str, bytes]:
    """Return the network's files that lie in a folder or a ZIP; raises NoFilesThere.

    Files of other names are left alone.
    """
    found: dict[str, bytes] = {}
    try:
        if source.is_dir():
            found = reference_files(source)
        else:
            content = source.read_bytes()
            found = unzipped(content, names=kinds.BY_FILE, most_bytes=MOST_BYTES)
    except OSError as error:
        raise NoFilesThere(source=str(source), names=_NAMES) from error
    if not found:
        raise NoFilesThere(source=str(source), names=_NAMES)
    return found


def _read(files: Mapping[str, bytes]) -> Tables:
    tables: Tables = {}
    problems: list[RowProblem] = []
    for name, content in files.items():
        rows, faults = read_file(name, content)
        problems += faults
        tables[name] = rows
    if not files:
        problems.append(_nothing())
    if problems:
        raise RowsRefused(problems)
    return tables


def _differences(kind: Kind, rows: list[Cells]) -> list[RowChange]:
    present = {
        row.code: cells_of(kind, row) for row in rows_of(kind).filter(valid_until__isnull=True)
    }
    # Numbers may be written in several ways ("386.0"): what tables keep is compared.
    wanted = {kind.code_of(row): _canonical(kind, row) for row in rows}
    changes = [
        RowChange(kind=kind, code=code, before=present.get(code), after=row)
        for code, row in wanted.items()
        if present.get(code) != row
    ]
    gone = [
        RowChange(kind=kind, code=code, before=row, after=None)
        for code, row in present.items()
        if code not in wanted
    ]
    return changes + gone


def _canonical(kind: Kind, row: Cells) -> Cells:
    return {
        column.head: column.cell.write(column.cell.read(row[column.head]))
        for column in kind.columns
    }


def _write(changes: list[RowChange], tables: Tables, occasion: Occasion) -> None:
    if any(change.kind in MIRRORED for change in changes):
        mirror_to_places(tables, now=occasion.now)
    with_source = [change for change in changes if change.kind.has_grounds]
    write_changes(with_source, occasion=occasion)
    unsourced = [change for change in changes if not change.kind.has_grounds]
    write_changes(unsourced, occasion=occasion, grounds=_UNSOURCED)
    subjects = {change.code for change in changes}
    record_change(what="imported", subject=IMPORTED, subjects=subjects, occasion=occasion)


def _nothing() -> RowProblem:
    return RowProblem(
        file=kinds.NODE.file, line=0, column="", value="",
        reason_zh="请至少选择一个文件。", reason_en="Choose at least one file.",
    )  # fmt: skip
