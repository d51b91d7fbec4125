from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR
from matou.kit.clock import utc_now
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind
from matou.spine.parties import queries as parties
from matou.spine.parties.models import User
from matou.spine.parties.tests.people import a_user, an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db
PAGES = [
    "/console/",
    "/console/journal/",
    "/console/journal/?aggregate=x&event=y&before=12&on=2026-11-22",
    "/console/journal/?on=9999-12-31",
    "/console/journal/seals/",
    "/console/journal/seals/?run=1",
    "/console/dead-letters/",
    "/console/jobs/",
    "/console/jobs/?task=x&before=5",
    "/console/ledger/",
    "/console/ledger/?q=wallet&kind=wallet",
    "/console/ledger/?kind=nonsense",
    "/console/ledger/transfers/",
    "/console/payouts/?q=lin&state=decided",
    "/console/signals/?kind=same_phone",
    "/console/custody/?q=lin",
    "/console/custody/orders/?q=lin",
    "/console/ledger/audit/?run=1",
    "/console/custody/",
    "/console/custody/?owner=me&kind=doubled&age=7&after=3",
    "/console/custody/?kind=nonsense&age=-4",
    "/console/custody/orders/",
    "/console/custody/orders/?state=failed&from=50",
    "/console/dead-letters/?subscriber=nobody",
    "/console/users/",
    "/console/users/?q=lin",
    "/console/users/readings/",
    "/console/users/readings/?reader=x&subject=y&before=9",
]
NAMES = ("林水",)


@pytest.fixture
def admin(client: Client) -> User:
    user = an_officer(ADMIN)
    sign_in(client, user)
    return user


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_console_page_opens_complete_in_both_languages(
    client: Client, admin: User, path: str, language: str
) -> None:
    client.cookies["matou_language"] = language

    response = client.get(path)

    assert response.status_code == 200
    no_inline(response.content)
    if language == "en":
        no_untranslated(response.content, allowed=NAMES)


@pytest.mark.parametrize("path", PAGES)
def test_a_console_page_is_hidden_from_guests(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_numbers_that_no_database_holds_are_ignored(client: Client, admin: User) -> None:
    assert client.get("/console/journal/", {"before": "9" * 40}).status_code == 200
    assert client.get("/console/journal/", {"before": "-1"}).status_code == 200
    assert client.get("/console/journal/", {"aggregate": "\x00"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/console/ledger/accounts/wallet:nobody/",
        "/console/ledger/transfers/nonsense/",
        f"/console/ledger/transfers/{UUID(int=1)}/",
        "/console/ledger/groups/nothing/",
        "/console/users/NOBODY/",
    ],
)
def test_what_does_not_exist_is_a_clear_404(client: Client, admin: User, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_journal_leaves_as_csv(client: Client, admin: User) -> None:
    response = client.get("/console/journal/", {"format": "csv"})

    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].lstrip("\ufeff").startswith("seq,aggregate,version")
    assert response.headers["Content-Disposition"] == 'attachment; filename="journal.csv"'


@pytest.fixture
def transfer_id(admin: User) -> UUID:
    now = utc_now()
    ledger.ensure_account(code="custody:clearing", kind=AccountKind.CLEARING, owner="", now=now)
    ledger.ensure_account(code="wallet:A", kind=AccountKind.WALLET, owner="A", now=now)
    posting = Posting(
        id=uuid7(now=now),
        kind=PostingKind.POSTED,
        group="G-1",
        purpose="deposit",
        event_at=now,
        debit="custody:clearing",
        credit="wallet:A",
        amount=Money.yuan("12.34"),
    )
    ledger.submit_or_refuse([posting])
    return posting.id


def test_the_ledger_explorer_follows_one_payment(
    client: Client, admin: User, transfer_id: UUID
) -> None:
    client.cookies["matou_language"] = "en"
    at = (datetime.now(tz=UTC) - timedelta(days=1)).isoformat()

    for path in (
        "/console/ledger/",
        "/console/ledger/accounts/wallet:A/",
        f"/console/ledger/transfers/{transfer_id}/",
        "/console/ledger/groups/G-1/",
    ):
        response = client.get(path)
        assert "¥12.34" in response.content.decode()
        no_inline(response.content)
        no_untranslated(response.content, allowed=NAMES)

    then = client.get("/console/ledger/accounts/wallet:A/", {"at": at}).content.decode()
    assert "¥0.00" in then


def test_a_statement_leaves_as_csv(client: Client, transfer_id: UUID) -> None:
    response = client.get("/console/ledger/accounts/wallet:A/", {"format": "csv"})

    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].lstrip("\ufeff").startswith("version,recorded_at")
    assert lines[1].endswith(str(transfer_id))
    assert ",custody:clearing,1234,1234," in lines[1]


