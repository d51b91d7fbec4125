"""Forms of the registers, built from the field catalogue so that both never differ."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.registry.rules import faults as fault_rules
from matou.modules.registry.rules.fields import (
    FIELDS,
    GROUP_LABELS,
    TRANSFER_FIELDS,
    Field,
    Group,
    Kind,
)
from matou.modules.registry.rules.history import CERTIFIED, CONFIDENCES, DECLARED, Provenance
from matou.modules.registry.rules.values import (
    COMPANY,
    PERSON,
    PartyRef,
    Value,
    read_shown,
    shown_number,
    to_json,
    unit_symbol,
)
from matou.modules.registry.services.papers import Paper, Scan
from matou.spine.credentials.contracts import HolderKind
from matou.web.account.credential_forms import CredentialForm
from matou.web.language import in_language, is_chinese

LANGUAGES = {True: "zh", False: "en"}
PARTY_KINDS = ((COMPANY, gettext_lazy("企业法人")), (PERSON, gettext_lazy("个人")))


def language() -> str:
    """Return the reader's language for the rules, which know no Django."""
    return LANGUAGES[is_chinese()]


class ParticularField(forms.CharField):
    """A form field that reads one particular in shown units, by the rules of the catalogue."""

    def __init__(self, field: Field, **options: Any) -> None:
        """Take label, length and control from the catalogue."""
        self.particular = field
        options.setdefault("required", field.required)
        options.setdefault("label", field.label(language()))
        super().__init__(widget=_widget(field), strip=False, **options)

    def to_python(self, value: Any) -> Any:
        """Return the value of the catalogue; raises ValidationError with the rule's sentence."""
        try:
            return read_shown(self.particular, str(value or ""))
        except fault_rules.BadValue as error:
            raise forms.ValidationError(in_language(zh=error.zh, en=error.en)) from error

    def run_validators(self, value: Any) -> None:
        """Do nothing more: the catalogue has judged, and its values are not all text."""

    def validate(self, value: Any) -> None:
        """Refuse an empty required field."""
        if self.required and value in {"", None, ()}:
            raise forms.ValidationError(self.error_messages["required"], code="required")


def _widget(field: Field) -> forms.Widget:
    match field.kind:
        case Kind.CHOICE:
            blank = [] if field.required else [("", _("未填"))]
            choices = [(key, in_language(zh=zh, en=en)) for key, zh, en in field.choices]
            return forms.Select(choices=blank + choices)
        case Kind.DAY:
            return forms.DateInput(attrs={"type": "date", "min": "1900-01-01"})
        case Kind.TABLE:
            return forms.Textarea(attrs={"rows": 6, "maxlength": 4000})
        case Kind.INTEGER:
            is_whole = field.unit is None or field.unit.factor == 1
            mode = "numeric" if is_whole else "decimal"
            return forms.TextInput(attrs={"inputmode": mode, "maxlength": 16, "class": "number"})
        case _:
            return forms.TextInput(attrs={"maxlength": field.max_length})


