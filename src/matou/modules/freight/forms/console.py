"""Forms of the operator's desk: a ruling, a stop by authority."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.lots import LONGEST_REASON
from matou.modules.freight.rules.evidence import MAX_TEXT, AuthorityNotice

LONGEST_NUMBER = 80


class RulingForm(forms.Form):
    """How a frozen amount is split, and why."""

    to_claimant = forms.DecimalField(
        label=gettext_lazy("判给提出方"),
        min_value=Decimal(0),
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 14, "class": "number"}),
    )
    ruling = forms.CharField(
        label=gettext_lazy("裁决理由"),
        help_text=gettext_lazy("双方都会看到。写明依据的凭证和条款。"),
        min_length=2,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, frozen: Money, **options: Any) -> None:
        """Say how much there is to split."""
        super().__init__(*args, **options)
        self.frozen = frozen
        self.fields["to_claimant"].help_text = _("从 0 到 %s，其余归对方。") % frozen

    @property
    def share(self) -> Money:
        """What the claimant gets, once the form is valid."""
        return Money.yuan(self.cleaned_data["to_claimant"])

    def clean_to_claimant(self) -> Any:
        """Refuse more than was frozen; the rule behind stays the guard."""
        amount = self.cleaned_data["to_claimant"]
        if amount > Decimal(self.frozen.fen) / 100:
            raise forms.ValidationError(_("最多 %s。") % self.frozen)
        return amount


class StopForm(forms.Form):
    """The notice of the authority that stops a trip."""

    number = forms.CharField(
        label=gettext_lazy("通告文号"),
        help_text=gettext_lazy("例如：桂海梧航〔2026〕12 号"),
        max_length=LONGEST_NUMBER,
    )
    authority = forms.CharField(label=gettext_lazy("发布机关"), max_length=MAX_TEXT)

    def payload(self) -> AuthorityNotice:
        """Return the typed evidence, once the form is valid."""
        return AuthorityNotice(
            number=self.cleaned_data["number"], authority=self.cleaned_data["authority"]
        )
