"""Workbooks of long statements: asked for, made once by a job, fetched whole or not at all."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from matou.kit.clock import utc_now
from matou.kit.errors import NotAllowed, NotFound
from matou.modules.finance.models import StatementFile
from matou.modules.finance.queries.files import statement_file
from matou.modules.finance.rules.files import (
    GIVEN_UP_AFTER,
    MOST_AT_ONCE,
    FileNotAsked,
    FileState,
    is_given_up,
    is_large,
)
from matou.modules.finance.services import making
from matou.modules.finance.tests.conftest import ClientOf, World
from matou.modules.finance.tests.test_pages import body, call
from matou.spine.documents.services.storage import storage
from matou.spine.jobs import queries as queue
from matou.spine.jobs import services as jobs
from matou.spine.notices import queries as notices

pytestmark = pytest.mark.django_db
LINES = 7
"""So many has the carrier's statement."""


def jobs_made() -> int:
    """Count the jobs that were put in line for files."""
    return len(queue.recent_jobs(task=making.MAKE))


@pytest.fixture
def long_statement(settings: Settings, statement: str) -> str:
    """Return the code of a statement one line longer than what this house makes in a request."""
    settings.FINANCE_LINES_AT_ONCE = LINES - 1
    return statement


def test_a_statement_is_long_above_a_number_of_lines() -> None:
    assert not is_large(MOST_AT_ONCE)
    assert is_large(MOST_AT_ONCE + 1)


def test_a_silent_job_is_given_up_after_a_while() -> None:
    now = utc_now()
    long_ago = now - GIVEN_UP_AFTER

    assert not is_given_up(state=FileState.WAITING, asked_at=long_ago, now=now)
    assert is_given_up(state=FileState.WAITING, asked_at=long_ago - timedelta(seconds=1), now=now)
    assert not is_given_up(state=FileState.READY, asked_at=long_ago - timedelta(days=1), now=now)


def test_a_workbook_asked_for_twice_is_made_once_and_both_are_told(
    world: World, long_statement: str
) -> None:
    for actor in (world.carrier, world.operator, world.carrier):
        making.ask_file(code=long_statement, actor=actor, now=utc_now())

    jobs.run_now()

    told = [
        [card.zh_subject for card in notices.inbox(party=actor.code)]
        for actor in (world.carrier, world.operator)
    ]
    assert jobs_made() == 1
    assert told == [["对账单文件已生成"], ["对账单文件已生成"]]
    assert StatementFile.objects.get().state == FileState.READY.value


def test_the_workbook_has_every_line_of_the_statement(world: World, long_statement: str) -> None:
    making.ask_file(code=long_statement, actor=world.carrier, now=utc_now())
    jobs.run_now()

    content = making.fetch_file(code=long_statement, actor=world.carrier, now=utc_now())

    rows = list(
        load_workbook(io.BytesIO(content or b""), read_only=True)["明细 Lines"].iter_rows(
            min_row=2, values_only=True
        )
    )
    lines = statement_file(code=long_statement, kind="xlsx", actor=world.carrier).statement.lines
    assert len(rows) == lines == LINES
    assert [row[0] for row in rows] == list(range(1, lines + 1))


def test_a_job_that_was_killed_half_way_runs_again_and_then_never_more(
    world: World, long_statement: str
) -> None:
    making.ask_file(code=long_statement, actor=world.carrier, now=utc_now())
    row = statement_file(code=long_statement, kind="xlsx", actor=world.carrier)
    killed = making._counted(iter([[number] for number in range(6_000)]), _file_id())
    _written = [next(killed) for _line in range(5_500)]
    half = making.fetch_file(code=long_statement, actor=world.carrier, now=utc_now())

    making.make_file(code=long_statement, now=utc_now())
    first = StatementFile.objects.get()
    making.make_file(code=long_statement, now=utc_now())

    assert (row.state, half) == (FileState.WAITING, None)
    assert (first.lines_done, StatementFile.objects.get().made_at) == (
        row.statement.lines, first.made_at,
    )  # fmt: skip


