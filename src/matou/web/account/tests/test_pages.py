import pytest
from django.test import Client

from matou.spine.parties import queries, services
from matou.spine.parties.models import ApiToken, Party, User
from matou.spine.parties.seeds import demo_uscc, seed
from matou.spine.parties.tests.people import (
    ID_NUMBER,
    NOW,
    OTHER_ID_NUMBER,
    PASSWORD,
    PHONE,
    USCC,
    a_company,
    a_user,
    an_actor,
)
from matou.spine.parties.tests.signed_in import sign_in

pytestmark = pytest.mark.django_db
REGISTER = "/account/register/"
TOLD = {"name": "林水", "phone": PHONE, "username": "lin", "password": PASSWORD}


@pytest.fixture
def lin(client: Client) -> User:
    user = a_user(id_number=ID_NUMBER, phone=PHONE)
    sign_in(client, user)
    return user


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/contact/",
        "/account/id-number/",
        "/account/companies/",
        "/account/companies/new/",
        "/account/tokens/",
        "/account/password/",
        "/account/2fa/",
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_own_pages_open_for_the_signed_in_and_send_guests_to_sign_in(
    client: Client, lin: User, path: str, language: str
) -> None:
    client.cookies["matou_language"] = language

    own, guest = client.get(path), Client().get(path)

    assert own.status_code == 200
    assert guest["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize(
    "path",
    ["/account/login/", REGISTER, "/account/password/reset/", "/account/password/reset/done/"],
)
def test_doors_are_open_to_guests(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_own_page_shows_masked_numbers_only(client: Client, lin: User) -> None:
    page = client.get("/account/").content.decode()

    assert "138****8000" in page
    assert PHONE not in page
    assert ID_NUMBER not in page


def test_a_person_registers_and_is_signed_in(client: Client) -> None:
    response = client.post(REGISTER, TOLD)

    assert response["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "字" * 101),
        ("name", "a\x00b"),
        ("phone", "12345"),
        ("phone", "x" * 500),
        ("id_number", "110101199003070792"),
        ("username", "1"),
        ("username", "a" * 41),
        ("password", "short"),
        ("password", "x" * 300),
        ("email", "nobody"),
        ("own_roles", "platform.admin"),
        ("own_roles", "registry.registrar"),
        ("own_roles", "planner.editor"),
        ("own_roles", "affairs.publisher"),
    ],
)
def test_a_wrong_registration_says_why_and_leaves_nothing(
    client: Client, field: str, value: str
) -> None:
    response = client.post(REGISTER, {**TOLD, field: value})

    assert response.status_code == 422
    assert "还有几处需要修改" in response.content.decode()
    assert not Party.objects.exists()


def test_a_taken_sign_in_name_is_a_conflict_in_the_readers_language(client: Client) -> None:
    a_user("lin")
    client.cookies["matou_language"] = "en"

    response = client.post(REGISTER, TOLD)

    assert response.status_code == 409
    assert "in use" in response.content.decode()


def test_too_many_registrations_from_one_address_are_refused(client: Client) -> None:
    for number in range(20):
        Client().post(REGISTER, {**TOLD, "username": f"lin{number}", "password": "short"})

    response = client.post(REGISTER, TOLD)

    assert response.status_code == 429
    assert not Party.objects.exists()


def test_a_person_registers_a_company_and_acts_for_it(client: Client, lin: User) -> None:
    response = client.post("/account/companies/new/", {"name": "梧州航运", "uscc": USCC})

    user = User.objects.get()
    actor = queries.actor_of(user=user)
    assert response["Location"] == f"/account/companies/{actor.acts_for}/"
    assert "梧州航运" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("uscc", ["", "123", "91110000600037341M", "x" * 100])
def test_a_wrong_credit_code_is_shown_at_its_field(client: Client, lin: User, uscc: str) -> None:
    response = client.post("/account/companies/new/", {"name": "甲", "uscc": uscc})

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_a_manager_adds_and_removes_a_member(client: Client, lin: User) -> None:
    clerk = an_actor("clerk")
    page = client.post("/account/companies/new/", {"name": "甲", "uscc": USCC})["Location"]

    client.post(page, {"person": f" {clerk.code.lower()} ", "role": "parties.manager"})
    added = client.get(page).content.decode().count("企业管理员")
    told = {"person": clerk.code, "role": "parties.manager"}
    question = client.get(f"{page}remove/", told)
    client.post(f"{page}remove/", told)

    code = page.split("/")[3]
    assert added >= 2
    assert question.status_code == 200
    assert [row.person for row in queries.members_of(company=code)] == [lin.party.code]


def test_an_unknown_member_is_refused(client: Client, lin: User) -> None:
    page = client.post("/account/companies/new/", {"name": "甲", "uscc": USCC})["Location"]

    assert client.post(page, {"person": "zzz", "role": "parties.manager"}).status_code == 404
    assert client.post(page, {"person": "zzz", "role": "platform.admin"}).status_code == 422


def test_a_company_is_hidden_from_strangers(client: Client, lin: User) -> None:
    company = a_company(an_actor("owner"), uscc=demo_uscc(9))

    page = f"/account/companies/{company.code}/"

    assert client.get(page).status_code == 404
    assert client.get(f"{page}remove/").status_code == 404


def test_a_stranger_cannot_switch_to_a_company(client: Client, lin: User) -> None:
    company = a_company(an_actor("owner"), uscc=demo_uscc(9))

    response = client.post("/account/companies/choose/", {"acts_for": company.code})

    assert response.status_code == 403


