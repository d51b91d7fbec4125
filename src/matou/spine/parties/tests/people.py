"""People and companies for tests, made through the services."""

from datetime import UTC, datetime

from matou.kit.actor import SYSTEM, Actor
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import NewCompany, NewPerson, NewSignIn, PartyCard
from matou.spine.parties.models import User

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
PASSWORD = "long-enough-42-river"
ID_NUMBER = "110101199003070791"
OTHER_ID_NUMBER = "810000199408230021"
PHONE = "13800138000"
USCC = "91110000600037341L"


def a_user(
    username: str = "lin", *, name: str = "林水", id_number: str = "", phone: str = ""
) -> User:
    return services.sign_up(
        person=NewPerson(name=name, id_number=id_number, phone=phone),
        new_sign_in=NewSignIn(username=username, password=PASSWORD),
        own_roles=(),
        now=NOW,
    )


def an_actor(username: str = "lin") -> Actor:
    return queries.actor_of(user=a_user(username), at=NOW)


def a_company(actor: Actor, *, uscc: str = USCC, name: str = "梧州航运") -> PartyCard:
    return services.register_company(
        company=NewCompany(name=name, uscc=uscc),
        manager=actor.code,
        member_roles=["freight.carrier"],
        actor=actor,
        now=NOW,
    )


def acting_for(actor: Actor, company: str) -> Actor:
    return queries.actor_of_person(person=actor.code, acts_for=company)


def an_officer(role: str, username: str = "officer") -> User:
    user = a_user(username)
    services.grant_role(person=user.party.code, role=role, actor=SYSTEM, now=NOW)
    return user
