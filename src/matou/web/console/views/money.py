"""The ledger explorer: accounts, statements, transfers, groups, and the audit."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import CHINA, utc_now
from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.spine.ledger import queries
from matou.spine.ledger.contracts import AccountKind, AccountRow, StatementLine, TransferRow
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.console import asked, export, words
from matou.web.console.frame import PAGE_ROWS, readers, show
from matou.web.console.names import account_names, names_of
from matou.web.vocabulary import known_purposes, purpose_words


@require_safe
@readers
def accounts(request: PageRequest) -> HttpResponseBase:
    """Search accounts by code, owner or kind; as CSV on request."""
    wanted = asked.text(request, "q")
    kind = request.GET.get("kind", "")
    chosen = AccountKind(kind) if kind in set(AccountKind) else None
    # Codes of owners are written in groups on paper and kept in capitals without them.
    text = normal_code(wanted) or wanted
    if export.wants_csv(request):
        return _accounts_csv(text=text, kind=chosen)
    after = asked.text(request, "after")
    place = _place_of(wanted) if wanted and not after else None
    if place:
        return HttpResponseRedirect(place)
    found = queries.accounts_page(text=text, kind=chosen, after=after, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    more = rows[-1].code if len(found) > PAGE_ROWS else ""
    names = names_of(row.owner for row in rows)
    facts = {
        "tabs": _tabs(),
        "rows": [_account(row, names) for row in rows],
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "kinds": words.ACCOUNT_KIND.items(),
        "chosen": [wanted, words.said(words.ACCOUNT_KIND, chosen.value) if chosen else ""],
        "kind": kind,
        "wanted": wanted,
        "export_url": export.export_url(request, page_parameter="after"),
    }
    return show(request, "web/console/accounts.html", facts)


def _place_of(wanted: str) -> str | None:
    """Return where a transfer's id or a whole group's code leads; clerks copy them from paper."""
    identity = asked.identity(wanted)
    if identity is not None:
        known = queries.transfer(identity)
        return reverse("console:transfer", args=[identity]) if known else None
    for group in dict.fromkeys((normal_code(wanted) or wanted, wanted)):
        if queries.transfers_page(group=group, limit=1):
            return reverse("console:group", args=[group])
    return None


def _accounts_csv(*, text: str, kind: AccountKind | None) -> HttpResponseBase:
    head = ("account", "kind", "owner", "unit", "posted_fen", "held_fen", "available_fen",
            "is_closed", "opened_at")  # fmt: skip
    found = export.all_rows(
        lambda after: queries.accounts_page(
            text=text, kind=kind, after=after or "", limit=export.STEP
        ),
        key=lambda row: row.code,
    )
    rows = (
        (row.code, row.kind, row.owner, row.unit, row.balance.posted.fen, row.balance.held.fen,
         row.balance.available.fen, row.is_closed, row.opened_at.isoformat())
        for row in found
    )  # fmt: skip
    return export.csv_response(name="accounts", head=head, rows=rows)


def _account(row: AccountRow, names: dict[str, str]) -> dict[str, Any]:
    kind = words.said(words.ACCOUNT_KIND, row.kind)
    return {"row": row, "kind": kind, "owner": names.get(row.owner, row.owner)}


@require_safe
@readers
def account(request: PageRequest, code: str) -> HttpResponseBase:
    """Show one account: what it holds, now or then, and its statement; as CSV on request."""
    on, purpose = asked.day(request, "on"), _purpose(request)
    wanted: dict[str, Any] = {"purpose": purpose, "recorded": asked.day_span(on)}
    if export.wants_csv(request):
        return _statement_csv(code, wanted)
    at = asked.instant(request, "at")
    before = asked.number(request, "before")
    lines = queries.statement_page(code, before=before, limit=PAGE_ROWS + 1, **wanted)
    shown = lines[:PAGE_ROWS]
    more = str(shown[-1].version) if len(lines) > PAGE_ROWS else ""
    names = account_names({code, *(line.counterpart for line in shown)})
    facts = {
        "code": code,
        "name": names[code],
        "account": _account_of(code),
        "balance": queries.balance(code),
        "at": at,
        "at_text": _local_text(request, at),
        "balance_then": queries.balance_at(code, at) if at else None,
        "lines": [_statement_line(line, names) for line in shown],
        "page": KeysetPage(rows=shown, next_key=more),
        "on": on,
        "chosen": [purpose_words(purpose) if purpose else "", on.isoformat() if on else ""],
        "purpose": purpose,
        "purposes": known_purposes(),
        "export_url": export.export_url(request, page_parameter="before"),
    }
    return show(request, "web/console/account.html", facts)


def _purpose(request: PageRequest) -> str:
    """Return the purpose asked for, nothing for one that has no words."""
    wanted = asked.text(request, "purpose")
    return wanted if any(wanted == name for name, _words in known_purposes()) else ""


def _account_of(code: str) -> dict[str, Any] | None:
    found = queries.accounts_page(text=code, limit=50)
    row = next((row for row in found if row.code == code), None)
    return _account(row, names_of([row.owner])) if row else None


def _local_text(request: PageRequest, at: Any) -> str:
    """Return the instant as the field takes it; what could not be read is shown as it was."""
    if at is None:
        return request.GET.get("at", "")[:40]
    return str(at.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S"))


def _statement_line(line: StatementLine, names: dict[str, str]) -> dict[str, Any]:
    return {
        "line": line,
        "counterpart": names[line.counterpart],
        "is_hold": not line.change,
        "purpose": purpose_words(line.transfer.purpose),
        "kind": words.said(words.POSTING_KIND, line.transfer.kind),
    }


def _statement_csv(code: str, wanted: dict[str, Any]) -> HttpResponseBase:
    queries.balance(code)  # an unknown account is refused before the file begins
    head = ("version", "recorded_at", "event_at", "kind", "purpose", "group", "counterpart",
            "change_fen", "balance_fen", "held_fen", "memo", "transfer")  # fmt: skip
    found = export.all_rows(
        lambda before: queries.statement_page(code, before=before, limit=export.STEP, **wanted),
        key=lambda line: line.version,
    )
    rows = (
        (line.version, line.transfer.recorded_at.isoformat(), line.transfer.event_at.isoformat(),
         line.transfer.kind, line.transfer.purpose, line.transfer.group, line.counterpart,
         line.change.fen, _fen(line.balance), _fen(line.held), line.transfer.memo,
         line.transfer.id)
        for line in found
    )  # fmt: skip
    return export.csv_response(name="statement", head=head, rows=rows)


def _fen(amount: Money | None) -> int | str:
    return "" if amount is None else amount.fen


@require_safe
@readers
def transfer(request: PageRequest, transfer_id: str) -> HttpResponse:
    """Show one transfer, what became of it if it is a hold, and the chain it stands in."""
    identity = asked.identity(transfer_id)
    row = queries.transfer(identity) if identity else None
    if row is None:
        raise NotFound(what=transfer_id)
    end = queries.resolution_of(row.id) if row.kind == "pending" else None
    hold = queries.transfer(row.pending_id) if row.pending_id else None
    chain = queries.chain_of(row.id)
    names = _names_in((row, *chain, *filter(None, (end, hold))))
    facts = {
        "shown": _transfer(row, names),
        "hold": _transfer(hold, names) if hold else None,
        "is_hold": row.kind == "pending",
        "end": _transfer(end, names) if end else None,
        "chain": [_transfer(one, names) for one in chain],
    }
    return show(request, "web/console/transfer.html", facts)


@require_safe
@readers
def group(request: PageRequest, code: str) -> HttpResponseBase:
    """Show every transfer of one group, and the proof that it sums to zero; as CSV on request."""
    if export.wants_csv(request):
        return _transfers_csv("group", _known(code, queries.transfers_of_group(code)))
    after = asked.number(request, "after") or 0
    found = queries.transfers_of_group(code, after=after, limit=PAGE_ROWS + 1)
    rows = _known(code, found)[:PAGE_ROWS]
    more = str(rows[-1].seq) if len(found) > PAGE_ROWS else ""
    total = queries.group_sum(code)
    names = _names_in(rows, *(one.account for one in total.unsettled))
    facts = {
        "code": code,
        "is_code": normal_code(code) == code,
        "sum": total,
        "rows": [_transfer(row, names) for row in rows],
        "unsettled": [{"row": one, "name": names[one.account]} for one in total.unsettled],
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "export_url": export.export_url(request, page_parameter="after"),
    }
    return show(request, "web/console/group.html", facts)


def _known(code: str, rows: tuple[TransferRow, ...]) -> tuple[TransferRow, ...]:
    if not rows:
        raise NotFound(what=code)
    return rows


@require_safe
@readers
def transfers(request: PageRequest) -> HttpResponseBase:
    """List every transfer of the house, the newest first; as CSV on request."""
    if export.wants_csv(request):
        found = export.all_rows(
            lambda before: queries.transfers_page(before=before, limit=export.STEP),
            key=lambda row: row.seq,
        )
        return _transfers_csv("transfers", found)
    page = queries.transfers_page(before=asked.number(request, "before"), limit=PAGE_ROWS + 1)
    rows = page[:PAGE_ROWS]
    more = str(rows[-1].seq) if len(page) > PAGE_ROWS else ""
    names = _names_in(rows)
    facts = {
        "tabs": _tabs(),
        "rows": [_transfer(row, names) for row in rows],
        "page": KeysetPage(rows=rows, next_key=more),
        "export_url": export.export_url(request, page_parameter="before"),
    }
    return show(request, "web/console/transfers.html", facts)


def _tabs() -> list[Tab]:
    return [
        Tab(title=_("账户"), url=reverse("console:accounts")),
        Tab(title=_("全部账目"), url=reverse("console:transfers")),
        Tab(title=_("核对账本"), url=reverse("console:audit")),
    ]


def _transfers_csv(name: str, rows: Iterable[TransferRow]) -> HttpResponseBase:
    head = ("seq", "recorded_at", "event_at", "kind", "purpose", "group", "debit", "credit",
            "amount_fen", "hold", "memo", "transfer")  # fmt: skip
    lines = (
        (row.seq, row.recorded_at.isoformat(), row.event_at.isoformat(), row.kind, row.purpose,
         row.group, row.debit, row.credit, row.amount.fen, row.pending_id or "", row.memo, row.id)
        for row in rows
    )  # fmt: skip
    return export.csv_response(name=name, head=head, rows=lines)


@require_safe
@readers
def audit(request: PageRequest) -> HttpResponse:
    """Check the ledger's invariants and seals when asked to: it reads every line."""
    ran = request.GET.get("run") == "1"
    seals = queries.check_seals() if ran else None
    facts = {
        "tabs": _tabs(),
        "ran": ran,
        "ran_at": utc_now(),
        "violations": queries.violations() if ran else (),
        "seals": seals,
        "broken": [
            {"row": one, "fault": words.said(words.SEAL_FAULT, one.fault)}
            for one in (seals.broken if seals else ())
        ],
    }
    return show(request, "web/console/audit.html", facts)


def _names_in(rows: Iterable[TransferRow], *more: str) -> dict[str, str]:
    return account_names({*more, *(code for row in rows for code in (row.debit, row.credit))})


def _transfer(row: TransferRow, names: dict[str, str]) -> dict[str, object]:
    return {
        "row": row,
        "debit": names[row.debit],
        "credit": names[row.credit],
        "kind": words.said(words.POSTING_KIND, row.kind),
        "purpose": purpose_words(row.purpose),
    }
