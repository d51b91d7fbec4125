"""Forms of disputes beside claim, reply and ruling: the appeal."""

from django import forms
from django.utils.translation import gettext_lazy

from matou.modules.freight.forms.lots import LONGEST_REASON


class AppealForm(forms.Form):
    """Why the ruling is wrong."""

    appeal_reason = forms.CharField(
        label=gettext_lazy("申诉理由"),
        help_text=gettext_lazy("写明裁决哪里有误，依据哪件凭证。只能申诉一次。"),
        min_length=2,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
