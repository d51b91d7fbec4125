"""Forms of bookings: the goods, and which bookings a list shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.freight.contracts import CARGO_KINDS
from matou.modules.planner.queries.bookings import BookingFilter
from matou.modules.planner.rules.booking_states import BOOKING_STATES
from matou.modules.planner.services.booking import BookingTerms
from matou.spine.parties import queries as parties
from matou.web.language import in_language

_UNNAMED = "general"
"""The category of whatever has none of its own."""


class GoodsForm(forms.Form):
    """What is booked beside the chain: the goods, and who receives them."""

    cargo_name = forms.CharField(
        label=gettext_lazy("货名"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("写在运单上；不填即用货类的名称。"),
    )
    consignee = forms.CharField(
        label=gettext_lazy("收货人"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("填单位全称或编号；留空由本单位自收。"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the categories that freight takes; without freight there is the general one."""
        super().__init__(*args, **options)
        known = CARGO_KINDS.get()
        kinds_of = known() if known else {"general": ("件杂货", "general cargo")}
        self.fields["cargo"] = forms.ChoiceField(
            label=gettext_lazy("货类"),
            choices=[(key, in_language(zh=zh, en=en)) for key, (zh, en) in kinds_of.items()],
            initial=_UNNAMED,
        )
        self.names = {key: zh for key, (zh, _en) in kinds_of.items() if key != _UNNAMED}
        self.order_fields(["cargo", "cargo_name", "consignee"])

    def clean(self) -> dict[str, Any]:
        """Name the goods after their category where nothing is typed; “general” names nothing."""
        told = super().clean() or self.cleaned_data
        if not told.get("cargo_name", "").strip() and "cargo_name" not in self.errors:
            told["cargo_name"] = self.names.get(told.get("cargo", ""), "")
            if not told["cargo_name"]:
                self.add_error("cargo_name", _("请填写货名，或选择货类。"))
        return told

    def clean_consignee(self) -> str:
        """Return the party's code; raises ValidationError where none or several fit."""
        text = str(self.cleaned_data["consignee"]).strip()
        if not text:
            return ""
        found = [
            card.code
            for card in parties.search(text=text, limit=20)
            if text in {card.code, card.name, card.name_en}
        ]
        if len(found) != 1:
            raise forms.ValidationError(_("没有找到这个单位。请填全称或编号，或留空。"))
        return found[0]

    def terms(self) -> BookingTerms:
        """Return what was typed."""
        told = self.cleaned_data
        return BookingTerms(
            cargo=told["cargo"], cargo_name=told["cargo_name"], consignee=told["consignee"]
        )


class BookingFilterForm(forms.Form):
    """Which bookings a list shows."""

    q = forms.CharField(label=gettext_lazy("编号、货名、地点或货主"), max_length=80, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the states in the reader's language."""
        super().__init__(*args, **options)
        states = [(key.value, in_language(zh=zh, en=en)) for key, zh, en in BOOKING_STATES]
        self.fields["state"] = forms.ChoiceField(
            label=gettext_lazy("状态"), required=False, choices=[("", _("全部")), *states]
        )

    def wanted(self) -> BookingFilter:
        """Return the filter; what cannot be meant filters nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        return BookingFilter(text=told.get("q", "").strip(), state=told.get("state", ""))
