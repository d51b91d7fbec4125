"""What parties tell; no personal data, since the journal is kept for ever."""

from dataclasses import dataclass

from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Event):
    """A person (个人) became known; the event holds no personal data, since it is kept for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRegistered(Event):
    """A company (企业) became known under its unified social credit code (统一社会信用代码)."""

    name: str
    uscc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(Event):
    """A person may act for the company (the aggregate) in a role."""

    person: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(Event):
    """A person may no longer act for the company (the aggregate) in a role."""

    person: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """A person (the aggregate) holds a role in their own name or on the platform."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWithdrawn(Event):
    """A person (the aggregate) no longer holds a role in their own name or on the platform."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInClosed(Event):
    """A person (the aggregate) may not sign in until further notice."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInReopened(Event):
    """A person (the aggregate) may sign in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued(Event):
    """A person (the aggregate) made an API token; the prefix names it, the secret is unknown."""

    prefix: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """An API token of a person (the aggregate) works no longer."""

    prefix: str
