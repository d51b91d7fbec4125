"""The positions' table by month: rows find their month, odd dates a home, old months go."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from matou.kit.clock import utc_now
from matou.modules.freight.commands import commands
from matou.modules.freight.models import PositionFix
from matou.modules.freight.rules.ais_reports import Fix
from matou.modules.freight.services import months, tracking

pytestmark = pytest.mark.django_db
MMSI = "413800099"
LONG_AGO = datetime(2009, 5, 17, tzinfo=UTC)


def report(at: datetime) -> None:
    fix = Fix(mmsi=MMSI, at=at, latitude=23.4, longitude=111.3)
    tracking.record_reports(source="test", reports=[fix], received_at=at)


def month_of(at: datetime) -> str:
    return f"freight_positionfix_{at:%Y%m}"


def table_of(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM freight_positionfix WHERE mmsi = %s AND at = %s",
            [MMSI, at],
        )
        return str(cursor.fetchone()[0])


def test_a_position_lies_in_its_month() -> None:
    now = utc_now()
    months.ensure_months(now=now)

    report(now)

    assert table_of(now) == month_of(now)


def test_an_odd_date_lies_in_the_default_partition() -> None:
    report(LONG_AGO)

    assert table_of(LONG_AGO) == "freight_positionfix_default"
    assert PositionFix.objects.count() == 1


def test_a_doubled_position_finds_its_place_taken_across_partitions() -> None:
    now = utc_now()
    report(now)
    report(now)

    assert PositionFix.objects.count() == 1


def test_months_are_made_ahead_once() -> None:
    now = utc_now()
    months.ensure_months(now=now)

    assert months.ensure_months(now=now) == 0
    assert months.ensure_months(now=now + timedelta(days=62)) == 2


def test_a_month_made_late_takes_its_rows_out_of_the_default_one() -> None:
    later = utc_now() + timedelta(days=800)
    report(later)
    assert table_of(later) == "freight_positionfix_default"

    months.ensure_months(now=later)

    assert table_of(later) == month_of(later)


@pytest.mark.parametrize("at", ["default", "month"])
def test_a_kept_position_is_changed_in_no_partition(at: str) -> None:
    report(LONG_AGO if at == "default" else utc_now())

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        PositionFix.objects.update(latitude=0)
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        PositionFix.objects.all().delete()


def test_a_month_far_from_today_is_refused() -> None:
    with pytest.raises(DatabaseError, match="too far"), connection.cursor() as cursor:
        cursor.execute("SELECT freight_ensure_fix_month('2009-05-01')")


def test_old_months_are_dropped_and_young_ones_stay() -> None:
    now = utc_now()
    months.ensure_months(now=now)
    report(now)
    later = now + timedelta(days=130)

    retired = months.retire_months(now=later, keep=timedelta(days=90))

    assert month_of(now) in {month.table for month in retired}
    assert not PositionFix.objects.exists()
    assert months.months_before(now=later, keep=timedelta(days=90)) == ()


def test_a_month_that_just_ended_stays() -> None:
    now = utc_now()
    months.ensure_months(now=now)
    report(now)

    months.retire_months(now=now + timedelta(days=31), keep=timedelta(days=60))

    assert PositionFix.objects.count() == 1


def test_last_months_positions_cannot_be_retired() -> None:
    with pytest.raises(months.PositionsTooYoung):
        months.retire_months(now=utc_now(), keep=timedelta(days=29))


@pytest.mark.parametrize(
    ("table", "ends_at"),
    [
        ("freight_positionfix_202611", datetime(2026, 12, 1, tzinfo=UTC)),
        ("freight_positionfix_202612", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_month_ends_where_the_next_begins(table: str, ends_at: datetime) -> None:
    assert months._end_of(table) == ends_at


def test_the_command_lists_before_it_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATOU_DB_ROLE", "owner")
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction lives on it

    result = CliRunner().invoke(commands, ["retire-positions"])

    assert result.exit_code == 0
    assert "would be dropped, with --yes" in result.output


@pytest.mark.parametrize("days", ["0", "29"])
def test_the_command_refuses_too_few_days(days: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATOU_DB_ROLE", "owner")
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's transaction lives on it

    result = CliRunner().invoke(commands, ["retire-positions", "--days", days, "--yes"])

    assert result.exit_code == 1
    assert "still in use" in result.output
