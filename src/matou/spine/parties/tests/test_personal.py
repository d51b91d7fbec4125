import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from matou.kit.actor import AUDITOR, OPERATOR, REGISTRAR
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.models import AccessLog
from matou.spine.parties.services.sign_in import user_by_any_name
from matou.spine.parties.tests.people import ID_NUMBER, NOW, PHONE, a_user, an_actor, an_officer

pytestmark = pytest.mark.django_db
WHY = "核对承运合同"


def test_a_registrar_reads_a_number_and_the_reading_is_logged() -> None:
    person = a_user(id_number=ID_NUMBER).party.code
    registrar = queries.actor_of(user=an_officer(REGISTRAR))

    number = services.read_personal_number(
        code=person, field="id_number", why=WHY, actor=registrar, now=NOW
    )

    assert number == ID_NUMBER
    (row,) = queries.accesses_page(subject=person)
    assert (row.reader, row.subject, row.field, row.why, row.read_at) == (
        registrar.code,
        person,
        "id_number",
        WHY,
        NOW,
    )


@pytest.mark.parametrize("role", [OPERATOR, AUDITOR])
def test_other_officers_may_not_read_numbers(role: str) -> None:
    person = a_user(phone=PHONE).party.code
    officer = queries.actor_of(user=an_officer(role))

    with pytest.raises(NotAllowed):
        services.read_personal_number(code=person, field="phone", why=WHY, actor=officer, now=NOW)
    assert not AccessLog.objects.exists()


def test_a_person_reads_their_own_number() -> None:
    actor = queries.actor_of(user=a_user(phone=PHONE))

    assert (
        services.read_personal_number(code=actor.code, field="phone", why=WHY, actor=actor, now=NOW)
        == PHONE
    )


@pytest.mark.parametrize(
    ("field", "why"),
    [("phone", ""), ("phone", "abc"), ("phone", "x" * 201), ("password", WHY), ("name", WHY)],
)
def test_a_reading_needs_a_field_and_a_reason(field: str, why: str) -> None:
    actor = an_actor()

    with pytest.raises(InvalidInput):
        services.read_personal_number(code=actor.code, field=field, why=why, actor=actor, now=NOW)


def test_a_number_of_nobody_is_not_found() -> None:
    registrar = queries.actor_of(user=an_officer(REGISTRAR))

    with pytest.raises(NotFound):
        services.read_personal_number(
            code="NOBODY000", field="phone", why=WHY, actor=registrar, now=NOW
        )


@pytest.mark.parametrize(
    "statement", ["DELETE FROM parties_accesslog", "UPDATE parties_accesslog SET why = ''"]
)
def test_the_access_log_only_grows(statement: str) -> None:
    actor = queries.actor_of(user=a_user(phone=PHONE))
    services.read_personal_number(code=actor.code, field="phone", why=WHY, actor=actor, now=NOW)

    with (
        pytest.raises(DatabaseError, match=r"only grows|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_person_is_found_by_phone_through_the_blind_index() -> None:
    user = a_user(phone=PHONE)

    assert user_by_any_name("+86 138 0013 8000") == user
    assert user_by_any_name("13800138001") is None


def test_a_change_of_keys_loses_nothing(settings: Settings) -> None:
    settings.FIELD_KEYS = ["old-" * 10]
    user = a_user(id_number=ID_NUMBER, phone=PHONE)
    settings.FIELD_KEYS = ["new-" * 10, "old-" * 10]
    found_in_between = user_by_any_name(PHONE)
    with pytest.raises(services.PersonKnown), transaction.atomic():
        a_user("again", id_number=ID_NUMBER)

    changed = services.reseal_personal_numbers()

    settings.FIELD_KEYS = ["new-" * 10]
    actor = queries.actor_of(user=user)
    assert (found_in_between, changed) == (user, 1)
    assert user_by_any_name(PHONE) == user
    assert services.reseal_personal_numbers() == 0
    assert (
        services.read_personal_number(
            code=actor.code, field="id_number", why=WHY, actor=actor, now=NOW
        )
        == ID_NUMBER
    )
