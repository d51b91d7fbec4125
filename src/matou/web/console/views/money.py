"""The ledger explorer: accounts, statements, transfers, groups, and the audit."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.spine.ledger import queries
from matou.spine.ledger.contracts import AccountKind, TransferRow
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked, words
from matou.web.console.frame import PAGE_ROWS, readers, show


@require_safe
@readers
def accounts(request: PageRequest) -> HttpResponse:
    """Search accounts by code, owner or kind."""
    wanted = asked.text(request, "q")
    kind = request.GET.get("kind", "")
    chosen = AccountKind(kind) if kind in set(AccountKind) else None
    after = asked.text(request, "after")
    found = queries.accounts_page(text=wanted, kind=chosen, after=after, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    more = rows[-1].code if len(found) > PAGE_ROWS else ""
    facts = {
        "rows": [{"row": row, "kind": words.said(words.ACCOUNT_KIND, row.kind)} for row in rows],
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "kinds": words.ACCOUNT_KIND.items(),
        "kind": kind,
        "wanted": wanted,
    }
    return show(request, "web/console/accounts.html", facts)


@require_safe
@readers
def account(request: PageRequest, code: str) -> HttpResponse:
    """Show one account: what it holds, now or then, and its statement."""
    at = asked.instant(request, "at")
    before = asked.number(request, "before")
    lines = queries.statement_page(code, before=before, limit=PAGE_ROWS + 1)
    shown = lines[:PAGE_ROWS]
    more = str(shown[-1].version) if len(lines) > PAGE_ROWS else ""
    facts = {
        "code": code,
        "balance": queries.balance(code),
        "at": at,
        "at_text": request.GET.get("at", "")[:40],
        "balance_then": queries.balance_at(code, at) if at else None,
        "lines": [
            {"line": line, "kind": words.said(words.POSTING_KIND, line.transfer.kind)}
            for line in shown
        ],
        "page": KeysetPage(rows=shown, next_key=more),
    }
    return show(request, "web/console/account.html", facts)


@require_safe
@readers
def transfer(request: PageRequest, transfer_id: str) -> HttpResponse:
    """Show one transfer and the others of its group."""
    identity = asked.identity(transfer_id)
    row = queries.transfer(identity) if identity else None
    if row is None:
        raise NotFound(what=transfer_id)
    return show(request, "web/console/transfer.html", {"shown": _transfer(row)})


@require_safe
@readers
def group(request: PageRequest, code: str) -> HttpResponse:
    """Show every transfer of one group, and the proof that it sums to zero."""
    rows = queries.transfers_of_group(code)
    if not rows:
        raise NotFound(what=code)
    facts = {
        "code": code,
        "sum": queries.group_sum(code),
        "rows": [_transfer(row) for row in rows],
        "moved": Money.total(row.amount for row in rows if row.kind in {"posted", "post"}),
    }
    return show(request, "web/console/group.html", facts)


@require_safe
@readers
def audit(request: PageRequest) -> HttpResponse:
    """Check the ledger's invariants when asked to: it reads every line."""
    ran = request.GET.get("run") == "1"
    facts = {"ran": ran, "violations": queries.violations() if ran else ()}
    return show(request, "web/console/audit.html", facts)


def _transfer(row: TransferRow) -> dict[str, object]:
    return {"row": row, "kind": words.said(words.POSTING_KIND, row.kind)}
