"""Forms of refunds and receivables: grant one, repay, propose a write-off, feed the guarantee."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.demands import labels
from matou.modules.freight.forms.lots import AmountForm
from matou.modules.freight.rules.refunds import MOST_REASON, REFUND_GROUND_NAMES, RefundGround


class _BoundedForm(AmountForm):
    """An amount up to a bound, under a key made with the page: sent twice it happens once."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, most: Money, **options: Any) -> None:
        """Say how much it can be."""
        super().__init__(*args, **options)
        self.most = most
        self.fields["amount"].help_text = _("最多 %s。") % most

    def clean_amount(self) -> Any:
        """Refuse more than can be; the rules behind stay the guard."""
        amount = self.cleaned_data["amount"]
        if Money.yuan(amount) > self.most:
            raise forms.ValidationError(_("最多 %s。") % self.most)
        return amount


class RefundForm(_BoundedForm):
    """How much of a lot goes back, on what ground, and why."""

    ground = forms.ChoiceField(label=gettext_lazy("依据"))
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("双方都会看到。写明依据的凭证和条款。"),
        min_length=2,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the grounds in the reader's language."""
        super().__init__(*args, **options)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField), "declared so"  # noqa: S101
        field.choices = labels(REFUND_GROUND_NAMES)

    @property
    def ground_of(self) -> RefundGround:
        """The ground, once the form is valid."""
        return RefundGround(self.cleaned_data["ground"])


class RepayForm(_BoundedForm):
    """How much a debtor repays now."""


class GuaranteeForm(_BoundedForm):
    """How much fee income is set aside."""


class WriteOffForm(forms.Form):
    """Why a receivable is given up."""

    reason = forms.CharField(
        label=gettext_lazy("核销理由"),
        help_text=gettext_lazy("写明为何无法追回。另一位运营人员据此复核。"),
        min_length=2,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
