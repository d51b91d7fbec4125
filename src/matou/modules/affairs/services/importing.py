"""Files of items: look at what they would change, then take all in as drafts, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.affairs.contracts import ItemsImported
from matou.modules.affairs.models import CatalogueEntry, Item, ItemVersion
from matou.modules.affairs.queries.surroundings import surroundings
from matou.modules.affairs.rules import codes as code_rules
from matou.modules.affairs.rules import fields, states, values
from matou.modules.affairs.rules.difference import Difference, differences
from matou.modules.affairs.rules.files import MOST_BYTES, MOST_ITEMS, Problem, RawItem, unreadable
from matou.modules.affairs.rules.files_rdf import read_json_ld
from matou.modules.affairs.rules.files_xlsx import read_xlsx
from matou.modules.affairs.rules.files_yaml import read_yaml
from matou.modules.affairs.services.drafting import new_item, new_version
from matou.modules.affairs.services.starting import ensure_catalogue
from matou.modules.affairs.services.writing import locked_item, put_content, record
from matou.spine.journal import services as journal

READERS = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".xlsx": read_xlsx,
    ".jsonld": read_json_ld,
    ".json": read_json_ld,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlan:
    """What a file would do to one item; without a code it is new."""

    code: str
    name: str
    content: Mapping[str, Any]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What a file would do, or why it can do nothing."""

    problems: tuple[Problem, ...]
    plans: tuple[ItemPlan, ...]
    same: int

    @property
    def may_run(self) -> bool:
        """Tell whether there is something to take in and nothing in the way."""
        return bool(self.plans) and not self.problems

    @property
    def added(self) -> int:
        """How many items are new."""
        return sum(not plan.code for plan in self.plans)


class ImportRefused(DomainError):
    """A file has faults, so nothing of it was taken in."""

    code = "affairs.import-refused"
    status = 422
    zh = "文件有 {count} 处错误，未作任何更改：{first_zh}"
    en = "The file has {count} fault(s) and nothing was changed: {first_en}"


def look(*, file: str, content: bytes, actor: Actor) -> ImportReport:
    """Return what a file would change, or everything that is wrong with it; changes nothing.

    Raises NotAllowed and FileUnreadable.
    """
    actor.require_any(states.EDITORS)
    raws = _read(file, content)
    known = frozenset(CatalogueEntry.objects.values_list("code", flat=True))
    problems: list[Problem] = []
    contents: list[dict[str, Any]] = []
    seen: set[str] = set()
    for raw in raws:
        read, faults = values.read_content(raw.raw)
        faults = (*faults, *_identity_faults(read, known, seen))
        seen.add(read["task_handle_item"])
        contents.append(read)
        problems += [_problem(file, raw, fault) for fault in faults]
    if problems:
        return ImportReport(problems=tuple(problems), plans=(), same=0)
    return _planned(file, raws, contents)


@transaction.atomic
def take_in(*, file: str, content: bytes, actor: Actor, now: datetime) -> ImportReport:
    """Make drafts of every item of a file that differs, or of none.

    Raises NotAllowed, FileUnreadable and ImportRefused.
    """
    report = look(file=file, content=content, actor=actor)
    if report.problems:
        _refuse(report)
    for plan in sorted(report.plans, key=lambda one: one.code):
        if plan.code:
            _change(plan, file=file, actor=actor, now=now)
        else:
            item = new_item(content=plan.content, is_sample=False, now=now)
            version = new_version(item, content=plan.content, actor=actor, now=now)
            record(version, act="import", actor=actor, now=now, reason=file[:200])
    if report.plans:
        journal.publish(
            ItemsImported(
                aggregate="items", actor=actor.code, occurred_at=now, added=report.added,
                changed=len(report.plans) - report.added,
            )
        )  # fmt: skip
    return report


@transaction.atomic
def extend_catalogue(*, file: str, content: bytes, actor: Actor, now: datetime) -> int:
    """Let the basic catalogue hold the codes of a file's items; returns how many it names.

    For whoever installs a region's official catalogue: raises NotAllowed and FileUnreadable.
    """
    actor.require_any(states.EDITORS)
    read = [values.read_content(raw.raw)[0] for raw in _read(file, content)]
    whole = [one for one in read if code_rules.basic_parts(one["catalog_code"])]
    ensure_catalogue([one for one in whole if one["task_name"]], is_sample=False, now=now)
    return len(whole)


