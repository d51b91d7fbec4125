from typing import Any

import pytest
from django.test import Client

from matou.kit.actor import OPERATOR
from matou.spine.parties import services
from matou.spine.parties.models import User
from matou.spine.parties.seeds import DEMO_PASSWORD, seed
from matou.spine.parties.tests.people import NOW, PASSWORD, PHONE, a_user, an_officer
from matou.spine.parties.tests.signed_in import sign_in, sign_in_without_second_factor

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def _try(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def _is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "name", ["lin", " LIN ", "lin@example.com", "Lin@Example.com", "138 0013 8000"]
)
def test_name_email_and_phone_all_open_the_door(client: Client, name: str) -> None:
    user = a_user(phone=PHONE)
    User.objects.filter(pk=user.pk).update(email="lin@example.com")

    response = _try(client, name)

    assert response.status_code == 302
    assert _is_signed_in(client)


@pytest.mark.parametrize(
    "name", ["nobody", "nobody@example.com", "13900139000", "\x00", "x" * 300, "' OR 1=1"]
)
def test_an_unknown_name_is_refused_without_saying_which_part_was_wrong(
    client: Client, name: str
) -> None:
    a_user()

    response = _try(client, name)

    assert response.status_code in {200, 422}
    assert not _is_signed_in(client)


def test_a_wrong_password_is_refused_in_the_words_for_an_unknown_name(client: Client) -> None:
    a_user()

    wrong = _try(client, "lin", "wrong-password-1").content.decode()
    unknown = _try(client, "nobody", "wrong-password-1").content.decode()

    assert "登录名或密码不正确" in wrong
    assert "登录名或密码不正确" in unknown


def test_a_password_of_a_megabyte_is_refused_quickly(client: Client) -> None:
    a_user()

    assert _try(client, "lin", "x" * 1_000_000).status_code in {200, 422}


def test_the_session_key_changes_at_sign_in(client: Client) -> None:
    a_user()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["sessionid"] = session.session_key or ""

    _try(client, "lin")

    assert client.session.session_key != session.session_key


def test_after_sign_in_the_person_returns_to_the_page_they_wanted(client: Client) -> None:
    a_user()
    asked = client.get("/account/tokens/")

    response = client.post(
        asked["Location"], {"login": "lin", "password": PASSWORD, "next": "/account/tokens/"}
    )

    assert asked["Location"] == "/account/login/?next=%2Faccount%2Ftokens%2F"
    assert response["Location"] == "/account/tokens/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_sign_in_leads_to_no_other_site(client: Client, target: str) -> None:
    a_user()

    response = client.post(LOGIN, {"login": "lin", "password": PASSWORD, "next": target})

    assert "evil" not in response["Location"]
    assert "javascript" not in response["Location"]


def test_six_wrong_passwords_lock_the_sign_in_even_for_the_right_one(client: Client) -> None:
    a_user()

    answers = [_try(client, "lin", f"wrong-{number}").status_code for number in range(6)]
    right = _try(client, "lin")

    assert answers[0] != 429
    assert answers[5] == right.status_code == 429
    assert "15 分钟" in right.content.decode()
    assert not _is_signed_in(client)


def test_other_names_of_one_person_do_not_get_new_attempts(client: Client) -> None:
    user = a_user(phone=PHONE)
    User.objects.filter(pk=user.pk).update(email="lin@example.com")

    for name in ("lin", "lin@example.com", PHONE) * 2:
        _try(client, name, "wrong-password")

    assert _try(client, "lin").status_code == 429


