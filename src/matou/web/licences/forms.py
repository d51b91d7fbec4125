"""Forms of e-licences: what to check, what to show, why to act."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matou.kit.clock import CHINA
from matou.kit.period import Period
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.queries import claims_of
from matou.spine.credentials.rules.licence_terms import NO_END_AT, last_day
from matou.spine.credentials.rules.sd_jwt import MOST_TEXT
from matou.web.components.words import chinese
from matou.web.language import in_language

MOST_PAPER_BYTES = 5 * 1024 * 1024
_FIELD = "field_"


class CheckForm(forms.Form):
    """A licence as somebody has it: text typed, scanned or pasted, or its PDF."""

    text = forms.CharField(
        label=_("证照编号、标识、验证码或凭证"),
        help_text=_("照证照上的写，或粘贴持证人出示的凭证。"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    paper = forms.FileField(
        label=_("或者选择证照 PDF"),
        help_text=_("只用来核验，不保存；最大 5 MB。"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and for a file of a size that a licence can have."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        text, paper = told.get("text", "").strip(), told.get("paper")
        if not self.errors and not text and not paper:
            raise forms.ValidationError(gettext("请输入编号，或选择一份 PDF。"))
        if paper and paper.size > MOST_PAPER_BYTES:
            self.add_error("paper", gettext("文件超过 5 MB，不是本平台签发的证照 PDF。"))
        return told


class PresentForm(forms.Form):
    """Which lines of a licence its holder shows; what stays out stays unknown."""

    shown = forms.MultipleChoiceField(
        label=_("出示哪些内容"),
        required=False,
        help_text=_("证照种类、标识、发证机关和有效期总会出示；其余由您选择。"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, card: LicenceCard, **kwargs: Any) -> None:
        """Offer the lines that the licence has."""
        super().__init__(*args, **kwargs)
        self._words = {
            one.key: format_html(
                "<span>{}: {}</span>", in_language(zh=one.zh, en=one.en), chinese(one.value)
            )
            for one in claims_of(card)
        }
        self.fields["shown"].choices = list(self._words.items())  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["shown"].initial = ["holder"]

    def chosen_words(self) -> list[str]:
        """Return what was chosen, in words."""
        return [self._words[key] for key in self.cleaned_data["shown"]]


class GroundsForm(forms.Form):
    """Why an officer acts; the holder reads it."""

    reason = forms.CharField(
        label=_("依据和原因"),
        help_text=_("会告知持证人，并留在证照履历中。"),
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReplaceForm(GroundsForm):
    """What the next version says: new values, a new last day."""

    until_on = forms.DateField(
        label=_("证照有效期止"),
        help_text=_("有效的最后一天；长期的留空。"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MaxValueValidator((NO_END_AT - timedelta(days=2)).date())],
    )
    field_order = ["until_on", "reason"]

    def __init__(self, *args: Any, card: LicenceCard, **kwargs: Any) -> None:
        """Add a field for each line of the licence."""
        super().__init__(*args, **kwargs)
        self._card = card
        for one in card.fields:
            self.fields[f"{_FIELD}{one.key}"] = forms.CharField(
                label=in_language(zh=one.zh, en=one.en), max_length=300, required=False,
                initial=one.value,
            )  # fmt: skip
        self.fields["until_on"].initial = last_day(card.valid)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        until_on = told.get("until_on")
        if until_on and until_on < self._card.valid.from_at.astimezone(CHINA).date():
            self.add_error("until_on", gettext("最后一天不能早于有效期的第一天。"))
        return told

    def changes(self) -> Mapping[str, str]:
        """Return the new values by line."""
        return {
            name.removeprefix(_FIELD): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(_FIELD)
        }

    def valid(self) -> Period:
        """Return the period of the next version: from the same day on."""
        until_on = self.cleaned_data["until_on"]
        if until_on is None:
            return Period(self._card.valid.from_at, NO_END_AT)
        end = datetime.combine(until_on + timedelta(days=1), time.min, tzinfo=CHINA)
        return Period(self._card.valid.from_at, end)


class RegisterForm(forms.Form):
    """What to search for in the register."""

    q = forms.CharField(label=_("证照标识、编号、持证人或信用代码"), required=False, max_length=120)
