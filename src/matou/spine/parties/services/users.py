"""Sign-ins: made, closed and reopened."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from matou.kit.actor import ADMIN, OPERATOR, SYSTEM, Actor
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.spine.journal.services import publish
from matou.spine.parties import queries
from matou.spine.parties.contracts import (
    NewPerson,
    NewSignIn,
    PartyCard,
    SignInClosed,
    SignInReopened,
)
from matou.spine.parties.models import Party, User
from matou.spine.parties.rules import identity, roles, sign_in
from matou.spine.parties.services import _sealing
from matou.spine.parties.services.membership import grant_role
from matou.spine.parties.services.registering import (
    PersonKnown,
    is_known_person,
    register_person,
)


class SignInNameTaken(DomainError):
    """The sign-in name, e-mail or phone number belongs to another sign-in."""

    code = "sign-in-name-taken"
    zh = "该登录名、邮箱或手机号已被使用。请更换，或直接登录。"
    en = "This sign-in name, e-mail or phone number is in use. Choose another, or sign in."


class IdNumberKept(DomainError):
    """An identity number, once given, is not changed by its owner."""

    code = "id-number-kept"
    zh = "您已登记身份证号码。如有错误，请联系平台登记员更正。"
    en = "Your identity number is registered. If it is wrong, ask a platform registrar."


@transaction.atomic
def sign_up(
    *, person: NewPerson, new_sign_in: NewSignIn, own_roles: Collection[str], now: datetime
) -> User:
    """Register a person by themselves: party, sign-in and the roles they chose, or nothing.

    Raises InvalidInput, NotAllowed, PersonKnown and SignInNameTaken.
    """
    card = register_person(person=person, now=now)
    user = create_user(person=card.code, new_sign_in=new_sign_in, now=now)
    actor = queries.actor_of(user=user)
    for role in sorted(set(own_roles)):
        grant_role(person=card.code, role=role, actor=actor, now=now)
    return user


@transaction.atomic
def create_user(*, person: str, new_sign_in: NewSignIn, now: datetime) -> User:
    """Give a known person a sign-in; raises InvalidInput, NotFound and SignInNameTaken."""
    party = Party.objects.filter(code=person, kind=Party.Kind.PERSON).first()
    if party is None:
        raise NotFound(what=person)
    user = User(
        party=party,
        username=sign_in.checked_username(new_sign_in.username),
        email=sign_in.checked_email(new_sign_in.email),
        phone_index=party.phone_index,
        created_at=now,
    )
    check_password(new_sign_in.password, user=user)
    user.set_password(new_sign_in.password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise SignInNameTaken from error
    return user


@transaction.atomic
def change_contact(*, code: str, name_en: str, phone: str, actor: Actor) -> PartyCard:
    """Change a party's English name and phone number; an empty phone leaves the old one.

    A person's sign-in follows the new number. Raises InvalidInput, NotAllowed and SignInNameTaken.
    """
    if code != actor.code:
        roles.check_may_manage(actor=actor, company=code)
    party = Party.objects.select_for_update(of=("self",)).filter(code=code).first()
    if party is None:
        raise NotFound(what=code)
    party.name_en = identity.checked_name(name_en, field="英文名称 English name") if name_en else ""
    if phone:
        _sealing.set_phone(party, identity.checked_phone(phone))
    party.save()
    try:
        with transaction.atomic():
            User.objects.filter(party=party).update(phone_index=party.phone_index)
    except IntegrityError as error:
        raise SignInNameTaken from error
    return queries.card_of(party)


@transaction.atomic
def add_id_number(*, id_number: str, actor: Actor) -> PartyCard:
    """Add one's own identity number where none is known yet; a registrar corrects a wrong one.

    Raises InvalidInput, PersonKnown and IdNumberKept.
    """
    number = identity.checked_id_number(id_number)
    party = Party.objects.select_for_update(of=("self",)).get(code=actor.code)
    if party.id_number_sealed is not None:
        raise IdNumberKept
    if is_known_person(number):
        raise PersonKnown
    _sealing.set_id_number(party, number)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as error:
        raise PersonKnown from error
    return queries.card_of(party)


@transaction.atomic
def create_admin(*, name: str, new_sign_in: NewSignIn, now: datetime) -> User:
    """Make the installation's administrator, from the machine's own command line.

    Raises InvalidInput and SignInNameTaken.
    """
    card = register_person(person=NewPerson(name=name), actor=SYSTEM, now=now)
    user = create_user(person=card.code, new_sign_in=new_sign_in, now=now)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    grant_role(person=card.code, role=ADMIN, actor=SYSTEM, now=now)
    return user


@transaction.atomic
def close_sign_in(*, person: str, why: str, actor: Actor, now: datetime) -> None:
    """Stop a person's sign-in, sessions and tokens at once; raises NotAllowed and NotFound."""
    actor.require_any({ADMIN, OPERATOR, roles.SYSTEM_ROLE})
    _switch(person, is_active=False)
    publish(SignInClosed(aggregate=person, actor=actor.code, occurred_at=now, why=why))


@transaction.atomic
def reopen_sign_in(*, person: str, actor: Actor, now: datetime) -> None:
    """Let a person sign in again; raises NotAllowed and NotFound."""
    actor.require_any({ADMIN, OPERATOR, roles.SYSTEM_ROLE})
    _switch(person, is_active=True)
    publish(SignInReopened(aggregate=person, actor=actor.code, occurred_at=now))


def check_password(password: str, *, user: User | None) -> None:
    """Refuse a weak password with the reasons in both languages; raises InvalidInput."""
    if len(password) > sign_in.LONGEST_PASSWORD:
        raise InvalidInput(
            field="密码 password",
            reason_zh=f"最多 {sign_in.LONGEST_PASSWORD} 个字符。",
            reason_en=f"At most {sign_in.LONGEST_PASSWORD} characters.",
        )
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise InvalidInput(
            field="密码 password",
            reason_zh=_said(error, language="zh-hans"),
            reason_en=_said(error, language="en"),
        ) from error


def _said(error: ValidationError, *, language: str) -> str:
    with translation.override(language):
        return " ".join(str(message) for message in error.messages)


def _switch(person: str, *, is_active: bool) -> None:
    if not User.objects.filter(party__code=person).update(is_active=is_active):
        raise NotFound(what=person)
