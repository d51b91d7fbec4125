"""Form fields in the units of the river: tonnes, yuan, metres, Beijing time."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ASKED_AT = "%Y-%m-%dT%H:%M"
"""How a browser's date-and-time control writes."""


class NumberField(forms.DecimalField):
    """A number typed without its unit, which stands beside the control."""

    default_error_messages = {
        "invalid": _("只填数字，不带单位、逗号或文字，例如 2400。"),
    }

    def __init__(self, **options: Any) -> None:
        """Show a plain text control with a number pad on phones."""
        places = options.get("decimal_places", 0)
        mode = "decimal" if places else "numeric"
        options.setdefault("min_value", 0)
        options.setdefault("decimal_places", 0)
        options.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": mode, "maxlength": 16, "class": "number"}),
        )
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Write a number as one would type it: no exponent, no needless zeros."""
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value


class InstantField(forms.DateTimeField):
    """A date and time in Beijing time."""

    default_error_messages = {
        "invalid": _("请填写日期和时间，例如 2026-06-01 08:00。"),
    }

    def __init__(self, **options: Any) -> None:
        """Show the browser's own calendar where it has one."""
        options.setdefault(
            "widget",
            forms.DateTimeInput(attrs={"type": "datetime-local"}, format=ASKED_AT),
        )
        super().__init__(**options)
