"""Sign-ins, platform roles, and who read personal numbers."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import ADMIN, AUDITOR
from matou.kit.clock import utc_now
from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import UserRow
from matou.web.access import PageRequest, requires
from matou.web.account.choices import role_title
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question
from matou.web.console import asked, export, words
from matou.web.console.acts import NotedAct, ask_then_do, ask_why_then_do
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.console.names import names_of

_EXPORT_STEP = 100
"""The most sign-ins that one question answers."""


@require_safe
@readers
def users(request: PageRequest) -> HttpResponse:
    """Search sign-ins by name, sign-in name or code."""
    wanted = asked.text(request, "q")
    after = asked.number(request, "after") or 0
    found = queries.users_page(text=wanted, after=after, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    more = str(rows[-1].id) if len(found) > PAGE_ROWS else ""
    facts = {
        "rows": _lines(rows),
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "wanted": wanted,
        "may_audit": bool(request.actor.roles & {AUDITOR, ADMIN}),
    }
    return show(request, "web/console/users.html", facts)


@require_safe
@readers
def user(request: PageRequest, person: str) -> HttpResponse:
    """Show one sign-in: roles, second factor, and the acts on it."""
    row = _user(person)
    facts = {
        "shown": _lines([row])[0],
        "roles": [
            {"role": role, "title": str(title), "held": role in row.roles}
            for role, title in words.PLATFORM_ROLES.items()
        ],
        "companies": queries.companies_of(person=person),
        "may_grant": ADMIN in request.actor.roles,
    }
    return show(request, "web/console/user.html", facts)


def _user(person: str) -> UserRow:
    row = next((row for row in queries.users_page(text=person) if row.person == person), None)
    if row is None:
        raise NotFound(what=person)
    return row


def _name(person: str) -> str:
    return names_of([person])[person]


def _lines(rows: Sequence[UserRow]) -> list[dict[str, object]]:
    names = names_of(row.person for row in rows)
    return [
        {
            "row": row,
            "name": names[row.person],
            "roles": [role_title(role) for role in row.roles],
        }
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
@requires(ADMIN)
def change_role(request: PageRequest, person: str) -> HttpResponse:
    """Ask, then give or take one platform role."""
    _user(person)
    told = request.POST if request.method == "POST" else request.GET
    role, is_taking = told.get("role", "")[:60], told.get("held") == "1"
    facts = {"person": _name(person), "role": words.said(words.PLATFORM_ROLES, role)}
    give = _("%(person)s 将以“%(role)s”的身份工作，对方下一次打开页面时生效。")
    take = _("%(person)s 将不再是“%(role)s”，对方下一次打开页面时生效。")
    question = Question(
        title=_("收回平台角色") if is_taking else _("授予平台角色"),
        message=(take if is_taking else give) % facts,
        button=_("收回") if is_taking else _("授予"),
        action_url=request.path,
        back_url=reverse("console:user", args=[person]),
        tone="bad" if is_taking else "primary",
        hidden={"role": role, "held": "1" if is_taking else "0"},
    )
    act = services.withdraw_role if is_taking else services.grant_role
    return ask_then_do(
        request,
        question=question,
        do=lambda: act(person=person, role=role, actor=request.actor, now=utc_now()),
        done=_("角色已更改，对方下一次打开页面时生效。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def switch_sign_in(request: PageRequest, person: str) -> HttpResponse:
    """Ask, then close an open sign-in, for which a reason is needed, or reopen a closed one."""
    row = _user(person)
    back = reverse("console:user", args=[person])
    if row.is_active:
        return _close(request, row, back=back)
    question = Question(
        title=_("恢复登录"),
        message=_("%(person)s 又可以登录，尚未过期的访问令牌也恢复使用。")
        % {"person": _name(person)},
        button=_("恢复登录"),
        action_url=request.path,
        back_url=back,
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.reopen_sign_in(person=person, actor=request.actor, now=utc_now()),
        done=_("登录已恢复。"),
    )


def _close(request: PageRequest, row: UserRow, *, back: str) -> HttpResponse:
    act = NotedAct(
        title=_("停用登录"),
        message=_("停用后立即退出所有设备，访问令牌同时失效。"),
        button=_("停用登录"),
        label=_("停用的原因"),
        help_text=_("写入流水账，不能再改。"),
        back_url=back,
        crumbs=(_("账号与角色"), reverse("console:users"), _name(row.person), back),
        tone="danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda why: services.close_sign_in(
            person=row.person, why=why, actor=request.actor, now=utc_now()
        ),
        done=_("登录已停用。"),
    )


@require_safe
@requires(AUDITOR, ADMIN)
def accesses(request: PageRequest) -> HttpResponseBase:
    """List who read unmasked personal numbers, of whom and why; as CSV on request."""
    wanted = {
        "subject": normal_code(asked.text(request, "subject")) or asked.text(request, "subject"),
        "reader": normal_code(asked.text(request, "reader")) or asked.text(request, "reader"),
    }
    told = {name: code or None for name, code in wanted.items()}
    if export.wants_csv(request):
        return _accesses_csv(told)
    before = asked.number(request, "before")
    found = queries.accesses_page(**told, before=before, limit=PAGE_ROWS + 1)
    rows = found[:PAGE_ROWS]
    names = names_of({row.reader for row in rows} | {row.subject for row in rows})
    more = str(rows[-1].id) if len(found) > PAGE_ROWS else ""
    facts = {
        "lines": [
            {
                "row": row,
                "reader": names[row.reader],
                "subject": names[row.subject],
                "field": words.said(words.PERSONAL_FIELDS, row.field),
            }
            for row in rows
        ],
        "page": KeysetPage(rows=rows, next_key=more),
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
        "export_url": export.export_url(request, page_parameter="before"),
    }
    return show(request, "web/console/accesses.html", facts)


def _accesses_csv(told: dict[str, str | None]) -> HttpResponseBase:
    found = export.all_rows(
        lambda before: queries.accesses_page(**told, before=before, limit=_EXPORT_STEP),
        key=lambda row: row.id,
        step=_EXPORT_STEP,
    )
    rows = ((row.read_at.isoformat(), row.reader, row.subject, row.field, row.why) for row in found)
    head = ("read_at", "reader", "subject", "field", "why")
    return export.csv_response(name="readings", head=head, rows=rows)
