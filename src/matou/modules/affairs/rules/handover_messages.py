"""What members say to each other of hand-overs, as types; unknown fields are refused."""

from datetime import datetime
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(extra="forbid")
_CODE = r"^[0-9A-Z]{9}$"
_HASH = r"^[0-9a-f]{64}$"
PURPOSE = "hand_over"
BASIS = "国办发〔2020〕35号"
"""Grants and calls name the same purpose and basis, or the door refuses."""
TAKE_FILE, TAKE_OVER = "affairs.take_file", "affairs.take_over"
CASE_MOVED, HANDED_OUT = "affairs.case_moved", "affairs.handed_out"
PART_ASKED, PART_ANSWERED = "affairs.part_asked", "affairs.part_answered"
CROSS_ITEMS, CROSS_ITEM = "affairs.cross_items", "affairs.cross_item"
TAKE_BACK = "affairs.take_back"


def step_id(subject: UUID, step: str) -> UUID:
    """Return the request id of a step, the same however often the step is repeated."""
    return uuid5(subject, step)


class Wanted(BaseModel):
    """Words to look for among the items that other regions may hand in."""

    model_config = _STRICT
    text: str = Field(default="", max_length=60)


class ItemAsked(BaseModel):
    """One item by its code."""

    model_config = _STRICT
    code: str = Field(pattern=_CODE)


class SentFile(BaseModel):
    """One file of a bundle with its bytes."""

    model_config = _STRICT
    handover: UUID
    attempt: int = Field(ge=1, le=999)
    material: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=200)
    media_type: str = Field(max_length=120)
    sha256: str = Field(pattern=_HASH)
    content: str = Field(min_length=4, max_length=10_000_000)
    """Base64 (RFC 4648)."""


class FileNamed(BaseModel):
    """A file of a bundle by its hash."""

    model_config = _STRICT
    material: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=200)
    sha256: str = Field(pattern=_HASH)


class Applicant(BaseModel):
    """Who applies; the least that the owner needs."""

    model_config = _STRICT
    name: str = Field(min_length=1, max_length=120)
    uscc: str = Field(default="", pattern=r"^([0-9A-Z]{18})?$")
    phone: str = Field(default="", max_length=30)


class Seal(BaseModel):
    """The window's seal over the bundle: who checked, and the installation's signature."""

    model_config = _STRICT
    key_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")
    sealed_at: datetime
    office: str = Field(min_length=1, max_length=120)


class Bundle(BaseModel):
    """A bundle that a window hands on: round 1 makes a case, later rounds correct it."""

    model_config = _STRICT
    handover: UUID
    round: int = Field(ge=1, le=9)
    attempt: int = Field(ge=1, le=999)
    item: str = Field(pattern=_CODE)
    version: int = Field(ge=1, le=1_000_000)
    applicant: Applicant
    answers: dict[str, str] = Field(max_length=300)
    files: list[FileNamed] = Field(max_length=60)
    note: str = Field(default="", max_length=500)
    seal: Seal


class Moved(BaseModel):
    """How the owner's case stands, numbered without a gap from 1."""

    model_config = _STRICT
    handover: UUID
    seq: int = Field(ge=1, le=10_000)
    case: str = Field(pattern=_CODE)
    state: str = Field(max_length=20)
    move: str = Field(max_length=20)
    words: str = Field(default="", max_length=1000)
    missing: list[str] = Field(default_factory=list, max_length=100)
    outcome: str = Field(default="", max_length=10)
    remedy: str = Field(default="", max_length=1000)
    due_at: datetime | None = None
    at: datetime


class Step(BaseModel):
    """A later step of a hand-over at the window."""

    model_config = _STRICT
    handover: UUID
    words: str = Field(default="", max_length=500)


class PartAsked(BaseModel):
    """The lead of a joint case asks another member for its opinion."""

    model_config = _STRICT
    part: UUID
    case: str = Field(pattern=_CODE)
    item: str = Field(min_length=1, max_length=120)
    question: str = Field(min_length=1, max_length=1000)
    due_at: datetime


class PartAnswered(BaseModel):
    """The opinion of a part."""

    model_config = _STRICT
    part: UUID
    opinion: str = Field(pattern=r"^(agree|object|none)$")
    words: str = Field(max_length=1000)
    office: str = Field(min_length=1, max_length=120)
    at: datetime
