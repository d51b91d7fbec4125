"""Sign-ins, platform roles, and who read personal numbers."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matou.kit.actor import ADMIN, AUDITOR
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import UserRow
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.console import asked, words
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.language import is_chinese


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
        "rows": [_line(row) for row in rows],
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
        "wanted": wanted,
    }
    return show(request, "web/console/users.html", facts)


@require_safe
@readers
def user(request: PageRequest, person: str) -> HttpResponse:
    """Show one sign-in: roles, second factor, and the acts on it."""
    row = next((row for row in queries.users_page(text=person) if row.person == person), None)
    if row is None:
        raise NotFound(what=person)
    facts = {
        "shown": _line(row),
        "roles": [
            {"role": role, "title": str(title), "held": role in row.roles}
            for role, title in words.PLATFORM_ROLES.items()
        ],
        "companies": queries.companies_of(person=person),
        "may_grant": ADMIN in request.actor.roles,
    }
    return show(request, "web/console/user.html", facts)


def _line(row: UserRow) -> dict[str, object]:
    return {"row": row, "roles": [words.said(words.PLATFORM_ROLES, role) for role in row.roles]}


@require_POST
@requires(ADMIN)
def change_role(request: PageRequest, person: str) -> HttpResponse:
    """Give or take one platform role."""
    role = request.POST.get("role", "")[:60]
    act = services.withdraw_role if request.POST.get("held") == "1" else services.grant_role
    act(person=person, role=role, actor=request.actor, now=utc_now())
    messages.success(request, _("角色已更改，对方下一次打开页面时生效。"))
    return _back(person)


@require_POST
@writers
def switch_sign_in(request: PageRequest, person: str) -> HttpResponse:
    """Close or reopen a sign-in; closing needs a reason."""
    why = request.POST.get("why", "").replace("\x00", "").strip()[:300]
    try:
        if request.POST.get("open") == "1":
            services.reopen_sign_in(person=person, actor=request.actor, now=utc_now())
        elif not why:
            messages.error(request, _("请写明停用的原因。"))
            return _back(person)
        else:
            services.close_sign_in(person=person, why=why, actor=request.actor, now=utc_now())
    except DomainError as error:
        messages.error(request, error.message("zh" if is_chinese() else "en"))
    else:
        messages.success(request, _("已保存。"))
    return _back(person)


def _back(person: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("console:user", args=[person]))


@require_safe
@requires(AUDITOR, ADMIN)
def accesses(request: PageRequest) -> HttpResponse:
    """List who read unmasked personal numbers, and why."""
    rows = queries.accesses_page(subject=asked.text(request, "subject") or None, limit=100)
    names = queries.party_cards({row.reader for row in rows} | {row.subject for row in rows})
    lines = [
        {
            "row": row,
            "reader": names[row.reader].name if row.reader in names else row.reader,
            "subject": names[row.subject].name if row.subject in names else row.subject,
        }
        for row in rows
    ]
    return show(request, "web/console/accesses.html", {"lines": lines})
