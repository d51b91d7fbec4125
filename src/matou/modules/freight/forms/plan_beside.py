"""As much of a demand as the planner needs, read while it is still being typed."""

from datetime import datetime

from django import forms

from matou.kit.tonnes import Tonnes
from matou.modules.freight.forms.fields import InstantField, NumberField
from matou.modules.freight.rules.terms import MAX_QUANTITY
from matou.modules.planner.contracts import RouteQuestion

_CM_PER_M = 100


class PlanBesideForm(forms.Form):
    """The five fields of the demand form that decide its way; none need be filled yet."""

    origin = forms.CharField(max_length=32)
    destination = forms.CharField(max_length=32)
    quantity = NumberField(decimal_places=3, max_digits=9)
    loading_from = InstantField(required=False)
    draught_max = NumberField(decimal_places=2, max_digits=6, required=False)

    def question(self, *, now: datetime) -> RouteQuestion | None:
        """Return the question; None while too little is typed, or nothing that could be asked."""
        if not self.is_valid():
            return None
        typed = self.cleaned_data
        mass = Tonnes.of(typed["quantity"])
        if not Tonnes(0) < mass <= MAX_QUANTITY or typed["origin"] == typed["destination"]:
            return None
        draught_m = typed["draught_max"]
        return RouteQuestion(
            origin=typed["origin"],
            destination=typed["destination"],
            ready_at=typed["loading_from"] or now,
            mass=mass,
            draught_cm=int(draught_m * _CM_PER_M) if draught_m else None,
        )