def _read(file: str, content: bytes) -> tuple[RawItem, ...]:
    ending = file[file.rfind(".") :].lower() if "." in file else ""
    if ending not in READERS:
        raise unreadable(
            file,
            zh=f"只收 {'、'.join(READERS)} 文件。",
            en=f"Only {', '.join(READERS)} files are taken.",
        )
    if len(content) > MOST_BYTES:
        raise unreadable(
            file, zh="文件超过 5 MB，请分成几个。", en="The file is over 5 MB; send it in parts."
        )
    raws = READERS[ending](file, content)
    if not 1 <= len(raws) <= MOST_ITEMS:
        raise unreadable(
            file,
            zh=f"应有 1 至 {MOST_ITEMS} 个事项，现有 {len(raws)} 个。",
            en=f"It must hold 1 to {MOST_ITEMS} items; there are {len(raws)}.",
        )
    return raws  # fmt: skip


def _identity_faults(
    read: Mapping[str, Any], known: frozenset[str], seen: set[str]
) -> list[values.Fault]:
    found = list(code_rules.code_faults(read, known=known))
    if not read["task_name"]:
        found += [one for one in values.missing(read) if one.field == "task_name"]
    if read["task_handle_item"] in seen:
        found.append(values.Fault(field="task_handle_item", zh="这个文件里有两个同样的业务办理项。",
                                  en="This file holds the handling item twice."))  # fmt: skip
    return found


def _planned(
    file: str, raws: Sequence[RawItem], contents: Sequence[Mapping[str, Any]]
) -> ImportReport:
    codes = [one["task_handle_item"] for one in contents]
    items = {item.handling_code: item for item in Item.objects.filter(handling_code__in=codes)}
    last: dict[int, ItemVersion] = {
        one.item_id: one
        for one in ItemVersion.objects.filter(item__in=items.values()).order_by("number")
    }
    problems: list[Problem] = []
    plans: list[ItemPlan] = []
    for raw, content in zip(raws, contents, strict=True):
        item = items.get(content["task_handle_item"])
        version = last[item.pk] if item else None
        if item and (fault := _not_free(item, version)):
            problems.append(_problem(file, raw, fault))
            continue
        before = {**fields.empty_content(), **version.content} if version else {}
        changed = differences(before, content) if version else ()
        if changed or item is None:
            plans.append(ItemPlan(code=item.code if item else "", name=content["task_name"],
                                  content=content, differences=changed))  # fmt: skip
    same = len(contents) - len(plans) - len(problems)
    return ImportReport(problems=tuple(problems), plans=() if problems else tuple(plans), same=same)


def _not_free(item: Item, version: ItemVersion | None) -> values.Fault | None:
    if item.withdrawn_at is not None:
        return values.Fault(field="task_handle_item", zh="该事项已撤销，不能再改。",
                            en="The item was withdrawn and cannot change.")  # fmt: skip
    if version and version.state in states.UNDER_WAY - {states.DRAFT}:
        return values.Fault(
            field="task_handle_item",
            zh=f"第 {version.number} 版正在审核，请先完成或退回。",
            en=f"Version {version.number} is being checked; finish or return it.",
        )
    return None


def _change(plan: ItemPlan, *, file: str, actor: Actor, now: datetime) -> None:
    item = locked_item(plan.code)
    rows = ItemVersion.objects.select_for_update(of=("self",))
    version = rows.filter(item=item, state=states.DRAFT).first()
    if version is None:
        version = new_version(item, content=plan.content, actor=actor, now=now)
    else:
        put_content(version, plan.content, around=surroundings(now=now))
        version.revision += 1
        version.authors = list(dict.fromkeys([*version.authors, actor.code]))
        version.save()
    record(version, act="import", actor=actor, now=now, reason=file[:200],
           changed=plan.differences)  # fmt: skip


def _problem(file: str, raw: RawItem, fault: values.Fault) -> Problem:
    return Problem(file=file[:80], line=raw.line_of(fault.path), column=fault.path, zh=fault.zh,
                   en=fault.en)  # fmt: skip


def _refuse(report: ImportReport) -> None:
    first = report.problems[0]
    listed = [
        {"field": f"{one.line}:{one.column}", "reason": one.en, "reason_zh": one.zh}
        for one in report.problems[:200]
    ]
    raise ImportRefused(count=len(report.problems), first_zh=first.message("zh"),
                        first_en=first.message("en"), errors=listed)  # fmt: skip
