"""No subscriber of another room listens in while the journal is tested."""

import pytest

from matou.spine.journal.services import publishing, subscriptions
from matou.spine.journal.tests.telling import Desk


@pytest.fixture(autouse=True)
def _quiet_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "_BY_EVENT", {})
    monkeypatch.setattr(publishing, "_CALLBACKS", [])


@pytest.fixture
def desk() -> Desk:
    return Desk()
