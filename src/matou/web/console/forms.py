"""Forms of the console."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """On what grounds an officer decides about a licence; the holder reads them too."""

    note = forms.CharField(
        label=_("核验依据"),
        max_length=100,
        help_text=_("写明比对了什么、结论是什么；持证人看得到，不能再改。"),
    )


class NoteForm(forms.Form):
    """Why an officer does something; kept with the act."""

    def __init__(self, *args: Any, label: str, help_text: str, longest: int, **kwargs: Any) -> None:
        """Say what the reason is for, and how long it may be."""
        super().__init__(*args, **kwargs)
        field = forms.CharField(
            label=label,
            help_text=help_text,
            max_length=longest,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["note"] = field
