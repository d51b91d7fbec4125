"""Pages on notices: the list of a person and the company they act for, and their wishes."""

from heapq import merge
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.spine.notices import queries, services
from matou.spine.notices.contracts import NoticeCard
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import MANAGER
from matou.web import bell
from matou.web.access import PageRequest, refuse_unless, requires
from matou.web.account.notice_forms import NoticePreferenceForm, told_before
from matou.web.components.records import KeysetPage
from matou.web.console import asked

_ROWS = 20


@require_safe
@requires()
def inbox(request: PageRequest) -> HttpResponse:
    """List the notices to the person and to the company they act for, newest first."""
    found = _newest(request.actor, before=asked.number(request, "before"))
    shown = [_shown(card, request.actor) for card in found[:_ROWS]]
    facts = {
        "notices": shown,
        "page": KeysetPage(
            rows=shown, next_key=str(found[_ROWS - 1].id) if len(found) > _ROWS else ""
        ),
        "has_unread": any(not row["is_read"] for row in shown)
        or bell.unread_notices(request.actor) > 0,
        "acts_for_company": request.actor.acts_for != request.actor.code,
    }
    return render(request, "account/notices.html", facts)


@require_safe
@requires()
def notice(request: PageRequest, notice_id: int) -> HttpResponse:
    """Show one notice; having opened it, its reader has read it."""
    card = queries.notice(notice_id=notice_id)
    if card.party not in bell.parties_of(request.actor):
        raise NotFound(what=str(notice_id))
    if card.read_at is None and request.method == "GET":
        services.mark_read(notice_id=notice_id, actor=request.actor, now=utc_now())
        bell.forget(request.actor)
    return render(request, "account/notice.html", {"notice": _shown(card, request.actor)})


@require_POST
@requires()
def read_all(request: PageRequest) -> HttpResponse:
    """Mark everything in the list as read."""
    services.mark_all_read(actor=request.actor, now=utc_now())
    bell.forget(request.actor)
    messages.success(request, _("全部通知已标为已读。"))
    return redirect("account_notices")


@require_http_methods(["GET", "POST"])
@requires()
def preferences(request: PageRequest) -> HttpResponse:
    """Show and change how the party one acts for is told; a company's by its managers only."""
    actor = request.actor
    may_change = actor.acts_for == actor.code or actor.has(MANAGER)
    before = queries.preference_of(actor.acts_for)
    form = NoticePreferenceForm(request.POST or None, initial=told_before(before))
    if request.method == "POST":
        refuse_unless(allowed=may_change, needed=MANAGER)
        if form.is_valid():
            start, end = form.quiet_minutes()
            services.set_preference(
                language=form.cleaned_data["language"],
                channels_off=form.channels_off(before=before.channels_off),
                quiet_from_minute=start,
                quiet_until_minute=end,
                actor=actor,
            )
            messages.success(request, _("已保存。"))
            return redirect("account_notice_preferences")
    return _preferences_page(request, form=form, actor=actor, may_change=may_change)


def _preferences_page(
    request: HttpRequest, *, form: NoticePreferenceForm, actor: Actor, may_change: bool
) -> HttpResponse:
    facts = {"form": form, "card": parties.party_card(actor.acts_for), "may_change": may_change}
    return render(
        request, "account/notice_preferences.html", facts, status=422 if form.errors else 200
    )


def _newest(actor: Actor, *, before: int | None) -> list[NoticeCard]:
    """Return a page and one more; each party's list comes sorted by its own index."""
    lists = (
        queries.inbox(party=party, before=before, limit=_ROWS + 1)
        for party in bell.parties_of(actor)
    )
    return list(islice(merge(*lists, key=lambda card: -card.id), _ROWS + 1))


def _shown(card: NoticeCard, actor: Actor) -> dict[str, Any]:
    """Return a notice in the reader's language; it leads on only to pages of this site."""
    language = get_language() or "zh"
    leads_here = url_has_allowed_host_and_scheme(card.url, allowed_hosts=None)
    return {
        "id": card.id,
        "subject": card.subject(language),
        "body": card.body(language),
        "url": card.url if leads_here else "",
        "created_at": card.created_at,
        "is_read": card.read_at is not None,
        "is_own": card.party == actor.code,
    }
