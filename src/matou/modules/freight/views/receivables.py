"""The operator's desk of receivables (应收): who owes since when, write-offs, the guarantee."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import OPERATOR
from matou.kit.clock import utc_now
from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.modules.freight.forms.refunds import GuaranteeForm, WriteOffForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.queries.refunds import ReceivableRow
from matou.modules.freight.rules.refunds import GUARANTEE_A_DEBTOR, RECOVERY_PERCENT
from matou.modules.freight.services import write_offs
from matou.modules.freight.views import refund_lines as shown
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.shown import asked_uuid, with_query
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest, requires
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show

PAGE = 20
LONGEST_SEARCH = 60
MOST_FOUND = 20

reads = requires(*sorted(AUDIT_ROLES))
acts = requires(OPERATOR)


@reads
@require_safe
def receivables(request: PageRequest) -> HttpResponse:
    """List what is owed, the oldest first, or what is settled; as a file on request."""
    now = utc_now()
    is_open = request.GET.get("closed") != "1"
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    kind = request.GET.get("format", "")
    rows, more = _found(request, text=text, is_open=is_open, is_file=kind in FILE_FORMATS)
    lines = shown.receivable_lines(rows, now=now)
    if kind in FILE_FORMATS:
        heads, cells = shown.receivable_table(lines, now=now)
        return list_file(kind=kind, name="receivables", heads=heads, rows=cells)
    url = reverse("freight:receivables")
    facts = {
        "lines": lines,
        "page": KeysetPage(rows=rows, next_key=str(more or ""), parameter="after"),
        "is_open": is_open,
        "asked": text,
        "means": queries.desk_means(actor=request.actor),
        "tabs": [Tab(title=_("未结清"), url=url), Tab(title=_("已结清"), url=f"{url}?closed=1")],
        "here": url if is_open else f"{url}?closed=1",
        "list_url": url,
        "export_url": with_query(request),
        "is_operator": request.actor.has(OPERATOR),
    }
    return show(request, "freight/console_receivables.html", facts)


def _found(
    request: PageRequest, *, text: str, is_open: bool, is_file: bool
) -> tuple[tuple[ReceivableRow, ...], UUID | None]:
    """Return the rows asked for; a search that names nobody and no lot finds nothing."""
    debtors = [card.code for card in parties.search(text=text, limit=MOST_FOUND)] if text else []
    lot = (normal_code(text) or "") if text else ""
    if text and not debtors and not lot:
        return (), None
    return queries.receivables_page(
        actor=request.actor,
        is_open=is_open,
        debtors=debtors,
        lot=lot,
        after=None if is_file else asked_uuid(request, "after"),
        limit=queries.MOST_ROWS if is_file else PAGE,
    )


@reads
@require_safe
def receivable(request: PageRequest, receivable: UUID) -> HttpResponse:
    """Show one receivable with every step of its recovery."""
    row = queries.receivable_row(receivable_id=receivable, actor=request.actor)
    line = shown.receivable_lines((row,), now=utc_now())[0]
    is_own = row.proposed_by == request.actor.code
    facts = {
        "line": line,
        "percent": RECOVERY_PERCENT,
        "is_own": is_own,
        "may_propose": request.actor.has(OPERATOR) and not row.closed_at and not row.proposed_by,
        "may_decide": request.actor.has(OPERATOR) and not row.closed_at and bool(row.proposed_by),
    }
    return show(request, "freight/console_receivable.html", facts)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def write_off(request: PageRequest, receivable: UUID) -> HttpResponse:
    """Propose to give a receivable up, as the first of two."""
    row = queries.receivable_row(receivable_id=receivable, actor=request.actor)
    back_url = reverse("freight:receivable", args=[row.id])
    form = WriteOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = tried(
            form,
            lambda: (
                write_offs.propose_write_off(
                    receivable_id=row.id,
                    reason=form.cleaned_data["reason"],
                    actor=request.actor,
                    now=utc_now(),
                )
                or True
            ),
        )
        if done:
            messages.success(request, _("核销申请已提交，须由另一位运营人员复核。"))
            return HttpResponseRedirect(back_url)
    line = shown.receivable_lines((row,), now=utc_now())[0]
    facts = {"form": form, "line": line, "back_url": back_url}
    return show(request, "freight/console_write_off.html", facts)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def write_off_decide(request: PageRequest, receivable: UUID, act: str) -> HttpResponse:
    """Confirm or drop a proposal, after a question."""
    row = queries.receivable_row(receivable_id=receivable, actor=request.actor)
    back_url = reverse("freight:receivable", args=[row.id])
    deeds: dict[str, Callable[..., None]] = {
        "confirm": write_offs.confirm_write_off,
        "drop": write_offs.drop_write_off,
    }
    if act not in deeds:
        raise NotFound(what=act[:20])
    if request.method == "POST":
        deeds[act](receivable_id=row.id, actor=request.actor, now=utc_now())
        done = _("应收已核销。") if act == "confirm" else _("核销申请已撤销，继续追偿。")
        messages.success(request, done)
        return HttpResponseRedirect(back_url)
    return confirm_page(request, _question(request, row, act, back_url))


def _question(request: PageRequest, row: ReceivableRow, act: str, back_url: str) -> Question:
    if act == "drop":
        return Question(
            title=_("撤销核销申请"),
            message=_("撤销后继续追偿，尚欠 %s。") % row.left,
            button=_("撤销核销申请"),
            action_url=request.path,
            back_url=back_url,
        )
    return Question(
        title=_("复核核销"),
        message=_("核销 %s 后不再追偿，损失由平台保证金承担。执行后不能撤回。") % row.left,
        button=_("确认核销"),
        action_url=request.path,
        back_url=back_url,
        tone="bad",
    )


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def guarantee(request: PageRequest) -> HttpResponse:
    """Set fee income aside, so that refunds can be paid at once."""
    means = queries.desk_means(actor=request.actor)
    form = GuaranteeForm(request.POST or None, initial={"key": str(uuid4())}, most=means.fee)
    back_url = reverse("freight:receivables")
    if request.method == "POST" and form.is_valid():
        done = tried(
            form,
            lambda: (
                write_offs.fund_guarantee(
                    amount=form.money,
                    key=str(form.cleaned_data["key"]),
                    actor=request.actor,
                    now=utc_now(),
                )
                or True
            ),
        )
        if done:
            messages.success(request, _("已计提 %s 到平台保证金。") % form.money)
            return HttpResponseRedirect(back_url)
    facts = {"form": form, "means": means, "back_url": back_url, "limit": GUARANTEE_A_DEBTOR}
    return show(request, "freight/console_guarantee.html", facts)
