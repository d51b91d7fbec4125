"""Two members for tests: this installation, and a neighbour whose private key the test holds."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from matou.kit.actor import EXCHANGE, SYSTEM, Actor
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import NewGrant, NewKey, NewMember
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.keys import Ed25519Signer, Ed25519Verifier
from matou.spine.exchange.rules.messages import (
    BASIS,
    CASE,
    CLIENT,
    JSON_TYPE,
    PATH,
    PURPOSE,
    REQUEST_ID,
    SERVICE,
    Request,
    Response,
    encoded,
)
from matou.spine.exchange.rules.signing import sign_request, verify_response
from matou.spine.parties import services as parties
from matou.spine.parties.contracts import NewCompany, NewPerson

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
FIRST = Actor(code="OFFICER1A", name="甲", acts_for="OFFICER1A", roles=frozenset({EXCHANGE}))
SECOND = Actor(code="OFFICER2B", name="乙", acts_for="OFFICER2B", roles=frozenset({EXCHANGE}))
USCC = "91110000600037341L"
BASIS_TEXT = "行政许可法 第三十四条"
MEMBER = "foshan"


@dataclass(slots=True, kw_only=True)
class Neighbour:
    """A member with its key; it signs as a real one would."""

    code: str = MEMBER
    signer: Ed25519Signer = field(
        default_factory=lambda: Ed25519Signer(Ed25519PrivateKey.generate())
    )

    def request(
        self,
        service: str = "parties.company",
        *,
        arguments: dict[str, Any] | None = None,
        fields: tuple[str, ...] = (),
        request_id: UUID | None = None,
        at: datetime = NOW,
        said: dict[str, str] | None = None,
    ) -> Request:
        """Return a signed request; ``said`` replaces purpose, basis or case of a good one."""
        header = {"purpose": "case", "basis": BASIS_TEXT, "case": ""} | (said or {})
        request = Request(
            method="POST",
            url=f"{queries.base_url()}{PATH}{service}",
            headers={
                "content-type": JSON_TYPE,
                CLIENT: self.code,
                SERVICE: service,
                REQUEST_ID: str(request_id or uuid4()),
                PURPOSE: header["purpose"],
                BASIS: encoded(header["basis"]),
                CASE: encoded(header["case"]),
            },
            body=envelope.write_asked(
                arguments={"uscc": USCC} if arguments is None else arguments, fields=fields
            ),
        )
        sign_request(request, signers=[self.signer], created_at=at, nonce=secrets.token_hex(16))
        return request

    def key(self, **changed: Any) -> NewKey:
        """Return the key as it is handed over, in force for a year around NOW."""
        facts: dict[str, Any] = {
            "public": self.signer.public,
            "from_at": NOW - timedelta(days=30),
            "until_at": NOW + timedelta(days=335),
        }
        return NewKey(**(facts | changed))


def registered(neighbour: Neighbour, *, base_url: str = "https://foshan.example") -> Neighbour:
    """Have two officers register a neighbour."""
    services.propose_member(
        new=NewMember(
            code=neighbour.code,
            name_zh="佛山数据共享（测试）",
            name_en="Foshan exchange (test)",
            region="440600",
            base_url=base_url,
        ),
        key=neighbour.key(),
        actor=FIRST,
        now=NOW - timedelta(days=1),
    )
    services.confirm_member(
        code=neighbour.code, fingerprint=neighbour.signer.key_id, actor=SECOND, now=NOW
    )
    return neighbour


def terms(**changed: Any) -> NewGrant:
    """Return the terms of a grant on company facts, in force around NOW."""
    facts: dict[str, Any] = {
        "consumer": MEMBER,
        "service": "parties.company",
        "fields": ("name", "uscc", "status"),
        "purpose": "case",
        "basis": BASIS_TEXT,
        "from_at": NOW - timedelta(days=1),
        "until_at": NOW + timedelta(days=90),
        "max_per_day": 100,
    }
    return NewGrant(**(facts | changed))


def granted(**changed: Any) -> int:
    """Have two officers grant it; returns the grant's number."""
    number = services.request_grant(new=terms(**changed), actor=FIRST, now=NOW)
    services.approve_grant(number=number, note="核对了依据", actor=SECOND, now=NOW)
    return number


def a_company() -> str:
    """Register a company to be asked about; returns its code."""
    person = parties.register_person(person=NewPerson(name="林水"), actor=SYSTEM, now=NOW)
    card = parties.register_company(
        company=NewCompany(name="梧州航运", uscc=USCC),
        manager=person.code,
        member_roles=[],
        actor=SYSTEM,
        now=NOW,
    )
    return card.code


def received(request: Request, *, now: datetime = NOW) -> Response:
    """Hand a request to this installation."""
    return services.receive(arrived=request, source="192.0.2.7", now=now)


def told(response: Response) -> dict[str, Any]:
    """Return what an answer says."""
    return envelope.read_json(response.body)


def is_signed_by_us(response: Response) -> bool:
    """Tell whether the answer holds as ours, tied to its request; raises BadSignature."""
    own = queries.own_keys()[0]
    verify_response(response, verifier=Ed25519Verifier(own.public), key_id=own.key_id)
    return True
