"""Tables cut by month get their next months with every migration."""

from datetime import timedelta

import pytest

from matou.kit.clock import utc_now
from matou.modules.freight.services import months
from matou.project import operations


@pytest.mark.django_db
def test_migrating_makes_the_months_of_two_years(monkeypatch: pytest.MonkeyPatch) -> None:
    later = utc_now() + timedelta(days=180)
    monkeypatch.setattr(operations, "utc_now", lambda: later)

    operations.make_months()

    assert months.ensure_months(now=later) == 0
