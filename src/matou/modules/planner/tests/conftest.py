"""The reference network, taken in."""

import pytest

from matou.modules.planner.services.importing import ImportReport, import_network
from matou.modules.planner.tests.world import EDITOR, NOW, reference


@pytest.fixture
def network(db: None) -> ImportReport:
    return import_network(files=reference(), actor=EDITOR, now=NOW)
