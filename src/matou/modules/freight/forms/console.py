"""Forms of the operator's desk: a ruling, a stop by authority."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.demands import labels
from matou.modules.freight.forms.lots import LONGEST_REASON
from matou.modules.freight.rules.earned import RULING_GROUND_NAMES, RulingGround
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
    ground = forms.ChoiceField(
        label=gettext_lazy("依据"),
        help_text=gettext_lazy(
            "运费或滞期费变动时，平台服务费、货代份额和代扣税款按实得运费重算。"
        ),
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
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField), "declared so"  # noqa: S101
        field.choices = labels(RULING_GROUND_NAMES)
        self.fields["to_claimant"].help_text = _("从 0 到 %s，其余归对方。") % frozen

    @property
    def share(self) -> Money:
        """What the claimant gets, once the form is valid."""
        return Money.yuan(self.cleaned_data["to_claimant"])

    @property
    def ground_of(self) -> RulingGround:
        """On what it gives, once the form is valid."""
        return RulingGround(self.cleaned_data["ground"])

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
