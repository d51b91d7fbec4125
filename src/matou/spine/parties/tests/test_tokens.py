from datetime import timedelta

import pytest
from django.db import connection

from matou.kit.actor import ADMIN
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.spine.journal.queries import entries_of
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import TokenRefused
from matou.spine.parties.models import ApiToken, User
from matou.spine.parties.tests.people import (
    NOW,
    a_company,
    a_user,
    acting_for,
    an_actor,
    an_officer,
)

pytestmark = pytest.mark.django_db
SCOPES = ("freight:read", "freight:write")


def _issue(user: User, *, days: int = 30, scopes: tuple[str, ...] = SCOPES) -> str:
    return services.issue_token(
        user=user,
        name="过磅系统",
        scopes=scopes,
        days=days,
        actor=queries.actor_of(user=user),
        now=NOW,
    )


def test_a_token_stands_for_its_owner_with_its_scopes() -> None:
    user = a_user()

    actor, scopes = services.authenticate_token(secret=_issue(user), now=NOW)

    assert (actor.code, scopes) == (user.party.code, frozenset(SCOPES))


def test_a_token_stands_for_the_company_its_owner_acted_for() -> None:
    manager = an_actor()
    company = a_company(manager)
    user = queries.user_by_name(username="lin")
    services.choose_company(user=user, acts_for=company.code, now=NOW)

    actor, _ = services.authenticate_token(secret=_issue(user), now=NOW)

    assert actor.acts_for == company.code


def test_a_token_has_the_roles_that_its_owner_has_by_page() -> None:
    officer = an_officer("platform.operator")
    own = _issue(officer)
    company = a_company(queries.actor_of(user=officer, at=NOW))
    services.choose_company(user=officer, acts_for=company.code, now=NOW)
    companys = _issue(officer)

    found = [services.authenticate_token(secret=each, now=NOW)[0] for each in (own, companys)]

    assert found == [
        queries.actor_of(user=officer, acts_for=officer.party.code, at=NOW),
        queries.actor_of(user=officer, acts_for=company.code, at=NOW),
    ]


def test_a_token_ends_with_the_membership_it_was_made_for() -> None:
    user = a_user()
    manager = queries.actor_of(user=user, at=NOW)
    company = a_company(manager)
    other = an_actor("zhou")
    acting = acting_for(manager, company.code)
    role = "freight.carrier"
    services.add_member(company=company.code, person=other.code, role=role, actor=acting, now=NOW)
    leaver = queries.user_by_name(username="zhou")
    services.choose_company(user=leaver, acts_for=company.code, now=NOW)
    secret = _issue(leaver)

    services.remove_member(company=company.code, person=other.code, role=role, actor=other, now=NOW)

    with pytest.raises(TokenRefused):
        services.authenticate_token(secret=secret, now=NOW)


def test_the_secret_is_nowhere_in_the_database() -> None:
    secret = _issue(a_user())

    with connection.cursor() as cursor:
        cursor.execute("SELECT token::text FROM parties_apitoken token")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT payload::text FROM journal_entry")
        told = str(cursor.fetchall())
    assert secret not in stored + told
    assert secret.split("_", 2)[2] not in stored + told


@pytest.mark.parametrize("secret", ["", "mt_", "x" * 10_000, "mt_\x00", "mt_\ud800", "令牌"])
def test_a_wrong_secret_is_refused(secret: str) -> None:
    _issue(a_user())

    with pytest.raises(TokenRefused):
        services.authenticate_token(secret=secret, now=NOW)


def test_a_token_works_until_the_instant_of_its_expiry() -> None:
    secret = _issue(a_user(), days=1)
    end = NOW + timedelta(days=1)

    services.authenticate_token(secret=secret, now=end - timedelta(microseconds=1))
    with pytest.raises(TokenRefused):
        services.authenticate_token(secret=secret, now=end)


def test_a_revoked_token_works_no_longer() -> None:
    user = a_user()
    secret = _issue(user)
    actor = queries.actor_of(user=user)

    services.revoke_token(token_id=queries.tokens_of(user=user)[0].id, actor=actor, now=NOW)

    with pytest.raises(TokenRefused):
        services.authenticate_token(secret=secret, now=NOW)
    assert entries_of(actor.code)[-1].event == "parties.TokenRevoked"


def test_nobody_revokes_anothers_token() -> None:
    user = a_user("owner")
    _issue(user)

    with pytest.raises(NotFound):
        services.revoke_token(
            token_id=queries.tokens_of(user=user)[0].id, actor=an_actor("other"), now=NOW
        )


def test_nobody_issues_a_token_for_another() -> None:
    with pytest.raises(NotAllowed):
        services.issue_token(
            user=a_user("owner"),
            name="n",
            scopes=SCOPES,
            days=1,
            actor=an_actor("other"),
            now=NOW,
        )


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_an_unlawful_validity_is_refused(days: int) -> None:
    user = a_user()

    with pytest.raises(InvalidInput):
        _issue(user, days=days)


@pytest.mark.parametrize("scopes", [(), ("freight",), ("freight:delete",), ("a:read\x00",)])
def test_unknown_scopes_are_refused(scopes: tuple[str, ...]) -> None:
    user = a_user()

    with pytest.raises(InvalidInput):
        _issue(user, scopes=scopes)


def test_twenty_one_scopes_are_one_too_many() -> None:
    user = a_user()
    scopes = tuple(f"room{chr(97 + number)}:read" for number in range(21))
    _issue(user, scopes=scopes[:20])

    with pytest.raises(InvalidInput):
        _issue(user, scopes=scopes)


def test_a_closed_sign_in_closes_its_tokens() -> None:
    user, admin = a_user(), queries.actor_of(user=an_officer(ADMIN))
    secret = _issue(user)

    services.close_sign_in(person=user.party.code, why="测试", actor=admin, now=NOW)
    with pytest.raises(TokenRefused):
        services.authenticate_token(secret=secret, now=NOW)
    services.reopen_sign_in(person=user.party.code, actor=admin, now=NOW)

    assert services.authenticate_token(secret=secret, now=NOW)[0].code == user.party.code


def test_use_is_noted_at_most_once_a_minute() -> None:
    secret = _issue(a_user())
    services.authenticate_token(secret=secret, now=NOW)

    services.authenticate_token(secret=secret, now=NOW + timedelta(seconds=30))
    after_half = ApiToken.objects.get().last_used_at
    services.authenticate_token(secret=secret, now=NOW + timedelta(seconds=90))

    assert after_half == NOW
    assert ApiToken.objects.get().last_used_at == NOW + timedelta(seconds=90)
