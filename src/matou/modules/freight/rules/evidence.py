"""Evidence (凭证): what can prove an act, as typed payloads that check themselves.

A guard never asks whether somebody says so; it asks which piece of evidence lies on the lot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from matou.kit.errors import InvalidInput
from matou.kit.geo import Position
from matou.kit.period import Period
from matou.modules.freight.rules.laytime import Exclusion, ExclusionReason
from matou.modules.freight.rules.states import LotState, Relation

MAX_VESSEL_KG = 100_000_000
"""No river vessel carries 100,000 t; more is a mistyped unit."""

MAX_TEXT = 500
MAX_MARK_CM = 2000
MAX_LATITUDE = 90
MAX_LONGITUDE = 180

CLOCK_DRIFT = timedelta(minutes=5)
"""How far a phone's clock may run ahead of ours."""


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    CONTRACT_SIGNATURE = "contract_signature"
    POSITION = "position"
    NOTICE_OF_READINESS = "notice_of_readiness"
    PHOTO = "photo"
    DRAFT_SURVEY = "draft_survey"
    WEIGHBRIDGE = "weighbridge"
    SEAL = "seal"
    SEAL_CHECK = "seal_check"
    SHORT_LOAD = "short_load"
    LOADING_SIGNATURE = "loading_signature"
    RECEIPT_SIGNATURE = "receipt_signature"
    ONE_TIME_CODE = "one_time_code"
    REFUSAL = "refusal"
    AUTHORITY_NOTICE = "authority_notice"
    INCIDENT = "incident"
    STOPPAGE = "stoppage"


