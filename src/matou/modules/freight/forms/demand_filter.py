"""What a carrier looks for among the open demands."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.tonnes import Tonnes
from matou.modules.freight.forms.demands import choose, demand_places, labels, place_choices
from matou.modules.freight.forms.fields import NumberField
from matou.modules.freight.queries.demands import DemandFilter, DemandSort
from matou.modules.freight.rules.terms import CARGO_CATEGORIES


class DemandFilterForm(forms.Form):
    """What a carrier looks for; wrong values are ignored, not refused."""

    q = forms.CharField(label=gettext_lazy("货名或港口"), max_length=60, required=False)
    origin = forms.ChoiceField(label=gettext_lazy("装货港"), required=False)
    destination = forms.ChoiceField(label=gettext_lazy("卸货港"), required=False)
    cargo = forms.ChoiceField(label=gettext_lazy("货类"), required=False)
    tonnage_min = NumberField(label=gettext_lazy("货量不少于"), max_digits=6, required=False)
    tonnage_max = NumberField(label=gettext_lazy("货量不超过"), max_digits=6, required=False)
    sort = forms.ChoiceField(label=gettext_lazy("排序"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **options)
        ends = place_choices(demand_places())
        for name in ("origin", "destination"):
            choose(self, name, ends, blank=_("全部"))
        choose(self, "cargo", labels(CARGO_CATEGORIES), blank=_("全部"))
        orders = [
            (DemandSort.NEWEST.value, _("最新发布")),
            (DemandSort.LOADING.value, _("最早装货")),
            (DemandSort.LARGEST.value, _("货量从大到小")),
        ]
        choose(self, "sort", orders, blank=None)

    def wanted(self) -> DemandFilter:
        """Return what was asked; call ``is_valid`` first."""
        asked = self.cleaned_data
        least, most = asked.get("tonnage_min"), asked.get("tonnage_max")
        return DemandFilter(
            text=asked.get("q", ""),
            origin=asked.get("origin", ""),
            destination=asked.get("destination", ""),
            cargo=asked.get("cargo", ""),
            tonnage_min=None if least is None else Tonnes.of(least),
            tonnage_max=None if most is None else Tonnes.of(most),
            sort=DemandSort(asked.get("sort") or DemandSort.NEWEST),
        )

    def asked(self) -> dict[str, str]:
        """Return what was asked as parts of an address."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
