"""Forms of offers: which vessel, at what price, in how many days."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.freight.forms.demands import choose
from matou.modules.freight.forms.fields import NumberField
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.terms import DemandTerms
from matou.modules.freight.rules.vessels import Particulars, particulars_of, vessel_lacks
from matou.modules.registry.contracts import VESSEL_BY_MMSI, VesselCard
from matou.web.language import in_language, is_chinese
from matou.web.texts import joined

OTHER = "other"
FIELD_OF_RULE = {
    "运价 price": "price_yuan",
    "金额 amount": "price_yuan",
    "航次天数 trip days": "trip_days",
    "备注 note": "note",
    "船舶 vessel": "vessel",
    "船名 name": "vessel_name",
    "MMSI": "mmsi",
    "载重 deadweight": "deadweight",
}
"""The rules' names of fields and the form's."""


class TakeForm(forms.Form):
    """Accept a fixed-price demand with one vessel; nobody can take that back."""

    vessel = forms.ChoiceField(label=gettext_lazy("用哪条船"))
    vessel_name = forms.CharField(label=gettext_lazy("船名"), max_length=80, required=False)
    mmsi = forms.RegexField(
        r"^\d{9}$",
        label="MMSI",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 9}),
        error_messages={"invalid": gettext_lazy("MMSI 是九位数字。")},
    )
    deadweight = NumberField(
        label=gettext_lazy("载重吨"), decimal_places=3, max_digits=9, required=False
    )
    sealed_hold = forms.BooleanField(label=gettext_lazy("本船货舱可以封舱"), required=False)
    trip_days = NumberField(
        label=gettext_lazy("航次天数"),
        initial=7,
        min_value=1,
        max_value=60,
        max_digits=2,
        help_text=gettext_lazy("从装货期结束算起，最迟几天卸完。这段时间船不能另接货。"),
    )
    note = forms.CharField(label=gettext_lazy("给货主的话"), max_length=500, required=False)
    agreed = forms.BooleanField(label=gettext_lazy("我已看过条款，确认承运"))

    def __init__(
        self, *args: Any, demand: DemandTerms, vessels: Sequence[VesselCard], **options: Any
    ) -> None:
        """Offer the carrier's own vessels, those that fit first, and one not registered yet."""
        super().__init__(*args, **options)
        self.vessels = {card.code: card for card in vessels}
        choices = _vessel_choices(demand, vessels)
        choose(self, "vessel", [*choices, (OTHER, _("其他船舶（尚未登记）"))], blank=None)
        self.fields["vessel"].initial = choices[0][0] if choices else OTHER
        if not demand.vessel.sealed_hold:
            del self.fields["sealed_hold"]

    def clean(self) -> dict[str, Any]:
        """Ask for name, number and deadweight of a vessel that no register knows."""
        values = super().clean() or self.cleaned_data
        if values.get("vessel") == OTHER:
            for name in ("vessel_name", "mmsi", "deadweight"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("未登记的船舶须填写此项。"))
        return values

    def offer(self) -> OfferTerms:
        """Return what was typed, once the form is valid."""
        typed = self.cleaned_data
        vessel, particulars = self._vessel()
        return OfferTerms(
            vessel=vessel,
            price=self.price(),
            trip_days=int(typed["trip_days"]),
            particulars=particulars,
            note=typed["note"],
        )

    def price(self) -> Money | None:
        """Return no price: the demand's holds."""
        return None

    def _vessel(self) -> tuple[str, Particulars]:
        typed = self.cleaned_data
        sealed = bool(typed.get("sealed_hold"))
        card = self.vessels.get(typed["vessel"]) or _registered(typed["mmsi"])
        if card is not None:
            return card.code, particulars_of(card, sealed_hold=sealed)
        particulars = Particulars(
            name=typed["vessel_name"],
            mmsi=typed["mmsi"],
            deadweight_kg=int(typed["deadweight"] * 1000),
            sealed_hold=sealed,
        )
        return f"MMSI{typed['mmsi']}", particulars


class OfferForm(TakeForm):
    """Offer a vessel at a price for a sealed demand; it may be withdrawn until it is decided."""

    price_yuan = NumberField(
        label=gettext_lazy("报价"), decimal_places=2, max_digits=12, min_value=Decimal("0.01")
    )
    agreed = None  # type: ignore[assignment]  # Django's way to drop an inherited field

    def price(self) -> Money | None:
        """Return the price per tonne, or for the whole vessel, as the demand asks."""
        return Money.yuan(self.cleaned_data["price_yuan"])


def _registered(mmsi: str) -> VesselCard | None:
    """Return the register's card, so that nobody offers another's vessel as unregistered."""
    lookup = VESSEL_BY_MMSI.get()
    return lookup(mmsi) if lookup else None


def _vessel_choices(demand: DemandTerms, vessels: Sequence[VesselCard]) -> list[tuple[str, str]]:
    judged = []
    for card in vessels:
        facts = particulars_of(card, sealed_hold=demand.vessel.sealed_hold)
        lacks = [
            in_language(zh=lack.zh, en=lack.en) for lack in vessel_lacks(terms=demand, vessel=facts)
        ]
        judged.append((len(lacks), _vessel_label(card, lacks), card.code))
    return [(code, label) for _lacking, label, code in sorted(judged, key=lambda one: one[0])]


def _vessel_label(card: VesselCard, lacks: list[str]) -> str:
    deadweight = (
        f"{(card.deadweight_kg or 0) // 1000:,} t" if card.deadweight_kg else _("载重未登记")
    )
    fit = _("不符合：%s") % joined(lacks) if lacks else _("符合要求")
    return f"{card.name('zh' if is_chinese() else 'en')} · {deadweight} · {fit}"
