"""The registrar's desk: licences that wait for a check, one of them, and the decisions."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import CredentialCard, CredentialState
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked
from matou.web.console.forms import DecisionForm
from matou.web.console.frame import PAGE_ROWS, checkers, show
from matou.web.console.names import names_of
from matou.web.language import is_chinese
from matou.web.papers import check_lines, paper_line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What a registrar can decide about a licence in one of the states."""

    do: Callable[..., CredentialCard]
    states: frozenset[CredentialState]
    title: Promise
    message: Promise
    tone: str


_DECISIONS = {
    "verify": _Decision(
        do=services.verify_credential,
        states=frozenset({CredentialState.CLAIMED}),
        title=lazy("确认属实"),
        message=lazy("从现在起，这份证照在有效期内算数。"),
        tone="primary",
    ),
    "refuse": _Decision(
        do=services.revoke_credential,
        states=frozenset({CredentialState.CLAIMED}),
        title=lazy("不予通过"),
        message=lazy("这份证照不再有效，不能恢复；持证人可以改正后重新登记。"),
        tone="danger",
    ),
    "suspend": _Decision(
        do=services.suspend_credential,
        states=frozenset({CredentialState.VERIFIED}),
        title=lazy("暂停证照"),
        message=lazy("恢复之前，这份证照不算数。"),
        tone="danger",
    ),
    "reinstate": _Decision(
        do=services.reinstate_credential,
        states=frozenset({CredentialState.SUSPENDED}),
        title=lazy("恢复使用"),
        message=lazy("从现在起，这份证照重新算数。"),
        tone="primary",
    ),
    "revoke": _Decision(
        do=services.revoke_credential,
        states=frozenset({CredentialState.VERIFIED, CredentialState.SUSPENDED}),
        title=lazy("作废证照"),
        message=lazy("这份证照不再有效，不能恢复。"),
        tone="danger",
    ),
}


@require_safe
@checkers
def credentials(request: PageRequest) -> HttpResponse:
    """List the licences that wait for a check, or all of one holder."""
    now, holder = utc_now(), asked.text(request, "q").upper()
    found = (
        queries.credentials_of(holder)
        if holder
        else queries.claimed_page(after=asked.text(request, "after"), limit=PAGE_ROWS + 1)
    )
    cards = found if holder else found[:PAGE_ROWS]
    more = cards[-1].code if len(found) > len(cards) else ""
    names = names_of({card.holder for card in cards})
    facts = {
        "lines": [
            {"paper": paper_line(card, now=now), "holder": names.get(card.holder, card.holder)}
            for card in cards
        ],
        "page": KeysetPage(rows=cards, next_key=more, parameter="after"),
        "wanted": holder,
    }
    return show(request, "web/console/credentials.html", facts)


@require_safe
@checkers
def credential(request: PageRequest, code: str) -> HttpResponse:
    """Show one licence with its scan and history, and what can be decided now."""
    card = queries.credential(code)
    checks = check_lines(code)
    names = names_of({card.holder, card.recorded_by, *(check.by for check in checks)})
    facts = {
        "line": paper_line(card, now=utc_now()),
        "holder": names.get(card.holder, card.holder),
        "checks": [
            {"at": check.at, "state": check.state, "tone": check.tone, "note": check.note,
             "by": names.get(check.by, check.by)}
            for check in checks
        ],
        "decisions": [
            {"name": name, "title": decision.title, "tone": decision.tone}
            for name, decision in _DECISIONS.items()
            if card.state in decision.states
        ],
    }  # fmt: skip
    return show(request, "web/console/credential.html", facts)


@require_http_methods(["GET", "POST"])
@checkers
def decide_credential(request: PageRequest, code: str, act: str) -> HttpResponse:
    """Ask for the grounds, then decide; a licence that has moved on is shown instead."""
    card = queries.credential(code)
    decision = _DECISIONS.get(act)
    if decision is None:
        raise NotFound(what=act[:40])
    if card.state not in decision.states:
        messages.error(request, _("这份证照的状态已经改变，现在不能这样处理。"))
        return HttpResponseRedirect(reverse("console:credential", args=[code]))
    form = DecisionForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            decision.do(
                code=code, note=form.cleaned_data["note"], actor=request.actor, now=utc_now()
            )
        except DomainError as error:
            _explain(form, error)
            status = error.status
        else:
            messages.success(request, _("已记录，持证人可以看到结果和依据。"))
            return HttpResponseRedirect(reverse("console:credential", args=[code]))
    facts = {
        "line": paper_line(card, now=utc_now()),
        "holder": names_of({card.holder}).get(card.holder, card.holder),
        "decision": decision,
        "form": form,
    }
    response = show(request, "web/console/decide_credential.html", facts)
    response.status_code = status
    return response


def _explain(form: DecisionForm, error: DomainError) -> None:
    if isinstance(error, InvalidInput):
        form.add_error("note", str(error.facts["reason_zh" if is_chinese() else "reason_en"]))
    else:
        form.add_error(None, error.message("zh" if is_chinese() else "en"))
