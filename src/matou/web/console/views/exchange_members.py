"""Members of the exchange and their keys: list, one member, propose, confirm, stop."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import Actor
from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import NotFound
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import KeyCard, KeyState, MemberCard, MemberState
from matou.spine.exchange.rules.keys import spoken
from matou.spine.exchange.rules.members import MOVES
from matou.web.access import PageRequest
from matou.web.console import exchange_words as words
from matou.web.console.acts import NotedAct, ask_why_then_do
from matou.web.console.exchange_forms import FingerprintForm, KeyForm, MemberForm
from matou.web.console.exchange_frame import (
    FormPage,
    ask_form,
    exchange_crumbs,
    exchange_page,
    exchange_readers,
    officers,
)
from matou.web.console.names import names_of
from matou.web.console.words import said
from matou.web.language import in_language

Act = Callable[..., None]


@require_safe
@exchange_readers
def members(request: PageRequest) -> HttpResponse:
    """List all members, and say who this installation is."""
    facts = {
        "own": queries.own_card(),
        "own_keys": [{"key": key, "spoken": spoken(key.key_id)} for key in queries.own_keys()],
        "lines": [_line(card) for card in queries.members()],
    }
    return exchange_page(request, "exchange_members", facts)


@require_safe
@exchange_readers
def member(request: PageRequest, code: str) -> HttpResponse:
    """Show one member: how it stands, its keys, how it came to stand so."""
    card, now = queries.member(code), utc_now()
    keys = queries.keys_of(code)
    versions = queries.versions_of(code)
    people = names_of(
        {one.by for one in versions}
        | {one.proposed_by for one in keys}
        | {one.decided_by for one in keys}
    )
    facts = {
        "line": _line(card),
        "keys": [_key_line(one, people, actor=request.actor, now=now) for one in keys],
        "versions": [_line(one) | {"by": people.get(one.by, one.by)} for one in versions],
        "steps": _steps(card, request.actor),
        "may_confirm": card.state is MemberState.PROPOSED and card.by != request.actor.code,
    }
    return exchange_page(request, "exchange_member", facts)


@require_http_methods(["GET", "POST"])
@officers
def new_member(request: PageRequest) -> HttpResponse:
    """Enter a member with its key; a second person confirms it."""
    form = MemberForm(request.POST or None, initial=_year())
    page = FormPage(
        title=_("登记成员"),
        lead=_("登记后，由另一名数据共享专员与对方核对密钥指纹并确认，成员才生效。"),
        button=_("提交，等待确认"),
        back_url=reverse("console:exchange"),
        crumbs=exchange_crumbs(),
    )
    return ask_form(
        request,
        form,
        page,
        do=lambda: services.propose_member(
            new=form.new_member(), key=form.new_key(), actor=request.actor, now=utc_now()
        ),
        done=_("成员已登记，等待另一名专员确认。"),
    )


@require_http_methods(["GET", "POST"])
@officers
def confirm_member(request: PageRequest, code: str) -> HttpResponse:
    """Have the fingerprint typed, then activate the member."""
    card = queries.member(code)
    form = FingerprintForm(request.POST or None)
    page = _member_page(
        card,
        title=_("确认成员"),
        lead=_("请打电话给“%s”，由对方念出密钥指纹。输入一致后成员立即生效。") % _name(card),
        button=_("确认生效"),
    )
    return ask_form(
        request,
        form,
        page,
        do=lambda: services.confirm_member(
            code=code,
            fingerprint=form.cleaned_data["typed"],
            actor=request.actor,
            now=utc_now(),
        ),
        done=_("成员已生效。"),
    )


@require_http_methods(["GET", "POST"])
@officers
def member_step(request: PageRequest, code: str, step: str) -> HttpResponse:
    """Ask why, then refuse, suspend, resume or end a member."""
    card = queries.member(code)
    found = {name: (title, do) for name, title, do in _all_steps()}
    if step not in found:
        raise NotFound(what=step)
    title, do = found[step]
    act = NotedAct(
        title=title,
        message=_name(card),
        button=title,
        label=_("原因"),
        help_text=_("写入流水账，不能再改。"),
        back_url=reverse("console:exchange_member", args=[code]),
        crumbs=exchange_crumbs(_name(card), reverse("console:exchange_member", args=[code])),
        tone="primary" if step == "resume" else "danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: do(code=code, note=note, actor=request.actor, now=utc_now()),
        done=_("已办理。"),
    )


@require_http_methods(["GET", "POST"])
@officers
def new_key(request: PageRequest, code: str) -> HttpResponse:
    """Enter another key of a member, so that old and new overlap."""
    card = queries.member(code)
    form = KeyForm(request.POST or None, initial=_year())
    page = _member_page(
        card,
        title=_("登记新密钥"),
        lead=_("旧密钥继续有效，直到到期或撤销；新密钥由另一名专员核对指纹后生效。"),
        button=_("提交，等待核对"),
    )
    return ask_form(
        request,
        form,
        page,
        do=lambda: services.propose_key(
            member=code, key=form.new_key(), actor=request.actor, now=utc_now()
        ),
        done=_("密钥已登记，等待另一名专员核对指纹。"),
    )


@require_http_methods(["GET", "POST"])
@officers
def confirm_key(request: PageRequest, name: str) -> HttpResponse:
    """Have the fingerprint typed, then let the key count."""
    key = queries.key(name)
    card = queries.member(key.member)
    form = FingerprintForm(request.POST or None)
    page = _member_page(
        card,
        title=_("核对密钥"),
        lead=_("请打电话给“%s”，由对方念出新密钥的指纹。") % _name(card),
        button=_("指纹一致"),
    )
    return ask_form(
        request,
        form,
        page,
        do=lambda: services.confirm_key(
            fingerprint=name,
            typed=form.cleaned_data["typed"],
            actor=request.actor,
            now=utc_now(),
        ),
        done=_("密钥已核对。"),
    )


@require_http_methods(["GET", "POST"])
@officers
def revoke_key(request: PageRequest, name: str) -> HttpResponse:
    """Ask why, then take a key out of force at once."""
    key = queries.key(name)
    card = queries.member(key.member)
    back = reverse("console:exchange_member", args=[card.code])
    act = NotedAct(
        title=_("撤销密钥"),
        message=_("撤销后，用这把密钥签名的调用和答复立即不再被接受，不能恢复。"),
        button=_("撤销密钥"),
        label=_("原因"),
        help_text=_("写入流水账，不能再改。"),
        back_url=back,
        crumbs=exchange_crumbs(_name(card), back),
        tone="danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.revoke_key(
            fingerprint=name, note=note, actor=request.actor, now=utc_now()
        ),
        done=_("密钥已撤销。"),
    )


def _all_steps() -> tuple[tuple[str, str, Act], ...]:
    return (
        ("resume", _("恢复成员"), services.resume_member),
        ("refuse", _("不予登记"), services.refuse_member),
        ("suspend", _("暂停成员"), services.suspend_member),
        ("end", _("终止成员"), services.end_member),
    )


_LEADS_TO = {
    "resume": MemberState.ACTIVE,
    "refuse": MemberState.REFUSED,
    "suspend": MemberState.SUSPENDED,
    "end": MemberState.ENDED,
}


def _steps(card: MemberCard, actor: Actor) -> list[dict[str, str]]:
    """Return what can be done to a member by this person now."""
    is_own = card.by == actor.code
    found = []
    for name, title, _do in _all_steps():
        is_resume = name == "resume"
        if _LEADS_TO[name] not in MOVES[card.state] or (is_resume and is_own):
            continue
        if is_resume and card.state is MemberState.PROPOSED:
            continue  # confirmed by fingerprint instead
        found.append({"name": name, "title": title})
    return found


def _line(card: MemberCard) -> dict[str, Any]:
    return {
        "card": card,
        "name": _name(card),
        "state": said(words.MEMBER_STATE, card.state.value),
        "tone": words.MEMBER_TONE[card.state.value],
    }


def _key_line(
    key: KeyCard, people: dict[str, str], *, actor: Actor, now: datetime
) -> dict[str, Any]:
    state = words.key_state(key, now)
    is_open = key.state in {KeyState.PROPOSED, KeyState.CONFIRMED}
    return {
        "key": key,
        "spoken": spoken(key.fingerprint),
        "state": said(words.KEY_STATE, state),
        "tone": words.KEY_TONE[state],
        "last_at": key.until_at - timedelta(seconds=1),
        "proposed_by": people.get(key.proposed_by, key.proposed_by),
        "decided_by": people.get(key.decided_by, key.decided_by),
        "may_confirm": key.state is KeyState.PROPOSED and key.proposed_by != actor.code,
        "may_revoke": is_open,
    }


def _name(card: MemberCard) -> str:
    return in_language(zh=card.name_zh, en=card.name_en)


def _member_page(card: MemberCard, *, title: str, lead: str, button: str) -> FormPage:
    back = reverse("console:exchange_member", args=[card.code])
    return FormPage(
        title=title,
        lead=lead,
        button=button,
        back_url=back,
        crumbs=exchange_crumbs(_name(card), back),
    )


def _year() -> dict[str, object]:
    today = utc_now().astimezone(CHINA).date()
    return {"from_on": today, "until_on": today + timedelta(days=365)}
