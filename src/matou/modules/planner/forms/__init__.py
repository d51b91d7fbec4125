"""Forms of the network's editors, built from the catalogue so that both never differ."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.clock import CHINA
from matou.modules.planner.rules import kinds, notices
from matou.modules.planner.rules import table_cells as cells
from matou.modules.planner.rules.columns import Cells, Column, Kind
from matou.modules.planner.rules.notices import NoticeTerms
from matou.modules.planner.services.writing import Grounds
from matou.spine.places.contracts import RowProblem
from matou.web.language import in_language, is_chinese

MOST_BYTES = 5_000_000
_MOMENT = "%Y-%m-%dT%H:%M"


def language() -> str:
    """Return the reader's language for the rules, which know no Django."""
    return "zh" if is_chinese() else "en"


def labels(choices: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return choices with their words in the reader's language."""
    return [(key, in_language(zh=zh, en=en)) for key, zh, en in choices]


class MomentField(forms.CharField):
    """An instant typed in China time, to the minute; empty is None."""

    def __init__(self, **options: Any) -> None:
        """Draw the browser's own picker."""
        widget = forms.DateTimeInput(
            format=_MOMENT, attrs={"type": "datetime-local", "min": "2000-01-01T00:00"}
        )
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        """Return the instant; raises ValidationError."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year <= 2200:  # noqa: PLR2004  # as everywhere
            raise forms.ValidationError(_("请写成 2026-12-31T08:00，北京时间。"))
        return found if found.tzinfo else found.replace(tzinfo=CHINA)

    def run_validators(self, value: Any) -> None:
        """Do nothing more: the value is no text."""

    def validate(self, value: Any) -> None:
        """Refuse an empty required field."""
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class RowForm(forms.Form):
    """One row of the network, a field for each column of its file."""

    effective_at = MomentField(
        label=gettext_lazy("自何时起生效"),
        required=False,
        help_text=gettext_lazy("北京时间；不填即刻生效。不能早于现在。"),
    )

    def __init__(self, *args: Any, kind: Kind, row: Cells | None = None, **options: Any) -> None:
        """Show the present cells where the row is there; its code cannot be changed."""
        super().__init__(*args, **options)
        self.kind = kind
        moment = self.fields.pop("effective_at")
        for column in kind.columns:
            field = _field(column)
            field.initial = row[column.head] if row else None
            self.fields[column.head] = field
        if row and kind.heads[0] in self.fields and kind.columns[0].name == "code":
            self.fields[kind.heads[0]].disabled = True
        if not kind.has_grounds:
            self.fields["source"] = forms.CharField(label=_("来源"), max_length=500)
            self.fields["conf"] = forms.ChoiceField(
                label=_("可信度"), choices=labels(kinds.CONFIDENCES), initial="B"
            )
        self.fields["effective_at"] = moment

    def row(self) -> Cells:
        """Return the cells typed, once the form is valid."""
        return {head: str(self.cleaned_data.get(head, "")) for head in self.kind.heads}

    def grounds(self) -> Grounds | None:
        """Return source and confidence where the file has none of its own."""
        if self.kind.has_grounds:
            return None
        told = self.cleaned_data
        return Grounds(source=told["source"], confidence=told["conf"])

    def blocks(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """Return what the row says, and on whose word and from when, with their units."""
        last = {"source", "conf", "conf_attr", "note", "closure_note", "effective_at"}
        units = {column.head: column.unit for column in self.kind.columns}
        own = [(self[name], units.get(name, "")) for name in self.fields if name not in last]
        rest = [(self[name], "") for name in self.fields if name in last]
        return [(self.kind.title(language()), own), (_("依据与生效"), rest)]

    def add_problems(self, problems: Sequence[RowProblem]) -> None:
        """Put what was refused beside the fields it concerns."""
        for problem in problems:
            is_own = problem.file == self.kind.file and problem.line == 2  # noqa: PLR2004
            name = problem.column if is_own and problem.column in self.fields else None
            words = in_language(zh=problem.reason_zh, en=problem.reason_en)
            self.add_error(name, words if name else problem.message(language()))


def _field(column: Column) -> forms.Field:
    shown: dict[str, Any] = {
        "label": column.label(language()),
        "required": column.required,
        "help_text": column.help_text(language()),
    }
    if column.choices:
        blank = [] if column.required else [("", _("未填"))]
        return forms.ChoiceField(choices=[*blank, *labels(column.choices)], **shown)
    if column.cell is cells.CLOCK:
        widget: forms.Widget = forms.TextInput(attrs={"placeholder": "08:00"})
    elif column.unit and column.cell is not cells.TEXT:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "number"})
    else:
        widget = forms.TextInput()
    return forms.CharField(max_length=500, widget=widget, **shown)


class EndForm(forms.Form):
    """From when on a row holds no more."""

    effective_at = MomentField(
        label=gettext_lazy("自何时起失效"),
        required=False,
        help_text=gettext_lazy("北京时间；不填即刻失效。"),
    )


class FilterForm(forms.Form):
    """What a reader of a list asks for; wrong values are ignored, not refused."""

    q = forms.CharField(label=gettext_lazy("编号、名称或地点"), max_length=60, required=False)
    mode = forms.ChoiceField(label=gettext_lazy("运输方式"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("可信度"), required=False)

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        """Offer only what rows of the kind have."""
        super().__init__(*args, **options)
        names = {column.name for column in kind.columns}
        everything = [("", _("全部"))]
        if names & {"mode", "modes", "origin_mode"}:
            self.fields["mode"].choices = [*everything, *labels(kinds.MODES)]  # type: ignore[attr-defined]
        else:
            del self.fields["mode"]
        if "status" in names:
            states = [("open", _("开放")), ("not_open", _("停用、在建或规划"))]
            self.fields["status"].choices = [*everything, *states]  # type: ignore[attr-defined]
        else:
            del self.fields["status"]
        self.fields["confidence"].choices = [*everything, *labels(kinds.CONFIDENCES)]  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """A notice to publish or amend."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    targets = forms.CharField(
        label=gettext_lazy("对象编号"),
        max_length=2000,
        help_text=gettext_lazy(
            "以空格隔开。限制水深填航段，船闸停航填船闸或闸室，停开填班次，防台填地点或城市。"
        ),
    )
    depth_m = forms.DecimalField(
        label=gettext_lazy("限制水深"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=50,
        decimal_places=2,
        help_text=gettext_lazy("只用于限制水深的通告。"),
    )
    starts_at = MomentField(label=gettext_lazy("开始"), help_text=gettext_lazy("北京时间"))
    ends_at = MomentField(label=gettext_lazy("结束"), help_text=gettext_lazy("北京时间"))
    issuer = forms.CharField(label=gettext_lazy("发布单位"), max_length=120)
    source = forms.CharField(
        label=gettext_lazy("来源"), max_length=500,
        help_text=gettext_lazy("通告文号或网址；将公开显示。"),
    )  # fmt: skip
    confidence = forms.ChoiceField(label=gettext_lazy("可信度"))
    text = forms.CharField(
        label=gettext_lazy("正文"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-name": ""}),
    )  # fmt: skip

    def __init__(self, *args: Any, terms: NoticeTerms | None = None, **options: Any) -> None:
        """Show the present wording where there is one; its kind stays, and a reason is asked."""
        super().__init__(*args, **options)
        kind, confidence = self.fields["kind"], self.fields["confidence"]
        kind.choices = labels(notices.KINDS)  # type: ignore[attr-defined]
        confidence.choices = labels(kinds.CONFIDENCES)  # type: ignore[attr-defined]
        if terms:
            kind.disabled = True
            self.initial = {**self.initial, **_typed(terms)}
            self.fields["reason"] = forms.CharField(label=_("变更原因"), max_length=500)

    def terms(self) -> NoticeTerms:
        """Return what was typed, once the form is valid."""
        told = self.cleaned_data
        depth_m = told["depth_m"]
        return NoticeTerms(
            kind=told["kind"],
            targets=tuple(dict.fromkeys(told["targets"].replace(",", " ").split())),
            starts_at=told["starts_at"],
            ends_at=told["ends_at"],
            issuer=told["issuer"],
            source=told["source"],
            confidence=told["confidence"],
            depth_cm=None if depth_m is None else int(depth_m * 100),
            text=told["text"],
        )


def _typed(terms: NoticeTerms) -> dict[str, Any]:
    return {
        "kind": terms.kind,
        "targets": " ".join(terms.targets),
        "depth_m": None if terms.depth_cm is None else Decimal(terms.depth_cm) / 100,
        "starts_at": terms.starts_at.astimezone(CHINA).strftime(_MOMENT),
        "ends_at": terms.ends_at.astimezone(CHINA).strftime(_MOMENT),
        "issuer": terms.issuer,
        "source": terms.source,
        "confidence": terms.confidence,
        "text": terms.text,
    }


def first_notice(*, now: datetime, kind: str = "", targets: str = "") -> dict[str, Any]:
    """Return what the form of a new notice begins with: from the next full hour, for a day."""
    start = now.astimezone(CHINA).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return {
        "kind": kind,
        "targets": targets,
        "starts_at": start.strftime(_MOMENT),
        "ends_at": (start + timedelta(days=1)).strftime(_MOMENT),
        "confidence": "A",
    }


class ReasonForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = forms.CharField(label=gettext_lazy("撤销原因"), max_length=500)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files from one input."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files; raises ValidationError."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(_FilesField, self).clean(one, initial) for one in sent]


class ImportForm(forms.Form):
    """The network's files: several CSV, or the ZIP that the export gives."""

    sent = _FilesField(
        label=gettext_lazy("CSV 文件，可多选；或导出的 ZIP"),
        required=False,
        widget=_FilesInput(attrs={"multiple": True}),
    )

    def given(self) -> dict[str, bytes]:
        """Return the files' contents by name; those looked at before come in fields."""
        kept = {
            file: str(self.data[f"content_{file}"]).encode()
            for file in kinds.BY_FILE
            if f"content_{file}" in self.data
        }
        if kept:
            return kept
        found: dict[str, bytes] = {}
        for sent in self.cleaned_data["sent"]:
            content = sent.read(MOST_BYTES + 1)
            found |= _unzipped(content) if sent.name.endswith(".zip") else {sent.name: content}
        return found


def _unzipped(content: bytes) -> dict[str, bytes]:
    """Return what a ZIP holds; one that is none becomes a file of no known name."""
    try:
        with ZipFile(BytesIO(content)) as folder:
            names = [name for name in folder.namelist() if name in kinds.BY_FILE]
            found = {}
            for name in names:
                with folder.open(name) as file:
                    found[name] = file.read(MOST_BYTES + 1)
            return found or {"files.zip": b""}
    except BadZipFile:
        return {"files.zip": b""}
