"""Evidence as people hand it in: one small form (part) a kind, several of them on one page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.modules.freight.forms.parts import (
    Part,
    PositionPart,
    ReadinessPart,
    WeightPart,
    checked_instant,
    instant_field,
)
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.evidence import EvidenceKind
from matou.modules.freight.rules.laytime import ExclusionReason
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.services.handing_in import Handed, Upload


class PhotoPart(Part):
    """A photo, straight from the phone's camera where there is one."""

    title = gettext_lazy("现场照片")
    template = "freight/_part_photo.html"
    photo = forms.FileField(label=gettext_lazy("照片"), max_length=200)
    caption = forms.CharField(label=gettext_lazy("说明"), max_length=100, required=False)

    def handed(self) -> Handed:
        """Return the photo with its file."""
        file = self.cleaned_data["photo"]
        upload = Upload(file=file, name=file.name, media_type=file.content_type or "")
        return Handed(payload=self.payload(), taken_at=self.scene.now, upload=upload)

    def payload(self) -> proof.Payload:
        """Return what the photo says."""
        return proof.Photo(caption=self.cleaned_data["caption"])


class SealPart(Part):
    """The seal on the hatches."""

    title = gettext_lazy("封舱铅封")
    number = forms.CharField(label=gettext_lazy("铅封号"), max_length=60)

    def payload(self) -> proof.Payload:
        """Return the seal."""
        return proof.Seal(number=self.cleaned_data["number"])


