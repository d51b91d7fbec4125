"""Saving what an applicant types, right or wrong, and never over what another tab saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import DomainError, NotAllowed, NotFound
from matou.modules.affairs.models import Case, CaseForm
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.queries.case_forms import WRITABLE, kept_form, version_for
from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.case_form import FormDefinition, compose
from matou.modules.affairs.rules.form_answers import storable
from matou.modules.affairs.services.case_writing import locked_case


class FormIsClosed(DomainError):
    """What was submitted is not changed behind the desk's back."""

    code = "affairs.form-is-closed"
    zh = "办件已提交，内容不能再改。需要修改请等窗口告知补正，或撤回后重新申请。"
    en = "The case is submitted, so its form is closed. Wait to be asked, or withdraw it."


class AnswersChanged(DomainError):
    """Another tab or person saved these answers since the page was opened."""

    code = "affairs.answers-changed"
    zh = "“{title_zh}”在您打开页面之后被保存过。两边的内容都在，请核对后再保存。"
    en = "“{title_en}” was saved since you opened this. Both answers are kept: compare, save."

    def __init__(self, *, keys: tuple[str, ...], title_zh: str, title_en: str) -> None:
        """Keep which answers differ."""
        self.keys = keys
        super().__init__(
            title_zh=title_zh, title_en=title_en,
            errors=[{"field": key, "reason": "Saved by another since", "reason_zh": "已被另外保存"}
                    for key in keys],
        )  # fmt: skip


class UnknownQuestion(DomainError):
    """The form has no such question."""

    code = "affairs.unknown-question"
    status = 422
    zh = "表单中没有“{key}”这个问题。请重新读取表单。"
    en = "The form has no question “{key}”. Read the form again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a save left behind."""

    revision: int
    saved_at: datetime


@transaction.atomic
def save_page(
    *, code: str, page: str, typed: Mapping[str, str], revision: int, actor: Actor, now: datetime
) -> Saved:
    """Save a page's answers and count it as passed.

    Raises NotFound, NotAllowed, FormIsClosed, AnswersChanged and AnswerTooLong.
    """
    case = open_case(code, actor=actor)
    kept = _locked_form(case, now=now)
    _write(case, kept, typed=typed, revision=revision, now=now)
    kept.passed = list(dict.fromkeys([*kept.passed, page]))
    kept.save()
    return Saved(revision=kept.revision, saved_at=kept.saved_at)


@transaction.atomic
def save_answers(
    *, code: str, typed: Mapping[str, str], revision: int, actor: Actor, now: datetime
) -> Saved:
    """Save answers as they are typed, wherever they stand; pages are not passed by it.

    Raises NotFound, NotAllowed, FormIsClosed, AnswersChanged, UnknownQuestion and AnswerTooLong.
    """
    case = open_case(code, actor=actor)
    kept = _locked_form(case, now=now)
    _write(case, kept, typed=typed, revision=revision, now=now)
    kept.save()
    return Saved(revision=kept.revision, saved_at=kept.saved_at)


def open_case(code: str, *, actor: Actor) -> Case:
    """Return one's own case, locked, while its form is open; auditors only read.

    Raises NotFound, NotAllowed and FormIsClosed.
    """
    case = locked_case(code)
    if not is_applicant(case, actor):
        raise NotFound(what=code[:20])
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    if case.state not in WRITABLE:
        raise FormIsClosed
    return case


def _locked_form(case: Case, *, now: datetime) -> CaseForm:
    """Return the answers of a locked case: its lock is theirs too."""
    row = CaseForm.objects.filter(case=case).first()
    return row or kept_form(case, now=now)


def _write(
    case: Case, kept: CaseForm, *, typed: Mapping[str, str], revision: int, now: datetime
) -> None:
    definition = compose({**fields.empty_content(), **version_for(case, now=now).content})
    told = _storable(definition, typed)
    fresh = {key: text for key, text in told.items() if kept.typed.get(key, "") != text}
    stale = tuple(key for key in fresh if kept.changed.get(key, 0) > revision)
    if stale:
        one = definition.field(stale[0])
        assert one is not None, "only known answers were told"  # noqa: S101
        raise AnswersChanged(keys=stale, title_zh=one.zh, title_en=one.en)
    if not fresh:
        return
    kept.revision += 1
    kept.typed = {**kept.typed, **fresh}
    kept.changed = {**kept.changed, **dict.fromkeys(fresh, kept.revision)}
    kept.sources = {key: one for key, one in kept.sources.items() if key not in fresh}
    kept.saved_at = now


def _storable(definition: FormDefinition, typed: Mapping[str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for key, text in typed.items():
        one = definition.field(key)
        if one is None:
            raise UnknownQuestion(key=key[:40])
        told[key] = storable(one, text)
    return told
