"""Forms of the planner: the words and fields that they share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.clock import CHINA
from matou.web.language import in_language, is_chinese

MOMENT = "%Y-%m-%dT%H:%M"
"""How a browser's date-and-time control writes."""


def language() -> str:
    """Return the reader's language for the rules, which know no Django."""
    return "zh" if is_chinese() else "en"


def labels(choices: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return choices with their words in the reader's language."""
    return [(key, in_language(zh=zh, en=en)) for key, zh, en in choices]


class MomentField(forms.CharField):
    """An instant typed in China time, to the minute; empty is None."""

    def __init__(self, **options: Any) -> None:
        """Draw the browser's own picker."""
        widget = forms.DateTimeInput(
            format=MOMENT, attrs={"type": "datetime-local", "min": "2000-01-01T00:00"}
        )
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """Return the instant; raises ValidationError."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year <= 2200:  # noqa: PLR2004  # as everywhere
            raise forms.ValidationError(_("请写成 2026-12-31T08:00，北京时间。"))
        return found if found.tzinfo else found.replace(tzinfo=CHINA)

    def run_validators(self, value: Any) -> None:
        """Do nothing more: the value is no text."""

    def validate(self, value: Any) -> None:
        """Refuse an empty required field."""
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class ReasonForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = forms.CharField(label=gettext_lazy("撤销原因"), max_length=500)
