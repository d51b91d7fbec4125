"""What is typed on the pages of hand-overs and joint cases."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.clock import CHINA
from matou.modules.affairs.forms import labels
from matou.modules.affairs.forms.case_form import ManyFiles
from matou.modules.affairs.forms.editing import ReasonForm
from matou.modules.affairs.rules import handover_states, part_opinions
from matou.modules.affairs.rules.case_papers import MaterialState
from matou.modules.affairs.services.handover_receiving import Applying
from matou.web.language import in_language

Members = Sequence[tuple[str, str, str]]


class HandoverFilterForm(forms.Form):
    """What a clerk looks for; wrong values are ignored."""

    q = forms.CharField(label=gettext_lazy("编号或申请人"), max_length=60, required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the states."""
        super().__init__(*args, **options)
        offered = [("", _("全部")), *labels(handover_states.STATES)]
        self.fields["state"].choices = offered  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Return what was asked for, what is wrong left out."""
        self.is_valid()
        told = {name: str(value) for name, value in self.cleaned_data.items()}
        return {"text": told.get("q", "").strip(), "state": told.get("state", "")}


class NeighbourForm(forms.Form):
    """Whose items, and which."""

    member = forms.ChoiceField(label=gettext_lazy("受理地"))
    q = forms.CharField(label=gettext_lazy("事项名称"), max_length=60, required=False)

    def __init__(self, *args: Any, members: Members, **options: Any) -> None:
        """Offer the active members."""
        super().__init__(*args, **options)
        self.fields["member"].choices = labels(members)  # type: ignore[attr-defined]


class ApplyingForm(forms.Form):
    """Who stands at the window."""

    name = forms.CharField(
        label=gettext_lazy("申请人名称"), max_length=120,
        widget=forms.TextInput(attrs={"data-name": "", "autocomplete": "off"}),
    )  # fmt: skip
    uscc = forms.CharField(
        label=gettext_lazy("统一社会信用代码"), max_length=18, required=False,
        help_text=gettext_lazy("个人申请的不填。"),
        widget=forms.TextInput(attrs={"data-name": "", "autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"data-name": "", "autocomplete": "off"}),
    )  # fmt: skip

    def who(self) -> Applying:
        """Return what was typed."""
        told = self.cleaned_data
        return Applying(name=told["name"], uscc=told["uscc"], phone=told["phone"])


class ChecklistForm(forms.Form):
    """Each material with files, to be marked once it was looked at."""

    def __init__(self, *args: Any, materials: Sequence[MaterialState], **options: Any) -> None:
        """Offer one mark a material."""
        super().__init__(*args, **options)
        self.marks: Mapping[str, str] = {
            f"seen_{number}": one.page.key
            for number, one in enumerate((m for m in materials if m.files), start=1)
        }
        named = {one.page.key: one.page for one in materials}
        for mark, key in self.marks.items():
            title = in_language(zh=named[key].zh, en=named[key].en)
            self.fields[mark] = forms.BooleanField(label=title, required=False)

    def looked_at(self) -> frozenset[str]:
        """Return the materials that were marked."""
        return frozenset(key for mark, key in self.marks.items() if self.cleaned_data[mark])


class NoteForm(forms.Form):
    """What was mended in a correction."""

    reason = forms.CharField(
        label=gettext_lazy("补了什么"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-name": ""}),
    )  # fmt: skip


class FilesForm(forms.Form):
    """Files for one material of a hand-over."""

    sent = forms.FileField(
        label=gettext_lazy("选择文件"), required=False, widget=ManyFiles(attrs={"multiple": True})
    )


class AskPartForm(forms.Form):
    """Whom the lead asks, what, and until when."""

    member = forms.ChoiceField(label=gettext_lazy("征求对象"))
    question = forms.CharField(
        label=gettext_lazy("征求内容"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "data-name": ""}),
        help_text=gettext_lazy("只写对方答复需要知道的内容。"),
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("答复期限"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, members: Members, **options: Any) -> None:
        """Offer the active members."""
        super().__init__(*args, **options)
        self.fields["member"].choices = labels(members)  # type: ignore[attr-defined]

    def due_at(self) -> datetime:
        """Return the end of the last day in China."""
        return datetime.combine(self.cleaned_data["due_on"], time.max, tzinfo=CHINA)


class HomeForm(forms.Form):
    """Whose register is asked."""

    member = forms.ChoiceField(label=gettext_lazy("登记地"))

    def __init__(self, *args: Any, members: Members, **options: Any) -> None:
        """Offer the active members."""
        super().__init__(*args, **options)
        self.fields["member"].choices = labels(members)  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """Our opinion on another member's case."""

    opinion = forms.ChoiceField(label=gettext_lazy("意见"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("说明"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-name": ""}),
        help_text=gettext_lazy("不同意时必填。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the opinions."""
        super().__init__(*args, **options)
        offered = labels(part_opinions.OPINIONS)
        self.fields["opinion"].choices = offered  # type: ignore[attr-defined]


__all__ = ["ReasonForm"]
