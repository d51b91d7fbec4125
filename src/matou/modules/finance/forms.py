"""Forms of finance: finding statements, objecting, answering, issuing."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy

from matou.kit.money import Money
from matou.modules.finance.queries.statements import Wanted
from matou.modules.finance.rules.income import REPORT_KIND_NAMES
from matou.modules.finance.rules.states import STATE_NAMES, StatementState
from matou.web.language import in_language

LONGEST = 1000
MOST_YUAN = Decimal(50_000_000)


def _state_choices() -> list[tuple[str, str]]:
    every = in_language(zh="全部状态", en="Any state")
    names = ((str(key), in_language(zh=zh, en=en)) for key, (zh, en) in STATE_NAMES.items())
    return [("", every), *names]


class FindForm(forms.Form):
    """What a list of statements is filtered by; nothing is required."""

    q = forms.CharField(label=gettext_lazy("编号或户名"), required=False, max_length=60, strip=True)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    since = forms.DateField(
        label=gettext_lazy("期间从"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("期间到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, **options: object) -> None:
        """Name the states in the reader's language."""
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        self.fields["state"].choices = _state_choices()  # type: ignore[attr-defined]  # a choice field

    def wanted(self) -> Wanted:
        """Return what is asked for; a field that makes no sense asks for nothing."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        state = given.get("state") or ""
        return Wanted(
            text=str(given.get("q") or "").replace("\x00", ""),
            state=StatementState(state) if state else None,
            from_on=given.get("since"),
            until_on=given.get("until"),
        )


class ObjectForm(forms.Form):
    """Why a line is contested."""

    reason = forms.CharField(
        label=gettext_lazy("异议理由"),
        min_length=4,
        max_length=LONGEST,
        help_text=gettext_lazy("写明应为多少、依据哪份凭证；平台逐条答复。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """What an operator answers, and what goes back or forth for it."""

    answer = forms.CharField(
        label=gettext_lazy("答复"),
        min_length=4,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    correction = forms.DecimalField(
        label=gettext_lazy("更正金额"),
        required=False,
        min_value=-MOST_YUAN,
        max_value=MOST_YUAN,
        decimal_places=2,
        help_text=gettext_lazy(
            "留空只作说明；正数补给账户方，负数收回，记入下期。大额更正须另一位运营人员复核。"
        ),
        widget=forms.TextInput(attrs={"inputmode": "text", "maxlength": 14}),
    )

    @property
    def money(self) -> Money | None:
        """The correction in fen, None where the answer is words alone."""
        given = self.cleaned_data["correction"]
        return None if given is None else Money.yuan(given)


class DropForm(forms.Form):
    """Why a proposed counter-line is refused or taken back."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        min_length=4,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IssueForm(forms.Form):
    """For whom and for which days a statement is issued."""

    party = forms.CharField(
        label=gettext_lazy("账户方编号"),
        max_length=20,
        help_text=gettext_lazy("企业或个人的 9 位编号，可在登记簿查到。"),
    )
    first = forms.DateField(
        label=gettext_lazy("第一天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("最后一天"),
        help_text=gettext_lazy("选今天则截至此刻。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, once the form is valid."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


class QuarterForm(forms.Form):
    """Which report is prepared, and for which quarter."""

    kind = forms.ChoiceField(label=gettext_lazy("报表"))
    quarter = forms.RegexField(
        label=gettext_lazy("季度"),
        regex=r"^20\d\dQ[1-4]$",
        error_messages={"invalid": gettext_lazy("写成 2026Q3 的样子。")},
        widget=forms.TextInput(attrs={"maxlength": 6}),
    )

    def __init__(self, *args: object, **options: object) -> None:
        """Name the reports in the reader's language."""
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        names = (
            (str(key), in_language(zh=zh, en=en)) for key, (zh, en) in REPORT_KIND_NAMES.items()
        )
        self.fields["kind"].choices = list(names)  # type: ignore[attr-defined]  # a choice field
