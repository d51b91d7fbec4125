"""Forms of the desk, built from the field table so that both never differ."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.clock import CHINA
from matou.modules.affairs.forms import labels, language
from matou.modules.affairs.rules import fields, values
from matou.modules.affairs.rules.codes import implementation_code
from matou.modules.affairs.rules.fields import Field, Kind
from matou.modules.affairs.rules.values import Fault
from matou.modules.affairs.services.drafting import IDENTITY
from matou.web.language import in_language

_BLANK_ROWS = 2
MOMENT = "%Y-%m-%dT%H:%M"


class GroupForm(forms.Form):
    """One group of an item's fields; lists stand as rows with blank ones behind them.

    It only gathers what was typed: the service reads and judges it, as it does for files and API.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, group: str, content: Mapping[str, Any], revision: int, **options: Any
    ) -> None:
        """Show what the draft says now."""
        super().__init__(*args, **options)
        self.fields["revision"].initial = revision
        self.table = fields.fields_of(group)
        self.counts: dict[str, int] = {}
        for one in self.table:
            if one.kind is Kind.ROWS:
                self._add_rows(one, content[one.key])
            else:
                self.fields[one.key] = _form_field(one)
                self.fields[one.key].initial = _initial(one, content[one.key])
                self.fields[one.key].disabled = one.key in IDENTITY and bool(content[one.key])

    def raw(self) -> dict[str, Any]:
        """Return what was typed, once the form is valid."""
        told = self.cleaned_data
        return {
            one.key: [self._row(one, number) for number in range(1, self.counts[one.key] + 1)]
            if one.kind is Kind.ROWS
            else told[one.key]
            for one in self.table
            if not (one.key in self.fields and self.fields[one.key].disabled)
        }

    def blocks(self) -> Iterator[dict[str, Any]]:
        """Yield fields and lists in the order of the table, with their marks of confidence."""
        for one in self.table:
            if one.kind is Kind.ROWS:
                rows = [
                    [self[_name(one, number, column)] for column in one.columns]
                    for number in range(1, self.counts[one.key] + 1)
                ]
                yield {"field": one, "label": one.label(language()), "rows": rows}
            else:
                yield {"field": one, "bound": self[one.key]}

    def add_faults(self, faults: Sequence[Fault]) -> None:
        """Put what was refused beside the fields it concerns."""
        for fault in faults:
            name = fault.field
            if fault.row:
                name = f"{fault.field}-{fault.row}-{fault.column}"
            self.add_error(name if name in self.fields else None, fault.message(language()))

    def _add_rows(self, one: Field, rows: Sequence[Mapping[str, Any]]) -> None:
        counter = f"{one.key}-rows"
        sent = str(self.data.get(counter, "")) if self.is_bound else ""
        wanted = int(sent) if sent.isdecimal() and len(sent) < 4 else len(rows) + _BLANK_ROWS  # noqa: PLR2004
        self.counts[one.key] = min(wanted, values.MOST_ROWS)
        self.fields[counter] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=self.counts[one.key]
        )
        for number in range(1, self.counts[one.key] + 1):
            for column in one.columns:
                field = _form_field(column)
                if number <= len(rows):
                    field.initial = _initial(column, rows[number - 1][column.key])
                self.fields[_name(one, number, column)] = field

    def _row(self, one: Field, number: int) -> dict[str, Any]:
        return {column.key: self.cleaned_data[_name(one, number, column)] for column in one.columns}


