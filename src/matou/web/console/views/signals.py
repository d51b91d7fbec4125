"""Signals of rings: what parties have in common, and how officers work it off."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.spine.custody import queries, services
from matou.spine.custody.contracts.signals import SignalCard, SignalKind, SignalState
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question
from matou.web.console import asked, words
from matou.web.console.acts import NotedAct, ask_then_do, ask_why_then_do
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.console.names import names_of
from matou.web.language import is_chinese

_FURTHEST = 100_000


@require_safe
@readers
def signals(request: PageRequest) -> HttpResponse:
    """List the signals that stand, or those found harmless, the newest first."""
    is_open = request.GET.get("state") != "dismissed"
    offset = min(asked.number(request, "from") or 0, _FURTHEST)
    state = None if is_open else SignalState.DISMISSED
    asked_kind = request.GET.get("kind", "")
    kind = SignalKind(asked_kind) if asked_kind in set(SignalKind) else None
    found = queries.signals_page(state=state, kind=kind, offset=offset, limit=PAGE_ROWS + 1)
    more = str(offset + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    rows = found[:PAGE_ROWS]
    names = names_of(party for row in rows for party in row.parties)
    home = reverse("console:signals")
    facts = {
        "tabs": [
            Tab(title=_("未了"), url=home, count=queries.open_signal_count()),
            Tab(title=_("已排除"), url=f"{home}?state=dismissed"),
        ],
        "here": home if is_open else f"{home}?state=dismissed",
        "lines": [signal_line(row, names) for row in rows],
        "page": KeysetPage(rows=(), next_key=more, parameter="from"),
        "is_open": is_open,
        "kinds": words.SIGNAL_KIND.items(),
        "kind": asked_kind,
        "chosen": [words.said(words.SIGNAL_KIND, kind.value) if kind else ""],
    }
    return show(request, "web/console/signals.html", facts)


@require_safe
@readers
def signal(request: PageRequest, signal_id: int) -> HttpResponse:
    """Show one signal: who, what in common, since when, and what can be done about it."""
    card = queries.signal(signal_id)
    names = names_of({*card.parties, card.proposed_by, card.decided_by})
    facts = {
        "line": signal_line(card, names),
        "proposer": names.get(card.proposed_by, card.proposed_by),
        "decider": names.get(card.decided_by, card.decided_by),
        "is_own": request.actor.code == card.proposed_by,
        "aggregate": f"signal:{signal_id}",
    }
    return show(request, "web/console/signal.html", facts)


@require_http_methods(["GET", "POST"])
@writers
def dismiss_signal(request: PageRequest, signal_id: int) -> HttpResponse:
    """Ask why a signal is harmless, and record it."""
    card = queries.signal(signal_id)
    act = _act(
        card,
        title=_("排除信号"),
        message=_("排除后，这些主体的出金不再因此等待；有新的主体加入时信号会再次出现。"),
        button=_("排除信号"),
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.dismiss_signal(
            signal_id=signal_id, note=note, actor=request.actor, now=utc_now()
        ),
        done=_("信号已排除。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def propose_hold(request: PageRequest, signal_id: int) -> HttpResponse:
    """Ask why payouts should stop, and propose it to a colleague."""
    card = queries.signal(signal_id)
    act = _act(
        card,
        title=_("提议暂停出金"),
        message=_("另一名运营人员确认后，这些主体的出金全部暂停；资金留在各自账户中。"),
        button=_("提议暂停"),
        tone="danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.propose_hold(
            signal_id=signal_id, note=note, actor=request.actor, now=utc_now()
        ),
        done=_("已提议，由另一名运营人员确认。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def confirm_hold(request: PageRequest, signal_id: int) -> HttpResponse:
    """Ask, then stop the payouts of the signal's parties as the second officer."""
    card = queries.signal(signal_id)
    question = Question(
        title=_("确认暂停出金"),
        message=ngettext(
            "%(count)d 个主体的出金将全部暂停，直到有人排除这一信号：%(names)s。",
            "%(count)d 个主体的出金将全部暂停，直到有人排除这一信号：%(names)s。",
            len(card.parties),
        )
        % {"count": len(card.parties), "names": _listed(names_of(card.parties).values())},
        button=_("确认暂停"),
        action_url=request.path,
        back_url=reverse("console:signal", args=[signal_id]),
        tone="bad",
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.confirm_hold(signal_id=signal_id, actor=request.actor, now=utc_now()),
        done=_("已暂停这些主体的出金。"),
    )


def _listed(names: Iterable[str]) -> str:
    return ("、" if is_chinese() else ", ").join(sorted(names))


def signal_line(card: SignalCard, names: dict[str, str]) -> dict[str, Any]:
    """Return a signal in the reader's words."""
    return {
        "card": card,
        "kind": words.said(words.SIGNAL_KIND, card.kind.value),
        "state": words.said(words.SIGNAL_STATE, card.state.value),
        "tone": words.SIGNAL_TONE[card.state.value],
        "parties": [{"code": code, "name": names.get(code, code)} for code in card.parties],
        "is_open": card.state is SignalState.OPEN,
        "is_proposed": card.state is SignalState.HOLD_PROPOSED,
        "is_dismissed": card.state is SignalState.DISMISSED,
    }


def _act(
    card: SignalCard, *, title: str, message: str, button: str, tone: str = "primary"
) -> NotedAct:
    back = reverse("console:signal", args=[card.signal_id])
    kind = words.said(words.SIGNAL_KIND, card.kind.value)
    return NotedAct(
        title=title,
        message=message,
        button=button,
        label=_("依据"),
        help_text=_("写明向谁核实、看了什么；写入流水账不能再改。"),
        back_url=back,
        crumbs=(_("风险信号"), reverse("console:signals"), kind, back),
        tone=tone,
    )