def test_a_member_switches_there_and_back(client: Client) -> None:
    seed(now=NOW)
    user = User.objects.get(username="demo-skipper")
    sign_in(client, user)
    me, company = user.party.code, queries.actor_of(user=user).acts_for

    client.post("/account/companies/choose/", {"acts_for": me})
    own = queries.actor_of(user=User.objects.get(pk=user.pk)).acts_for
    client.post("/account/companies/choose/", {"acts_for": company})

    assert own == me
    assert queries.actor_of(user=User.objects.get(pk=user.pk)).acts_for == company


def test_a_token_is_shown_once_and_revoked(client: Client, lin: User) -> None:
    told = {"name": "过磅系统", "scopes": ["registry:read"], "days": "30"}

    issued = client.post("/account/tokens/", told).content.decode()
    again = client.get("/account/tokens/").content.decode()
    token = ApiToken.objects.get()
    client.post(f"/account/tokens/{token.pk}/revoke/")

    secret = issued.split('id="token-secret">')[1].split("<")[0]
    assert secret.startswith(f"mt_{token.prefix}_")
    assert secret not in again
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize(
    "change", [{"scopes": ["registry:delete"]}, {"days": "9999"}, {"days": "x"}, {"name": ""}]
)
def test_a_wrong_token_form_is_refused(
    client: Client, lin: User, change: dict[str, object]
) -> None:
    told = {"name": "过磅", "scopes": ["registry:read"], "days": "30", **change}

    assert client.post("/account/tokens/", told).status_code == 422
    assert not ApiToken.objects.exists()


def test_anothers_token_is_not_revoked(client: Client, lin: User) -> None:
    other = a_user("other")
    services.issue_token(
        user=other,
        name="x",
        scopes=["registry:read"],
        days=1,
        actor=queries.actor_of(user=other),
        now=NOW,
    )

    response = client.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/")

    assert response.status_code == 404


def test_a_new_phone_number_signs_in_and_the_old_one_no_longer(client: Client, lin: User) -> None:
    client.post("/account/contact/", {"name_en": "Lin", "phone": "13900139000"})

    old, new = Client(), Client()
    old.post("/account/login/", {"login": PHONE, "password": PASSWORD})
    new.post("/account/login/", {"login": "13900139000", "password": PASSWORD})

    assert "_auth_user_id" not in old.session
    assert "_auth_user_id" in new.session


def test_a_changed_password_ends_other_sessions(client: Client, lin: User) -> None:
    other = Client()
    sign_in(other, lin)
    told = {
        "oldpassword": PASSWORD,
        "password1": "another-river-88",
        "password2": "another-river-88",
    }

    client.post("/account/password/", told)

    assert other.get("/account/")["Location"].startswith("/account/login/")


def test_an_expired_session_is_led_back_to_its_page(client: Client, lin: User) -> None:
    client.session.flush()
    client.cookies.clear()

    answer = client.get("/account/tokens/")

    assert answer["Location"] == "/account/login/?next=%2Faccount%2Ftokens%2F"


def test_a_form_without_csrf_token_is_refused(lin: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, lin)

    assert strict.post("/account/tokens/", {"name": "x"}).status_code == 403


def test_password_reset_answers_the_same_for_known_and_unknown(
    client: Client, mailoutbox: list[object]
) -> None:
    User.objects.filter(pk=a_user().pk).update(email="lin@example.com")

    known = client.post("/account/password/reset/", {"email": "lin@example.com"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.com"})

    assert known["Location"] == unknown["Location"]
    assert len(mailoutbox) == 1


def test_a_reset_link_sets_a_new_password(client: Client, mailoutbox: list[object]) -> None:
    import re

    User.objects.filter(pk=a_user().pk).update(email="lin@example.com")
    client.post("/account/password/reset/", {"email": "lin@example.com"})
    link = re.search(r"/account/password/reset/key/\S+", mailoutbox[0].body)  # type: ignore[attr-defined]
    assert link is not None
    form = client.get(link.group())["Location"]

    client.post(form, {"password1": "another-river-88", "password2": "another-river-88"})

    assert User.objects.get().check_password("another-river-88")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_second_factor_pages_open(client: Client, language: str) -> None:
    seed(now=NOW)
    sign_in(client, User.objects.get(username="demo-operator"))
    client.cookies["matou_language"] = language

    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/account/2fa/reauthenticate/").status_code == 200
    assert client.get("/account/reauthenticate/").status_code == 200


def test_a_missing_identity_number_is_added_once(client: Client) -> None:
    sign_in(client, a_user())

    client.post("/account/id-number/", {"id_number": ID_NUMBER})
    again = client.post("/account/id-number/", {"id_number": OTHER_ID_NUMBER})

    assert Party.objects.get().id_number_masked == "11**************91"
    assert again.status_code == 409


def test_anothers_identity_number_is_refused(client: Client) -> None:
    a_user("other", id_number=ID_NUMBER)
    sign_in(client, a_user())

    assert client.post("/account/id-number/", {"id_number": ID_NUMBER}).status_code == 409


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/?expired=1",
        REGISTER,
        "/account/password/reset/",
        "/account/",
        "/account/companies/",
        "/account/companies/new/",
        "/account/tokens/",
        "/account/2fa/",
        "/account/reauthenticate/",
    ],
)
def test_english_pages_hold_no_chinese(client: Client, path: str) -> None:
    import re

    user = a_user(name="Lin")
    is_door = "login" in path or "register" in path or "reset" in path
    sign_in(client, user) if not is_door else None
    client.cookies["matou_language"] = "en"

    page = client.get(path).content.decode()

    main = page.split("<main")[1].split("</main>")[0]
    assert re.findall(r"[\u3400-\u9fff]+", main) == []
