"""What is typed on the pages of cases."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.affairs.forms import labels
from matou.modules.affairs.forms.editing import ReasonForm
from matou.modules.affairs.queries.cases import CaseDetail
from matou.modules.affairs.queries.queue import FREE, LATE, MINE, PROVISIONAL, QueueFilter
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_asking import Askable
from matou.modules.affairs.rules.case_decisions import (
    MOST_TEXT,
    OUTCOMES,
    PROPOSABLE,
    REMEDY_ZH,
    Decision,
)
from matou.web.language import in_language


class QueueFilterForm(forms.Form):
    """What a clerk looks at; wrong values are ignored."""

    q = forms.CharField(label=gettext_lazy("编号、申请人或事项"), max_length=60, required=False)
    queue = forms.ChoiceField(label=gettext_lazy("队列"), required=False)
    whose = forms.ChoiceField(label=gettext_lazy("经办"), required=False)
    clock = forms.ChoiceField(label=gettext_lazy("办理时限"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the queues, whose cases, and which clocks."""
        super().__init__(*args, **options)
        queues = [(one.key, one.zh, one.en) for one in case_states.DESK_QUEUES]
        everything = ("", _("全部"))
        offered = {
            "queue": labels(queues),
            "whose": [everything, (MINE, _("我的和我代理的")), (FREE, _("无人领取"))],
            "clock": [everything, (LATE, _("已超承诺时限")), (PROVISIONAL, _("时限暂定"))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> QueueFilter:
        """Return what was asked for, what is wrong left out."""
        self.is_valid()
        told = {name: str(value) for name, value in self.cleaned_data.items()}
        return QueueFilter(
            queue=told.get("queue") or "acceptance",
            whose=told.get("whose", ""),
            clock=told.get("clock", ""),
            text=told.get("q", "").strip(),
            clerk=self.data.get("clerk", "").replace("\x00", "")[:40],
        )


_UNSEEN = '<span class="visually-hidden"> {}</span>'


class MissingForm(forms.Form):
    """Everything that is missing, at once: questions and materials by name, and words."""

    reason = forms.CharField(
        label=gettext_lazy("缺少的全部材料和内容"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 5, "data-name": ""}),
        help_text=gettext_lazy("只能告知一次，请一次写全。"),
    )  # fmt: skip

    def __init__(self, *args: Any, pages: Sequence[Askable], **options: Any) -> None:
        """Offer each page of the form with room for words."""
        super().__init__(*args, **options)
        self.pages = pages
        for number, page in enumerate(pages, start=1):
            title = in_language(zh=page.zh, en=page.en)
            self.fields[f"ask_{number}"] = forms.BooleanField(label=title, required=False)
            self.fields[f"note_{number}"] = forms.CharField(
                label=format_html(_("怎样补") + _UNSEEN, title), max_length=200, required=False,
                widget=forms.TextInput(attrs={"data-name": ""}),
            )  # fmt: skip

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return each page's mark with its words."""
        return [(self[f"ask_{number}"], self[f"note_{number}"])
                for number in range(1, len(self.pages) + 1)]  # fmt: skip

    def items(self) -> dict[str, str]:
        """Return what was named, by key; words alone name a page too."""
        told = self.cleaned_data
        return {
            page.key: told[f"note_{number}"]
            for number, page in enumerate(self.pages, start=1)
            if told[f"ask_{number}"] or told[f"note_{number}"]
        }


class SuspendForm(forms.Form):
    """Which special procedure, and on which basis."""

    procedure = forms.ChoiceField(label=gettext_lazy("特别程序"))
    basis = forms.CharField(
        label=gettext_lazy("停止计时的依据"), max_length=300, required=False,
        help_text=gettext_lazy("不填则用法律或事项规定的依据。"),
    )  # fmt: skip

    def __init__(self, *args: Any, detail: CaseDetail, **options: Any) -> None:
        """Offer what the law and the item's version allow."""
        super().__init__(*args, **options)
        offered = labels([(one.key, one.zh, one.en) for one in detail.procedures])
        self.fields["procedure"].choices = offered  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why a case is not accepted, and what one may do against it."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    remedy = forms.CharField(
        label=gettext_lazy("救济途径"), max_length=MOST_TEXT, initial=REMEDY_ZH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ProposeForm(forms.Form):
    """What to decide; a refusal with reason and remedy."""

    outcome = forms.ChoiceField(label=gettext_lazy("办理意见"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=MOST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("不予许可时必填。"),
    )  # fmt: skip
    remedy = forms.CharField(
        label=gettext_lazy("救济途径"), max_length=MOST_TEXT, required=False, initial=REMEDY_ZH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("不予许可时必填。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the outcomes that a clerk may propose."""
        super().__init__(*args, **options)
        offered = [row for row in OUTCOMES if row[0] in PROPOSABLE]
        self.fields["outcome"].choices = labels(offered)  # type: ignore[attr-defined]

    def decision(self) -> Decision:
        """Return what was typed; a grant leaves out the remedy that the form offered."""
        told = self.cleaned_data
        is_grant = told["outcome"] == PROPOSABLE[0]
        return Decision(
            outcome=told["outcome"],
            reason=told["reason"],
            remedy="" if is_grant else told["remedy"],
        )


class GiveForm(forms.Form):
    """To whom a case goes."""

    to = forms.ChoiceField(label=gettext_lazy("转给"), widget=forms.Select(attrs={"data-name": ""}))

    def __init__(self, *args: Any, clerks: Mapping[str, str], **options: Any) -> None:
        """Offer the clerks."""
        super().__init__(*args, **options)
        self.fields["to"].choices = list(clerks.items())  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """Who covers for the one who types, on which days."""

    cover = forms.ChoiceField(
        label=gettext_lazy("代理人"), widget=forms.Select(attrs={"data-name": ""})
    )
    first_on = forms.DateField(
        label=gettext_lazy("第一天"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_on = forms.DateField(
        label=gettext_lazy("最后一天"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, clerks: Mapping[str, str], **options: Any) -> None:
        """Offer the clerks."""
        super().__init__(*args, **options)
        self.fields["cover"].choices = list(clerks.items())  # type: ignore[attr-defined]

    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        return self.cleaned_data["first_on"], self.cleaned_data["last_on"]


__all__ = ["ReasonForm"]
