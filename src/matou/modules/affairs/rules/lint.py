"""What must be mended before an item is published, and what ought to be; each finding says how."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from matou.kit.errors import DomainError
from matou.modules.affairs.rules import (
    circles,
    codes,
    form_lint,
    limits,
    links,
    plain,
    situations,
    values,
)
from matou.modules.affairs.rules.fields import field as field_of
from matou.modules.affairs.rules.limits import Limit, Verdict

ERROR, WARNING = "error", "warning"
_AT_ONCE = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend (检查意见): where, what and how, in two languages."""

    rule: str
    level: str
    field: str
    zh: str
    en: str
    row: int = 0
    column: str = ""

    @property
    def group(self) -> str:
        """The group of fields where it is mended."""
        return field_of(self.field).group

    @property
    def stops(self) -> bool:
        """Tell whether the item may not be published with it."""
        return self.level == ERROR

    def message(self, language: str) -> str:
        """Return the sentence in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an item is judged against besides itself."""

    basic_codes: Collection[str]
    issued_by: Mapping[str, str] = field(default_factory=dict)
    """Basic code of the item that issues a paper, by the paper's name."""
    needs: circles.Needs = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of items by basic code, to call them so."""
    dead_links: Collection[str] = ()
    """Addresses that did not answer when they were last tried."""


class LintNotClean(DomainError):
    """The item has findings that must be mended first."""

    code = "affairs.lint-not-clean"
    status = 422
    zh = "有 {count} 处必须先改：{first_zh}"
    en = "{count} finding(s) must be mended first: {first_en}"


def check_clean(findings: Collection[Finding]) -> None:
    """Raise LintNotClean where a finding stops publication."""
    stopping = [finding for finding in findings if finding.stops]
    if stopping:
        listed = [{"field": one.field, "reason": one.en, "reason_zh": one.zh} for one in stopping]
        raise LintNotClean(count=len(stopping), first_zh=stopping[0].zh, first_en=stopping[0].en,
                           errors=listed)  # fmt: skip


def lint(content: Mapping[str, Any], around: Surroundings) -> tuple[Finding, ...]:
    """Return every finding on an item, those that stop publication first."""
    found = [
        *_missing(content),
        *_codes(content, around),
        *_bases(content),
        *_limits(content),
        *_circles(content, around),
        *_situations(content),
        *_form(content),
        *_fees(content),
        *_links(content, around),
        *_plain(content),
    ]
    return tuple(sorted(found, key=lambda one: not one.stops))


def _missing(content: Mapping[str, Any]) -> Iterator[Finding]:
    for fault in values.missing(content):
        yield Finding(rule="missing", level=ERROR, field=fault.field, row=fault.row,
                      column=fault.column, zh=fault.zh, en=fault.en)  # fmt: skip


def _codes(content: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    for fault in codes.code_faults(content, known=around.basic_codes):
        if content[fault.field]:
            yield Finding(rule="code", level=ERROR, field=fault.field, zh=fault.zh, en=fault.en)


def _bases(content: Mapping[str, Any]) -> Iterator[Finding]:
    for number, row in enumerate(content["materials"], start=1):
        if not row["by_law"]:
            name = row["material_name"]
            yield Finding(
                rule="material-basis", level=ERROR, field="materials", row=number, column="by_law",
                zh=(f"第 {number} 项材料“{name}”没有依据：写明法律法规和条款；"
                "没有依据的材料不得要求，请删去。"),
                en=f"Material {number} “{name}” has no legal basis: name law and article, or take "
                   "the material out; what has no basis must not be asked for.",
            )  # fmt: skip


def _limits(content: Mapping[str, Any]) -> Iterator[Finding]:
    promised = _limit(content, "promise")
    statutory = _limit(content, "anticipate")
    if promised is None or statutory is None:
        return
    if content["project_type"] == _AT_ONCE and promised.count > 1:
        yield Finding(rule="done-at-once", level=WARNING, field="project_type",
                      zh="即办件的承诺时限超过 1 个单位：改为承诺件，或缩短承诺时限。",
                      en="An item done at once promises more than one unit of time: make it one "
                         "with a promised time, or promise less.")  # fmt: skip
    match limits.verdict(promised=promised, statutory=statutory):
        case Verdict.BEYOND:
            yield Finding(
                rule="promise",
                level=ERROR,
                field="promise_day",
                zh="承诺时限超过法定时限：请缩短承诺时限。",
                en="The promised limit is longer than the law's: promise less.",
            )
        case Verdict.SOMETIMES_BEYOND:
            yield Finding(rule="promise", level=ERROR, field="promise_type",
                          zh="两个时限单位不同，遇长假或大小月时承诺会超过法定：请缩短承诺，或改用同一单位。",
                          en="The units differ, and around holidays or in short months the promise "
                             "outlasts the law: promise less, or use the law's unit.")  # fmt: skip


def _limit(content: Mapping[str, Any], name: str) -> Limit | None:
    count, unit = content[f"{name}_day"], content[f"{name}_type"]
    return None if count is None or not unit else Limit(count=count, unit=unit)


def _circles(content: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    own = content["catalog_code"]
    issued_by = {**around.issued_by, **({content["result_name"]: own} if own else {})}
    needs = {**around.needs, own: circles.needs_of(content, issued_by=issued_by)}
    way = circles.circle_through(own, needs) if own else ()
    if way:
        names = {**around.names, own: content["task_name"]}
        said = " → ".join(names.get(code, code) for code in way)
        yield Finding(rule="circle", level=ERROR, field="materials",
                      zh=f"材料循环：{said}。请删去其中一项材料，或注明只在某种情形下需要。",
                      en=f"A circle of materials: {said}. Take one of them out, or say in which "
                         "situation alone it is needed.")  # fmt: skip


def _situations(content: Mapping[str, Any]) -> Iterator[Finding]:
    for number in situations.bad_questions(content):
        yield Finding(rule="situation", level=ERROR, field="situations", row=number,
                      zh=(f"第 {number} 个情形问题：代号用小写字母且不重复，至少两个选项，"
                      "每行“代号=中文=English”。"),
                      en=f"Question {number}: its key in small letters and used once, at least two "
                         "options, each line “key=中文=English”.")  # fmt: skip
    for key in ("accept_condition", "materials"):
        for number, row in enumerate(content[key], start=1):
            unknown = situations.unknown_situations(content, row["when"])
            if unknown:
                said = " ".join(unknown)
                yield Finding(rule="situation", level=ERROR, field=key, row=number, column="when",
                              zh=(f"第 {number} 行的适用情形“{said}”没有对应的问题或选项："
                              "改正或先添加问题。"),
                              en=f"“{said}” in row {number} names no question or option: mend it, "
                                 "or add the question first.")  # fmt: skip


def _form(content: Mapping[str, Any]) -> Iterator[Finding]:
    for zh, en in form_lint.form_faults(content):
        yield Finding(rule="form", level=ERROR, field="form", zh=zh, en=en)


def _fees(content: Mapping[str, Any]) -> Iterator[Finding]:
    if content["is_fee"] and not content["fees"]:
        yield Finding(
            rule="fee",
            level=ERROR,
            field="fees",
            zh="标为收费却没有收费项目：请列出项目、标准和依据。",
            en="It has a fee but lists none: name each fee, its rate and basis.",
        )
    for number, row in enumerate(content["fees"], start=1):
        if not row["basis"] and not content["fee_basis"]:
            yield Finding(
                rule="fee",
                level=ERROR,
                field="fees",
                row=number,
                column="basis",
                zh=f"第 {number} 项收费没有依据：写明文件，或取消收费。",
                en=f"Fee {number} has no basis: name the document, or drop the fee.",
            )


def _links(content: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    for name, row, column, address in links.links(content):
        if not links.is_well_formed(address):
            yield Finding(rule="link", level=ERROR, field=name, row=row, column=column,
                          zh=f"网址“{address[:80]}”不能打开：应为 http(s):// 开头的公网网址。",
                          en=f"“{address[:80]}” cannot be opened: write a public address that "
                             "begins with http(s)://.")  # fmt: skip
        elif address in around.dead_links:
            yield Finding(rule="link", level=WARNING, field=name, row=row, column=column,
                          zh=f"网址“{address[:80]}”上次检查时打不开：请核对，或换一个。",
                          en=f"“{address[:80]}” did not answer when last tried: check it, or name "
                             "another.")  # fmt: skip


def _plain(content: Mapping[str, Any]) -> Iterator[Finding]:
    found = plain.plain_score(plain.read_text(content))
    if found.score < plain.WARN_BELOW:
        words = "、".join(found.officialese) or "–"
        yield Finding(
            rule="plain", level=WARNING, field="summary",
            zh=f"通俗度 {found.score} 分（满分 100，{plain.WARN_BELOW} 以上为好）："
               f"平均每句 {found.mean_length} 字。请拆短长句，换掉公文词：{words}。",
            en=f"Plain language {found.score} of 100 ({plain.WARN_BELOW} or more is wanted): "
               f"{found.mean_length} characters a sentence; split the long ones and replace "
               f"officialese: {words}.",
        )  # fmt: skip
