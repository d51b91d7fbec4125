"""Why a callback is refused, and the refusals as pages list them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matou.kit.errors import DomainError


class CallbackRefusal(StrEnum):
    """Why a report was not taken."""

    NOT_GENUINE = "not_genuine"
    MALFORMED = "malformed"
    REPLAYED = "replayed"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCard:
    """Reports of one day that were refused for the same reason and had the same bytes."""

    on: date
    reason: CallbackRefusal
    size: int
    times: int
    last_at: datetime


class CallbackReplayed(DomainError):
    """The event is known, and said something else when it first came."""

    code = "custody-callback-replayed"
    status = 409
    zh = "事件 {event} 已收到过，且内容不同，未予采信。请用新的事件编号报告。"
    en = "Event {event} came before with another body and is not taken. Report under a new id."
