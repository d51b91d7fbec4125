"""The break's page: both sides beside each other, and corrections that need two officers."""

from datetime import timedelta

import pytest
from django.test import Client

from matou.kit.actor import OPERATOR
from matou.spine.custody.models import Correction, ReconciliationBreak
from matou.spine.custody.tests.conftest import NOW
from matou.spine.custody.tests.test_corrections import bank as bank  # noqa: PLC0414  # a fixture
from matou.spine.custody.tests.test_corrections import less_than_told
from matou.spine.ledger import queries as ledger
from matou.spine.parties.models import User
from matou.spine.parties.tests.people import an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.pages import no_inline

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> int:
    """Return a break: the statement says one yuan less than the callback."""
    return less_than_told()


@pytest.fixture
def first(client: Client) -> User:
    """Sign the proposer in."""
    user = an_officer(OPERATOR)
    sign_in(client, user)
    return user


@pytest.fixture
def second() -> Client:
    """Return a colleague's browser."""
    client = Client()
    sign_in(client, an_officer(OPERATOR, "colleague"))
    return client


def propose(client: Client, number: int) -> int:
    """Propose a correction and return its number."""
    path = f"/console/custody/breaks/{number}/correct"
    client.post(path, {"bearer": "party", "note": "银行少入账"})
    return Correction.objects.get(of_break_id=number).pk


def test_both_sides_stand_beside_each_other(client: Client, first: User, number: int) -> None:
    page = client.get(f"/console/custody/breaks/{number}/").content

    no_inline(page)
    text = page.decode()
    assert "100.00" in text
    assert "99.00" in text
    assert "收到的回调" in text
    assert "对账单第 2 行" in text
    assert "提出更正" in text


def test_the_proposer_reads_why_he_cannot_approve(client: Client, first: User, number: int) -> None:
    correction = propose(client, number)

    refused = client.post(f"/console/custody/corrections/{correction}/execute")

    assert refused.status_code == 403
    assert "提出人以外的另一人" in refused.content.decode()
    assert ledger.balance("wallet:SHIP").posted.fen == 10_000


def test_a_colleague_approves_and_the_break_is_gone(
    client: Client, first: User, second: Client, number: int
) -> None:
    correction = propose(client, number)
    assert "等待第二人" in second.get("/console/custody/").content.decode()

    second.post(f"/console/custody/corrections/{correction}/execute")

    assert ledger.balance("wallet:SHIP").posted.fen == 9_900
    assert not ledger.balance("custody:clearing").posted
    assert f"breaks/{number}/" not in second.get("/console/custody/").content.decode()


def test_a_rejection_is_kept_with_its_reason(
    client: Client, first: User, second: Client, number: int
) -> None:
    correction = propose(client, number)

    second.post(f"/console/custody/corrections/{correction}/reject", {"note": "先问银行"})

    page = client.get(f"/console/custody/breaks/{number}/").content.decode()
    assert "已退回" in page
    assert "先问银行" in page


def test_what_cannot_be_corrected_is_told_beside_the_form(client: Client, first: User) -> None:
    row = ReconciliationBreak.objects.create(
        provider="simulator", on=NOW.date(), kind="doubled", subject="x", text="x",
        owner=OPERATOR, found_at=NOW - timedelta(days=1),
    )  # fmt: skip

    response = client.post(
        f"/console/custody/breaks/{row.pk}/correct", {"bearer": "party", "note": "x"}
    )

    assert response.status_code == 422
    assert "重复的一行没有入账" in response.content.decode()


def test_a_break_is_handed_to_a_colleague_by_sign_in_name(
    client: Client, first: User, number: int
) -> None:
    colleague = an_officer(OPERATOR, "colleague")
    path = f"/console/custody/breaks/{number}/hand-over"

    refused = client.post(path, {"colleague": "nobody"})
    client.post(path, {"colleague": colleague.party.code})

    assert refused.status_code == 422
    assert ReconciliationBreak.objects.get(pk=number).owner == colleague.party.code


def test_breaks_download_with_both_sides(client: Client, first: User, number: int) -> None:
    response = client.get("/console/custody/", {"format": "csv"})

    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # a stream
    assert len(lines) == 2
    assert "amount_differs" in lines[1]
    assert ",9900," in lines[1]


def test_statement_files_are_listed_with_what_became_of_them(
    client: Client, first: User, number: int
) -> None:
    page = client.get("/console/custody/statements/").content.decode()

    assert "有差错" in page
