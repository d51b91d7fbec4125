"""The migration that cuts the positions' table by month keeps every row, there and back."""

import pytest
from django.core.management import call_command
from django.db import connection

from matou.kit.clock import utc_now
from matou.modules.freight.tests.test_months import LONG_AGO, report, table_of

BEFORE = "0005"


def rows() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM freight_positionfix ORDER BY mmsi, at")
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_rows_are_kept_through_the_migration_and_back() -> None:
    now = utc_now()
    report(LONG_AGO)
    report(now)
    kept = rows()

    try:
        call_command("migrate", "freight", BEFORE, verbosity=0)
        assert table_of(now) == "freight_positionfix"
        assert rows() == kept
    finally:
        # To the newest: the tests after this one share the database.
        call_command("migrate", "freight", verbosity=0)

    assert rows() == kept
    assert table_of(now) == f"freight_positionfix_{now:%Y%m}"
    assert table_of(LONG_AGO) == "freight_positionfix_default"
