"""A case's form by page: one question each, saved as typed, open without scripts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.case_form import AnswerForm, UploadForm
from matou.modules.affairs.queries.case_forms import FormState, form_state
from matou.modules.affairs.rules.case_form import FormPage
from matou.modules.affairs.services import case_forms, case_papers
from matou.modules.affairs.services.case_forms import AnswersChanged
from matou.modules.affairs.views.form_shown import (
    FROM_CHECK,
    material_facts,
    page_facts,
    page_url,
)
from matou.web.access import PageRequest, requires

_CONFLICT, _REFUSED = 409, 422
_MOST_AT_ONCE = 20


@requires()
@require_safe
def form_start(request: PageRequest, code: str) -> HttpResponse:
    """Lead to the first question that waits, or to the check of all answers."""
    state = form_state(code=code, actor=request.actor, now=utc_now())
    return HttpResponseRedirect(_onward(state))


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: PageRequest, code: str, page: str) -> HttpResponse:
    """Ask one question, or for one material; what is out of order leads to what is next."""
    now = utc_now()
    state = form_state(code=code, actor=request.actor, now=now)
    asked = state.definition.page(page)
    if asked is None:
        raise NotFound(what=page[:20])
    if not state.may_write:
        return HttpResponseRedirect(reverse("affairs:case", args=[code]))
    if request.method == "POST":
        return (_hand_in if asked.material else _answer)(request, state, asked, now)
    elsewhere = _elsewhere(request, state, asked)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    shown = state.open_page(page) or asked
    if shown.material:
        return _material_page(request, state, shown, errors=(), now=now)
    return _question_page(request, state, shown, typed=state.typed)


@requires()
@require_POST
def form_autosave(request: PageRequest, code: str, page: str) -> HttpResponse:
    """Keep what is being typed, right or wrong; answers a fragment that says so."""
    now = utc_now()
    state = form_state(code=code, actor=request.actor, now=now)
    asked = state.definition.page(page)
    if asked is None or asked.material:
        raise NotFound(what=page[:20])
    facts: dict[str, Any] = {"revision": _revision(request)}
    try:
        saved = case_forms.save_answers(
            code=code, typed=_typed(request, asked), revision=_revision(request),
            actor=request.actor, now=now,
        )  # fmt: skip
        facts |= {"revision": saved.revision, "saved_at": saved.saved_at}
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        facts["refusal"] = refusal.message(language())
    return render(request, "affairs/_saved.html", facts)


@requires()
@require_POST
def file_remove(request: PageRequest, code: str, document: str) -> HttpResponse:
    """Take a file out of the open form."""
    page = case_papers.remove_file(code=code, document=document, actor=request.actor, now=utc_now())
    messages.success(request, _("已移除这个文件。"))
    return HttpResponseRedirect(page_url(code, page, from_check=_is_from_check(request)))


def _answer(request: PageRequest, state: FormState, asked: FormPage, now: datetime) -> HttpResponse:
    typed = _typed(request, asked)
    was_waiting = _elsewhere(request, state, asked)
    try:
        case_forms.save_page(
            code=state.code, page=asked.key, typed=typed, revision=_revision(request),
            actor=request.actor, now=now,
        )  # fmt: skip
    except AnswersChanged as refusal:
        fresh = form_state(code=state.code, actor=request.actor, now=now)
        return _question_page(request, fresh, asked, typed=typed, refusal=refusal)
    except DomainError as refusal:
        if refusal.status != _REFUSED:
            raise
        return _question_page(request, state, asked, typed=typed, refusal=refusal)
    fresh = form_state(code=state.code, actor=request.actor, now=now)
    if was_waiting:
        messages.info(request, _("您填的内容已保存。请先回答这一题。"))
        return HttpResponseRedirect(_onward(fresh))
    shown = fresh.open_page(asked.key) or asked
    if fresh.judged.faults_of(asked.key):
        return _question_page(request, fresh, shown, typed=typed, is_judged=True)
    return HttpResponseRedirect(_next(request, fresh))


def _hand_in(
    request: PageRequest, state: FormState, asked: FormPage, now: datetime
) -> HttpResponse:
    """Keep the files that were chosen; without any, go on."""
    sent = request.FILES.getlist("sent")[:_MOST_AT_ONCE]
    errors = _kept_files(request, state.code, asked.key, now=now)
    is_upload = request.POST.get("do") == "upload"
    if is_upload and not sent:
        errors.append(_("请先选择文件，再点“上传”。"))
    if not is_upload and not errors:
        case_forms.save_page(
            code=state.code, page=asked.key, typed={}, revision=_revision(request),
            actor=request.actor, now=now,
        )  # fmt: skip
    fresh = form_state(code=state.code, actor=request.actor, now=now)
    waiting = fresh.open_page(asked.key) is not None and fresh.material(asked.key).is_lacking
    if not is_upload and not errors and waiting:
        errors.append(_("这一项必须上传文件，才能继续。"))
    if errors:
        return _material_page(request, fresh, asked, errors=errors, now=now)
    if is_upload:
        back = page_url(state.code, asked.key, from_check=_is_from_check(request))
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(_next(request, fresh))


def _kept_files(request: PageRequest, code: str, material: str, *, now: datetime) -> list[str]:
    """Keep each file that was sent; returns why the others were not kept."""
    errors: list[str] = []
    for one in request.FILES.getlist("sent")[:_MOST_AT_ONCE]:
        upload = case_papers.Upload(
            # Django's upload reads as a binary file; its type only does not say so.
            file=cast("BinaryIO", one),
            name=one.name or "",
            media_type=one.content_type or "",
        )
        try:
            case_papers.add_file(
                code=code, material=material, upload=upload, actor=request.actor, now=now
            )
        except DomainError as refusal:
            if refusal.status not in _ABOUT_FILE:
                raise
            errors.append(refusal.message(language()))
    return errors


_ABOUT_FILE = frozenset({413, 422})


def _question_page(
    request: PageRequest,
    state: FormState,
    page: FormPage,
    *,
    typed: Mapping[str, str],
    refusal: DomainError | None = None,
    is_judged: bool = False,
) -> HttpResponse:
    form = AnswerForm(page, typed, needed=state.judged.needed)
    found = state.judged.faults_of(page.key)
    # What was typed and is wrong is told at once; what is missing, when going on.
    form.add_faults(one for one in found if is_judged or not (one.is_missing or refusal))
    is_stale = isinstance(refusal, AnswersChanged)
    if refusal is not None:
        form.add_error(None, refusal.message(language()))
    facts = {
        **page_facts(state, page),
        "form": form,
        "is_alone": len(page.fields) == 1,
        "is_optional": not any(one.key in state.judged.needed for one in page.fields),
        "page_key": page.key,
        "bounds": [(form[one.key], one.unit) for one in page.fields],
        "others": _both(state, page, typed) if is_stale else [],
        "from_check": _is_from_check(request),
    }
    status = 200
    if refusal is not None or is_judged:
        status = _CONFLICT if is_stale else _REFUSED
    return render(request, "affairs/form_page.html", facts, status=status)


def _both(state: FormState, page: FormPage, typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what the other tab saved beside what was typed here."""
    shown = AnswerForm(page, state.typed)
    return [
        {"label": str(shown.fields[one.key].label), "saved": state.typed.get(one.key, ""),
         "typed": typed.get(one.key, "")}
        for one in page.fields
        if state.typed.get(one.key, "") != typed.get(one.key, "")
    ]  # fmt: skip