class NewItemForm(forms.Form):
    """What a new item is: its codes, which stay for ever, and its name."""

    task_name = forms.CharField(label=gettext_lazy("事项名称"), max_length=120)
    catalog_code = forms.ChoiceField(label=gettext_lazy("基本编码"))
    region_code = forms.RegexField(
        r"^[1-9][0-9]{5}$", label=gettext_lazy("行政区划代码"),
        error_messages={"invalid": gettext_lazy("应为 6 位数字。")},
    )  # fmt: skip
    dept_name = forms.CharField(label=gettext_lazy("实施主体"), max_length=120)
    dept_code = forms.CharField(
        label=gettext_lazy("实施主体编码"), max_length=18,
        help_text=gettext_lazy("18 位统一社会信用代码。"),
    )  # fmt: skip
    level = forms.ChoiceField(label=gettext_lazy("行使层级"))
    serial = forms.RegexField(
        r"^[0-9]{2}$", label=gettext_lazy("业务办理项序号"), initial="01",
        help_text=gettext_lazy("2 位数字；同一实施编码下的第几项。"),
        error_messages={"invalid": gettext_lazy("应为 2 位数字。")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, catalogue: Sequence[tuple[str, str, str]], **options: Any
    ) -> None:
        """Offer the kinds of items that the catalogue holds."""
        super().__init__(*args, **options)
        self.fields["catalog_code"].choices = [  # type: ignore[attr-defined]
            (code, f"{code} {in_language(zh=zh, en=en)}") for code, zh, en in catalogue
        ]
        levels = fields.field("use_level").choices
        self.fields["level"].choices = labels(levels)  # type: ignore[attr-defined]
        self.fields["level"].initial = "3"

    def content(self) -> dict[str, Any]:
        """Return the first content of the item, its codes put together."""
        told = self.cleaned_data
        task = implementation_code(
            credit_code=told["dept_code"], level=told["level"], basic_code=told["catalog_code"]
        )
        return {
            "task_name": told["task_name"],
            "catalog_code": told["catalog_code"],
            "task_type": told["catalog_code"][2:4],
            "region_code": told["region_code"],
            "dept_name": told["dept_name"],
            "dept_code": told["dept_code"],
            "use_level": [told["level"]],
            "task_code": task,
            "task_handle_item": f"{task}{told['serial']}",
        }

    def add_faults(self, faults: Sequence[Fault]) -> None:
        """Put what was refused beside the fields it concerns."""
        for fault in faults:
            name = fault.field if fault.field in self.fields else None
            self.add_error(name, fault.message(language()))


class ReasonForm(forms.Form):
    """Why a version goes back."""

    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-name": ""}),
    )  # fmt: skip


class PublishForm(forms.Form):
    """From when on a version holds."""

    valid_from = forms.CharField(
        label=gettext_lazy("生效时间"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("北京时间；不填即刻生效。不能早于现在。"),
    )  # fmt: skip

    def clean_valid_from(self) -> datetime | None:
        """Return the instant typed in China time, None for at once."""
        text = str(self.cleaned_data["valid_from"]).strip()
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year <= 2200:  # noqa: PLR2004
            raise forms.ValidationError(_("请写成 2026-12-31T08:00，北京时间。"))
        return found if found.tzinfo else found.replace(tzinfo=CHINA)


class WithdrawForm(ReasonForm):
    """Why an item ends, and what replaces it."""

    successor = forms.CharField(
        label=gettext_lazy("替代事项的编号"), max_length=11, required=False,
        help_text=gettext_lazy("没有就留空。原编号仍可扫，会指向替代事项。"),
    )  # fmt: skip

    def clean_successor(self) -> str:
        """Return the code as it is stored."""
        return str(self.cleaned_data["successor"]).replace("-", "").strip().upper()


class ImportForm(forms.Form):
    """A file of items."""

    sent = forms.FileField(label=gettext_lazy("YAML、XLSX 或 JSON-LD 文件"), required=False)


def _name(one: Field, number: int, column: Field) -> str:
    return f"{one.key}-{number}-{column.key}"


def _initial(one: Field, value: Any) -> Any:
    if one.kind is Kind.FORM:
        return values.shown(one, value)
    if one.kind is Kind.FLAG:
        return "" if value is None else ("yes" if value else "no")
    return value


def _form_field(one: Field) -> forms.Field:
    shown: dict[str, Any] = {
        "label": one.label(language()),
        "required": False,
        "help_text": one.help(language()),
    }
    match one.kind:
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", _("未填")), *labels(one.choices)], **shown)
        case Kind.CHOICES:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=labels(one.choices), widget=widget, **shown)
        case Kind.FLAG:
            choices = [("", _("未填")), ("yes", _("是")), ("no", _("否"))]
            return forms.ChoiceField(choices=choices, **shown)
        case Kind.LONG:
            area = forms.Textarea(attrs={"rows": 3, "data-name": ""})
            return forms.CharField(widget=area, strip=False, **shown)
        case Kind.FORM:
            area = forms.Textarea(attrs={"rows": 24, "data-name": "", "spellcheck": "false"})
            return forms.CharField(widget=area, **shown)
        case Kind.DAY:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **shown)
        case _:
            return forms.CharField(widget=forms.TextInput(), **shown)
