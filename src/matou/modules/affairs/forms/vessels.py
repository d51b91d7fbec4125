"""Forms that name the vessel which holds a licence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class VesselForm(forms.Form):
    """Which vessel holds the licence."""

    vessel = forms.CharField(
        label=gettext_lazy("持证船舶的编码"), max_length=20,
        help_text=gettext_lazy("船舶证照由船持有，请填写船舶登记页上的编码。"),
    )  # fmt: skip


class DeliverForm(VesselForm):
    """The delivery of a vessel's licence; without a vessel the licence follows later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the vessel be left out."""
        super().__init__(*args, **kwargs)
        self.fields["vessel"].required = False
        self.fields["vessel"].help_text = gettext_lazy(
            "船舶证照由船持有。不填也可以送达，电子证照之后在办件页补发。"
        )
