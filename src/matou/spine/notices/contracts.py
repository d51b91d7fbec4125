"""What other rooms may know of notices: channels, senders, cards and refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from matou.kit.errors import DomainError


class Channel(StrEnum):
    """Where a notice can reach a party."""

    IN_APP = "in_app"
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """How far the delivery of one notice over one channel has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a sender gets: the addresses and the text in the reader's language."""

    channel: Channel
    addresses: tuple[str, ...]
    subject: str
    body: str
    reference: str


class Sender(Protocol):
    """Carries messages over one channel.

    A crash between sending and noting it makes the house send again under the same
    ``reference``, by which the service at the other end must drop the second one.
    """

    def send(self, message: Message) -> None:
        """Send, or raise SendFailed when it may work later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A notice's text in two languages, with ``{fact}`` holes; ``url`` may have holes too."""

    name: str
    zh_subject: str
    zh_body: str
    en_subject: str
    en_body: str
    channels: frozenset[Channel] = frozenset({Channel.IN_APP})
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCard:
    """A notice as its reader sees it, said in both languages when it was made."""

    id: int
    party: str
    template: str
    zh_subject: str
    zh_body: str
    en_subject: str
    en_body: str
    url: str
    facts: Mapping[str, object]
    created_at: datetime
    read_at: datetime | None

    def subject(self, language: str) -> str:
        """Return the Chinese subject for ``zh…``, else the English one."""
        return self.zh_subject if language.startswith("zh") else self.en_subject

    def body(self, language: str) -> str:
        """Return the Chinese text for ``zh…``, else the English one."""
        return self.zh_body if language.startswith("zh") else self.en_body


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One delivery as operators see it."""

    id: int
    notice: int
    party: str
    template: str
    channel: Channel
    state: DeliveryState
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceCard:
    """How a party wants to be reached; quiet minutes count from midnight in China."""

    party: str
    language: str
    channels_off: frozenset[str]
    quiet_from_minute: int | None
    quiet_until_minute: int | None


class SendFailed(DomainError):
    """A channel could not deliver now; the delivery is tried again later."""

    code = "send-failed"
    status = 502
    zh = "发送失败：{reason}。系统将自动重试。"
    en = "Sending failed: {reason}. It will be tried again."


class UnknownTemplate(DomainError):
    """No room has registered the template."""

    code = "unknown-notice-template"
    status = 422
    zh = "没有登记过的通知模板“{template}”。"
    en = "No room has registered the notice template “{template}”."


class MissingFact(DomainError):
    """The facts lack what the template needs."""

    code = "notice-fact-missing"
    status = 422
    zh = "通知“{template}”缺少内容“{fact}”。"
    en = "The notice “{template}” lacks the fact “{fact}”."
