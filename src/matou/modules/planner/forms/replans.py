"""Which re-plans a list shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.planner.queries.replans import ReplanFilter
from matou.modules.planner.rules.replan_states import REASONS, REPLAN_STATES
from matou.web.language import in_language


class ReplanFilterForm(forms.Form):
    """By booking, goods, place or shipper; by state; by reason."""

    q = forms.CharField(label=gettext_lazy("编号、货名、地点或货主"), max_length=80, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer states and reasons in the reader's language."""
        super().__init__(*args, **options)
        for name, label, known in (
            ("state", _("状态"), REPLAN_STATES),
            ("reason", _("原因"), REASONS),
        ):
            choices = [(key.value, in_language(zh=zh, en=en)) for key, zh, en in known]
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", _("全部")), *choices]
            )

    def wanted(self) -> ReplanFilter:
        """Return the filter; what cannot be meant filters nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        return ReplanFilter(
            text=told.get("q", "").strip(),
            state=told.get("state", ""),
            reason=told.get("reason", ""),
        )
