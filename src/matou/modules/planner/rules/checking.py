"""Every fault of a set of rows: cell by cell, row by row, and of the network as a whole."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from matou.modules.planner.rules import basin, kinds
from matou.modules.planner.rules.columns import Cells, Kind, read_cells
from matou.modules.planner.rules.sanity import NetworkFault, faults_of
from matou.spine.places.contracts import RowProblem

Tables = Mapping[str, list[Cells]]
MOST_BYTES = 5_000_000
MOST_ROWS = 20_000


def read_file(name: str, content: bytes) -> tuple[list[Cells], list[RowProblem]]:
    """Return the rows of one file, and what is wrong with it as a file."""
    kind = kinds.BY_FILE.get(name)
    if kind is None:
        known = ", ".join(kinds.BY_FILE)
        return [], [_of_file(name, "", f"文件名须为 {known} 之一。", f"Name it one of {known}.")]
    if len(content) > MOST_BYTES:
        return [], [_of_file(name, "", "文件超过 5 MB。", "The file is larger than 5 MB.")]
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return [], [_of_file(name, "", f"无法读取（{error}）。请存为 UTF-8 的 CSV。",
                             f"It cannot be read ({error}). Save it as CSV in UTF-8.")]  # fmt: skip
    return _rows(kind, lines)


def _rows(kind: Kind, lines: list[list[str]]) -> tuple[list[Cells], list[RowProblem]]:
    heads = [head.strip() for head in lines[0]] if lines else []
    missing = [head for head in kind.heads if head not in heads]
    surplus = [head for head in heads if head not in kind.heads]
    problems = [
        _of_file(kind.file, head, "缺少这一列。", "This column is missing.") for head in missing
    ]
    problems += [
        _of_file(kind.file, head, "没有这一列。", "There is no such column.") for head in surplus
    ]
    if len(heads) != len(set(heads)):
        problems.append(_of_file(kind.file, "", "有重复的列。", "A column stands twice."))
    if len(lines) > MOST_ROWS:
        problems.append(_of_file(kind.file, "", "超过 20000 行。", "More than 20,000 rows."))
    if problems:
        return [], problems
    rows = []
    for line, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(heads):
            problems.append(
                RowProblem(file=kind.file, line=line, column="", value=str(len(cells)),
                           reason_zh=f"应有 {len(heads)} 格。",
                           reason_en=f"There should be {len(heads)} cells.")
            )  # fmt: skip
        row = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
        rows.append({head: row.get(head, "") for head in kind.heads})
    return rows, problems


def problems_in(tables: Tables) -> tuple[RowProblem, ...]:
    """Return every fault of a whole network by file, line, column; in the order of the files."""
    found = [problem for kind in kinds.KINDS for problem in _of_kind(kind, tables)]
    found += _of_services(tables)
    try:
        network = basin.read_network(tables=tables, version="")
    except basin.NetworkRefused as refusal:
        found += refusal.problems
    else:
        found += _located(faults_of(network), tables)
    seen: dict[tuple[str, int, str], RowProblem] = {}
    for problem in found:
        seen.setdefault((problem.file, problem.line, problem.column), problem)
    order = list(kinds.BY_FILE)
    return tuple(sorted(seen.values(), key=lambda one: (order.index(one.file), one.line)))


def _of_kind(kind: Kind, tables: Tables) -> Iterable[RowProblem]:
    codes: set[str] = set()
    for line, row in enumerate(tables[kind.file], start=2):
        _values, faults = read_cells(kind, row)
        for fault in faults:
            yield _at(kind.file, line, fault.column, fault.value, (fault.zh, fault.en))
        code = kind.code_of(row)
        if code in codes:
            words = ("编号重复。", "The id is listed twice.")
            yield _at(kind.file, line, kind.heads[0], code, words)
        codes.add(code)
        for column, value, words in _crossed(kind, row):
            yield _at(kind.file, line, column, value, words)


def _crossed(kind: Kind, row: Cells) -> Iterable[tuple[str, str, tuple[str, str]]]:
    """Yield what cells of one row say against each other."""
    if kind in {kinds.LINK, kinds.SERVICE} and row["from_node"] == row["to_node"]:
        yield "to_node", row["to_node"], ("两端不能相同。", "Both ends are the same.")
    if kind is kinds.CHAMBER and _is_less(row["wait_p90_min"], row["wait_p50_min"]):
        words = ("九成候闸时间不能少于中位数。", "Nine in ten cannot wait less than the median.")
        yield "wait_p90_min", row["wait_p90_min"], words
    if kind is kinds.SEASON and row["runs_until"] and row["runs_until"] <= row["runs_from"]:
        yield "runs_until", row["runs_until"], ("须晚于开行首日。", "It must come after the first.")


def _is_less(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and int(one) < int(other)


def _of_services(tables: Tables) -> Iterable[RowProblem]:
    """Yield seasons and exceptions of services that are not there."""
    known = {row["service_id"] for row in tables[kinds.SERVICE.file]}
    for kind in (kinds.SEASON, kinds.EXCEPTION):
        for line, row in enumerate(tables[kind.file], start=2):
            if row["service_id"] not in known:
                words = ("没有这个班次。", "There is no such service.")
                yield _at(kind.file, line, "service_id", row["service_id"], words)


def _located(faults: Iterable[NetworkFault], tables: Tables) -> Iterable[RowProblem]:
    for fault in faults:
        kind = kinds.BY_FILE[fault.file]
        codes = [kind.code_of(row) for row in tables[kind.file]]
        words = (f"{fault.code}：{fault.zh}", f"{fault.code}: {fault.en}")
        yield _at(fault.file, codes.index(fault.code) + 2, fault.column, fault.value, words)


def _at(file: str, line: int, column: str, value: str, words: tuple[str, str]) -> RowProblem:
    return RowProblem(
        file=file, line=line, column=column, value=value, reason_zh=words[0], reason_en=words[1]
    )


def _of_file(name: str, column: str, zh: str, en: str) -> RowProblem:
    return _at(name, 1, column, "", (zh, en))
