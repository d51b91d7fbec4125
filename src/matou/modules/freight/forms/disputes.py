"""Forms of disputes beside claim, reply and ruling: the appeal, the search of precedents."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.demands import choose
from matou.modules.freight.forms.lots import LONGEST_REASON, MAX_YUAN
from matou.modules.freight.queries.precedents import PrecedentFilter
from matou.modules.freight.rules.precedents import LONGEST_QUERY, Outcome


class AppealForm(forms.Form):
    """Why the ruling is wrong."""

    appeal_reason = forms.CharField(
        label=gettext_lazy("申诉理由"),
        help_text=gettext_lazy("写明裁决哪里有误，依据哪件凭证。只能申诉一次。"),
        min_length=2,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class PrecedentForm(forms.Form):
    """What to look for among ruled disputes; a wrong value is ignored, not refused."""

    q = forms.CharField(
        label=gettext_lazy("理由或裁决中的词"), max_length=LONGEST_QUERY, required=False
    )
    cargo = forms.ChoiceField(label=gettext_lazy("货类"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), required=False)
    least = forms.DecimalField(
        label=gettext_lazy("金额从"), min_value=0, max_value=MAX_YUAN, required=False
    )
    most = forms.DecimalField(
        label=gettext_lazy("金额到"), min_value=0, max_value=MAX_YUAN, required=False
    )

    def __init__(
        self,
        *args: Any,
        cargoes: Sequence[tuple[str, str]],
        outcomes: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        """Offer kinds of cargo and outcomes in the reader's language."""
        super().__init__(*args, **options)
        choose(self, "cargo", list(cargoes), blank=_("全部"))
        choose(self, "outcome", list(outcomes), blank=_("全部"))
        for name in ("least", "most"):
            self.fields[name].widget = forms.TextInput(
                attrs={"inputmode": "decimal", "maxlength": 14}
            )
        self.is_valid()

    def asked(self) -> PrecedentFilter:
        """Return what was asked, without what makes no sense."""
        told = self.cleaned_data
        return PrecedentFilter(
            text=told.get("q") or "",
            cargo=told.get("cargo") or "",
            outcome=Outcome(told["outcome"]) if told.get("outcome") else None,
            least=_money(told.get("least")),
            most=_money(told.get("most")),
        )

    @property
    def is_used(self) -> bool:
        """Tell whether anything is asked."""
        return self.asked() != PrecedentFilter()


def _money(yuan: Decimal | None) -> Money | None:
    return None if yuan is None else Money(int(yuan * 100))
