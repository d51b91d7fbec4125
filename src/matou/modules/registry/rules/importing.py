"""Reading vessels from a CSV file: every fault with its line, before anything is written."""

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matou.modules.registry.rules.faults import BadValue, Fault
from matou.modules.registry.rules.fields import FIELD_BY_NAME, FIELDS, Kind
from matou.modules.registry.rules.values import (
    COMPANY,
    PERSON,
    PartyRef,
    Value,
    read_name,
    read_text,
)

if TYPE_CHECKING:
    import _csv  # names the reader's type, which the csv module does not

MAX_BYTES = 1_000_000
MAX_ROWS = 500
MAX_CELL = 4_000
"""A draught table of 200 rows, the largest cell there can be, takes some 3,000 characters."""

_PARTY_PARTS = ("code", "name", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFault:
    """One fault of the file: its line as an editor counts, the column, and two sentences."""

    line: int
    column: str
    zh: str
    en: str

    def message(self, language: str) -> str:
        """Return the sentence in Chinese for ``zh…``, else in English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselLine:
    """The particulars that one line of the file gives."""

    line: int
    particulars: dict[str, Value]


def columns() -> tuple[str, ...]:
    """Return the columns of the file, the same for import and export."""
    names: list[str] = []
    for field in FIELDS:
        is_party = field.kind is Kind.PARTY
        names.extend(f"{field.name}_{part}" for part in _PARTY_PARTS) if is_party else names.append(
            field.name
        )
    return tuple(names)


def decoded(content: bytes) -> tuple[str, tuple[LineFault, ...]]:
    """Return the file as text: UTF-8 with or without mark, or GB 18030 as Excel in China saves."""
    if len(content) > MAX_BYTES:
        return "", (_file_fault("文件不能超过 1 MB。", "The file must not exceed 1 MB."),)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    return "", (
        _file_fault("请用 UTF-8 或 GB 18030 编码保存。", "Save the file as UTF-8 or GB 18030."),
    )


def read_vessels(text: str) -> tuple[tuple[VesselLine, ...], tuple[LineFault, ...]]:
    """Return the lines read and all faults of form; values are judged one by one."""
    if "\0" in text:
        return (), (_file_fault("文件不是文本。", "The file is not text."),)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    try:
        header = next(reader, [])
        heads, faults = _read_header(header)
        if faults:
            return (), faults
        return _read_body(reader, heads)
    except csv.Error:
        return (), (
            LineFault(
                line=reader.line_num,
                column="",
                zh="不是合格的 CSV：引号不成对。",
                en="This is not valid CSV: a quote is not closed.",
            ),
        )


def _read_header(header: list[str]) -> tuple[list[str], tuple[LineFault, ...]]:
    known = {*columns(), "code"}  # exports carry codes; a new entry gets its own
    labels = {field.zh: field.name for field in FIELDS if field.unit is None}
    heads = [labels.get(cell.strip(), cell.strip()) for cell in header]
    faults = [
        LineFault(
            line=1,
            column=head,
            zh="登记簿没有这一列；请对照模板。",
            en="The register has no such column; compare the template.",
        )
        for head in heads
        if head not in known
    ]
    faults += [
        LineFault(line=1, column=head, zh="这一列出现了两次。", en="This column stands twice.")
        for head in sorted({head for head in heads if heads.count(head) > 1})
    ]
    if "name_zh" not in heads:
        faults.append(
            LineFault(line=1, column="name_zh", zh="缺少船名列。", en="The name column is missing.")
        )
    return heads, tuple(faults)


def _read_body(
    reader: "_csv.Reader", heads: list[str]
) -> tuple[tuple[VesselLine, ...], tuple[LineFault, ...]]:
    lines: list[VesselLine] = []
    faults: list[LineFault] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) >= MAX_ROWS:
            faults.append(
                LineFault(
                    line=reader.line_num,
                    column="",
                    zh=f"一次最多导入 {MAX_ROWS} 艘。",
                    en=f"At most {MAX_ROWS} vessels at a time.",
                )
            )
            break
        if len(cells) != len(heads):
            faults.append(_width_fault(reader.line_num, len(cells), len(heads)))
            continue
        particulars, line_faults = _read_line(reader.line_num, dict(zip(heads, cells, strict=True)))
        lines.append(VesselLine(line=reader.line_num, particulars=particulars))
        faults.extend(line_faults)
    if not lines and not faults:
        faults.append(_file_fault("文件里没有船舶。", "The file holds no vessels."))
    return tuple(lines), tuple(faults)


def _read_line(line: int, cells: dict[str, str]) -> tuple[dict[str, Value], list[LineFault]]:
    particulars: dict[str, Value] = {}
    faults: list[LineFault] = []
    for name, cell in cells.items():
        field = FIELD_BY_NAME.get(name)
        if field is None:
            continue  # parts of owner and operator, read together below
        try:
            particulars[name] = read_text(field, _bounded_cell(cell))
        except BadValue as error:
            faults.append(LineFault(line=line, column=name, zh=error.zh, en=error.en))
    for role in ("owner", "operator"):
        try:
            particulars[role] = _read_party(role, cells)
        except BadValue as error:
            faults.append(LineFault(line=line, column=role, zh=error.zh, en=error.en))
    return particulars, faults


def _bounded_cell(cell: str) -> str:
    if len(cell) > MAX_CELL:
        raise BadValue("内容过长。", "This is too long.")
    return cell


def _read_party(role: str, cells: dict[str, str]) -> PartyRef:
    code, name, kind = (cells.get(f"{role}_{part}", "").strip() for part in _PARTY_PARTS)
    kinds = {"": COMPANY, "企业": COMPANY, "个人": PERSON, COMPANY: COMPANY, PERSON: PERSON}
    if kind not in kinds:
        raise BadValue("类别请填 company 或 person。", "The kind is company or person.")
    return PartyRef(code=code[:64], name=read_name(FIELD_BY_NAME[role], name), kind=kinds[kind])


def line_faults(line: int, faults: tuple[Fault, ...]) -> tuple[LineFault, ...]:
    """Return the faults of one vessel as faults of its line."""
    return tuple(
        LineFault(line=line, column=fault.field, zh=fault.zh, en=fault.en) for fault in faults
    )


def _width_fault(line: int, found: int, wanted: int) -> LineFault:
    return LineFault(
        line=line,
        column="",
        zh=f"有 {found} 格，表头是 {wanted} 格。",
        en=f"This line has {found} cells, the header {wanted}.",
    )


def _file_fault(zh: str, en: str) -> LineFault:
    return LineFault(line=1, column="", zh=zh, en=en)