EVIDENCE_NAMES: dict[EvidenceKind, tuple[str, str]] = {
    EvidenceKind.CONTRACT_SIGNATURE: ("合同签名", "contract signature"),
    EvidenceKind.POSITION: ("船位", "position"),
    EvidenceKind.NOTICE_OF_READINESS: ("装卸准备就绪通知书", "notice of readiness"),
    EvidenceKind.PHOTO: ("照片", "photo"),
    EvidenceKind.DRAFT_SURVEY: ("水尺计量", "draft survey"),
    EvidenceKind.WEIGHBRIDGE: ("磅单", "weighbridge note"),
    EvidenceKind.SEAL: ("封舱铅封", "seal"),
    EvidenceKind.SEAL_CHECK: ("铅封检查", "seal check"),
    EvidenceKind.SHORT_LOAD: ("亏舱说明", "short-load note"),
    EvidenceKind.LOADING_SIGNATURE: ("装货签名", "loading signature"),
    EvidenceKind.RECEIPT_SIGNATURE: ("收货签名", "receipt signature"),
    EvidenceKind.ONE_TIME_CODE: ("收货验证码", "one-time code"),
    EvidenceKind.REFUSAL: ("拒收说明", "refusal note"),
    EvidenceKind.AUTHORITY_NOTICE: ("管制通告", "authority notice"),
    EvidenceKind.INCIDENT: ("事故报告", "incident report"),
    EvidenceKind.STOPPAGE: ("停工记录", "stoppage"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSignature:
    """An electronic signature under the contract text with this SHA-256."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.CONTRACT_SIGNATURE
    text_sha256: str
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselPosition:
    """Where the vessel was (WGS-84) and who says so: ``ais``, ``phone`` or ``jt808``."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.POSITION
    latitude: float
    longitude: float
    source: str

    def __post_init__(self) -> None:
        """Refuse a point that is not on the earth."""
        is_on_earth = abs(self.latitude) <= MAX_LATITUDE and abs(self.longitude) <= MAX_LONGITUDE
        if not is_on_earth:
            raise refused(
                "船位 position", "经纬度超出范围。", "Latitude or longitude out of range."
            )

    @property
    def position(self) -> Position:
        """The point itself."""
        return Position(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessNotice:
    """The vessel is ready to load or discharge (NOR); laytime (装卸时间) starts."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.NOTICE_OF_READINESS
    tendered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo; the picture itself is the document of the evidence row."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.PHOTO
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSurvey:
    """A draft survey (水尺计量): six marks in centimetres and the cargo weight they give."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.DRAFT_SURVEY
    fore_port_cm: int
    fore_starboard_cm: int
    middle_port_cm: int
    middle_starboard_cm: int
    aft_port_cm: int
    aft_starboard_cm: int
    weight_kg: int

    def __post_init__(self) -> None:
        """Refuse marks that no river vessel has and weights out of this world."""
        if not all(0 < mark <= MAX_MARK_CM for mark in self.marks_cm):
            raise refused("水尺 marks", "六面水尺须为 1–2000 厘米。", "Six marks of 1–2000 cm.")
        check_weight(self.weight_kg)

    @property
    def marks_cm(self) -> tuple[int, ...]:
        """The six marks, fore to aft, port before starboard."""
        return (
            self.fore_port_cm,
            self.fore_starboard_cm,
            self.middle_port_cm,
            self.middle_starboard_cm,
            self.aft_port_cm,
            self.aft_starboard_cm,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighbridgeNote:
    """The sum of the weighbridge tickets (磅单) of the trucks that loaded or unloaded."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.WEIGHBRIDGE
    number: str
    weight_kg: int

    def __post_init__(self) -> None:
        """Refuse weights out of this world."""
        check_weight(self.weight_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The hatches are sealed under this number (封舱)."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.SEAL
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What the seal looked like before discharge; ``accepted`` takes the cargo although broken."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.SEAL_CHECK
    intact: bool
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLoad:
    """Why less than agreed was loaded (亏舱); ``fault`` decides who bears the empty space."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.SHORT_LOAD
    fault: Relation
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingSignature:
    """A side agrees to the loaded weight."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.LOADING_SIGNATURE
    signed_by: str
    weight_kg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSignature:
    """The consignee signs for the cargo."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.RECEIPT_SIGNATURE
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntered:
    """The one-time code sent to the consignee was entered in time; only the house records it."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.ONE_TIME_CODE
    sent_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the consignee refuses the cargo."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.REFUSAL
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityNotice:
    """A stop by authority, flood or lock; its number proves that nobody is at fault."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.AUTHORITY_NOTICE
    number: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """What went wrong on the way."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.INCIDENT
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stoppage:
    """A stretch of laytime that does not count: weather, lock queue, the carrier's own fault."""

    kind: ClassVar[EvidenceKind] = EvidenceKind.STOPPAGE
    from_at: datetime
    until_at: datetime
    reason: ExclusionReason

    @property
    def exclusion(self) -> Exclusion:
        """The stretch as the laytime rules take it; raises InvalidInput when it ends first."""
        return Exclusion(period=Period(self.from_at, self.until_at), reason=self.reason)


Payload = (
    ContractSignature
    | VesselPosition
    | ReadinessNotice
    | Photo
    | DraftSurvey
    | WeighbridgeNote
    | Seal
    | SealCheck
    | ShortLoad
    | LoadingSignature
    | ReceiptSignature
    | CodeEntered
    | Refusal
    | AuthorityNotice
    | IncidentReport
    | Stoppage
)

PAYLOADS: dict[EvidenceKind, type[Payload]] = {cls.kind: cls for cls in Payload.__args__}

WEIGHT_KINDS = (EvidenceKind.DRAFT_SURVEY, EvidenceKind.WEIGHBRIDGE)

HOUSE_ONLY_KINDS = frozenset({EvidenceKind.ONE_TIME_CODE})
"""Nobody may hand these in: a service records them after its own check."""

DOCUMENT_KINDS = frozenset({EvidenceKind.PHOTO})
"""These are nothing without their document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """A piece of evidence handed in: its payload, its document if any, when it was taken."""

    payload: Payload
    taken_at: datetime
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFact:
    """A piece of evidence as guards see it: by whom it was recorded, in which state, its row."""

    payload: Payload
    relation: Relation
    state: LotState
    taken_at: datetime
    recorded_at: datetime
    reference: int = 0

    @property
    def kind(self) -> EvidenceKind:
        """What it is."""
        return self.payload.kind


def read_payload(kind: EvidenceKind, values: Mapping[str, object]) -> Payload:
    """Build the typed payload of a kind from plain values; raises InvalidInput."""
    try:
        payload: Payload = _adapter(kind).validate_python(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or kind.value
        raise refused(field, "内容缺失或格式不符。", str(first["msg"])) from error
    _require_zones(payload)
    return payload


def _require_zones(payload: Payload) -> None:
    """Refuse an instant without its zone: it could not be compared with any other."""
    for field in fields(payload):
        value = getattr(payload, field.name)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise refused(field.name, "时间须带时区。", "The instant needs its zone.")


def plain_payload(payload: Payload) -> dict[str, Any]:
    """Return the payload as plain JSON values."""
    values: dict[str, Any] = _adapter(payload.kind).dump_python(payload, mode="json")
    return values


def check_item(item: EvidenceItem, now: datetime) -> None:
    """Refuse what cannot be evidence now: from the future, without its document, empty or endless.

    Raises InvalidInput.
    """
    kind = item.payload.kind
    if item.taken_at > now + CLOCK_DRIFT:
        raise refused(kind.value, "时间不能晚于现在。", "It cannot lie in the future.")
    if kind in DOCUMENT_KINDS and not item.document:
        raise refused(kind.value, "请附上文件。", "Attach the document.")
    for name, value in plain_payload(item.payload).items():
        if isinstance(value, str) and (len(value) > MAX_TEXT or "\x00" in value):
            raise refused(name, "文字过长或含有非法字符。", "Too long, or not plain text.")
        if isinstance(value, str) and not value.strip() and name != "caption":
            raise refused(name, "不能为空。", "This cannot be empty.")


def check_weight(weight_kg: int) -> None:
    """Refuse a weight that is nothing or more than any river vessel carries."""
    if not 0 < weight_kg <= MAX_VESSEL_KG:
        raise refused(
            "重量 weight", "重量须大于 0 且不超过 10 万吨。", "Over 0, at most 100,000 t."
        )


def refused(field: str, reason_zh: str, reason_en: str) -> InvalidInput:
    """Return the refusal of one field of a piece of evidence."""
    return InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)


@cache
def _adapter(kind: EvidenceKind) -> TypeAdapter[Any]:
    return TypeAdapter(PAYLOADS[kind])
