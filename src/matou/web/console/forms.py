"""Forms of the console."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """On what grounds an officer decides about a licence; the holder reads them too."""

    note = forms.CharField(
        label=_("核验依据"),
        max_length=100,
        help_text=_("写明比对了什么、结论是什么；持证人看得到，不能再改。"),
    )
