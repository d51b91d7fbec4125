"""The reference network, loaded, and the people who work on it."""

from datetime import UTC, datetime

import pytest

from matou.kit.actor import REGISTRAR, Actor
from matou.spine.places import services
from matou.spine.places.contracts import LoadReport

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def basin(db: None) -> LoadReport:
    return services.load_basin(now=NOW)


@pytest.fixture
def registrar() -> Actor:
    return Actor(code="REG", name="登记员", acts_for="REG", roles=frozenset({REGISTRAR}))


@pytest.fixture
def stranger() -> Actor:
    return Actor(code="STR", name="路人", acts_for="STR")
