"""Two simulated neighbours, clearly named so, grants to look at, and calls in the log."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from matou.kit.actor import EXCHANGE, Actor
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import NewGrant, NewKey, NewMember
from matou.spine.exchange.models import MemberVersion
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.keys import Ed25519Signer
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
    encoded,
)
from matou.spine.exchange.rules.signing import sign_request
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people

_BASIS = "演示依据：《行政许可法》第三十四条"
_CASE = "DEMO-2026-0001"
_YEAR = timedelta(days=365)
_NEIGHBOURS = (
    ("demo-foshan", "演示邻市甲（模拟）", "Demo neighbour A (simulated)", "440600"),
    ("demo-zhaoqing", "演示邻市乙（模拟）", "Demo neighbour B (simulated)", "441200"),
    (
        "demo-hezhou",
        "演示邻市丙（模拟，待确认）",
        "Demo neighbour C (simulated, waiting)",
        "451100",
    ),
)
"""Regions are real, the members are not: nobody answers under ``.example`` (RFC 2606)."""


@transaction.atomic
def seed(*, now: datetime) -> None:
    """Register the neighbours, grant and call, all or nothing, unless it was done before."""
    handles = people.seed(now=now)
    if MemberVersion.objects.filter(member=_NEIGHBOURS[0][0]).exists():
        return
    first, second = _officer(handles["exchange-officer"]), _officer(handles["exchange-officer2"])
    for code, zh, en, region in _NEIGHBOURS:
        _propose(code, zh, en, region, actor=first, now=now)
    for code, *_names in _NEIGHBOURS[:2]:
        services.confirm_member(
            code=code, fingerprint=demo_signer(code).key_id, actor=second, now=now
        )
    _grants(first, second, now=now)
    _calls(now=now)
    services.stamp_due(now=now)


def demo_signer(code: str) -> Ed25519Signer:
    """Return the key of a simulated neighbour: anyone can make it, so it opens the demo alone."""
    secret = hashlib.sha256(f"matou demo exchange {code}".encode()).digest()
    return Ed25519Signer(Ed25519PrivateKey.from_private_bytes(secret))


def _officer(handle: people.Handle) -> Actor:
    return Actor(
        code=handle.person,
        name=handle.key,
        acts_for=handle.acts_for,
        roles=frozenset({EXCHANGE}),
    )


def _propose(code: str, *names: str, actor: Actor, now: datetime) -> None:
    name_zh, name_en, region = names
    services.propose_member(
        new=NewMember(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            region=region,
            base_url=f"https://{code}.example",
        ),
        key=NewKey(public=demo_signer(code).public, from_at=now, until_at=now + 5 * _YEAR),
        actor=actor,
        now=now,
    )


def _grants(first: Actor, second: Actor, *, now: datetime) -> None:
    """Leave one grant in force for each kind of data, one that ended, one that waits."""
    company = _terms("demo-foshan", "parties.company", ("name", "uscc", "status"), now=now)
    papers = _terms(
        "demo-foshan", "credentials.valid_for", ("title", "number", "until"), now=now, case=_CASE
    )
    ended = _terms("demo-zhaoqing", "parties.company", ("name",), now=now)
    for terms in (company, papers, ended):
        number = services.request_grant(new=terms, actor=first, now=now)
        services.approve_grant(number=number, note="演示：已核对依据", actor=second, now=now)
    services.end_grant(number=number, note="演示：任务完成", actor=first, now=now)
    waiting = _terms("demo-zhaoqing", "credentials.valid_for", ("title", "until"), now=now)
    services.request_grant(new=waiting, actor=first, now=now)


def _terms(
    consumer: str, service: str, fields: tuple[str, ...], *, now: datetime, case: str = ""
) -> NewGrant:
    return NewGrant(
        consumer=consumer,
        service=service,
        fields=fields,
        purpose="case",
        basis=_BASIS,
        case=case,
        from_at=now,
        until_at=now + _YEAR,
        max_per_day=200,
    )


def _calls(*, now: datetime) -> None:
    """Let the neighbours call: two reads, and three refusals."""
    skipper = parties.party_card(people.demo_code_of("skipper-company"))
    uscc = {"uscc": skipper.uscc}
    calls = (
        ("demo-foshan", "parties.company", "case", ""),
        ("demo-foshan", "credentials.valid_for", "case", _CASE),
        ("demo-foshan", "credentials.valid_for", "statistics", _CASE),
        ("demo-zhaoqing", "parties.company", "case", ""),
        ("demo-hezhou", "parties.company", "case", ""),
    )
    for number, (member, service, purpose, case) in enumerate(calls):
        name = uuid5(NAMESPACE_URL, f"matou demo exchange {number}")
        request = _request(member, service, name, purpose=purpose, case=case)
        request.body = envelope.write_asked(arguments=uscc, fields=())
        sign_request(
            request,
            signers=[demo_signer(member)],
            created_at=now,
            nonce=secrets.token_hex(16),
        )
        services.receive(arrived=request, source="seed", now=now)


def _request(member: str, service: str, name: UUID, *, purpose: str, case: str) -> Request:
    return Request(
        method="POST",
        url=f"{queries.base_url()}{PATH}{service}",
        headers={
            "content-type": JSON_TYPE,
            CLIENT: member,
            SERVICE: service,
            REQUEST_ID: str(name),
            PURPOSE: purpose,
            BASIS: encoded(_BASIS),
            CASE: encoded(case),
        },
    )
