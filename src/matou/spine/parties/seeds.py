"""Clearly named demo people and companies, the same on every machine; safe to repeat."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc
from stdnum.iso7064 import mod_37_36

from matou.kit.actor import ADMIN, AUDITOR, EXCHANGE, OPERATOR, REGISTRAR, SYSTEM
from matou.kit.codes import ALPHABET, BODY_LENGTH
from matou.spine.parties.contracts import NewCompany, NewPerson, NewSignIn
from matou.spine.parties.models import Party, User
from matou.spine.parties.rules import roles
from matou.spine.parties.rules.identity import organisation_check
from matou.spine.parties.services import (
    choose_company,
    create_user,
    grant_role,
    register_company,
    register_person,
)
from matou.spine.parties.services.second_factor import ensure_demo_factor

DEMO_PASSWORD = "matou-demo-2026"  # noqa: S105 - shown to everyone, opens demo people only
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""Demo people have been members since then, whatever ``now`` a test chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """Where to find one demo person: codes of person and company, and the sign-in name."""

    key: str
    person: str
    acts_for: str
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    key: str
    name: str
    name_en: str
    company: str = ""
    company_en: str = ""
    roles: tuple[str, ...] = ()


_DEMOS = (
    _Demo(
        key="shipper",
        name="演示货主",
        name_en="Demo Shipper",
        company="演示梧州砂石有限公司",
        company_en="Demo Wuzhou Sand Ltd",
        roles=("freight.shipper",),
    ),
    _Demo(
        key="skipper",
        name="演示船长",
        name_en="Demo Skipper",
        company="演示西江航运有限公司",
        company_en="Demo Xijiang Shipping Ltd",
        roles=("freight.carrier",),
    ),
    _Demo(
        key="carrier2",
        name="演示船东二",
        name_en="Demo Carrier Two",
        company="演示桂江船务有限公司",
        company_en="Demo Guijiang Shipping Ltd",
        roles=("freight.carrier",),
    ),
    _Demo(
        key="consignee",
        name="演示收货人",
        name_en="Demo Consignee",
        company="演示佛山建材有限公司",
        company_en="Demo Foshan Building Materials Ltd",
        roles=("freight.consignee",),
    ),
    _Demo(key="operator", name="演示平台运营", name_en="Demo Operator", roles=(OPERATOR,)),
    _Demo(
        key="registrar",
        name="演示登记员",
        name_en="Demo Registrar",
        roles=(REGISTRAR, "registry.registrar"),
    ),
    _Demo(key="auditor", name="演示审计员", name_en="Demo Auditor", roles=(AUDITOR,)),
    _Demo(key="admin", name="演示管理员", name_en="Demo Administrator", roles=(ADMIN,)),
    _Demo(
        key="item-editor",
        name="演示事项编辑",
        name_en="Demo Item Editor",
        roles=("affairs.editor",),
    ),
    _Demo(
        key="item-lawyer",
        name="演示法制审核",
        name_en="Demo Legal Checker",
        roles=("affairs.legal",),
    ),
    _Demo(
        key="item-publisher",
        name="演示复核发布",
        name_en="Demo Second Person",
        roles=("affairs.publisher",),
    ),
    _Demo(key="case-clerk", name="演示窗口经办", name_en="Demo Clerk", roles=("affairs.clerk",)),
    _Demo(key="case-clerk2", name="演示经办二", name_en="Demo Clerk Two", roles=("affairs.clerk",)),
    _Demo(key="case-signer", name="演示签发人", name_en="Demo Signer", roles=("affairs.decider",)),
    _Demo(
        key="case-supervisor",
        name="演示督办",
        name_en="Demo Supervisor",
        roles=("affairs.supervisor",),
    ),
    _Demo(
        key="exchange-officer",
        name="演示共享专员",
        name_en="Demo Exchange Officer",
        roles=(EXCHANGE,),
    ),
    _Demo(
        key="exchange-officer2",
        name="演示共享专员二",
        name_en="Demo Exchange Officer Two",
        roles=(EXCHANGE,),
    ),
)


def seed(*, now: datetime) -> dict[str, Handle]:
    """Make the demo people that are missing; returns where to find each, by key."""
    since = min(now, _SINCE)
    return {
        demo.key: _seed_one(demo, number=number, since=since)
        for number, demo in enumerate(_DEMOS, start=1)
    }


def demo_code_of(key: str) -> str:
    """Return the code that the demo thing with this key has on every machine."""
    for attempt in range(1000):
        digest = hashlib.sha256(f"matou demo {key} {attempt}".encode()).digest()
        body = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:BODY_LENGTH])
        check: str = mod_37_36.calc_check_digit(body)
        if check in ALPHABET:
            return body + check
    raise AssertionError(key)


def demo_secret(key: str) -> str:
    """Return the one-time-code secret of a demo person."""
    return base64.b32encode(hashlib.sha256(f"matou demo {key}".encode()).digest()[:20]).decode()


@transaction.atomic
def _seed_one(demo: _Demo, *, number: int, since: datetime) -> Handle:
    person, company = demo_code_of(demo.key), demo_code_of(f"{demo.key}-company")
    handle = Handle(
        key=demo.key,
        person=person,
        acts_for=company if demo.company else person,
        username=f"demo-{demo.key}",
    )
    if Party.objects.filter(code=person).exists():
        return handle
    _register(demo, number=number, code=person, since=since)
    user = create_user(
        person=person,
        new_sign_in=NewSignIn(username=handle.username, password=DEMO_PASSWORD),
        now=since,
    )
    if demo.company:
        _found_company(demo, number=number, person=person, since=since)
        choose_company(user=user, acts_for=company, now=since)
    else:
        _grant(demo, user=user, since=since)
    return handle


def _register(demo: _Demo, *, number: int, code: str, since: datetime) -> None:
    # Born in 1900 with a residence permit, and under the unassigned country code 999:
    # neither number can be a living person's.
    body = f"81000019000101{number:03}"
    register_person(
        person=NewPerson(
            code=code,
            name=demo.name,
            name_en=demo.name_en,
            id_number=body + ric.calc_check_digit(body + "0"),
            phone=f"+9990000{number:04}",
            is_demo=True,
        ),
        actor=SYSTEM,
        now=since,
    )


def _found_company(demo: _Demo, *, number: int, person: str, since: datetime) -> None:
    register_company(
        company=NewCompany(
            code=demo_code_of(f"{demo.key}-company"),
            name=demo.company,
            name_en=demo.company_en,
            uscc=demo_uscc(number),
            is_demo=True,
        ),
        manager=person,
        member_roles=demo.roles,
        actor=SYSTEM,
        now=since,
    )


def demo_uscc(number: int) -> str:
    """Return a well-formed credit code whose organisation part reads DEM0…, so nobody's."""
    organisation = f"DEM{number:05}"
    body = f"91450400{organisation}{organisation_check(organisation)}"
    return body + str(stdnum_uscc.calc_check_digit(body))


def _grant(demo: _Demo, *, user: User, since: datetime) -> None:
    for role in demo.roles:
        grant_role(person=user.party.code, role=role, actor=SYSTEM, now=since)
    if roles.needs_second_factor(demo.roles):
        ensure_demo_factor(user=user, secret=demo_secret(demo.key))
    if ADMIN in demo.roles:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
