"""Filters over one's own lists: by state, and by what somebody remembers of a line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.freight.forms.demands import choose


class StateFilterForm(forms.Form):
    """Lines in one state; a wrong value is ignored, not refused."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, states: Sequence[tuple[str, str]], **options: Any) -> None:
        """Offer the states in the reader's language."""
        super().__init__(*args, **options)
        choose(self, "state", list(states), blank=_("全部"))
        self.is_valid()

    def asked(self, name: str) -> str:
        """Return what was asked, "" where nothing or nothing sensible was."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_used(self) -> bool:
        """Tell whether anything is filtered."""
        return any(self.asked(name) for name in self.fields)


class ListFilterForm(StateFilterForm):
    """Lines in one state that hold a text."""

    q = forms.CharField(label=gettext_lazy("货名、港口、船名或编号"), max_length=60, required=False)
    field_order = ("q", "state")
