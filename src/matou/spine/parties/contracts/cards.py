"""Parties, members, users and tokens as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PartyKind(StrEnum):
    """A party is a natural person or a company."""

    PERSON = "person"
    COMPANY = "company"


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
    """One reading of an unmasked personal number; ``id`` leads to the next page."""

    id: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One place where a user is signed in; ``browser`` is what the browser says of itself."""

    id: int
    address: str
    browser: str
    since_at: datetime
    is_current: bool
