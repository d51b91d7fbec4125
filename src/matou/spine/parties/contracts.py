"""What other rooms may know of parties: events, cards and refusals."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.event import Event

MANAGER = "parties.manager"
"""The membership role that may change a company's members."""


class PartyKind(StrEnum):
    """A party is a natural person or a company."""

    PERSON = "person"
    COMPANY = "company"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What is told of a person on registration; ``code`` is chosen by demo data only."""

    name: str
    name_en: str = ""
    id_number: str = ""
    phone: str = ""
    is_demo: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """What is told of a company on registration; ``code`` is chosen by demo data only."""

    name: str
    uscc: str
    name_en: str = ""
    phone: str = ""
    is_demo: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignIn:
    """The name and password by which a person will sign in."""

    username: str
    password: str = field(repr=False)
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCard:
    """A party as pages show it: personal numbers masked."""

    code: str
    kind: PartyKind
    name: str
    name_en: str
    uscc: str
    id_number_masked: str
    phone_masked: str
    is_demo: bool

    @property
    def uscc_masked(self) -> str:
        """The credit code with its middle hidden, for lists that strangers read."""
        return f"{self.uscc[:4]}**********{self.uscc[-4:]}" if self.uscc else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCard:
    """One membership as a company's page shows it."""

    person: str
    person_name: str
    company: str
    company_name: str
    role: str
    from_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A sign-in as the operator's list shows it."""

    id: int
    username: str
    person: str
    name: str
    phone_masked: str
    roles: tuple[str, ...]
    has_second_factor: bool
    is_active: bool
    is_demo: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """One reading of an unmasked personal number."""

    reader: str
    subject: str
    field: str
    why: str
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCard:
    """An API token as its owner sees it; the secret was shown once and is not kept."""

    id: int
    prefix: str
    name: str
    acts_for: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TooManyRequests(DomainError):
    """An allowance is used up; ``retry_after`` says in how many seconds to come back."""

    code = "too-many-requests"
    status = 429
    zh = "操作过于频繁，请在 {retry_after} 秒后再试。"
    en = "Too many requests. Try again in {retry_after} seconds."

    def __init__(self, *, retry_after: int) -> None:
        """Keep the seconds for the Retry-After header."""
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after)


class TokenRefused(DomainError):
    """The bearer token is unknown, expired or revoked."""

    code = "token-refused"
    status = 401
    zh = "访问令牌无效、已过期或已撤销。请在“访问令牌”页面重新签发。"
    en = "The token is unknown, expired or revoked. Issue a new one on the page “API tokens”."
