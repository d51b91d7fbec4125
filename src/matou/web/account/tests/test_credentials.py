"""A company's licences on its account pages: seen by its members, recorded with a scan."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from matou.kit.actor import REGISTRAR
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import CredentialCard, CredentialState
from matou.spine.credentials.models import Credential
from matou.spine.documents.models import Document
from matou.spine.documents.tests import makers
from matou.spine.parties import queries as parties
from matou.spine.parties import services as people
from matou.spine.parties.models import User
from matou.spine.parties.seeds import demo_uscc
from matou.spine.parties.tests.people import NOW, a_company, a_user, an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db
LIST = "/account/credentials/"
NEW = "/account/credentials/new/"
TOLD = {
    "kind": "carrier_permit",
    "number": "桂水 450001",
    "issuer": "广西交通运输厅",
    "from_on": "2026-01-01",
    "until_on": "2030-12-31",
}


def a_scan(data: bytes = b"", name: str = "许可证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or makers.pdf(), content_type="application/pdf")


def told(**changed: Any) -> dict[str, Any]:
    return {**TOLD, "scan": a_scan(), **changed}


def a_member(username: str, *, uscc: str) -> User:
    user = a_user(username)
    company = a_company(parties.actor_of(user=user, at=NOW), uscc=uscc)
    people.choose_company(user=user, acts_for=company.code, now=NOW)
    return user


@pytest.fixture
def member(client: Client) -> User:
    user = a_member("lin", uscc=demo_uscc(1))
    sign_in(client, user)
    return user


@pytest.fixture
def recorded(client: Client, member: User) -> CredentialCard:
    client.post(NEW, told(), follow=True)
    return queries.credentials_of(parties.actor_of(user=member).acts_for)[0]


def test_a_company_without_licences_is_led_to_record_the_first(
    client: Client, member: User
) -> None:
    page = client.get(LIST).content.decode()

    assert "还没有登记证照" in page
    assert f'href="{NEW}"' in page


def test_a_recorded_licence_waits_for_a_check_and_has_its_scan(
    client: Client, member: User
) -> None:
    response = client.post(NEW, told())

    holder = parties.actor_of(user=member).acts_for
    (card,) = queries.credentials_of(holder)
    assert response["Location"] == f"{LIST}{card.code}/"
    assert (card.state, card.number) == (CredentialState.CLAIMED, "桂水450001")
    scan = Document.objects.get(code=card.document_code)
    assert (scan.owner, scan.readers) == (holder, sorted({holder, REGISTRAR}))


def test_days_run_from_the_first_to_the_last_in_beijing_time(recorded: CredentialCard) -> None:
    assert recorded.valid.from_at.isoformat() == "2025-12-31T16:00:00+00:00"
    assert recorded.valid.until_at.isoformat() == "2030-12-31T16:00:00+00:00"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", [LIST, NEW, "one"])
def test_the_pages_are_complete_in_both_languages(
    client: Client, recorded: CredentialCard, page: str, language: str
) -> None:
    client.cookies["matou_language"] = language

    response = client.get(f"{LIST}{recorded.code}/" if page == "one" else page)

    assert response.status_code == 200
    no_inline(response.content)
    if language == "en":
        no_untranslated(response.content, allowed=("林水", "梧州航运"))


def test_the_list_shows_validity_and_state(client: Client, recorded: CredentialCard) -> None:
    page = client.get(LIST).content.decode()

    assert "国内水路运输经营许可证" in page
    assert "2030-12-31" in page
    assert "等待核验" in page


def test_the_holder_reads_the_outcome_and_its_grounds(
    client: Client, recorded: CredentialCard
) -> None:
    officer = parties.actor_of(user=an_officer(REGISTRAR))
    services.revoke_credential(
        code=recorded.code, note="印章模糊，请重新扫描", actor=officer, now=NOW
    )

    page = client.get(f"{LIST}{recorded.code}/").content.decode()

    assert "不再有效" in page
    assert "印章模糊，请重新扫描" in page


def test_a_licence_without_an_end_is_shown_so(client: Client, member: User) -> None:
    response = client.post(NEW, told(kind="business_licence", until_on=""), follow=True)

    assert "长期" in response.content.decode()


def test_an_ended_licence_is_shown_as_past(client: Client, member: User) -> None:
    client.post(NEW, told(from_on="2015-01-01", until_on="2018-12-31"))

    assert "期限已过" in client.get(LIST).content.decode()


def test_a_registrar_opens_the_scan(recorded: CredentialCard) -> None:
    registrar = Client()
    sign_in(registrar, an_officer(REGISTRAR))

    response = registrar.get(f"/d/{recorded.document_code}")

    assert b"".join(response) == makers.pdf()


def test_another_companys_licence_does_not_exist(recorded: CredentialCard) -> None:
    rival = Client()
    sign_in(rival, a_member("rival", uscc=demo_uscc(2)))

    page, scan = rival.get(f"{LIST}{recorded.code}/"), rival.get(f"/d/{recorded.document_code}")

    assert (page.status_code, scan.status_code) == (404, 404)
    assert recorded.number not in rival.get(LIST).content.decode()


@pytest.mark.parametrize("path", [LIST, NEW, f"{LIST}ABC/"])
def test_guests_are_sent_to_sign_in(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "nonsense"),
        ("kind", "vessel_survey"),
        ("kind", "driving_licence"),
        ("number", ""),
        ("number", "1" * 61),
        ("number", "a\x00b"),
        ("number", "a\u202eb"),
        ("issuer", ""),
        ("issuer", "字" * 101),
        ("from_on", ""),
        ("from_on", "0001-01-01"),
        ("from_on", "2026-13-40"),
        ("until_on", ""),
        ("until_on", "2025-12-31"),
        ("until_on", "2040-01-01"),
        ("until_on", "9999-12-31"),
        ("scan", ""),
    ],
)
def test_a_wrong_licence_says_why_and_leaves_nothing(
    client: Client, member: User, field: str, value: str
) -> None:
    response = client.post(NEW, told(**{field: value}))

    assert response.status_code == 422
    assert "还有几处需要修改" in response.content.decode()
    assert f'href="#id_{field}"' in response.content.decode()
    assert (Credential.objects.count(), Document.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00 a program", makers.pdf_with_script()], ids=["program", "script"]
)
def test_a_scan_that_is_no_scan_is_refused_beside_its_field(
    client: Client, member: User, data: bytes
) -> None:
    response = client.post(NEW, told(scan=a_scan(data)))

    assert response.status_code in {413, 415, 422}
    assert 'href="#id_scan"' in response.content.decode()
    assert not Credential.objects.exists()


def test_the_same_licence_twice_is_refused_and_keeps_no_second_scan(
    client: Client, recorded: CredentialCard
) -> None:
    response = client.post(NEW, told())

    assert response.status_code == services.CredentialKnown.status
    assert "该证照已登记" in response.content.decode()
    assert Document.objects.count() == 1


def test_a_person_is_offered_a_persons_licences(client: Client) -> None:
    sign_in(client, a_user("skipper"))

    page = client.get(NEW).content.decode()

    assert "船员适任证书" in page
    assert "营业执照" not in page


def test_the_account_page_leads_here(client: Client, member: User) -> None:
    assert f'href="{LIST}"' in client.get("/account/").content.decode()
