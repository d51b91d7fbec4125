"""Submitting a form, and sending what was missing: complete or not at all, kept as it was sent."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import DomainError, NotAllowed
from matou.modules.affairs.models import Case, CaseForm, CaseSubmission
from matou.modules.affairs.queries.case_forms import FormState, Missing, state_of
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_snapshot import digest_of, snapshot
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.services.case_applying import version_in_force
from matou.modules.affairs.services.case_forms import AnswersChanged
from matou.modules.affairs.services.case_writing import checked_move, finish, locked_case


class VersionChanged(DomainError):
    """The guide that the applicant read is no longer the one in force."""

    code = "affairs.version-changed"
    zh = "事项已更新为第 {number} 版，您填写的内容仍在。请看过新版指南后再提交。"
    en = "The item is now at version {number}; your draft is kept. Read it, then submit."


class FormIncomplete(DomainError):
    """Something is missing or wrong; ``errors`` names all of it at once (一次性告知)."""

    code = "affairs.form-incomplete"
    status = 422
    zh = "还有 {count} 项需要补齐：{first_zh}"
    en = "{count} thing(s) are still missing: {first_en}"

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        """Keep everything that is missing, for pages and problem documents."""
        self.missing = missing
        listed = [
            {"field": one.field or one.page, "page": one.page, "reason": one.en,
             "reason_zh": one.zh}
            for one in missing
        ]  # fmt: skip
        first = missing[0]
        super().__init__(
            count=len(missing), errors=listed,
            first_zh=f"{first.title_zh}：{first.zh}", first_en=f"{first.title_en}: {first.en}",
        )  # fmt: skip


@transaction.atomic
def submit_case(
    *, code: str, version: int, revision: int | None = None, actor: Actor, now: datetime
) -> CaseSubmission:
    """Submit a draft under the version that the applicant has read, which the case then keeps.

    With a ``revision``, only what the applicant looked at is submitted. Raises NotFound,
    NotAllowed, CaseMoveNotPossible, ItemTakesNoCases, VersionChanged, AnswersChanged and
    FormIncomplete.
    """
    case = locked_case(code)
    move = checked_move(case, key="submit", actor=actor, now=now)
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    current = version_in_force(case.version.item.code, now=now)
    if current.number != version:
        raise VersionChanged(number=current.number)
    state = _complete(case, revision=revision, now=now)
    case.version, case.submitted_at = current, now
    case.needs_two = bool(current.content.get("needs_two"))
    kept = _submission(case, state, note="", actor=actor, now=now)
    facts = {"version": version, "submission": kept.number, "sha256": kept.sha256}
    finish(case, move=move, actor=actor, now=now, facts=facts)
    return kept


@transaction.atomic
def correct_case(
    *, code: str, note: str, revision: int | None = None, actor: Actor, now: datetime
) -> CaseSubmission:
    """Send what was missing; the case waits for acceptance again.

    Raises NotFound, NotAllowed, CaseMoveNotPossible, InvalidInput, AnswersChanged and
    FormIncomplete.
    """
    case = locked_case(code)
    move = checked_move(case, key="correct", actor=actor, now=now)
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    told = checked_reason(note)
    state = _complete(case, revision=revision, now=now)
    kept = _submission(case, state, note=told, actor=actor, now=now)
    facts = {"submission": kept.number, "sha256": kept.sha256}
    finish(case, move=move, actor=actor, now=now, reason=told, facts=facts)
    return kept


def send_form(
    *, code: str, version: int, revision: int, note: str, actor: Actor, now: datetime
) -> CaseSubmission:
    """Submit a draft, or send what was missing: whichever the case waits for.

    Raises what ``submit_case`` and ``correct_case`` raise.
    """
    waits = Case.objects.filter(code=code, state=case_states.CORRECTION).exists()
    if waits:
        return correct_case(code=code, note=note, revision=revision, actor=actor, now=now)
    return submit_case(code=code, version=version, revision=revision, actor=actor, now=now)


def _complete(case: Case, *, revision: int | None, now: datetime) -> FormState:
    """Return the form if nothing is missing and nobody saved since it was looked at."""
    state = state_of(case, now=now)
    if revision is not None and revision != state.revision:
        raise AnswersChanged(keys=(), title_zh="表单", title_en="The form")
    if state.missing:
        raise FormIncomplete(state.missing)
    return state


def _submission(
    case: Case, state: FormState, *, note: str, actor: Actor, now: datetime
) -> CaseSubmission:
    content = snapshot(state.judged, state.materials, sources=state.sources)
    _drop_closed(case, state)
    return CaseSubmission.objects.create(
        case=case,
        number=case.submissions.count() + 1,
        version=case.version,
        content=content,
        sha256=digest_of(content),
        note=note,
        submitted_by=actor.code,
        submitted_at=now,
    )


def _drop_closed(case: Case, state: FormState) -> None:
    """Forget answers of branches that were not taken: nobody needs what was not asked."""
    open_keys = {one.key for page in state.judged.pages for one in page.fields}
    typed = {key: text for key, text in state.typed.items() if key in open_keys}
    CaseForm.objects.filter(case=case).update(typed=typed)
