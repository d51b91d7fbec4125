import pytest
from django.db import IntegrityError, connection, transaction

from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.spine.journal.queries import entries_of
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import MANAGER, NewCompany, NewPerson, NewSignIn
from matou.spine.parties.models import Party, User
from matou.spine.parties.tests.people import (
    ID_NUMBER,
    NOW,
    PASSWORD,
    PHONE,
    USCC,
    a_company,
    a_user,
    acting_for,
    an_actor,
)

pytestmark = pytest.mark.django_db


def test_a_person_registers_themselves() -> None:
    card = services.register_person(person=NewPerson(name=" 林  水 ", phone=PHONE), now=NOW)

    assert (card.name, card.phone_masked) == ("林 水", "138****8000")
    assert [(entry.event, entry.actor) for entry in entries_of(card.code)] == [
        ("parties.PersonRegistered", card.code)
    ]


def test_personal_numbers_are_unreadable_in_the_database() -> None:
    a_user(id_number=ID_NUMBER, phone=PHONE)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT party::text, encode(phone_sealed, 'escape') FROM parties_party party"
        )
        stored = str(cursor.fetchall())
        cursor.execute("SELECT payload::text FROM journal_entry")
        told = str(cursor.fetchall())
    assert PHONE not in stored + told
    assert ID_NUMBER not in stored + told
    assert PHONE.encode().hex() not in stored
    assert "138****8000" in stored


def test_a_known_identity_number_is_refused() -> None:
    a_user(id_number=ID_NUMBER)

    with pytest.raises(services.PersonKnown):
        services.register_person(person=NewPerson(name="另一人", id_number=ID_NUMBER), now=NOW)


def test_a_company_gets_its_registrant_as_manager() -> None:
    actor = an_actor()

    card = a_company(actor)

    assert acting_for(actor, card.code).roles == {MANAGER, "freight.carrier"}
    assert [entry.event for entry in entries_of(card.code)] == [
        "parties.CompanyRegistered",
        "parties.MemberAdded",
        "parties.MemberAdded",
    ]


def test_a_known_credit_code_is_refused_and_nothing_is_left() -> None:
    actor = an_actor()
    a_company(actor)

    with pytest.raises(services.CompanyKnown):
        a_company(actor, name="冒名")
    assert Party.objects.filter(kind="company").count() == 1


def test_nobody_registers_a_company_for_somebody_else() -> None:
    stranger, owner = an_actor("stranger"), an_actor("owner")

    with pytest.raises(NotAllowed):
        services.register_company(
            company=NewCompany(name="甲", uscc=USCC),
            manager=owner.code,
            member_roles=(),
            actor=stranger,
            now=NOW,
        )


def test_a_platform_role_cannot_be_had_by_way_of_a_company() -> None:
    actor = an_actor()

    with pytest.raises(NotAllowed), transaction.atomic():
        services.register_company(
            company=NewCompany(name="甲", uscc=USCC),
            manager=actor.code,
            member_roles=["platform.admin"],
            actor=actor,
            now=NOW,
        )
    assert not Party.objects.filter(uscc=USCC).exists()


def test_sign_up_is_whole_or_nothing() -> None:
    a_user("lin")

    with pytest.raises(services.SignInNameTaken), transaction.atomic():
        a_user("LIN", name="另一人")
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    "username", ["ab", "1abc", "a b c", "林水林", "a@b.c", "a" * 41, "a\x00bc"]
)
def test_an_unusable_sign_in_name_is_refused(username: str) -> None:
    with pytest.raises(InvalidInput):
        a_user(username)


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "x" * 257])
def test_a_weak_password_is_refused_in_both_languages(password: str) -> None:
    card = services.register_person(person=NewPerson(name="林水"), now=NOW)

    with pytest.raises(InvalidInput) as refusal:
        services.create_user(
            person=card.code, new_sign_in=NewSignIn(username="lin", password=password), now=NOW
        )
    assert refusal.value.message("zh") != refusal.value.message("en")


@pytest.mark.parametrize(
    "email", ["a", "a@b", "a@b.c", "@b.cn", "a b@c.cn", "a@" + "b" * 200 + ".cn"]
)
def test_a_wrong_email_is_refused(email: str) -> None:
    card = services.register_person(person=NewPerson(name="林水"), now=NOW)

    with pytest.raises(InvalidInput):
        services.create_user(
            person=card.code,
            new_sign_in=NewSignIn(username="lin", password=PASSWORD, email=email),
            now=NOW,
        )


def test_a_phone_number_opens_one_sign_in_only() -> None:
    a_user("first", phone=PHONE)

    with pytest.raises(services.SignInNameTaken):
        a_user("second", phone=PHONE)


def test_a_sign_in_needs_a_person() -> None:
    company = a_company(an_actor())

    with pytest.raises(NotFound):
        services.create_user(
            person=company.code, new_sign_in=NewSignIn(username="firm", password=PASSWORD), now=NOW
        )


def test_the_database_itself_refuses_a_company_without_credit_code() -> None:
    with pytest.raises(IntegrityError, match="company_has_uscc"), transaction.atomic():
        Party.objects.create(kind="company", name="无码", sort_key="wu ma", created_at=NOW)


def test_a_person_changes_their_own_phone_only() -> None:
    actor, other = an_actor("first"), an_actor("second")

    card = services.change_contact(code=actor.code, name_en="Lin", phone=PHONE, actor=actor)

    assert card.phone_masked == "138****8000"
    with pytest.raises(NotAllowed):
        services.change_contact(code=other.code, name_en="", phone=PHONE, actor=actor)


def test_a_closed_sign_in_is_nobody() -> None:
    user = a_user()
    User.objects.update(is_active=False)
    user.refresh_from_db()

    with pytest.raises(NotAllowed):
        queries.actor_of(user=user)
