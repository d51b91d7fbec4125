"""Forms of a lot beside its evidence: the signature, the one-time code, a dispute."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.rules.codes import CODE_DIGITS

MAX_YUAN = Decimal(50_000_000)
"""More than any vessel trip on the river costs is a mistyped unit."""

LONGEST_REASON = 1000


class SignForm(forms.Form):
    """A signature under the text with this hash."""

    text_sha256 = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    agrees = forms.BooleanField(label=gettext_lazy("我已阅读全文，代表我方签订本合同"))


class CodeForm(forms.Form):
    """The code that the consignee was sent."""

    code = forms.RegexField(
        label=gettext_lazy("收货验证码"),
        regex=rf"^\d{{{CODE_DIGITS}}}$",
        error_messages={"invalid": gettext_lazy("验证码是 6 位数字。")},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": CODE_DIGITS,
                "class": "code-input",
            }
        ),
    )


class AmountForm(forms.Form):
    """An amount in yuan."""

    amount = forms.DecimalField(
        label=gettext_lazy("金额"),
        min_value=Decimal("0.01"),
        max_value=MAX_YUAN,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 14}),
    )

    @property
    def money(self) -> Money:
        """The amount in fen, once the form is valid."""
        return Money.yuan(self.cleaned_data["amount"])


class ReasonForm(forms.Form):
    """A text that somebody else will read and judge."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        min_length=2,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DisputeForm(AmountForm, ReasonForm):
    """What is contested and why."""

    field_order = ("amount", "reason")

    def __init__(self, *args: object, **options: object) -> None:
        """Say what is frozen."""
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        self.fields["amount"].label = _("争议金额")
        self.fields["amount"].help_text = _("只冻结这一金额，其余照常结算。")
        self.fields["reason"].help_text = _("写明依据的凭证，裁决人只看书面材料。")
