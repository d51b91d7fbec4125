"""A code's page: for people and machines, by who asks, with help when nothing is there."""

import pytest
from django.test import Client

from matou.kit.actor import SYSTEM
from matou.kit.codes import ALPHABET, new_code, shown_code
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import CodeCard
from matou.web.resolver.tests.conftest import NOW
from matou.web.tests.pages import no_inline, no_untranslated, valid_html

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["matou_language"] = "en"
    return client


@pytest.fixture
def retired(crate: CodeCard) -> CodeCard:
    successor = services.issue(
        kind="test.crate", subject="18", title_zh="十八号木箱", title_en="Crate 18", now=NOW
    )
    services.retire(code=crate.code, successor=successor, actor=SYSTEM, now=NOW)
    return queries.card(crate.code)


def mistyped(code: str) -> str:
    return code[:3] + ALPHABET[(ALPHABET.index(code[3]) + 1) % 32] + code[4:]


def test_a_guest_learns_that_the_code_is_true_and_no_more(client: Client, crate: CodeCard) -> None:
    page = client.get(f"/c/{crate.code}").content.decode()

    assert "十七号木箱" in page
    assert "内容不公开" in page
    assert "sand" not in page
    assert "/crates/17/" not in page


def test_who_may_read_sees_facts_and_the_way_on(signed_in: Client, crate: CodeCard) -> None:
    page = signed_in.get(f"/c/{crate.code}").content.decode()

    assert "2,400 t" in page
    assert 'href="/crates/17/"' in page


def test_a_code_in_another_dress_leads_to_its_one_address(client: Client, crate: CodeCard) -> None:
    response = client.get(f"/c/{shown_code(crate.code).lower()}")

    assert response.status_code == 302
    assert response.headers["Location"] == f"/c/{crate.code}"


def test_a_machine_reads_json(client: Client, crate: CodeCard) -> None:
    response = client.get(f"/c/{crate.code}", headers=JSON)

    answer = response.json()
    assert (answer["code"], answer["state"], answer["facts"]) == (crate.code, "in-use", None)
    assert "Accept" in response.headers["Vary"]


def test_a_signed_in_machine_reads_facts(signed_in: Client, crate: CodeCard) -> None:
    answer = signed_in.get(f"/c/{crate.code}", headers=JSON).json()

    assert answer["facts"]["quantity_kg"] == 2_400_000


def test_a_bad_token_is_refused(client: Client, crate: CodeCard) -> None:
    headers = {**JSON, "Authorization": "Bearer nonsense"}
    response = client.get(f"/c/{crate.code}", headers=headers)

    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["7K3M", "木箱", "U" * 9, "%00", "a" * 300, "..", "<b>x"])
def test_nonsense_is_a_helpful_404(client: Client, db: None, text: str) -> None:
    response = client.get("/c/" + text)

    assert response.status_code == 404
    assert b'name="q"' in response.content


def test_a_slip_is_named_and_the_right_code_offered(client: Client, crate: CodeCard) -> None:
    response = client.get(f"/c/{mistyped(crate.code)}")

    assert response.status_code == 404
    assert "校验不符" in response.content.decode()
    assert f'href="/c/{crate.code}"' in response.content.decode()


def test_an_unknown_code_is_a_problem_for_machines(client: Client, db: None) -> None:
    response = client.get(f"/c/{new_code()}", headers=JSON)

    assert response.status_code == 404
    assert response.json()["code"] == "not-found"


def test_a_retired_code_is_gone_and_names_its_successor(client: Client, retired: CodeCard) -> None:
    page = client.get(f"/c/{retired.code}")
    machine = client.get(f"/c/{retired.code}", headers=JSON)

    assert (page.status_code, machine.status_code) == (410, 410)
    assert f'href="/c/{retired.successor}"' in page.content.decode()
    assert str(retired.successor) in machine.json()["detail"]


def test_the_form_leads_to_the_code(client: Client, crate: CodeCard) -> None:
    response = client.get("/c/", {"q": f" {crate.code.lower()} "}, follow=True)

    assert response.status_code == 200
    assert "十七号木箱" in response.content.decode()


def test_scans_are_counted_for_pages_alone(client: Client, crate: CodeCard) -> None:
    client.get(f"/c/{crate.code}")
    client.get(f"/c/{crate.code}")
    client.head(f"/c/{crate.code}")
    client.get(f"/c/{crate.code}", headers=JSON)

    assert [scans for _, scans in queries.scans_of(crate.code)] == [2]


@pytest.mark.parametrize(
    ("file", "begins"),
    [
        ("qr.svg", b"<svg"),
        ("qr.png", b"\x89PNG"),
        ("label.pdf", b"%PDF"),
        ("qr.svg?error=h", b"<svg"),
    ],
)
def test_the_printed_code_is_a_download(
    client: Client, crate: CodeCard, file: str, begins: bytes
) -> None:
    response = client.get(f"/c/{crate.code}/{file}")

    assert response.status_code == 200
    assert response.content.startswith(begins)
    assert "attachment" in response.headers["Content-Disposition"]


def test_nothing_is_printed_for_an_unknown_code(client: Client, db: None) -> None:
    assert client.get(f"/c/{new_code()}/qr.svg").status_code == 404


def test_only_reading_is_allowed(client: Client, crate: CodeCard) -> None:
    assert client.post(f"/c/{crate.code}").status_code == 405


@pytest.mark.parametrize("path", ["/c/", "/c/7K3M", "/c/{code}", "/c/{mistyped}"])
def test_pages_are_complete_in_english(english: Client, crate: CodeCard, path: str) -> None:
    address = path.format(code=crate.code, mistyped=mistyped(crate.code))
    page = english.get(address).content

    valid_html(page)
    no_untranslated(page)
    no_inline(page)


def test_the_gone_page_is_complete_in_english(english: Client, retired: CodeCard) -> None:
    page = english.get(f"/c/{retired.code}").content

    valid_html(page)
    no_untranslated(page)
