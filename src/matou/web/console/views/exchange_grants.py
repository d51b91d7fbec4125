"""Services that are shared, and grants on them: list, ask, decide, end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import Actor
from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import NotFound
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import (
    GrantCard,
    GrantState,
    MemberState,
    SharedService,
    all_shared,
    shared,
)
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked
from matou.web.console import exchange_words as words
from matou.web.console.acts import NotedAct, ask_why_then_do
from matou.web.console.exchange_forms import GrantForm
from matou.web.console.exchange_frame import (
    FormPage,
    ask_form,
    exchange_crumbs,
    exchange_page,
    exchange_readers,
    member_names,
    officers,
)
from matou.web.console.frame import PAGE_ROWS
from matou.web.console.names import names_of
from matou.web.console.words import said
from matou.web.language import in_language

Act = Callable[..., None]


@require_safe
@exchange_readers
def shared_services(request: PageRequest) -> HttpResponse:
    """List what is shared, with every field and how sensitive it is."""
    facts = {"lines": [_service_line(one) for one in all_shared()]}
    return exchange_page(request, "exchange_services", facts)


@require_safe
@exchange_readers
def grants(request: PageRequest) -> HttpResponse:
    """List grants, those that wait first where asked; searched by member or service."""
    is_open = request.GET.get("state") == "open"
    text, before, now = asked.text(request, "q"), asked.number(request, "before"), utc_now()
    found = queries.grants_page(is_open=is_open, text=text, before=before, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    names = member_names()
    facts = {
        "lines": [_grant_line(one, names, now=now) for one in rows],
        "page": KeysetPage(
            rows=rows, next_key=str(rows[-1].number) if len(found) > PAGE_ROWS else ""
        ),
        "text": text,
        "is_open": is_open,
        "chosen": [text, _("待批准") if is_open else ""],
    }
    return exchange_page(request, "exchange_grants", facts)


@require_safe
@exchange_readers
def grant(request: PageRequest, number: int) -> HttpResponse:
    """Show one grant: its terms, who asked and who decided, and what this person may do."""
    card = queries.grant(number)
    steps = queries.steps_of(number)
    people = names_of(one.by for one in steps)
    facts = {
        "line": _grant_line(card, member_names(), now=utc_now()),
        "steps": [
            {
                "title": said(words.GRANT_STEP, one.state.value),
                "by": people[one.by],
                "at": one.at,
                "note": one.note,
            }
            for one in steps
        ],
        "acts": _acts_on(card, request.actor),
        "is_own": card.state is GrantState.REQUESTED and card.requested_by == request.actor.code,
    }
    return exchange_page(request, "exchange_grant", facts)


@require_http_methods(["GET", "POST"])
@officers
def new_grant(request: PageRequest) -> HttpResponse:
    """Ask for a grant on the service that the address names."""
    service = shared(asked.text(request, "service"))
    if service is None or service.is_open:
        return redirect("console:exchange_services")
    today = utc_now().astimezone(CHINA).date()
    members = [
        (one.code, in_language(zh=one.name_zh, en=one.name_en))
        for one in queries.members()
        if one.state is MemberState.ACTIVE
    ]
    form = GrantForm(
        request.POST or None,
        service=service,
        members=members,
        initial={"from_on": today, "until_on": today + timedelta(days=90)},
    )
    page = FormPage(
        title=_("申请授权"),
        lead=_("服务：%s。申请后由另一名数据共享专员批准。")
        % in_language(zh=service.zh, en=service.en),
        button=_("提交申请"),
        back_url=reverse("console:exchange_grants"),
        crumbs=exchange_crumbs(_("授权清单"), reverse("console:exchange_grants")),
    )
    return ask_form(
        request,
        form,
        page,
        do=lambda: services.request_grant(new=form.new_grant(), actor=request.actor, now=utc_now()),
        done=_("授权已申请，等待另一名专员批准。"),
    )


@require_http_methods(["GET", "POST"])
@officers
def grant_step(request: PageRequest, number: int, step: str) -> HttpResponse:
    """Ask on what grounds, then approve, refuse or end a grant."""
    card = queries.grant(number)
    found = {name: (title, do) for name, title, do in _all_steps()}
    if step not in found:
        raise NotFound(what=step)
    title, do = found[step]
    back = reverse("console:exchange_grant", args=[number])
    names = member_names()
    act = NotedAct(
        title=title,
        message=_("%(member)s 读取“%(service)s”的字段：%(fields)s。")
        % {
            "member": names.get(card.consumer, card.consumer),
            "service": words.service_words(card.service),
            "fields": _listed(words.field_words(card.service, card.fields)),
        },
        button=title,
        label=_("依据"),
        help_text=_("写明核对了什么；写入流水账，不能再改。"),
        back_url=back,
        crumbs=exchange_crumbs(_("授权清单"), reverse("console:exchange_grants")),
        tone="primary" if step == "approve" else "danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: do(number=number, note=note, actor=request.actor, now=utc_now()),
        done=_("已办理。"),
    )


def _all_steps() -> tuple[tuple[str, str, Act], ...]:
    return (
        ("approve", _("批准"), services.approve_grant),
        ("refuse", _("不予批准"), services.refuse_grant),
        ("end", _("终止授权"), services.end_grant),
    )


def _acts_on(card: GrantCard, actor: Actor) -> list[dict[str, str]]:
    names: tuple[str, ...] = ()
    if card.state is GrantState.REQUESTED and card.requested_by != actor.code:
        names = ("approve", "refuse")
    elif card.state is GrantState.APPROVED:
        names = ("end",)
    return [{"name": name, "title": title} for name, title, _do in _all_steps() if name in names]


def _service_line(service: SharedService) -> dict[str, Any]:
    return {
        "service": service,
        "title": in_language(zh=service.zh, en=service.en),
        "fields": [
            {
                "field": one,
                "title": in_language(zh=one.zh, en=one.en),
                "level": said(words.SENSITIVITY, one.sensitivity.value),
                "tone": words.SENSITIVITY_TONE[one.sensitivity.value],
            }
            for one in service.fields
        ],
    }


def _grant_line(card: GrantCard, names: dict[str, str], *, now: datetime) -> dict[str, Any]:
    state = words.grant_state(card, now)
    return {
        "card": card,
        "member": names.get(card.consumer, card.consumer),
        "service": words.service_words(card.service),
        "fields": words.field_words(card.service, card.fields),
        "purpose": words.purpose_words(card.purpose),
        "state": said(words.GRANT_STATE, state),
        "tone": words.GRANT_TONE[state],
        "last_at": card.until_at - timedelta(seconds=1),
    }


def _listed(titles: list[str]) -> str:
    return in_language(zh="、".join(titles), en=", ".join(titles))
