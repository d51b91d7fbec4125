"""What the exchange's pages share: who reads and who acts, the tabs, one page for every form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.actor import ADMIN, EXCHANGE
from matou.kit.errors import DomainError, InvalidInput
from matou.spine.exchange import queries
from matou.spine.exchange.contracts import MemberCard
from matou.web.access import PageRequest, may, requires
from matou.web.components.layout import Tab
from matou.web.console.frame import READERS, show
from matou.web.language import in_language, is_chinese

OFFICERS = frozenset({EXCHANGE, ADMIN})
EXCHANGE_READERS = READERS | OFFICERS
exchange_readers = requires(*EXCHANGE_READERS)
"""Pages to look at."""
officers = requires(*OFFICERS)
"""Acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A page with one form: what it is for and where it leads."""

    title: str
    lead: str
    button: str
    back_url: str
    crumbs: Sequence[str]
    """Titles and addresses that lead to this page."""


def exchange_page(request: PageRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """Render a page of the exchange with its tabs."""
    return show(
        request,
        f"web/console/{template}.html",
        {"tabs": _tabs(), "may_act": may(request.actor, OFFICERS), **facts},
    )


def ask_form(
    request: PageRequest,
    form: forms.Form,
    page: FormPage,
    *,
    do: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Show a form on GET; on POST do what it says and go back, or say what is wrong with it."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do()
            except DomainError as error:
                form.add_error(None, _text(error))
                status = error.status
            else:
                messages.success(request, done)
                return HttpResponseRedirect(page.back_url)
    facts = {"page": page, "form": form}
    response = show(request, "web/console/exchange_form.html", facts)
    response.status_code = status
    return response


def member_names(cards: Sequence[MemberCard] | None = None) -> dict[str, str]:
    """Return what members are called in the reader's language, by id."""
    found = queries.members() if cards is None else cards
    return {one.code: in_language(zh=one.name_zh, en=one.name_en) for one in found}


def exchange_crumbs(*more: str) -> tuple[str, ...]:
    """Return the way from the exchange's first page."""
    return (_("数据共享"), reverse("console:exchange"), *more)


def here(request: HttpRequest) -> str:
    """Return the address of the open page without what it asks for."""
    return request.path


def _tabs() -> list[Tab]:
    return [
        Tab(title=_("成员名单"), url=reverse("console:exchange")),
        Tab(title=_("服务目录"), url=reverse("console:exchange_services")),
        Tab(title=_("授权清单"), url=reverse("console:exchange_grants")),
        Tab(title=_("日志"), url=reverse("console:exchange_log")),
    ]


def _text(error: DomainError) -> str:
    if isinstance(error, InvalidInput):
        field = str(error.facts["field"]).partition(" ")[0 if is_chinese() else 2]
        said = error.facts["reason_zh" if is_chinese() else "reason_en"]
        return f"{field}：{said}" if is_chinese() else f"{field}: {said}"
    return error.message("zh" if is_chinese() else "en")
