"""The registrar's desk: who sees it, what waits, what can be decided and by whom not."""

from datetime import timedelta

import pytest
from django.test import Client

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, REGISTRAR, Actor
from matou.kit.period import Period
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import CredentialCard, CredentialState
from matou.spine.parties import queries as parties
from matou.spine.parties.models import User
from matou.spine.parties.tests.people import NOW, a_company, acting_for, an_actor, an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db
QUEUE = "/console/credentials/"
YEAR = timedelta(days=365)
NAMES = ("林水", "梧州航运")


def a_claim(actor: Actor, *, number: str = "GX450001") -> CredentialCard:
    return services.record_credential(
        holder=actor.acts_for,
        kind="carrier_permit",
        number=number,
        issuer="广西交通运输厅",
        valid=Period(NOW - YEAR, NOW + YEAR),
        actor=actor,
        now=NOW,
    )


def state_of(card: CredentialCard) -> CredentialState:
    return queries.credential(card.code).state


@pytest.fixture
def claim() -> CredentialCard:
    actor = an_actor("carrier")
    return a_claim(acting_for(actor, a_company(actor).code))


@pytest.fixture
def registrar(client: Client) -> User:
    user = an_officer(REGISTRAR)
    sign_in(client, user)
    return user


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", ["", "?q={holder}", "?q=nobody", "?after=x", "{code}/",
                                  "{code}/verify/", "{code}/refuse/"])  # fmt: skip
def test_the_desk_is_complete_in_both_languages(
    client: Client, registrar: User, claim: CredentialCard, page: str, language: str
) -> None:
    client.cookies["matou_language"] = language

    response = client.get(QUEUE + page.format(code=claim.code, holder=claim.holder))

    assert response.status_code == 200
    no_inline(response.content)
    if language == "en":
        no_untranslated(response.content, allowed=NAMES)


@pytest.mark.parametrize("page", ["", "{code}/", "{code}/verify/"])
@pytest.mark.parametrize("role", [OPERATOR, AUDITOR])
def test_the_desk_is_closed_to_other_officers(
    client: Client, claim: CredentialCard, role: str, page: str
) -> None:
    sign_in(client, an_officer(role))

    assert client.get(QUEUE + page.format(code=claim.code)).status_code == 403


@pytest.mark.parametrize("page", ["", "{code}/", "{code}/verify/"])
def test_the_desk_is_closed_to_the_holder_and_to_guests(
    client: Client, claim: CredentialCard, page: str
) -> None:
    path = QUEUE + page.format(code=claim.code)
    sign_in(client, parties.user_by_name(username="carrier"))

    assert client.get(path).status_code == 403
    assert Client().get(path)["Location"].startswith("/account/login/")


def test_a_registrar_is_led_from_the_console_to_the_desk(client: Client, registrar: User) -> None:
    response = client.get("/console/", follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "没有等待核验的证照" in page
    assert "/console/ledger/" not in page


def test_an_administrator_finds_the_desk_in_the_menu(client: Client) -> None:
    sign_in(client, an_officer(ADMIN))

    page = client.get("/console/").content.decode()

    assert f'href="{QUEUE}"' in page


def test_an_operator_is_offered_no_desk(client: Client) -> None:
    sign_in(client, an_officer(OPERATOR))

    assert f'href="{QUEUE}"' not in client.get("/console/").content.decode()


def test_the_queue_shows_claims_until_they_are_decided(
    client: Client, registrar: User, claim: CredentialCard
) -> None:
    before = client.get(QUEUE).content.decode()
    client.post(f"{QUEUE}{claim.code}/verify/", {"note": "与许可证原件一致"})
    after = client.get(QUEUE).content.decode()

    assert claim.code in before
    assert claim.code not in after
    assert state_of(claim) is CredentialState.VERIFIED


def test_the_page_shows_who_decided_on_what_grounds(
    client: Client, registrar: User, claim: CredentialCard
) -> None:
    response = client.post(
        f"{QUEUE}{claim.code}/verify/", {"note": "与许可证原件一致"}, follow=True
    )

    page = response.content.decode()
    assert "与许可证原件一致" in page
    assert "暂停证照" in page
    assert "确认属实" not in page


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        (["refuse"], CredentialState.REVOKED),
        (["verify", "suspend"], CredentialState.SUSPENDED),
        (["verify", "suspend", "reinstate"], CredentialState.VERIFIED),
        (["verify", "revoke"], CredentialState.REVOKED),
        (["verify", "suspend", "revoke"], CredentialState.REVOKED),
    ],
)
def test_decisions_follow_each_other(
    client: Client, registrar: User, claim: CredentialCard, acts: list[str], state: CredentialState
) -> None:
    answers = [client.post(f"{QUEUE}{claim.code}/{act}/", {"note": "依据"}) for act in acts]

    assert {answer.status_code for answer in answers} == {302}
    assert state_of(claim) is state
    assert len(queries.checks_of(claim.code)) == len(acts) + 1


@pytest.mark.parametrize("act", ["verify", "refuse"])
@pytest.mark.parametrize("note", ["", "   ", "字" * 101, "a\x00b", "a\u202eb"])
def test_a_decision_without_proper_grounds_is_refused(
    client: Client, registrar: User, claim: CredentialCard, act: str, note: str
) -> None:
    response = client.post(f"{QUEUE}{claim.code}/{act}/", {"note": note})

    assert response.status_code == 422
    assert 'href="#id_note"' in response.content.decode()
    assert state_of(claim) is CredentialState.CLAIMED


@pytest.mark.parametrize("act", ["suspend", "reinstate", "revoke"])
def test_a_decision_that_the_state_does_not_allow_leads_back(
    client: Client, registrar: User, claim: CredentialCard, act: str
) -> None:
    response = client.post(f"{QUEUE}{claim.code}/{act}/", {"note": "依据"}, follow=True)

    assert "状态已经改变" in response.content.decode()
    assert state_of(claim) is CredentialState.CLAIMED


@pytest.mark.parametrize("path", ["NOBODY/", "NOBODY/verify/", "{code}/nonsense/"])
def test_what_does_not_exist_is_not_found(
    client: Client, registrar: User, claim: CredentialCard, path: str
) -> None:
    assert client.get(QUEUE + path.format(code=claim.code)).status_code == 404


def test_nobody_verifies_a_licence_of_their_own(client: Client, registrar: User) -> None:
    own = a_claim(parties.actor_of(user=registrar))

    response = client.post(f"{QUEUE}{own.code}/verify/", {"note": "依据"})

    assert response.status_code == 403
    assert "另一名登记员" in response.content.decode()
    assert state_of(own) is CredentialState.CLAIMED


def test_nobody_verifies_a_licence_of_a_company_of_theirs(client: Client, registrar: User) -> None:
    officer = parties.actor_of(user=registrar)
    company = a_company(officer)
    card = a_claim(Actor(code="COLLEAGUE", name="同事", acts_for=company.code))

    response = client.post(f"{QUEUE}{card.code}/verify/", {"note": "依据"})

    assert response.status_code == 403
    assert state_of(card) is CredentialState.CLAIMED


def test_one_number_is_not_verified_twice(
    client: Client, registrar: User, claim: CredentialCard
) -> None:
    second = a_claim(an_actor("rival"))
    client.post(f"{QUEUE}{claim.code}/verify/", {"note": "依据"})

    response = client.post(f"{QUEUE}{second.code}/verify/", {"note": "依据"})

    assert response.status_code == services.NumberVerifiedElsewhere.status
    assert "核对是否冒用" in response.content.decode()
