"""Open sessions: seen by their user, ended one by one or all but the present one."""

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import SessionRow
from matou.spine.parties.models import User
from matou.spine.parties.tests.people import PASSWORD, a_user

pytestmark = pytest.mark.django_db


def a_session(user: User, *, browser: str) -> Client:
    client = Client(HTTP_USER_AGENT=browser)
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    return client


def rows(user: User, client: Client) -> tuple[SessionRow, ...]:
    key = client.session.session_key or ""
    return queries.sessions_of(user=user, current_key=key, at=utc_now())


def test_the_present_session_stands_first() -> None:
    user = a_user("lin")
    desk = a_session(user, browser="desk")
    a_session(user, browser="phone")

    found = rows(user, desk)

    assert [(row.browser, row.is_current) for row in found] == [("desk", True), ("phone", False)]


def test_all_other_sessions_end_at_once() -> None:
    user = a_user("lin")
    desk, phone = a_session(user, browser="desk"), a_session(user, browser="phone")
    actor = queries.actor_of(user=user)

    ended = services.end_other_sessions(actor=actor, current_key=desk.session.session_key or "")

    assert ended == 1
    assert desk.get("/account/").status_code == 200
    assert phone.get("/account/").status_code == 302


def test_nobody_ends_the_session_of_another() -> None:
    user, other = a_user("lin"), a_user("other")
    (row,) = rows(user, a_session(user, browser="desk"))

    with pytest.raises(NotFound):
        services.end_session(session_id=row.id, actor=queries.actor_of(user=other))


def test_a_session_under_an_older_password_is_not_open() -> None:
    user = a_user("lin")
    client = a_session(user, browser="desk")
    user.set_password("a quite new password 9")
    user.save()

    assert rows(user, client) == ()


def test_a_session_that_ran_out_is_not_open() -> None:
    user = a_user("lin")
    client = a_session(user, browser="desk")
    session = client.session
    session.set_expiry(-1)
    session.save()

    assert rows(user, client) == ()