def test_bytes_that_storage_lost_are_made_again(
    world: World, settings: Settings, long_statement: str
) -> None:
    making.ask_file(code=long_statement, actor=world.carrier, now=utc_now())
    jobs.run_now()
    lost = StatementFile.objects.get().sha256
    (Path(settings.MEDIA_ROOT) / lost[:2] / lost[2:4] / lost).unlink()

    missing = making.fetch_file(code=long_statement, actor=world.carrier, now=utc_now())
    jobs.run_now()

    made = making.fetch_file(code=long_statement, actor=world.carrier, now=utc_now())
    assert missing is None
    assert made == storage().get(sha256=StatementFile.objects.get().sha256)


def test_a_job_that_stays_silent_can_be_asked_for_again(world: World, long_statement: str) -> None:
    now = utc_now()
    making.ask_file(code=long_statement, actor=world.carrier, now=now)
    making.ask_file(code=long_statement, actor=world.carrier, now=now + GIVEN_UP_AFTER)
    making.ask_file(code=long_statement, actor=world.carrier, now=now + GIVEN_UP_AFTER * 2)

    assert jobs_made() == 2


def test_a_short_workbook_needs_no_asking(world: World, statement: str) -> None:
    row = making.ask_file(code=statement, actor=world.carrier, now=utc_now())

    assert row.is_ready
    assert jobs_made() == 0


def test_a_long_workbook_is_not_fetched_before_it_is_asked_for(
    world: World, long_statement: str
) -> None:
    with pytest.raises(FileNotAsked):
        making.fetch_file(code=long_statement, actor=world.carrier, now=utc_now())


def test_an_auditor_reads_what_others_had_made_and_asks_for_nothing(
    world: World, long_statement: str
) -> None:
    with pytest.raises(NotAllowed):
        making.ask_file(code=long_statement, actor=world.auditor, now=utc_now())
    making.ask_file(code=long_statement, actor=world.operator, now=utc_now())
    jobs.run_now()

    assert making.fetch_file(code=long_statement, actor=world.auditor, now=utc_now())


def test_strangers_neither_ask_nor_fetch(world: World, long_statement: str) -> None:
    with pytest.raises(NotFound):
        making.ask_file(code=long_statement, actor=world.shipper, now=utc_now())
    with pytest.raises(NotFound):
        making.fetch_file(code=long_statement, actor=world.shipper, now=utc_now())


def test_the_page_leads_from_asking_over_waiting_to_the_file(
    as_: ClientOf, long_statement: str
) -> None:
    client: Client = as_("skipper")
    address = f"/finance/statements/{long_statement}/xlsx"

    sent_there = client.get(f"/finance/statements/{long_statement}/lines.xlsx")
    before = body(client.get(address))
    asked = client.post(address)
    waiting = body(client.get(address))
    jobs.run_now()
    ready = body(client.get(address))
    fetched = client.get(f"/finance/statements/{long_statement}/lines.xlsx")

    assert (sent_there.status_code, asked.status_code, fetched.status_code) == (302, 302, 200)
    assert sent_there.headers["Location"] == address
    assert "生成 XLSX" in before
    assert 'http-equiv="refresh"' in waiting
    assert 'hx-trigger="every' in waiting
    assert "下载 XLSX" in ready
    assert 'http-equiv="refresh"' not in ready


def test_the_api_answers_202_with_a_link_and_then_the_file(
    world: World, long_statement: str
) -> None:
    path = f"/statements/{long_statement}/lines.xlsx"

    early = call(world.carrier, "get", path)
    asked = call(world.carrier, "post", path)
    waiting = call(world.carrier, "get", path)
    jobs.run_now()
    ready = call(world.carrier, "get", path)

    statuses = [answer.status_code for answer in (early, asked, waiting, ready)]
    assert statuses == [409, 202, 202, 200]
    assert asked.json()["url"] == f"/api/v1/finance{path}"
    assert load_workbook(io.BytesIO(ready.content), read_only=True).sheetnames[0] == "概要 Summary"


def _file_id() -> int:
    return StatementFile.objects.get().pk
