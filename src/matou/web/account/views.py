"""Pages on one's own account: registration, profile, companies, tokens, second factor."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.clock import utc_now
from matou.kit.codes import normal_code
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import MANAGER, PartyCard
from matou.spine.parties.services.sign_in import client_address
from matou.web.access import PageRequest, requires
from matou.web.account import choices
from matou.web.account.forms import (
    CompanyForm,
    ContactForm,
    IdNumberForm,
    MemberForm,
    RegisterForm,
    TokenForm,
    field_of,
)
from matou.web.confirm import Question, confirm_page
from matou.web.language import in_language, is_chinese, safe_next

_BACKEND = "matou.spine.parties.services.sign_in.SignInBackend"
_REGISTRATIONS_AN_HOUR = 20
"""From one address; an office behind one router registers a handful of people a day."""


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register oneself as a person and sign in."""
    if request.user.is_authenticated:
        return redirect("account_profile")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        try:
            services.take_allowance(
                key=f"register:{client_address(request)}",
                limit=_REGISTRATIONS_AN_HOUR,
                per_s=3600,
                now=now,
            )
            user = services.sign_up(
                person=form.new_person(),
                new_sign_in=form.new_sign_in(),
                own_roles=form.cleaned_data["own_roles"],
                now=now,
            )
        except DomainError as error:
            return _refused(request, "account/register.html", form, error)
        login(request, user, backend=_BACKEND)
        services.remember_session(request)
        messages.success(request, _("登记完成，您已登录。"))
        return HttpResponseRedirect(safe_next(request, default=reverse("account_profile")))
    return render(
        request, "account/register.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@requires()
def profile(request: PageRequest) -> HttpResponse:
    """Show who one is, in whose name one acts, and how the sign-in is guarded."""
    card = queries.party_card(request.actor.code)
    facts = {
        "card": card,
        "roles": _titles(request.actor.roles),
        "acting": queries.party_card(request.actor.acts_for),
        "companies": queries.companies_of(person=card.code),
        "has_second_factor": queries.has_second_factor(user_id=request.user.pk),
        "accesses": queries.accesses_page(subject=card.code, limit=10),
    }
    return render(request, "account/profile.html", facts)


@require_http_methods(["GET", "POST"])
@requires()
def contact(request: PageRequest) -> HttpResponse:
    """Change one's English name and phone number."""
    card = queries.party_card(request.actor.code)
    form = ContactForm(request.POST or None, initial={"name_en": card.name_en})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_contact(
                code=card.code,
                name_en=form.cleaned_data["name_en"],
                phone=form.cleaned_data["phone"],
                actor=request.actor,
            )
        except DomainError as error:
            return _refused(request, "account/contact.html", form, error)
        messages.success(request, _("已保存。"))
        return redirect("account_profile")
    return render(
        request, "account/contact.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@requires()
def id_number(request: PageRequest) -> HttpResponse:
    """Add one's identity number where none is registered yet."""
    form = IdNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_id_number(id_number=form.cleaned_data["id_number"], actor=request.actor)
        except DomainError as error:
            return _refused(request, "account/contact.html", form, error)
        messages.success(request, _("已保存。"))
        return redirect("account_profile")
    return render(
        request, "account/contact.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@requires()
def companies(request: PageRequest) -> HttpResponse:
    """List the companies one may act for, to choose from."""
    facts = {
        "me": queries.party_card(request.actor.code),
        "companies": queries.companies_of(person=request.actor.code),
        "acts_for": request.actor.acts_for,
        "next": safe_next(request, default=""),
    }
    return render(request, "account/companies.html", facts)


@require_POST
@requires()
def choose_company(request: PageRequest) -> HttpResponse:
    """Act for another party from now on."""
    services.choose_company(
        user=_user(request), acts_for=request.POST.get("acts_for", "")[:20], now=utc_now()
    )
    messages.success(request, _("已切换。"))
    return HttpResponseRedirect(safe_next(request, default=reverse("account_profile")))


@require_http_methods(["GET", "POST"])
@requires()
def new_company(request: PageRequest) -> HttpResponse:
    """Register a company with oneself as its manager, and act for it."""
    form = CompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        try:
            card = services.register_company(
                company=form.new_company(),
                manager=request.actor.code,
                member_roles=form.cleaned_data["member_roles"],
                actor=request.actor,
                now=now,
            )
        except DomainError as error:
            return _refused(request, "account/new_company.html", form, error)
        services.choose_company(user=_user(request), acts_for=card.code, now=now)
        messages.success(request, _("企业已登记，您现在代表该企业。"))
        return redirect("account_company", code=card.code)
    return render(
        request, "account/new_company.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@requires()
def company(request: PageRequest, code: str) -> HttpResponse:
    """Show a company's members to its members; a manager adds people here."""
    card = _own_company(request, code)
    may_manage = request.actor.acts_for == code and request.actor.has(MANAGER)
    form = MemberForm(request.POST or None, roles=choices.member_roles())
    facts = {"card": card, "form": form, "may_manage": may_manage}
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(
                company=code,
                person=normal_code(form.cleaned_data["person"]) or "",
                role=form.cleaned_data["role"],
                actor=request.actor,
                now=utc_now(),
            )
        except DomainError as error:
            facts |= {"members": _members(code)}
            return _refused(request, "account/company.html", form, error, facts=facts)
        messages.success(request, _("已添加。"))
        return redirect("account_company", code=code)
    shown = facts | {"members": _members(code)}
    return render(request, "account/company.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires()
def remove_member(request: PageRequest, code: str) -> HttpResponse:
    """Ask, then end a person's role in the company."""
    card = _own_company(request, code)
    told = request.POST if request.method == "POST" else request.GET
    person, role = told.get("person", "")[:20], told.get("role", "")[:64]
    if request.method == "POST":
        services.remove_member(
            company=code, person=person, role=role, actor=request.actor, now=utc_now()
        )
        messages.success(request, _("已移除。"))
        return redirect("account_company", code=code)
    question = Question(
        title=_("移除成员"),
        message=_("%(person)s 将不能再以“%(role)s”的身份代表 %(company)s。")
        % {
            "person": _name(queries.party_card(person)),
            "role": choices.role_title(role),
            "company": _name(card),
        },
        button=_("移除"),
        action_url=request.path,
        back_url=reverse("account_company", args=[code]),
        tone="bad",
        hidden={"person": person, "role": role},
    )
    return confirm_page(request, question)


@require_http_methods(["GET", "POST"])
@requires()
def tokens(request: PageRequest) -> HttpResponse:
    """List one's API tokens and issue a new one, whose secret this page shows once."""
    user = _user(request)
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = services.issue_token(
                user=user,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                days=form.cleaned_data["days"],
                actor=request.actor,
                now=utc_now(),
            )
        except DomainError as error:
            listed = {"tokens": queries.tokens_of(user=user)}
            return _refused(request, "account/tokens.html", form, error, facts=listed)
        form = TokenForm()
    facts = {"form": form, "secret": secret, "tokens": queries.tokens_of(user=user)}
    return render(request, "account/tokens.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires()
def revoke_token(request: PageRequest, token_id: int) -> HttpResponse:
    """Ask, then end one of one's tokens."""
    if request.method == "POST":
        services.revoke_token(token_id=token_id, actor=request.actor, now=utc_now())
        messages.success(request, _("令牌已撤销。"))
        return redirect("account_tokens")
    question = Question(
        title=_("撤销令牌"),
        message=_("使用该令牌的系统将立即无法访问，且不能恢复。"),
        button=_("撤销"),
        action_url=request.path,
        back_url=reverse("account_tokens"),
        tone="bad",
    )
    return confirm_page(request, question)


@method_decorator(login_required, name="dispatch")
class ActivateSecondFactor(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Sets up one-time codes; the code just given also confirms this session."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Activate, then note that the session is confirmed."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


activate_totp = ActivateSecondFactor.as_view()


def _user(request: HttpRequest) -> Any:
    return request.user


def _name(card: PartyCard) -> str:
    return in_language(zh=card.name, en=card.name_en)


def _titles(roles: frozenset[str]) -> list[str]:
    return [choices.role_title(role) for role in sorted(roles)]


def _members(code: str) -> list[dict[str, Any]]:
    found = queries.members_of(company=code)
    cards = queries.party_cards(member.person for member in found)
    return [
        {
            "card": member,
            "name": _name(cards[member.person]),
            "title": choices.role_title(member.role),
        }
        for member in found
    ]


def _own_company(request: PageRequest, code: str) -> Any:
    """Return the company's card to its members; for others it does not exist."""
    found = {card.code: card for card in queries.companies_of(person=request.actor.code)}
    if code not in found:
        raise NotFound(what=code)
    return found[code]


def _refused(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    error: DomainError,
    *,
    facts: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form again with the refusal beside the field it is about."""
    language = "zh" if is_chinese() else "en"
    if isinstance(error, InvalidInput):
        text = str(error.facts["reason_zh" if is_chinese() else "reason_en"])
        form.add_error(field_of(error, form), text)
    else:
        form.add_error(None, error.message(language))
    return render(request, template, {**(facts or {}), "form": form}, status=error.status)
