"""Registration of people and companies."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.spine.journal.services import publish
from matou.spine.parties import queries
from matou.spine.parties.contracts import (
    MANAGER,
    CompanyRegistered,
    NewCompany,
    NewPerson,
    PartyCard,
    PersonRegistered,
)
from matou.spine.parties.models import Party
from matou.spine.parties.rules import identity, roles
from matou.spine.parties.services import _sealing
from matou.spine.parties.services.membership import open_membership


class CompanyKnown(DomainError):
    """A company with this credit code is registered already."""

    code = "company-known"
    zh = "该统一社会信用代码已登记。请联系该企业的管理员将您加入。"
    en = "This credit code is registered. Ask a manager of that company to add you."


class PersonKnown(DomainError):
    """A person with this identity number is registered already."""

    code = "person-known"
    zh = "该身份证号码已登记。请直接登录，或找回密码。"
    en = "This identity number is registered. Sign in, or reset your password."


@transaction.atomic
def register_person(*, person: NewPerson, actor: Actor | None = None, now: datetime) -> PartyCard:
    """Make a person (个人) known; without an actor they register themselves.

    Raises InvalidInput and PersonKnown.
    """
    party = _new_party(person, kind=Party.Kind.PERSON, now=now)
    if person.id_number:
        number = identity.checked_id_number(person.id_number)
        if is_known_person(number):
            raise PersonKnown
        _sealing.set_id_number(party, number)
    _save(party, refusal=PersonKnown)
    publish(
        PersonRegistered(
            aggregate=party.code, actor=actor.code if actor else party.code, occurred_at=now
        )
    )
    return queries.card_of(party)


@transaction.atomic
def register_company(
    *, company: NewCompany, manager: str, member_roles: Collection[str], actor: Actor, now: datetime
) -> PartyCard:
    """Make a company (企业) known; the person ``manager`` becomes its first member.

    The manager gets ``parties.manager`` and the roles named. People register companies for
    themselves; registrars for anyone. Raises InvalidInput, NotAllowed and CompanyKnown.
    """
    if actor.code != manager:
        actor.require_any({*roles.PLATFORM_ROLES, roles.SYSTEM_ROLE})
    person = Party.objects.filter(code=manager, kind=Party.Kind.PERSON).first()
    if person is None:
        raise NotFound(what=manager)
    party = _new_party(company, kind=Party.Kind.COMPANY, now=now)
    party.uscc = identity.checked_uscc(company.uscc)
    _save(party, refusal=CompanyKnown)
    publish(
        CompanyRegistered(
            aggregate=party.code,
            actor=actor.code,
            occurred_at=now,
            name=party.name,
            uscc=party.uscc,
        )
    )
    for role in sorted({MANAGER, *member_roles}):
        roles.check_member_role(role)
        open_membership(person=person, company=party, role=role, actor=actor, now=now)
    return queries.card_of(party)


@transaction.atomic
def ensure_person(*, person: NewPerson, actor: Actor, now: datetime) -> PartyCard:
    """Return who bears an identity number, made known now if they are not yet.

    For counters where the card itself is read. Raises InvalidInput, also where the number is
    registered under another name.
    """
    number = identity.checked_id_number(person.id_number)
    indexes = _sealing.indexes_of(number, kind=_sealing.ID_NUMBER)
    found = Party.objects.filter(id_number_index__in=indexes).first()
    if found is None:
        return register_person(person=person, actor=actor, now=now)
    if found.name != identity.checked_name(person.name):
        raise InvalidInput(
            field="姓名 name",
            reason_zh="与该证件号码登记的姓名不一致。请核对证件。",
            reason_en="The number is registered under another name. Look at the card again.",
        )
    return queries.card_of(found)


def is_known_person(id_number: str) -> bool:
    """Tell whether a person with this checked identity number is registered."""
    # While keys change, the stored index may be the one under an older key.
    indexes = _sealing.indexes_of(id_number, kind=_sealing.ID_NUMBER)
    return Party.objects.filter(id_number_index__in=indexes).exists()


def _new_party(told: NewPerson | NewCompany, *, kind: Party.Kind, now: datetime) -> Party:
    from pypinyin import lazy_pinyin  # a quarter of a second that every start would pay

    name = identity.checked_name(told.name)
    party = Party(
        code=told.code or new_code(),
        kind=kind,
        name=name,
        name_en=(
            identity.checked_name(told.name_en, field="英文名称 English name")
            if told.name_en
            else ""
        ),
        sort_key=" ".join(lazy_pinyin(name)).lower()[:200],
        is_demo=told.is_demo,
        created_at=now,
    )
    if told.phone:
        _sealing.set_phone(party, identity.checked_phone(told.phone))
    return party


def _save(party: Party, *, refusal: type[DomainError]) -> None:
    """Insert the row; two registrations of one number at once meet in the constraint."""
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError as error:
        raise refusal from error
