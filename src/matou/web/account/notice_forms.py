"""The form of how a party wants to be told."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matou.spine.notices.contracts import Channel, PreferenceCard

_SWITCHES = frozenset({Channel.EMAIL.value, Channel.SMS.value})
_MINUTES_PER_HOUR = 60


def _time_field(label: Any, *, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class NoticePreferenceForm(forms.Form):
    """Language, channels besides the site, and the hours when nothing is sent."""

    language = forms.ChoiceField(
        label=_("短信和邮件的语言"), choices=[("zh", "中文"), ("en", "English")]
    )
    channels = forms.MultipleChoiceField(
        label=_("除本站外，还发到哪里？"),
        help_text=_("本站的通知总会保留，不能关闭。"),
        choices=[(Channel.SMS.value, _("短信")), (Channel.EMAIL.value, _("电子邮件"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_from = _time_field(
        _("免打扰从"), help_text=_("北京时间。这段时间的短信和邮件，结束后再发；留空则随时发。")
    )
    quiet_until = _time_field(_("免打扰到"), help_text=_("北京时间，可以是第二天早上。"))

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of the quiet hours, and for two that differ."""
        told = self.cleaned_data
        if {"quiet_from", "quiet_until"} & self.errors.keys():
            return told
        start, end = told.get("quiet_from"), told.get("quiet_until")
        if (start is None) != (end is None):
            lacking = "quiet_from" if start is None else "quiet_until"
            self.add_error(lacking, _("请同时填写开始和结束时间。"))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("开始和结束不能相同。"))
        return told

    def channels_off(self, *, before: Collection[str]) -> frozenset[str]:
        """Return what is off now; switches of single templates stay as they were."""
        return (frozenset(before) - _SWITCHES) | (_SWITCHES - set(self.cleaned_data["channels"]))

    def quiet_minutes(self) -> tuple[int | None, int | None]:
        """Return both ends in minutes from midnight."""
        told = self.cleaned_data
        return _minute(told["quiet_from"]), _minute(told["quiet_until"])


def told_before(card: PreferenceCard) -> dict[str, Any]:
    """Return the form's first values from what the party said before."""
    return {
        "language": card.language,
        "channels": sorted(_SWITCHES - card.channels_off),
        "quiet_from": _time(card.quiet_from_minute),
        "quiet_until": _time(card.quiet_until_minute),
    }


def _minute(at: time | None) -> int | None:
    return None if at is None else at.hour * _MINUTES_PER_HOUR + at.minute


def _time(minute: int | None) -> time | None:
    return None if minute is None else time(*divmod(minute, _MINUTES_PER_HOUR))