def test_a_forged_forwarding_header_does_not_escape_the_lock(client: Client) -> None:
    a_user()

    for number in range(6):
        _try(client, "lin", "wrong-password", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    assert _try(client, "lin", HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429


def test_a_lock_from_one_address_leaves_the_person_free_at_another(client: Client) -> None:
    a_user()
    for _ in range(6):
        _try(client, "lin", "wrong-password")

    assert _try(client, "lin", REMOTE_ADDR="10.1.1.1").status_code == 302


def test_what_is_typed_as_an_unknown_name_is_not_kept_readable(client: Client) -> None:
    from axes.models import AccessAttempt

    _try(client, "my-secret-by-mistake", "wrong-password")

    stored = str(AccessAttempt.objects.values())
    assert "my-secret-by-mistake" not in stored
    assert "wrong-password" not in stored


def test_a_closed_sign_in_ends_its_open_sessions(client: Client) -> None:
    user = a_user()
    sign_in(client, user)

    from matou.kit.actor import SYSTEM

    services.close_sign_in(person=user.party.code, why="测试", actor=SYSTEM, now=NOW)

    assert client.get("/account/").status_code == 302
    assert not _try(client, "lin").has_header("Location")


def test_demo_officers_sign_in_with_the_printed_code(client: Client) -> None:
    seed(now=NOW)

    first = _try(client, "demo-operator", DEMO_PASSWORD)
    second = client.post(first["Location"], {"code": services.demo_code(name="demo-operator")})

    assert first["Location"] == "/account/2fa/authenticate/"
    assert second.status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.get("/").status_code != 302


def test_password_alone_signs_no_officer_in(client: Client) -> None:
    seed(now=NOW)

    _try(client, "demo-operator", DEMO_PASSWORD)

    assert not _is_signed_in(client)


def test_a_code_works_once(client: Client) -> None:
    seed(now=NOW)
    code = services.demo_code(name="demo-operator")
    client.post(_try(client, "demo-operator", DEMO_PASSWORD)["Location"], {"code": code})
    other = Client()

    other.post(_try(other, "demo-operator", DEMO_PASSWORD)["Location"], {"code": code})

    assert not _is_signed_in(other)


def test_an_officer_without_second_factor_is_led_to_set_one_up(client: Client) -> None:
    sign_in_without_second_factor(client, an_officer(OPERATOR))

    response = client.get("/")

    assert response["Location"] == "/account/2fa/totp/activate/?next=%2F"


def test_an_officers_unconfirmed_session_is_led_to_its_code(client: Client) -> None:
    seed(now=NOW)
    user = User.objects.get(username="demo-operator")
    sign_in_without_second_factor(client, user)

    assert client.get("/admin/")["Location"].startswith("/account/2fa/reauthenticate/")


def test_a_confirmed_officer_passes(client: Client) -> None:
    sign_in(client, an_officer(OPERATOR))

    assert client.get("/account/").status_code == 200
    assert client.get("/").status_code != 302


def test_ordinary_people_need_no_second_factor(client: Client) -> None:
    sign_in_without_second_factor(client, a_user())

    assert client.get("/").status_code != 302


def test_an_officer_sets_up_codes_and_is_confirmed_by_the_first(client: Client) -> None:
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    user = an_officer(OPERATOR)
    sign_in_without_second_factor(client, user)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    client.post("/account/2fa/totp/activate/", {"code": code})

    assert page.status_code == 200
    assert b"data:image/svg+xml" in page.content
    assert client.get("/").status_code != 302


def test_a_recovery_code_opens_once_where_the_phone_is_lost(client: Client) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    seed(now=NOW)
    user = User.objects.get(username="demo-operator")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    again = Client()

    client.post(_try(client, "demo-operator", DEMO_PASSWORD)["Location"], {"code": code})
    again.post(_try(again, "demo-operator", DEMO_PASSWORD)["Location"], {"code": code})

    assert (_is_signed_in(client), _is_signed_in(again)) == (True, False)
    assert code not in str(list(Authenticator.objects.values()))


def test_the_secret_of_a_second_factor_is_sealed(client: Client) -> None:
    from allauth.mfa.models import Authenticator

    from matou.spine.parties.seeds import demo_secret

    seed(now=NOW)

    assert demo_secret("operator") not in str(list(Authenticator.objects.values()))


def test_the_admin_site_has_no_door_of_its_own(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")

    assert response["Location"].startswith(LOGIN)


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in(client, a_user())

    client.post("/account/logout/")

    assert not _is_signed_in(client)
