"""A case's form as it stands: questions, answers, files, papers held, and all that is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Case, CaseForm, ItemVersion
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.queries.case_held import papers_held
from matou.modules.affairs.rules import case_states, fields
from matou.modules.affairs.rules.case_asking import Askable
from matou.modules.affairs.rules.case_form import FormDefinition, FormPage, compose
from matou.modules.affairs.rules.case_papers import (
    LACKING,
    OPTIONAL,
    FileLine,
    MaterialState,
    material_state,
    names_of,
)
from matou.modules.affairs.rules.form_answers import AnswerFault, Judged, judge
from matou.spine.documents import queries as documents

WRITABLE = frozenset({case_states.DRAFTED, case_states.CORRECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that stands between a form and its submission, and where it is mended."""

    page: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedItem:
    """A question or material that the desk asked to mend, in its words."""

    key: str
    title_zh: str
    title_en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """Everything that pages and API show of a form."""

    code: str
    item: str
    name_zh: str
    name_en: str
    state: str
    version: int
    """The version whose form this is: the one in force for a draft, else the pinned one."""
    is_moved_on: bool
    """A newer version came into force since the draft was begun."""
    definition: FormDefinition
    typed: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    changed: Mapping[str, int]
    passed: frozenset[str]
    revision: int
    saved_at: datetime | None
    judged: Judged
    materials: tuple[MaterialState, ...]
    asked: tuple[AskedItem, ...]
    asked_words: str

    @property
    def may_write(self) -> bool:
        """Whether answers can still be changed."""
        return self.state in WRITABLE

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Everything that is missing or wrong, at once, in the order of the pages."""
        found: list[Missing] = []
        for page in self.judged.pages:
            found += [_missing(page, fault) for fault in self.judged.faults_of(page.key)]
            if page.material and self.material(page.key).is_lacking:
                found.append(
                    Missing(page=page.key, title_zh=page.zh, title_en=page.en,
                            zh="请上传文件。", en="Upload a file.", field=page.key)
                )  # fmt: skip
        return tuple(found)

    @property
    def first_open(self) -> FormPage | None:
        """The first page that waits for an answer; None when all are done."""
        return next((page for page in self.judged.pages if not self.is_done(page)), None)

    def material(self, key: str) -> MaterialState:
        """Return how a material stands."""
        return next(one for one in self.materials if one.page.key == key)

    def is_done(self, page: FormPage) -> bool:
        """Tell whether a page needs nothing more: answered well, or left out where one may."""
        if page.material:
            status = self.material(page.key).status
            return status != LACKING and (status != OPTIONAL or page.key in self.passed)
        if self.judged.faults_of(page.key):
            return False
        answered = any(one.key in self.judged.values for one in page.fields)
        return answered or page.key in self.passed

    def open_page(self, key: str) -> FormPage | None:
        """Return a page of the open ones."""
        return next((page for page in self.judged.pages if page.key == key), None)


def _missing(page: FormPage, fault: AnswerFault) -> Missing:
    """Return a fault as a line of the list of all; its page's title stands before it."""
    zh, en = fault.zh, fault.en
    if fault.is_missing and len(page.fields) == 1:
        zh, en = "还没有回答。", "Not answered yet."
    return Missing(page=page.key, title_zh=page.zh, title_en=page.en, zh=zh, en=en,
                   field=fault.field)  # fmt: skip


def form_state(*, code: str, actor: Actor, now: datetime) -> FormState:
    """Return the form of one's own case; raises NotFound for everyone else."""
    rows = Case.objects.select_related("version__item", "form")
    case = rows.filter(code=code).first()
    if case is None or not is_applicant(case, actor):
        raise NotFound(what=code[:20])
    return state_of(case, now=now)


def state_of(case: Case, *, now: datetime) -> FormState:
    """Return the form of a loaded case."""
    version = version_for(case, now=now)
    kept = kept_form(case, now=now)
    definition = compose({**fields.empty_content(), **version.content})
    judged = judge(definition, kept.typed)
    asked, words = _asked(case)
    return FormState(
        code=case.code,
        item=case.version.item.code,
        name_zh=version.name_zh,
        name_en=version.name_en or version.name_zh,
        state=case.state,
        version=version.number,
        is_moved_on=version.pk != case.version_id,
        definition=definition,
        typed=kept.typed,
        sources=kept.sources,
        changed=kept.changed,
        passed=frozenset(kept.passed),
        revision=kept.revision,
        saved_at=kept.saved_at if kept.pk else None,
        judged=judged,
        materials=materials_of(case, judged, now=now),
        asked=asked,
        asked_words=words,
    )


def askable_pages(*, code: str, now: datetime) -> tuple[Askable, ...]:
    """Return the pages of a case that the caller may see; none for an unknown one."""
    case = Case.objects.select_related("version__item", "form").filter(code=code).first()
    return askable(case, now=now) if case else ()


def askable(case: Case, *, now: datetime) -> tuple[Askable, ...]:
    """Return the pages of a submitted form that a clerk can ask to mend."""
    version = version_for(case, now=now)
    definition = compose({**fields.empty_content(), **version.content})
    judged = judge(definition, kept_form(case, now=now).typed)
    return tuple(Askable(key=page.key, zh=page.zh, en=page.en) for page in judged.pages)


def version_for(case: Case, *, now: datetime) -> ItemVersion:
    """Return the version whose questions a case answers."""
    if case.state != case_states.DRAFTED:
        return case.version
    held = ItemVersion.objects.at(now).filter(item_id=case.version.item_id)
    return held.select_related("item").first() or case.version


def kept_form(case: Case, *, now: datetime) -> CaseForm:
    """Return the answers of a case; an empty unsaved row for one begun before there were forms."""
    kept: CaseForm | None = getattr(case, "form", None)
    return kept or CaseForm(case=case, saved_at=now)


def materials_of(case: Case, judged: Judged, *, now: datetime) -> tuple[MaterialState, ...]:
    """Return how every open material stands."""
    pages = [page for page in judged.pages if page.material]
    rows = list(case.files.filter(removed_at__isnull=True).order_by("id"))
    cards = documents.documents_by_code([row.document for row in rows]) if rows else {}
    lines: dict[str, list[FileLine]] = {}
    for row in rows:
        card = cards[row.document]
        lines.setdefault(row.material, []).append(
            FileLine(code=card.code, name=card.name, media_type=card.real_type, size=card.size,
                     sha256=card.sha256, added_at=row.added_at)
        )  # fmt: skip
    wanted = [
        name for page in pages if page.material for name in names_of(page.material.row["e_licence"])
    ]
    papers = papers_held(applicant=case.applicant, wanted=wanted, values=judged.values)
    return tuple(
        material_state(
            page, files=lines.get(page.key, ()), papers=papers, values=judged.values, now=now
        )
        for page in pages
    )


def _asked(case: Case) -> tuple[tuple[AskedItem, ...], str]:
    """Return what the desk asked to mend, while the case waits for it."""
    if case.state != case_states.CORRECTION:
        return (), ""
    row = case.acts.filter(act="ask").order_by("-id").first()
    facts: Mapping[str, Any] = row.facts if row else {}
    listed = tuple(
        AskedItem(key=one["key"], title_zh=one["zh"], title_en=one["en"], note=one["note"])
        for one in facts.get("items", ())
    )
    return listed, row.reason if row else ""
