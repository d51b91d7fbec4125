"""The form of a licence to record."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError, InvalidInput
from matou.kit.period import Period
from matou.spine.credentials.contracts import HolderKind
from matou.spine.credentials.rules.kinds import KINDS, kind_named
from matou.spine.documents.contracts import DocumentRefused
from matou.web.language import in_language
from matou.web.papers import NO_END_ON

_EARLIEST_ON = date(1949, 10, 1)
"""No paper in force is older than the republic that issued it."""
_FIELD_NAMES = {"证照种类": "kind", "持证人": "kind", "证号": "number", "发证机关": "issuer"}


def _day(label: Any, *, help_text: Any, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(_EARLIEST_ON), MaxValueValidator(NO_END_ON)],
    )


class CredentialForm(forms.Form):
    """What stands on the paper, and its scan."""

    kind = forms.ChoiceField(label=_("证照种类"))
    number = forms.CharField(
        label=_("证照编号"),
        max_length=60,
        help_text=_("照证照上的写。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    issuer = forms.CharField(label=_("发证机关"), max_length=100)
    from_on = _day(_("有效期起"), help_text=_("有效的第一天。"), required=True)
    until_on = _day(
        _("有效期止"), help_text=_("有效的最后一天；证照写“长期”的留空。"), required=False
    )
    scan = forms.FileField(
        label=_("证照扫描件"),
        max_length=200,
        help_text=_("JPG、PNG、WebP 或 PDF，最大 20 MB；只有贵方和平台人员能看。"),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}
        ),
    )

    def __init__(self, *args: Any, holder_kind: str, **kwargs: Any) -> None:
        """Offer only the kinds that this holder can hold."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("请选择")),
            *(
                (kind.code, in_language(zh=kind.zh, en=kind.en))
                for kind in KINDS.values()
                if HolderKind(holder_kind) in kind.holders
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for an end where the kind has one, and for days in their order."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        from_on, until_on = told.get("from_on"), told.get("until_on")
        if "until_on" in told and until_on is None and _has_end(told.get("kind")):
            self.add_error("until_on", gettext("这种证照有期限，请填写最后一天。"))
        if from_on and until_on and until_on < from_on:
            self.add_error("until_on", gettext("最后一天不能早于第一天。"))
        return told

    def valid_period(self) -> Period:
        """Return the first instant and the one after the last day, in Beijing time."""
        until_on = self.cleaned_data["until_on"] or NO_END_ON
        return Period(
            _midnight(self.cleaned_data["from_on"]), _midnight(until_on + timedelta(days=1))
        )


def field_of(error: DomainError) -> str | None:
    """Return which field a refusal is about, None for the form as a whole."""
    if isinstance(error, DocumentRefused):
        return "scan"
    if not isinstance(error, InvalidInput):
        return None
    about = str(error.facts.get("field", ""))
    if about.startswith(("有效期", "时间段")):
        return "until_on"
    return next((name for start, name in _FIELD_NAMES.items() if about.startswith(start)), None)


def _has_end(kind: str | None) -> bool:
    return bool(kind) and kind_named(str(kind)).longest_years is not None


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, tzinfo=CHINA)