def _material_page(
    request: PageRequest, state: FormState, page: FormPage, *, errors: Any, now: datetime
) -> HttpResponse:
    if page.key not in {one.page.key for one in state.materials}:
        return HttpResponseRedirect(_onward(state))
    told = material_facts(state.material(page.key), now=now)
    facts = {
        **page_facts(state, page),
        "upload": UploadForm(),
        "errors": errors,
        "material": told,
        "types_note": _("可传 %(types)s，最多 %(most)s 个，每个不超过 20 MB。")
        % {"types": told["types"], "most": told["most"]},
        "from_check": _is_from_check(request),
    }
    status = _REFUSED if errors else 200
    return render(request, "affairs/form_material.html", facts, status=status)


def _elsewhere(request: PageRequest, state: FormState, page: FormPage) -> str:
    """Return where a page that is not its turn leads, with the reason; empty where it is."""
    shown = state.open_page(page.key)
    first = state.first_open
    if shown is not None and (
        first is None or page.key == first.key or state.is_done(shown) or _is_from_check(request)
    ):
        return ""
    if request.method != "POST":
        words = (
            _("按您的回答，这一题不用回答。") if shown is None else _("请先回答这一题，再继续。")
        )
        messages.info(request, words)
    return _onward(state)


def _onward(state: FormState) -> str:
    first = state.first_open
    if not state.may_write:
        return reverse("affairs:case", args=[state.code])
    if first is None:
        return reverse("affairs:form_check", args=[state.code])
    return page_url(state.code, first.key)


def _next(request: PageRequest, state: FormState) -> str:
    if _is_from_check(request):
        return reverse("affairs:form_check", args=[state.code])
    return _onward(state)


def _is_from_check(request: PageRequest) -> bool:
    return FROM_CHECK in {request.GET.get("from"), request.POST.get("from")}


def _typed(request: PageRequest, page: FormPage) -> dict[str, str]:
    """Return what was typed; a question that was not sent stays as it is."""
    return {one.key: request.POST[one.key] for one in page.fields if one.key in request.POST}


def _revision(request: PageRequest) -> int:
    """Return the revision that the page showed; without one, nothing counts as seen."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