class ProvenanceForm(forms.Form):
    """Where the values come from; every writing form ends with it."""

    source = forms.CharField(label=gettext_lazy("资料来源"), max_length=200)
    confidence = forms.ChoiceField(label=gettext_lazy("可信度"), widget=forms.RadioSelect)
    valid_from = forms.DateField(
        label=gettext_lazy("自何日起有效"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        """Offer today as the day from which the values hold."""
        super().__init__(*args, **options)
        self.today = today
        self.fields["source"].help_text = _("例如“船舶国籍证书 2026 年换发”；将公开显示。")
        self.fields["valid_from"].initial = today.isoformat()
        confidence = self.fields["confidence"]
        assert isinstance(confidence, forms.ChoiceField), "declared so above"  # noqa: S101
        confidence.choices = [(key, in_language(zh=zh, en=en)) for key, zh, en in CONFIDENCES]
        confidence.initial = CERTIFIED

    def clean_source(self) -> str:
        """Refuse control characters, which the database would."""
        return "".join(sign for sign in str(self.cleaned_data["source"]) if sign.isprintable())

    def clean_valid_from(self) -> date:
        """Refuse days to come: the register holds what is in force."""
        day: date = self.cleaned_data["valid_from"]
        if not date(1900, 1, 1) <= day <= self.today:
            raise forms.ValidationError(_("请填写 1900 年以后、不晚于今天的日期。"))
        return day

    def provenance(self) -> Provenance:
        """Return what was given, once the form is valid."""
        return Provenance(
            source=self.cleaned_data["source"],
            confidence=self.cleaned_data["confidence"],
            valid_from=self.cleaned_data["valid_from"],
        )


class ParticularsForm(ProvenanceForm):
    """Particulars of a vessel on one page, in the groups of the catalogue."""

    catalogue: Sequence[Field] = tuple(
        field for field in FIELDS if field.name not in TRANSFER_FIELDS
    )

    def __init__(self, *args: Any, values: dict[str, Value] | None = None, **options: Any) -> None:
        """Show the present values where there are any."""
        super().__init__(*args, **options)
        own = dict(self.fields)
        self.fields.clear()
        for field in self.catalogue:
            self.fields[field.name] = ParticularField(
                field, initial=typed(field, values[field.name]) if values else None
            )
        self.fields["draught_table"].help_text = _("每行“吃水厘米:排水量千克”，例如 80:600000。")
        self.fields.update(own)

    def particulars(self) -> dict[str, Value]:
        """Return the values read, once the form is valid."""
        return {field.name: self.cleaned_data[field.name] for field in self.catalogue}

    def groups(self) -> list[dict[str, Any]]:
        """Return the blocks of the form as the page shows them."""
        blocks = []
        for group, (zh, en) in GROUP_LABELS.items():
            lines = [
                {"bound": self[field.name], "unit": unit_symbol(field, language())}
                for field in self.catalogue
                if field.group is group
            ]
            blocks.append({"title": in_language(zh=zh, en=en), "lines": lines, "key": group.value})
        return blocks

    def add_faults(self, found: Sequence[fault_rules.Fault]) -> None:
        """Put what the rules found beside the fields it concerns."""
        for fault in found:
            name = fault.field if fault.field in self.fields else f"{fault.field}_name"
            self.add_error(name if name in self.fields else None, fault.message(language()))


def typed(field: Field, value: Value) -> str:
    """Return the value as one would type it into the form."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return shown_number(field, value).replace(",", "")
    if isinstance(value, tuple):
        return "\n".join(f"{row.draught_cm}:{row.displacement_kg}" for row in value)
    return str(to_json(value))


class _PartyMixin:
    """Owner and operator: a party of the platform by code, or a name."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_party_fields(self) -> None:
        """Add three fields for each of the two."""
        for role, label in (("owner", _("所有人")), ("operator", _("经营人"))):
            self.fields[f"{role}_code"] = forms.CharField(
                label=_("%s代码") % label,
                max_length=16,
                required=False,
                help_text=_("本平台单位填其编号；没有时只填名称。"),
            )
            self.fields[f"{role}_name"] = forms.CharField(
                label=_("%s名称") % label, max_length=80, required=False
            )
            self.fields[f"{role}_kind"] = forms.ChoiceField(
                label=_("%s类别") % label,
                choices=PARTY_KINDS,
                widget=forms.RadioSelect,
                initial=COMPANY,
                help_text=_("个人姓名不对外公开。"),
            )

    def party(self, role: str) -> PartyRef:
        """Return the owner or operator as typed."""
        return PartyRef(
            code=self.cleaned_data[f"{role}_code"].strip().upper().replace("-", ""),
            name=" ".join(self.cleaned_data[f"{role}_name"].split()),
            kind=self.cleaned_data[f"{role}_kind"],
        )


class RegistrationForm(_PartyMixin, ParticularsForm):
    """Enter a vessel: all particulars, owner and operator."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Add owner and operator to the block of that name."""
        super().__init__(*args, **options)
        self.add_party_fields()

    def particulars(self) -> dict[str, Value]:
        """Return all values, once the form is valid."""
        parties = {role: self.party(role) for role in ("owner", "operator")}
        return {**super().particulars(), **parties}

    def groups(self) -> list[dict[str, Any]]:
        """Return the blocks with owner and operator in theirs."""
        blocks = super().groups()
        for block in blocks:
            if block["key"] == Group.OWNERSHIP.value:
                block["lines"] = [*_party_lines(self), *block["lines"]]
        return blocks


class TransferForm(_PartyMixin, ProvenanceForm):
    """Enter a new owner, a new operator, or both; what stays empty stays as it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Add owner and operator."""
        super().__init__(*args, **options)
        self.add_party_fields()

    def parties(self) -> dict[str, PartyRef]:
        """Return those that were filled in."""
        found = {role: self.party(role) for role in ("owner", "operator")}
        return {role: party for role, party in found.items() if party.code or party.name}

    def party_lines(self) -> list[dict[str, Any]]:
        """Return the fields as the page shows them."""
        return _party_lines(self)


def _party_lines(form: forms.Form) -> list[dict[str, Any]]:
    return [
        {"bound": form[f"{role}_{part}"], "unit": ""}
        for role in ("owner", "operator")
        for part in ("code", "name", "kind")
    ]


class ProposalForm(ParticularsForm):
    """Propose corrections; only what differs from the register is sent to the registrar."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Declare rather than certify: the registrar compares the certificate."""
        super().__init__(*args, **options)
        self.fields["confidence"].initial = DECLARED


class RefusalForm(forms.Form):
    """Refuse a proposal, saying why."""

    reason = forms.CharField(
        label=gettext_lazy("不采纳的原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReversalForm(forms.Form):
    """Undo an accepted proposal, saying why."""

    reason = forms.CharField(
        label=gettext_lazy("撤销的原因"),
        max_length=400,
        help_text=gettext_lazy("申请单位会看到，也记入逐项履历。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ImportForm(ProvenanceForm):
    """Many vessels from a CSV file: first looked at, then entered."""

    file = forms.FileField(
        label=gettext_lazy("CSV 文件"),
        error_messages={"required": gettext_lazy("请选择一个 CSV 文件。")},
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Demand the file as long as no preview has carried its content on."""
        super().__init__(*args, **options)
        self.fields["file"].required = not self.data.get("content")

    def bytes_given(self) -> bytes:
        """Return the file's content, once the form is valid."""
        uploaded = self.cleaned_data.get("file")
        if uploaded:
            # One byte over the limit is enough for the rules to refuse the file.
            return bytes(uploaded.read(1_000_001))
        return str(self.cleaned_data["content"]).encode()


class PaperForm(CredentialForm):
    """A licence of a vessel, as it stands on the paper; the registrar may have it in hand."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the kinds that vessels hold; a scan helps who verifies, and may come later."""
        super().__init__(*args, holder_kind=HolderKind.VESSEL.value, **options)
        self.fields["scan"].required = False
        self.fields["scan"].help_text = _(
            "JPG、PNG、WebP 或 PDF，最大 20 MB；只有登记单位和平台人员能看。"
        )

    def paper(self) -> Paper:
        """Return what was told, once the form is valid."""
        told = self.cleaned_data
        return Paper(
            kind=told["kind"],
            number=told["number"],
            issuer=told["issuer"],
            valid=self.valid_period(),
            scan=_scan(told.get("scan")),
        )


def _scan(sent: Any) -> Scan | None:
    if not sent:
        return None
    return Scan(file=sent, name=sent.name, declared_type=sent.content_type or "")


class VesselFilterForm(forms.Form):
    """What a reader of the vessel list asks for; wrong values are ignored, not refused."""

    q = forms.CharField(label=gettext_lazy("船名或号码"), max_length=60, required=False)
    type = forms.ChoiceField(label=gettext_lazy("船舶类型"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    home_port = forms.ChoiceField(label=gettext_lazy("船籍港"), required=False)
    deadweight_from = forms.IntegerField(
        label=gettext_lazy("载重吨不少于"), min_value=0, max_value=100_000, required=False
    )
    draught_until = forms.DecimalField(
        label=gettext_lazy("满载吃水不超过"),
        min_value=0,
        max_value=30,
        decimal_places=2,
        required=False,
    )
    sort = forms.ChoiceField(label=gettext_lazy("排序"), required=False)

    def __init__(self, *args: Any, home_ports: Sequence[str] = (), **options: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **options)
        by_name = {field.name: field for field in FIELDS}
        self._choose("type", _labels(by_name["vessel_type"]))
        self._choose("status", _labels(by_name["status"]))
        self._choose("home_port", [(port, port) for port in home_ports])
        sort = self.fields["sort"]
        assert isinstance(sort, forms.ChoiceField), "declared so above"  # noqa: S101
        sort.choices = [
            ("name", _("船名")),
            ("deadweight", _("载重吨，从大到小")),
            ("length", _("总长，从大到小")),
            ("updated", _("最近更新")),
        ]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "declared so above"  # noqa: S101
        field.choices = [("", _("全部")), *choices]


def _labels(field: Field) -> list[tuple[str, str]]:
    return [(key, in_language(zh=zh, en=en)) for key, zh, en in field.choices]