class SealCheckPart(Part):
    """What the seal looked like before the hatches were opened."""

    title = gettext_lazy("铅封检查")
    state = forms.ChoiceField(label=gettext_lazy("开舱前铅封"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Let only the consignee take the cargo although the seal is broken."""
        super().__init__(*args, **options)
        choices = [("intact", _("完好，号码一致")), ("broken", _("破损或号码不符"))]
        if self.scene.side is Relation.CONSIGNEE:
            choices.append(("accepted", _("破损或号码不符，但同意收货")))
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField), "declared so above"  # noqa: S101
        state.choices = choices

    def payload(self) -> proof.Payload:
        """Return the check."""
        state = self.cleaned_data["state"]
        return proof.SealCheck(intact=state == "intact", accepted=state == "accepted")


class LoadingSignaturePart(Part):
    """A side signs the loaded weight that stands on the page or in the part above."""

    title = gettext_lazy("装货签名")
    template = "freight/_part_signature.html"
    agrees = forms.BooleanField(label=gettext_lazy("我方确认装货量，同意签名"))
    weight_kg = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=proof.MAX_VESSEL_KG
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Show the weight that lies on the lot."""
        super().__init__(*args, **options)
        self.fields["weight_kg"].initial = self.scene.weight_kg
        self.weighed_kg: int | None = None

    @property
    def is_given(self) -> bool:
        """Tell whether the box was ticked; the hidden weight alone says nothing."""
        return not self.empty_permitted or "agrees" in self.changed_data

    @property
    def shown_kg(self) -> int | None:
        """The weight that the page shows."""
        return self.scene.weight_kg

    def payload(self) -> proof.Payload:
        """Return the signature under the weight just measured, else under the one shown."""
        weight_kg = self.weighed_kg or self.cleaned_data["weight_kg"] or 0
        proof.check_weight(weight_kg)
        return proof.LoadingSignature(signed_by=self.scene.actor.name, weight_kg=weight_kg)


class ReceiptPart(Part):
    """The consignee signs for the cargo."""

    title = gettext_lazy("收货签名")
    template = "freight/_part_signature.html"
    agrees = forms.BooleanField(label=gettext_lazy("货物已验收，同意签收"))

    @property
    def shown_kg(self) -> int | None:
        """The weight that the page shows."""
        return self.scene.weight_kg

    def payload(self) -> proof.Payload:
        """Return the signature."""
        return proof.ReceiptSignature(signed_by=self.scene.actor.name)


def _long_text(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=proof.MAX_TEXT, widget=widget)


class ShortLoadPart(Part):
    """Why less than agreed was loaded; each side may only blame itself."""

    title = gettext_lazy("亏舱说明")
    note = gettext_lazy("由责任方填写：提交即表示少装的责任在我方。")
    reason = _long_text(gettext_lazy("少装的原因"))

    def payload(self) -> proof.Payload:
        """Return the note, blaming the side that writes it."""
        return proof.ShortLoad(fault=self.scene.side, reason=self.cleaned_data["reason"])


class RefusalPart(Part):
    """Why the consignee refuses the cargo."""

    title = gettext_lazy("拒收说明")
    note = gettext_lazy("拒收后货物留在船上，平台运营会联系各方安排退运。")
    reason = _long_text(gettext_lazy("拒收的原因"))

    def payload(self) -> proof.Payload:
        """Return the refusal."""
        return proof.Refusal(reason=self.cleaned_data["reason"])


class IncidentPart(Part):
    """What went wrong on the way."""

    title = gettext_lazy("事故报告")
    note = gettext_lazy(
        "报告后资金暂停划转，由平台运营处理。有人员危险请先拨打 12395 水上遇险电话。"
    )
    report = _long_text(gettext_lazy("发生了什么、在哪里、现在怎样"))

    def payload(self) -> proof.Payload:
        """Return the report."""
        return proof.IncidentReport(report=self.cleaned_data["report"])


class StoppagePart(Part):
    """A stretch of laytime that does not count."""

    title = gettext_lazy("停工记录")
    note = gettext_lazy("这段时间不计入装卸时间。")
    from_at = instant_field(gettext_lazy("自（北京时间）"))
    until_at = instant_field(gettext_lazy("至（北京时间）"))
    reason = forms.ChoiceField(label=gettext_lazy("原因"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Name the reasons."""
        super().__init__(*args, **options)
        names = {
            ExclusionReason.WEATHER: _("天气"),
            ExclusionReason.LOCK_QUEUE: _("待闸"),
            ExclusionReason.CARRIER_FAULT: _("承运人原因"),
            ExclusionReason.AUTHORITY: _("管制"),
            ExclusionReason.AGREED: _("双方约定"),
        }
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField), "declared so above"  # noqa: S101
        reason.choices = [(one.value, label) for one, label in names.items()]

    def clean_until_at(self) -> datetime:
        """Refuse an end before the beginning, and instants to come."""
        until_at = checked_instant(self.cleaned_data["until_at"], now=self.scene.now)
        from_at = self.cleaned_data.get("from_at")
        if from_at is not None and until_at <= from_at:
            raise forms.ValidationError(_("结束须晚于开始。"))
        return until_at

    def payload(self) -> proof.Payload:
        """Return the stoppage."""
        return proof.Stoppage(
            from_at=self.cleaned_data["from_at"],
            until_at=self.cleaned_data["until_at"],
            reason=ExclusionReason(self.cleaned_data["reason"]),
        )


PARTS: Mapping[EvidenceKind, type[Part]] = {
    EvidenceKind.POSITION: PositionPart,
    EvidenceKind.NOTICE_OF_READINESS: ReadinessPart,
    EvidenceKind.PHOTO: PhotoPart,
    EvidenceKind.DRAFT_SURVEY: WeightPart,
    EvidenceKind.WEIGHBRIDGE: WeightPart,
    EvidenceKind.SEAL: SealPart,
    EvidenceKind.SEAL_CHECK: SealCheckPart,
    EvidenceKind.SHORT_LOAD: ShortLoadPart,
    EvidenceKind.LOADING_SIGNATURE: LoadingSignaturePart,
    EvidenceKind.RECEIPT_SIGNATURE: ReceiptPart,
    EvidenceKind.REFUSAL: RefusalPart,
    EvidenceKind.INCIDENT: IncidentPart,
    EvidenceKind.STOPPAGE: StoppagePart,
}
"""Signatures under the contract, one-time codes and notices of authorities have their own pages."""
