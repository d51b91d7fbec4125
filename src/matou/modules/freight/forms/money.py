"""Forms of money: paying in, drawing out, answering a dispute."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.lots import LONGEST_REASON, AmountForm


class _OrderForm(AmountForm):
    """An amount under a reference made with the page, so that a second press orders nothing new."""

    reference = forms.UUIDField(widget=forms.HiddenInput)

    def reference_of(self, party: str) -> str:
        """Return the reference of this party's order; nobody can name another's."""
        return f"{party}-{self.cleaned_data['reference'].hex}"


class PayInForm(_OrderForm):
    """How much to pay in."""


class PayOutForm(_OrderForm):
    """How much to draw; never more than is free."""

    def __init__(self, *args: Any, held: Money, **options: Any) -> None:
        """Say what is free."""
        super().__init__(*args, **options)
        self.held = held
        self.fields["amount"].help_text = _("可提现 %s") % held

    def clean_amount(self) -> Any:
        """Refuse more than is free; the ledger stays the guard."""
        amount = self.cleaned_data["amount"]
        if Money.yuan(amount) > self.held:
            raise forms.ValidationError(_("可提现金额为 %s，请调整。") % self.held)
        return amount


class ReplyForm(forms.Form):
    """The other side's answer to a claim."""

    reply = forms.CharField(
        label=gettext_lazy("答复"),
        min_length=2,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
