"""What is typed on the pages of ratings and of the work on bad ones."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.affairs.forms import labels
from matou.modules.affairs.rules import ratings
from matou.modules.affairs.rules.ratings import Told
from matou.modules.affairs.rules.rectification import Terms
from matou.web.language import in_language


class RatingForm(forms.Form):
    """Five levels, words to tap, and room for one's own."""

    level = forms.ChoiceField(label=gettext_lazy("您满意吗？"), widget=forms.RadioSelect)
    tags = forms.MultipleChoiceField(
        label=gettext_lazy("哪些地方好，或不好？"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("想说的话"), required=False, max_length=ratings.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("请不要写姓名、电话和办件编号。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the levels and words."""
        super().__init__(*args, **options)
        levels = [(str(key), in_language(zh=zh, en=en)) for key, zh, en in ratings.LEVELS]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.fields["tags"].choices = labels(ratings.TAGS)  # type: ignore[attr-defined]

    def told(self) -> Told:
        """Return what was said."""
        told = self.cleaned_data
        return Told(level=int(told["level"]), tags=tuple(told["tags"]), text=told["text"])


class EnteredForm(RatingForm):
    """A rating by telephone or on paper, entered by an officer."""

    field_order = ("code", "channel")
    code = forms.CharField(label=gettext_lazy("办件编号"), max_length=12)
    channel = forms.ChoiceField(label=gettext_lazy("评价渠道"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the two channels."""
        super().__init__(*args, **options)
        own = [one for one in ratings.CHANNELS if one[0] in ratings.BY_OFFICER]
        self.fields["channel"].choices = labels(own)  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The one-time code on the receipt."""

    code = forms.CharField(
        label=gettext_lazy("评价码"), max_length=40,
        help_text=gettext_lazy("印在回执上，也在办结通知里。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Whether what was told is put right."""

    answer = forms.ChoiceField(label=gettext_lazy("问题解决了吗？"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("还差什么"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("没有解决的，请写明。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer both answers."""
        super().__init__(*args, **options)
        offered = [("confirm", _("已解决")), ("reject", _("没有解决"))]
        self.fields["answer"].choices = offered  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What was done, in words."""

    note = forms.CharField(
        label=gettext_lazy("情况说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class CallBackForm(NoteForm):
    """How the rater was called back, and what was said."""

    field_order = ("way", "note")
    way = forms.ChoiceField(label=gettext_lazy("回访方式"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the ways."""
        super().__init__(*args, **options)
        self.fields["way"].choices = list(ways().items())  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """How long each part may take."""

    ask_days = forms.IntegerField(label=gettext_lazy("评价期（天）"), min_value=1, max_value=90)
    call_back_days = forms.IntegerField(
        label=gettext_lazy("回访时限（工作日）"), min_value=1, max_value=10
    )
    rectify_days = forms.IntegerField(
        label=gettext_lazy("整改时限（工作日）"), min_value=1, max_value=60
    )
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=500)

    def terms(self) -> Terms:
        """Return the terms."""
        told = self.cleaned_data
        return Terms(ask_days=told["ask_days"], call_back_days=told["call_back_days"],
                     rectify_days=told["rectify_days"])  # fmt: skip


def ways() -> dict[str, str]:
    """Return the ways of calling back with their words."""
    return {"phone": _("电话"), "visit": _("上门"), "letter": _("书面"),
            "unreached": _("联系不上")}  # fmt: skip