def test_a_statement_of_nobody_is_a_clear_404(client: Client, admin: User) -> None:
    path = "/console/ledger/accounts/wallet:nobody/"

    assert client.get(path, {"format": "csv"}).status_code == 404


def test_an_instant_that_cannot_be_read_says_how_to_write_it(
    client: Client, transfer_id: UUID
) -> None:
    page = client.get("/console/ledger/accounts/wallet:A/", {"at": "yesterday"}).content.decode()

    assert "时刻无法读取" in page


def test_an_administrator_grants_and_withdraws_a_platform_role(client: Client, admin: User) -> None:
    person = a_user("other").party.code
    path = f"/console/users/{person}/role"

    client.post(path, {"role": OPERATOR, "held": "0"})
    granted = parties.actor_of_person(person=person).has(OPERATOR)
    client.post(path, {"role": OPERATOR, "held": "1"})

    assert granted
    assert not parties.actor_of_person(person=person).has(OPERATOR)


def test_an_operator_may_not_grant_roles(client: Client) -> None:
    sign_in(client, an_officer(OPERATOR))
    person = a_user("other").party.code

    response = client.post(f"/console/users/{person}/role", {"role": ADMIN, "held": "0"})

    assert response.status_code == 403


def test_closing_a_sign_in_needs_a_reason(client: Client, admin: User) -> None:
    person = a_user("other").party.code
    path = f"/console/users/{person}/sign-in"

    client.post(path, {"note": " "})
    still_open = User.objects.get(party__code=person).is_active
    client.post(path, {"note": "left the company"})

    assert still_open
    assert not User.objects.get(party__code=person).is_active


def test_an_auditor_looks_but_does_not_act(client: Client) -> None:
    sign_in(client, an_officer(AUDITOR))

    assert client.get("/console/dead-letters/").status_code == 200
    assert client.post("/console/dead-letters/1/retry").status_code == 403
    assert client.post("/console/jobs/1/retry").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/console/dead-letters/1/retry",
        "/console/jobs/999/retry",
        "/console/custody/breaks/1/take",
        "/console/custody/breaks/1/explain",
        "/console/dead-letters/1/set-aside",
    ],
)
def test_acting_on_what_is_gone_is_a_clear_404(client: Client, admin: User, path: str) -> None:
    assert client.post(path).status_code == 404


def test_a_number_beyond_bigint_is_no_address(client: Client, admin: User) -> None:
    assert client.post(f"/console/jobs/{10**30}/retry").status_code == 404


def test_a_seal_over_transfers_that_broke_is_named_on_the_page(client: Client) -> None:
    sign_in(client, an_officer(AUDITOR))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_block (number, first_seq, last_seq, transfers, hash, sealed_at) "
            "VALUES (1, 1, 9, 9, '\\x00', now())"
        )

    page = client.get("/console/ledger/audit/?run=1").content.decode()

    assert "缺少或多出账目" in page
    assert "封存块 1" in page


def test_an_identifier_or_a_matter_leads_straight_to_its_page(
    client: Client, admin: User, transfer_id: UUID
) -> None:
    by_id = client.get("/console/ledger/", {"q": str(transfer_id)})
    by_matter = client.get("/console/ledger/", {"q": "G-1"})

    assert by_id.headers["Location"] == f"/console/ledger/transfers/{transfer_id}/"
    assert by_matter.headers["Location"] == "/console/ledger/groups/G-1/"


def test_every_transfer_of_the_house_is_listed_and_leaves_as_csv(
    client: Client, admin: User, transfer_id: UUID
) -> None:
    page = client.get("/console/ledger/transfers/").content.decode()
    file = client.get("/console/ledger/transfers/", {"format": "csv"})

    lines = b"".join(file.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # a stream
    assert str(transfer_id) in page
    assert str(transfer_id) in lines[1]


def test_a_list_says_to_what_it_is_narrowed_and_offers_the_whole(
    client: Client, admin: User
) -> None:
    narrowed = client.get("/console/payouts/", {"q": "lin"}).content.decode()
    whole = client.get("/console/payouts/").content.decode()

    assert 'class="filtered"' in narrowed
    assert 'class="filtered"' not in whole


def test_waiting_payouts_leave_as_csv(client: Client, admin: User) -> None:
    response = client.get("/console/payouts/", {"format": "csv"})

    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # a stream
    assert lines[0].lstrip("\ufeff").startswith("order,state,party")
