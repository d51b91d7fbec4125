"""Custody: where the provider's statements differ from ours, and the orders to it."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from matou.kit.clock import CHINA, utc_now
from matou.spine.custody import queries
from matou.spine.custody.contracts import BreakKind, BreakRow, BreakSearch, OrderCard, OrderState
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import AccountKind
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.console import asked, export, words
from matou.web.console.frame import PAGE_ROWS, readers, show
from matou.web.console.names import account_names, names_of

FURTHEST = 100_000
_AGES = (1, 3, 7, 30)


@require_safe
@readers
def custody(request: PageRequest) -> HttpResponseBase:
    """List the breaks that wait for an explanation, by owner, kind and age; as CSV on request."""
    kind, age = request.GET.get("kind", ""), asked.number(request, "age") or 0
    owner, text = request.GET.get("owner", ""), asked.text(request, "q")
    page = partial(
        queries.open_breaks_page,
        today=utc_now().astimezone(CHINA).date(),
        wanted=BreakSearch(
            owner=request.actor.code if owner == "me" else "",
            kind=BreakKind(kind) if kind in set(BreakKind) else None,
            older_than_days=min(age, max(_AGES)),
            text=text,
        ),
    )
    if export.wants_csv(request):
        return _breaks_csv(page)
    found = page(after=asked.number(request, "after") or 0, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    more = str(rows[-1].break_id) if len(found) > PAGE_ROWS else ""
    names = names_of(row.owner for row in rows)
    open_breaks = queries.open_break_count()
    facts = {
        "tabs": tabs(open_breaks),
        "lines": [break_line(row, names) for row in rows],
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "kinds": words.BREAK_KIND.items(),
        "ages": _AGES,
        "kind": kind,
        "age": age,
        "owner": owner,
        "text": text,
        "chosen": _chosen(text=text, owner=owner, kind=kind, age=age),
        "open_breaks": open_breaks,
        "waiting": _waiting(),
        "books": _books(),
        "export_url": export.export_url(request, page_parameter="after"),
    }
    return show(request, "web/console/custody.html", facts)


def _chosen(*, text: str, owner: str, kind: str, age: int) -> list[str]:
    """Return in words to what the breaks are narrowed."""
    older = ngettext("%(days)s 天以上", "%(days)s 天以上", age) % {"days": age} if age else ""
    mine = _("由我处理的") if owner == "me" else ""
    return [text, mine, words.said(words.BREAK_KIND, kind) if kind in set(BreakKind) else "", older]


def _breaks_csv(page: Callable[..., tuple[BreakRow, ...]]) -> HttpResponseBase:
    head = ("break", "day", "kind", "age_days", "owner", "order", "line", "told_kind",
            "told_party", "told_amount_fen", "told_reference", "text")  # fmt: skip
    found = export.all_rows(
        lambda after: page(after=after or 0, limit=export.STEP), key=lambda row: row.break_id
    )
    rows = (
        (row.break_id, row.on, row.kind.value, row.age_days, row.owner, row.order_id or "",
         row.line_number or "", row.told_kind, row.told_party,
         "" if row.told_amount is None else row.told_amount.fen, row.told_reference, row.text)
        for row in found
    )  # fmt: skip
    return export.csv_response(name="custody-breaks", head=head, rows=rows)


def _waiting() -> list[dict[str, object]]:
    """Return the corrections that wait for a second person."""
    cards = queries.waiting_corrections()
    names = names_of(card.proposed_by for card in cards)
    accounts = account_names(card.account for card in cards)
    return [
        {"card": card, "account": accounts[card.account], "proposer": names.get(card.proposed_by)}
        for card in cards
    ]


@require_safe
@readers
def orders(request: PageRequest) -> HttpResponseBase:
    """List the orders to the custodian, newest first, by state; as CSV on request."""
    asked_state = request.GET.get("state", "")
    state = OrderState(asked_state) if asked_state in set(OrderState) else None
    text = asked.text(request, "q")
    if export.wants_csv(request):
        return _orders_csv(state, text)
    offset = min(asked.number(request, "from") or 0, FURTHEST)
    found = queries.orders_page(state=state, text=text, offset=offset, limit=PAGE_ROWS + 1)
    more = str(offset + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    names = names_of(row.party for row in found)
    facts = {
        "tabs": tabs(queries.open_break_count()),
        "orders": [order_line(row, names) for row in found[:PAGE_ROWS]],
        "page": KeysetPage(rows=(), next_key=more, parameter="from"),
        "states": words.ORDER_STATE.items(),
        "state": asked_state,
        "text": text,
        "chosen": [text, words.said(words.ORDER_STATE, state.value) if state else ""],
        "export_url": export.export_url(request, page_parameter="from"),
    }
    return show(request, "web/console/orders.html", facts)


def _orders_csv(state: OrderState | None, text: str) -> HttpResponseBase:
    head = ("order", "kind", "state", "party", "amount_fen", "reference", "provider",
            "provider_reference", "reason", "created_at", "finished_at")  # fmt: skip
    rows = (
        (row.order_id, row.kind.value, row.state.value, row.party, row.amount.fen, row.reference,
         row.provider, row.provider_reference, row.reason, row.created_at.isoformat(),
         row.finished_at.isoformat() if row.finished_at else "")
        for row in queries.orders_page(state=state, text=text, limit=export.MOST_ROWS)
    )  # fmt: skip
    return export.csv_response(name="custody-orders", head=head, rows=rows)


def tabs(open_breaks: int) -> list[Tab]:
    """Return the tabs of the custody pages."""
    return [
        Tab(title=_("存管差错"), url=reverse("console:custody"), count=open_breaks),
        Tab(title=_("每日对账"), url=reverse("console:statements")),
        Tab(title=_("存管指令"), url=reverse("console:orders")),
    ]


def _books() -> list[dict[str, object]]:
    """Return what our ledger says lies at the bank, and what no statement has confirmed."""
    kinds = (AccountKind.BANK, AccountKind.CLEARING)
    return [
        {"code": row.code, "kind": words.said(words.ACCOUNT_KIND, row.kind), "balance": row.balance}
        for kind in kinds
        for row in ledger.accounts_page(kind=kind, limit=5)
    ]


def break_line(row: BreakRow, names: dict[str, str]) -> dict[str, object]:
    """Return a break as lists and its page show it."""
    return {
        "row": row,
        "kind": words.said(words.BREAK_KIND, row.kind.value),
        "tone": "bad" if row.age_days > 1 else "warn",
        "owner": names.get(row.owner, row.owner),
    }


def order_line(row: OrderCard, names: dict[str, str]) -> dict[str, object]:
    """Return an order as lists and the break's page show it."""
    return {
        "row": row,
        "party": names.get(row.party, row.party),
        "kind": words.said(words.ORDER_KIND, row.kind.value),
        "state": words.said(words.ORDER_STATE, row.state.value),
        "tone": words.ORDER_TONE[row.state.value],
    }
