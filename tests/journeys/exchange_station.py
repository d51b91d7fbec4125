"""One installation's desk for the journey of two: acts by commands on stdin, answers in JSON."""

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from matou.kit.actor import EXCHANGE, SYSTEM, Actor  # noqa: E402  # Django must stand first
from matou.kit.clock import utc_now  # noqa: E402
from matou.spine.exchange import queries, services  # noqa: E402
from matou.spine.exchange.contracts import NewCall, NewGrant, NewKey, NewMember  # noqa: E402
from matou.spine.parties import services as parties  # noqa: E402
from matou.spine.parties.contracts import NewCompany, NewPerson  # noqa: E402

USCC, BASIS = "91110000600037341L", "国办发〔2020〕35号 跨省通办"
FIRST, SECOND = (
    Actor(code=code, name=code, acts_for=code, roles=frozenset({EXCHANGE}))
    for code in ("OFFICER1A", "OFFICER2B")
)


def whoami() -> dict[str, str]:
    """Tell what the other side needs."""
    card, key = queries.own_card(), queries.own_keys()[0]
    return {"member": card.code, "public": key.public, "base_url": card.base_url}


def register(member: str, public: str, base_url: str) -> dict[str, str]:
    """Enter the other side and grant it company facts."""
    now = utc_now()
    until = now + timedelta(days=1)
    services.propose_member(
        new=NewMember(
            code=member, name_zh=member, name_en=member, region="440600", base_url=base_url
        ),
        key=NewKey(public=public, from_at=now, until_at=until),
        actor=FIRST,
        now=now,
    )
    (key,) = queries.keys_of(member)
    services.confirm_member(code=member, fingerprint=key.fingerprint, actor=SECOND, now=now)
    number = services.request_grant(
        new=NewGrant(
            consumer=member,
            service="parties.company",
            fields=("name",),
            purpose="hand_over",
            basis=BASIS,
            from_at=now,
            until_at=until,
        ),
        actor=FIRST,
        now=now,
    )
    services.approve_grant(number=number, note="协议", actor=SECOND, now=now)
    return {}


def company(name: str) -> dict[str, str]:
    """Register a company that can be asked about."""
    now = utc_now()
    person = parties.register_person(person=NewPerson(name="林水"), actor=SYSTEM, now=now)
    parties.register_company(
        company=NewCompany(name=name, uscc=USCC),
        manager=person.code,
        member_roles=[],
        actor=SYSTEM,
        now=now,
    )
    return {}


def ask(member: str, request_id: str) -> dict[str, Any]:
    """Ask the other side, one attempt."""
    new = NewCall(
        request_id=UUID(request_id),
        member=member,
        service="parties.company",
        arguments={"uscc": USCC},
        purpose="hand_over",
        basis=BASIS,
    )
    return _told(services.ask_now(new=new, actor=FIRST, now=utc_now()).request_id)


def due(request_id: str) -> dict[str, Any]:
    """Try again what is due in the next minute."""
    services.send_due(now=utc_now() + timedelta(seconds=60))
    return _told(UUID(request_id))


def verify() -> dict[str, Any]:
    """Walk the log; tell what it says of each call."""
    report = queries.check_chain()
    rows = [
        {
            "request_id": row.request_id,
            "outcome": row.outcome.value,
            "request": row.request_digest,
            "response": row.response_digest,
        }
        for row in queries.log_page()
    ]
    return {"altered": report.altered, "rows": rows}


def _told(request_id: UUID) -> dict[str, Any]:
    card = queries.outgoing(request_id)
    return {"state": card.state.value, "reason": card.reason, "records": list(card.records)}


COMMANDS = {act.__name__: act for act in (whoami, register, company, ask, due, verify)}

for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(COMMANDS[name](*arguments), ensure_ascii=False), flush=True)
