"""What officers do from the console: asked first, done by the right person, told the journal."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from matou.kit.actor import AUDITOR, OPERATOR
from matou.spine.custody.contracts import BreakKind
from matou.spine.custody.models import ReconciliationBreak
from matou.spine.journal import queries as journal
from matou.spine.journal.models import Delivery, JournalEntry
from matou.spine.parties.models import User
from matou.spine.parties.tests.people import a_user, an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> User:
    user = an_officer(OPERATOR)
    sign_in(client, user)
    return user


@pytest.fixture
def auditor() -> Client:
    client = Client()
    sign_in(client, an_officer(AUDITOR))
    return client


@pytest.fixture
def difference() -> int:
    row = ReconciliationBreak.objects.create(
        provider="simulator",
        on=timezone.localdate() - timedelta(days=9),
        kind=BreakKind.UNKNOWN_AT_HOME.value,
        subject="x",
        text="line 4",
        owner=OPERATOR,
        found_at=timezone.now(),
    )
    return int(row.pk)


@pytest.fixture
def letter(operator: User) -> int:
    entry = JournalEntry.objects.order_by("seq").first()
    assert entry is not None
    row = Delivery.objects.create(
        subscriber="tests.desk",
        entry=entry,
        aggregate=entry.aggregate,
        version=entry.version,
        state=Delivery.State.DEAD,
        attempts=8,
        error="ValueError: no",
    )
    return int(row.pk)


@pytest.fixture
def failed_job(db: None) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " VALUES ('default', 'journal.seal', '{}', 'failed', 3) RETURNING id"
        )
        return int(cursor.fetchone()[0])


def events_of(aggregate: str) -> list[str]:
    return [row.event for row in journal.entries_of(aggregate)]


def test_taking_a_break_is_asked_first_and_told(
    client: Client, operator: User, difference: int
) -> None:
    path = f"/console/custody/breaks/{difference}/take"

    asked = client.get(path)
    before = ReconciliationBreak.objects.get(pk=difference).owner
    client.post(path)

    no_inline(asked.content)
    assert before == OPERATOR
    assert ReconciliationBreak.objects.get(pk=difference).owner == operator.party.code
    assert events_of(f"break:{difference}") == ["custody.BreakTaken"]


def test_a_break_is_found_by_owner_and_age(client: Client, operator: User, difference: int) -> None:
    old = client.get("/console/custody/", {"age": "7"}).content.decode()
    older = client.get("/console/custody/", {"age": "30"}).content.decode()
    mine = client.get("/console/custody/", {"owner": "me"}).content.decode()

    assert f"/console/custody/breaks/{difference}/" in old
    assert f"/console/custody/breaks/{difference}/" not in older + mine


def test_an_explanation_is_asked_beside_its_field(
    client: Client, operator: User, difference: int
) -> None:
    response = client.post(f"/console/custody/breaks/{difference}/explain", {"note": " "})

    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert 'aria-describedby="id_note_helptext id_note_error"' in page


def test_an_explained_break_leaves_the_list_and_keeps_its_page(
    client: Client, operator: User, difference: int
) -> None:
    client.post(f"/console/custody/breaks/{difference}/explain", {"note": "利息 interest"})

    page = client.get(f"/console/custody/breaks/{difference}/").content.decode()
    assert "利息 interest" in page
    assert "custody.BreakExplained" in page
    assert f"breaks/{difference}/" not in client.get("/console/custody/").content.decode()


def test_a_dead_letter_is_retried_after_a_question(client: Client, letter: int) -> None:
    path = f"/console/dead-letters/{letter}/retry"

    asked = client.get(path, headers={"X-Dialog": "1"})
    client.post(path)

    assert "<html" not in asked.content.decode()
    assert events_of(f"delivery:{letter}") == ["journal.DeadLetterRetried"]
    assert client.get(path).status_code == 404


def test_a_dead_letter_is_given_up_only_with_a_reason(client: Client, letter: int) -> None:
    path = f"/console/dead-letters/{letter}/set-aside"

    refused = client.post(path, {"note": ""})
    kept = Delivery.objects.get(pk=letter).state
    client.post(path, {"note": "重复"})

    assert (refused.status_code, kept) == (422, Delivery.State.DEAD)
    assert Delivery.objects.get(pk=letter).state == Delivery.State.SET_ASIDE
    assert events_of(f"delivery:{letter}") == ["journal.DeadLetterSetAside"]


def test_a_failed_job_is_retried_after_a_question(
    client: Client, operator: User, failed_job: int
) -> None:
    path = f"/console/jobs/{failed_job}/retry"

    asked = client.get(path)
    client.post(path)

    assert asked.status_code == 200
    assert ProcrastinateJob.objects.get(pk=failed_job).status == "todo"
    assert events_of(f"job:{failed_job}") == ["jobs.JobRetried"]


@pytest.mark.parametrize("act", ["take", "explain"])
def test_an_auditor_reads_a_break_and_may_not_act(
    auditor: Client, difference: int, act: str
) -> None:
    page = auditor.get(f"/console/custody/breaks/{difference}/")

    assert page.status_code == 200
    assert f"/breaks/{difference}/{act}" not in page.content.decode()
    assert auditor.post(f"/console/custody/breaks/{difference}/{act}").status_code == 403


def test_a_trader_sees_no_break(client: Client, difference: int) -> None:
    sign_in(client, a_user("other"))

    assert client.get(f"/console/custody/breaks/{difference}/").status_code == 403
    assert client.get("/console/custody/orders/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/console/custody/",
        "/console/custody/breaks/{}/",
        "/console/custody/breaks/{}/take",
        "/console/custody/breaks/{}/explain",
    ],
)
def test_pages_on_a_break_are_whole_in_english(
    client: Client, operator: User, difference: int, path: str
) -> None:
    client.cookies["matou_language"] = "en"

    page = client.get(path.format(difference)).content

    no_inline(page)
    no_untranslated(page, allowed=("林水",))


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("/console/ledger/", "account,kind,owner"),
        ("/console/custody/orders/", "order,kind,state"),
    ],
)
def test_long_lists_leave_as_csv(client: Client, operator: User, path: str, head: str) -> None:
    response = client.get(path, {"format": "csv"})

    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.lstrip("\ufeff").startswith(head)


def test_the_list_of_readings_leaves_as_csv(auditor: Client) -> None:
    response = auditor.get("/console/users/readings/", {"format": "csv"})

    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.lstrip("\ufeff").startswith("read_at,reader,subject")


def test_the_journal_of_a_day_holds_that_day_alone(client: Client, operator: User) -> None:
    today = timezone.localdate()

    page = client.get("/console/journal/", {"on": today.isoformat()}).content.decode()
    before = client.get("/console/journal/", {"on": (today - timedelta(days=1)).isoformat()})

    assert "parties.PersonRegistered" in page
    assert "event-name" not in before.content.decode()


def test_the_journal_reads_chinese_on_a_chinese_page(client: Client, operator: User) -> None:
    page = client.get("/console/journal/").content.decode()

    assert ">个人登记</a>" in page
