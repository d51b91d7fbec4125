"""What is read out of AIS (船舶自动识别系统): positions, ship data, and why a line was not used.

Apart from the reader, whose library takes 11 MB: pages and services know the reports alone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RejectReason(StrEnum):
    """Why a line was not used."""

    NOT_NMEA = "not_nmea"
    TOO_LONG = "too_long"
    BAD_SENTENCE = "bad_sentence"
    BAD_CHECKSUM = "bad_checksum"
    BAD_TAG_BLOCK = "bad_tag_block"
    EMPTY_PAYLOAD = "empty_payload"
    ORPHAN_PART = "orphan_part"
    UNDECODABLE = "undecodable"
    BAD_MMSI = "bad_mmsi"
    BAD_POSITION = "bad_position"
    BAD_INSTANT = "bad_instant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One position report (船位报告); fields that the ship did not send are None."""

    mmsi: str
    at: datetime
    latitude: float
    longitude: float
    speed_kn: float | None = None
    course_deg: float | None = None
    heading_deg: int | None = None
    nav_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipData:
    """What a vessel says of itself in messages 5, 19 and 24 (船舶静态信息); None = not said."""

    mmsi: str
    at: datetime
    name: str | None = None
    call_sign: str | None = None
    ship_type: int | None = None
    length_m: int | None = None
    beam_m: int | None = None
    draught_dm: int | None = None
    destination: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A line that was not used, and why."""

    reason: RejectReason
    line: bytes


@dataclass(frozen=True, slots=True)
class Other:
    """A sound message that carries neither a position nor ship data we keep."""

    message_type: int


Report = Fix | ShipData | Other | Reject
