"""The trial with fewer orders; ``matou dev custody`` runs fifty thousand."""

import pytest
from pytest_django.fixtures import Settings

from matou.project.custody_trial import trial

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_every_fen_of_a_misbehaving_custodian_is_accounted_for(settings: Settings) -> None:
    # The fixture undoes what the trial sets.
    settings.CUSTODY_SIMULATOR, settings.CUSTODY_LIMITS = {}, {}
    trial.follow_plan(seed=1)

    report = trial.run(orders=600, say=lambda _line: None)

    assert report.differences == ()
    assert report.orders >= 600
    assert min(report.doubled, report.lost, report.late, report.breaks.total()) > 0
