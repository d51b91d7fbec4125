"""One's own payee accounts: who is paid, masked, and from when on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.modules.freight.forms.payees import NUMBER_FIELDS, PayeeForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.views import payout_words as shown
from matou.modules.freight.views.payouts import EARNERS
from matou.spine.custody import queries as custody
from matou.spine.custody import services
from matou.spine.custody.contracts.payees import NewPayee, PayeeCard
from matou.spine.custody.rules.payees import said_instant
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest, requires
from matou.web.confirm import Question, confirm_page


@requires(*EARNERS)
@require_safe
def payees(request: PageRequest) -> HttpResponse:
    """List the accounts that may be paid, and say who may be one."""
    now = utc_now()
    cards = custody.payees_of(request.actor.acts_for)
    facts = {
        "lines": [shown.payee_line(card, now=now) for card in cards],
        "cooling_h": custody.limits().cooling_h,
        "back_url": reverse("freight:money"),
    }
    return render(request, "freight/money_payees.html", facts)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def payee_new(request: PageRequest) -> HttpResponse:
    """Register a payee account."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        card = tried(
            form,
            lambda: services.register_payee(
                party=request.actor.acts_for, new=_new(form), actor=request.actor, now=now
            ),
            fields=NUMBER_FIELDS,
        )
        if card is not None:
            return _done(request, card)
    return _page(request, form, mode="new")


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def payee_change(request: PageRequest, payee: UUID) -> HttpResponse:
    """Put another account in a payee's place; the cooling begins anew."""
    old = custody.payee(payee, party=request.actor.acts_for)
    form = _form(request, initial={"holder": old.holder, "bank": old.bank})
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        card = tried(
            form,
            lambda: services.change_payee(
                payee_id=payee,
                party=request.actor.acts_for,
                new=_new(form),
                actor=request.actor,
                now=now,
            ),
            fields=NUMBER_FIELDS,
        )
        if card is not None:
            return _done(request, card)
    return _page(request, form, mode="change")


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def payee_end(request: PageRequest, payee: UUID) -> HttpResponse:
    """Pay no more to an account, after a question."""
    card = custody.payee(payee, party=request.actor.acts_for)
    back_url = reverse("freight:payees")
    if request.method == "POST":
        services.end_payee(
            payee_id=payee, party=request.actor.acts_for, actor=request.actor, now=utc_now()
        )
        messages.success(request, _("收款账户已停用。"))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=_("停用收款账户"),
        message=_("%s 不再用于收款。以后重新登记，冷静期重新计算。") % shown.account_words(card),
        button=_("停用"),
        action_url=request.path,
        back_url=back_url,
        tone="bad",
    )
    return confirm_page(request, question)


def _form(request: PageRequest, *, initial: dict[str, str] | None = None) -> PayeeForm:
    standings = custody.standings(party=request.actor.acts_for, at=utc_now())
    cards = parties.party_cards(one.holder for one in standings)
    return PayeeForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        holders=shown.holder_choices(standings, cards),
    )


def _new(form: PayeeForm) -> NewPayee:
    given = form.cleaned_data
    return NewPayee(holder=given["holder"], bank=given["bank"], number=given["number"])


def _done(request: PageRequest, card: PayeeCard) -> HttpResponse:
    until = said_instant(card.usable_from)
    messages.success(request, _("收款账户已登记，%s 起可以提现到这个账户。") % until)
    return HttpResponseRedirect(reverse("freight:payees"))


def _page(request: PageRequest, form: PayeeForm, *, mode: str) -> HttpResponse:
    facts = {"form": form, "mode": mode, "back_url": reverse("freight:payees")}
    facts |= {"cooling_h": custody.limits().cooling_h, "home_url": reverse("freight:money")}
    status = 422 if form.errors else 200
    return render(request, "freight/money_payee_form.html", facts, status=status)
