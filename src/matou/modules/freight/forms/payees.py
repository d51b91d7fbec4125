"""Forms of payees: a bank account to be paid, and to which of them a payout goes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.money import PayOutForm

LONGEST_NUMBER, LONGEST_BANK = 40, 60

NUMBER_FIELDS = {"账号 account number": "number", "开户行 bank": "bank"}
"""Names of the rules' fields and those of the form."""


class PayeeForm(forms.Form):
    """A bank account, its holder chosen among those who may be paid."""

    holder = forms.ChoiceField(
        label=gettext_lazy("收款人（户名）"),
        help_text=gettext_lazy(
            "只能选实际承运人、船舶所有人或本单位船员、驾驶员；户名以开户资料为准。"
        ),
    )
    bank = forms.CharField(
        label=gettext_lazy("开户行"),
        max_length=LONGEST_BANK,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=gettext_lazy("银行账号"),
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("加密保存，之后只显示末四位。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, holders: Sequence[tuple[str, str]], **options: Any) -> None:
        """Offer who may be paid."""
        super().__init__(*args, **options)
        field = self.fields["holder"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as declared above
        field.choices = list(holders)


class DrawForm(PayOutForm):
    """How much to draw, and to which of the party's payee accounts."""

    payee = forms.ChoiceField(label=gettext_lazy("收款账户"))

    def __init__(
        self, *args: Any, held: Money, payees: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        """Offer the accounts; the only one is chosen already."""
        super().__init__(*args, held=held, **options)
        field = self.fields["payee"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as declared above
        field.choices = list(payees) if len(payees) == 1 else [("", _("请选择")), *payees]
