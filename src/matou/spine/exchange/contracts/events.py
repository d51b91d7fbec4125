"""What the exchange tells; no personal data, since the journal is kept for ever."""

from dataclasses import dataclass

from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged(Event):
    """A member (the aggregate ``member:<code>``) got a new version: proposed, active, ended."""

    member: str
    version: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProposed(Event):
    """Somebody handed in a key of a member; it counts for nothing yet."""

    member: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyConfirmed(Event):
    """A second person compared the fingerprint; from its first instant on the key counts."""

    member: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event):
    """A key of a member no longer counts, or never did."""

    member: str
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRequested(Event):
    """Somebody asks that a member may read fields; the aggregate is ``grant:<number>``."""

    grant: int
    consumer: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantApproved(Event):
    """A second person approved the grant."""

    grant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRefused(Event):
    """A second person said no to the grant."""

    grant: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded(Event):
    """The grant was ended before its date."""

    grant: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(Event):
    """A member answered our call; ``queries.outgoing`` has the records."""

    member: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRefused(Event):
    """A member refused our call for good, and signed that."""

    member: str
    service: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGivenUp(Event):
    """No genuine answer came before the call's time ran out."""

    member: str
    service: str
    reason: str
