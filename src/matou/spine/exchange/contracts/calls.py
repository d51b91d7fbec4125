"""Calls: what a room asks of another member, and what the log keeps of every call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Direction(StrEnum):
    """Who asked whom."""

    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """What became of a call, or of one attempt at it."""

    ANSWERED = "answered"
    REPEATED = "repeated"
    """The stored answer was given once more for the same request id."""
    DENIED = "denied"
    FAILED = "failed"


class CallState(StrEnum):
    """How far an outgoing call got; the last three are final."""

    WAITING = "waiting"
    ANSWERED = "answered"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A question to another member.

    ``request_id`` names the call for ever: derive it from the act that asks (uuid5 of a case and
    a step), so that a repeat of the act is the same call. ``subjects`` are the parties whose data
    are asked for, as this installation knows them; they can see it.
    """

    request_id: UUID
    member: str
    service: str
    arguments: Mapping[str, Any]
    purpose: str
    basis: str
    case: str = ""
    fields: tuple[str, ...] = ()
    """The fields wanted; empty means all that are granted."""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCard:
    """An outgoing call as it stands now; ``records`` only once it is answered."""

    request_id: UUID
    member: str
    service: str
    state: CallState
    reason: str
    """Why it was refused or given up, or what went wrong with the last attempt."""
    attempts: int
    asked_at: datetime
    next_at: datetime | None
    records: tuple[Mapping[str, Any], ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)
    """The refusal's sentences by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCard:
    """One row of the log as pages show it."""

    seq: int
    at: datetime
    direction: Direction
    member: str
    is_genuine: bool
    service: str
    request_id: str
    purpose: str
    basis: str
    case: str
    outcome: Outcome
    reason: str
    subjects: tuple[str, ...]
    fields: tuple[str, ...]
    grant: int | None
    actor: str
    key_id: str
    request_head: str
    request_digest: str
    response_head: str
    response_digest: str
    previous: str
    hash: str
