"""The fields of one page of a case's form; what is wrong is judged by rules, not here."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.affairs.forms import labels, language
from matou.modules.affairs.rules.case_form import FormField, FormPage
from matou.modules.affairs.rules.form_answers import NO, YES, AnswerFault
from matou.web.language import in_language

_LONG_ROWS = 5


class AnswerForm(forms.Form):
    """One page as it was typed; it takes any text, since even a wrong one is kept."""

    use_required_attribute = False

    def __init__(
        self, page: FormPage, typed: Mapping[str, str], *, needed: Iterable[str] = ()
    ) -> None:
        """Show what was typed."""
        super().__init__(data={one.key: typed.get(one.key, "") for one in page.fields})
        wanted = frozenset(needed)
        for one in page.fields:
            self.fields[one.key] = _field(one, is_alone=len(page.fields) == 1)
        self.full_clean()
        for one in page.fields:
            # After cleaning: a missing answer is told by the rules, in their words.
            self.fields[one.key].required = one.key in wanted

    def add_faults(self, faults: Iterable[AnswerFault]) -> None:
        """Put what is wrong beside its question."""
        for fault in faults:
            if fault.field in self.fields:
                self.add_error(fault.field, fault.message(language()))


class ManyFiles(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Files for one material; the view hands each to its service."""

    use_required_attribute = False

    sent = forms.FileField(
        label=gettext_lazy("选择文件"), widget=ManyFiles(attrs={"multiple": True})
    )


class CheckForm(forms.Form):
    """What the applicant has looked at: the version and the revision of the answers."""

    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=1, max_value=1_000_000)
    revision = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=100_000_000)


class CorrectForm(CheckForm):
    """The same, and what was mended."""

    note = forms.CharField(
        label=gettext_lazy("补了什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def _field(one: FormField, *, is_alone: bool) -> forms.Field:
    shown: dict[str, Any] = {
        "label": in_language(zh=one.zh, en=one.en),
        "help_text": in_language(zh=one.help_zh, en=one.help_en),
        "required": False,
    }
    attrs: dict[str, Any] = {"data-name": "", "autocomplete": _AUTOFILL.get(one.key, "off")}
    if is_alone and one.kind != "choice":
        attrs["data-alone"] = ""
    match one.kind:
        case "choice":
            widget: forms.Widget = forms.RadioSelect(choices=labels(one.choices))
        case "flag":
            widget = forms.RadioSelect(choices=[(YES, _("是")), (NO, _("否"))])
        case "day":
            widget = forms.DateInput(attrs={**attrs, "type": "date"})
        case "whole" | "number":
            mode = "numeric" if one.kind == "whole" else "decimal"
            widget = forms.TextInput(attrs={**attrs, "inputmode": mode})
        case "long":
            widget = forms.Textarea(attrs={**attrs, "rows": _LONG_ROWS})
        case _:
            widget = forms.TextInput(attrs=attrs)
    return forms.CharField(widget=widget, strip=False, **shown)


_AUTOFILL = {
    "company_name": "organization",
    "contact_name": "name",
    "person_name": "name",
    "contact_phone": "tel",
}
