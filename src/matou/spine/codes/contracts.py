"""What other rooms may know of codes: cards, verdicts on typed text, events and refusals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.event import Event

PageUrl: TypeAlias = Callable[[str], str]
"""Gives the address of a subject's page."""

FactsOf: TypeAlias = Callable[[str, Actor | None], Mapping[str, object] | None]
"""Gives what the actor (None for a guest) may read of a subject; None hides everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCard:
    """An issued code and what it names."""

    code: str
    kind: str
    subject: str
    title_zh: str
    title_en: str
    created_at: datetime
    retired_at: datetime | None
    successor: str | None
    page_url: str | None
    leads_to_page: bool = False

    @property
    def shown(self) -> str:
        """The code grouped for people, ``7K3M-9QXP-4``."""
        return "-".join((self.code[:4], self.code[4:8], self.code[8:]))

    def title(self, language: str) -> str:
        """Return the Chinese title for ``zh…``, else the English one."""
        return self.title_zh if language.startswith("zh") else self.title_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing that shall have a code: its own id inside its room, and its titles."""

    subject: str
    title_zh: str
    title_en: str


class Verdict(StrEnum):
    """What can be said of a text that someone typed as a code."""

    KNOWN = "known"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    WRONG_LENGTH = "wrong-length"
    WRONG_LETTERS = "wrong-letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """The answer to a typed code: verdict, the card where there is one, and near codes."""

    text: str
    verdict: Verdict
    card: CodeCard | None
    suggestions: tuple[str, ...]


class ErrorLevel(StrEnum):
    """How much of a QR symbol may be lost (ISO/IEC 18004): 7, 15, 25 or 30 per cent."""

    LOW = "L"
    MEDIUM = "M"
    QUARTILE = "Q"
    HIGH = "H"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRetired(Event):
    """A code was taken out of use; ``successor`` is the code to follow, or empty."""

    successor: str


class CodeAlreadyIssued(DomainError):
    """The thing already has a code."""

    code = "code-already-issued"
    zh = "该对象已有编码 {issued}。请直接使用，不要重复赋码。"
    en = "This already has the code {issued}. Use it instead of issuing another."


class CodeAlreadyRetired(DomainError):
    """The code is out of use already."""

    code = "code-already-retired"
    zh = "编码 {issued} 已停用，不能再次停用。"
    en = "The code {issued} is already out of use."


class UnknownKind(DomainError):
    """No room has registered the kind of thing."""

    code = "unknown-code-kind"
    status = 422
    zh = "没有登记过的编码类别“{kind}”。"
    en = "No room has registered the kind “{kind}”."
