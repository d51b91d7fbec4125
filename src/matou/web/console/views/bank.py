"""Custody: where the provider's statements differ from ours, and the orders to it."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import NotFound
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import BreakKind, BreakRow, OrderCard, OrderState
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import AccountKind
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question
from matou.web.console import asked, export, words
from matou.web.console.acts import NotedAct, ask_then_do, ask_why_then_do
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.console.names import names_of

FURTHEST = 100_000
_LONGEST_EXPLANATION = 400
_AGES = (1, 3, 7, 30)


@require_safe
@readers
def custody(request: PageRequest) -> HttpResponse:
    """List the breaks that wait for an explanation, by owner, kind and age."""
    kind, age = request.GET.get("kind", ""), asked.number(request, "age") or 0
    owner = request.GET.get("owner", "")
    found = queries.open_breaks_page(
        today=utc_now().astimezone(CHINA).date(),
        owner=request.actor.code if owner == "me" else "",
        kind=BreakKind(kind) if kind in set(BreakKind) else None,
        older_than_days=min(age, max(_AGES)),
        after=asked.number(request, "after") or 0,
        limit=PAGE_ROWS + 1,
    )
    rows = found[:PAGE_ROWS]
    more = str(rows[-1].break_id) if len(found) > PAGE_ROWS else ""
    names = names_of(row.owner for row in rows)
    open_breaks = queries.open_break_count()
    facts = {
        "tabs": _tabs(open_breaks),
        "lines": [_break(row, names) for row in rows],
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "kinds": words.BREAK_KIND.items(),
        "ages": _AGES,
        "kind": kind,
        "age": age,
        "owner": owner,
        "is_filtered": bool(kind or age or owner),
        "open_breaks": open_breaks,
        "books": _books(),
    }
    return show(request, "web/console/custody.html", facts)


@require_safe
@readers
def orders(request: PageRequest) -> HttpResponseBase:
    """List the orders to the custodian, newest first, by state; as CSV on request."""
    asked_state = request.GET.get("state", "")
    state = OrderState(asked_state) if asked_state in set(OrderState) else None
    if export.wants_csv(request):
        return _orders_csv(state)
    offset = min(asked.number(request, "from") or 0, FURTHEST)
    found = queries.orders_page(state=state, offset=offset, limit=PAGE_ROWS + 1)
    more = str(offset + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    names = names_of(row.party for row in found)
    facts = {
        "tabs": _tabs(queries.open_break_count()),
        "orders": [_order(row, names) for row in found[:PAGE_ROWS]],
        "page": KeysetPage(rows=(), next_key=more, parameter="from"),
        "states": words.ORDER_STATE.items(),
        "state": asked_state,
        "export_url": export.export_url(request, page_parameter="from"),
    }
    return show(request, "web/console/orders.html", facts)


def _orders_csv(state: OrderState | None) -> HttpResponseBase:
    head = ("order", "kind", "state", "party", "amount_fen", "reference", "provider",
            "provider_reference", "reason", "created_at", "finished_at")  # fmt: skip
    rows = (
        (row.order_id, row.kind.value, row.state.value, row.party, row.amount.fen, row.reference,
         row.provider, row.provider_reference, row.reason, row.created_at.isoformat(),
         row.finished_at.isoformat() if row.finished_at else "")
        for row in queries.orders_page(state=state, limit=export.MOST_ROWS)
    )  # fmt: skip
    return export.csv_response(name="custody-orders", head=head, rows=rows)


@require_safe
@readers
def one_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Show one break with its order, and what can be done about it."""
    row = queries.break_card(break_id, today=utc_now().astimezone(CHINA).date())
    order = _order_of(row)
    names = names_of({row.owner, order.party if order else ""})
    facts = {
        "line": _break(row, names),
        "order": _order(order, names) if order else None,
        "is_mine": row.owner == request.actor.code,
        "aggregate": f"break:{break_id}",
    }
    return show(request, "web/console/break.html", facts)


@require_http_methods(["GET", "POST"])
@writers
def take_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Ask, then take a break to oneself."""
    row = queries.break_card(break_id, today=utc_now().astimezone(CHINA).date())
    question = Question(
        title=_("由我处理这一差错"),
        message=_("现在的处理人：%(owner)s。之后由您查明原因并记录。")
        % {"owner": names_of([row.owner]).get(row.owner, "")},
        button=_("由我处理"),
        action_url=request.path,
        back_url=reverse("console:break", args=[break_id]),
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.assign_break(
            break_id=break_id, owner=request.actor.code, actor=request.actor, now=utc_now()
        ),
        done=_("这一差错现在由您处理。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def explain_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Ask why the provider and the house differ, and record it."""
    row = queries.break_card(break_id, today=utc_now().astimezone(CHINA).date())
    title = words.said(words.BREAK_KIND, row.kind.value)
    back = reverse("console:break", args=[break_id])
    act = NotedAct(
        title=_("记录差错原因"),
        message=_("记录后，这一差错不再列出；原因写入流水账，不能再改。"),
        button=_("记录原因"),
        label=_("原因"),
        help_text=_("写明查了哪些凭证、差在哪里、钱怎样补齐。"),
        back_url=back,
        crumbs=(_("存管"), reverse("console:custody"), title, back),
        longest=_LONGEST_EXPLANATION,
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.explain_break(
            break_id=break_id, explanation=note, actor=request.actor, now=utc_now()
        ),
        done=_("原因已记录，这一差错不再列出。"),
    )


def _tabs(open_breaks: int) -> list[Tab]:
    return [
        Tab(title=_("存管差错"), url=reverse("console:custody"), count=open_breaks),
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


def _order_of(row: BreakRow) -> OrderCard | None:
    """Return the order a break is about; what only the provider knows has none."""
    if row.order_id is None:
        return None
    try:
        return queries.order(row.order_id)
    except NotFound:
        return None


def _break(row: BreakRow, names: dict[str, str]) -> dict[str, object]:
    return {
        "row": row,
        "kind": words.said(words.BREAK_KIND, row.kind.value),
        "tone": "bad" if row.age_days > 1 else "warn",
        "owner": names.get(row.owner, row.owner),
    }


def _order(row: OrderCard, names: dict[str, str]) -> dict[str, object]:
    return {
        "row": row,
        "party": names.get(row.party, row.party),
        "kind": words.said(words.ORDER_KIND, row.kind.value),
        "state": words.said(words.ORDER_STATE, row.state.value),
        "tone": words.ORDER_TONE[row.state.value],
    }
