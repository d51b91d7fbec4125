"""What readers of lists ask for; wrong values are ignored, not refused."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.affairs.forms import labels, language
from matou.modules.affairs.queries.desk import DeskFilter
from matou.modules.affairs.queries.items import ItemFilter
from matou.modules.affairs.rules import fields, states
from matou.modules.affairs.rules.regions import region_name


class ItemFilterForm(forms.Form):
    """The public list's filters."""

    q = forms.CharField(label=gettext_lazy("事项名称、拼音或编号"), max_length=60, required=False)
    audience = forms.ChoiceField(label=gettext_lazy("服务对象"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("办理部门"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("地区"), required=False)
    samples = forms.ChoiceField(label=gettext_lazy("样例"), required=False)

    def __init__(
        self, *args: Any, departments: Sequence[str], regions: Sequence[str], **options: Any
    ) -> None:
        """Offer the bodies and regions that there are."""
        super().__init__(*args, **options)
        everything = [("", _("全部"))]
        offered = {
            "audience": labels(fields.field("server_type").choices),
            "department": [(name, name) for name in departments],
            "region": [(code, region_name(code, language())) for code in regions],
            "samples": [("no", _("不含样例")), ("only", _("只看样例"))],
        }
        for name, listed in offered.items():
            self.fields[name].choices = [*everything, *listed]  # type: ignore[attr-defined]

    def wanted(self) -> ItemFilter:
        """Return what was asked for, what is wrong left out."""
        told = self._told()
        return ItemFilter(
            text=told.get("q", "").strip(),
            audience=told.get("audience", ""),
            department=told.get("department", ""),
            region=told.get("region", ""),
            samples=told.get("samples", ""),
        )

    def asked(self) -> dict[str, str]:
        """Return the filters that narrow the list."""
        return {name: value for name, value in self._told().items() if value}

    def _told(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items()}


class DeskFilterForm(forms.Form):
    """The desk's filters."""

    q = forms.CharField(label=gettext_lazy("事项名称、拼音或编号"), max_length=60, required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    marks = forms.ChoiceField(label=gettext_lazy("检查意见"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the states and marks."""
        super().__init__(*args, **options)
        everything = [("", _("全部"))]
        marks = [("errors", _("有须改处")), ("warnings", _("有建议"))]
        self.fields["state"].choices = [*everything, *labels(states.STATES)]  # type: ignore[attr-defined]
        self.fields["marks"].choices = [*everything, *marks]  # type: ignore[attr-defined]

    def wanted(self) -> DeskFilter:
        """Return what was asked for, what is wrong left out."""
        self.is_valid()
        told = {name: str(value) for name, value in self.cleaned_data.items()}
        return DeskFilter(
            text=told.get("q", "").strip(),
            state=told.get("state", ""),
            marks=told.get("marks", ""),
        )
