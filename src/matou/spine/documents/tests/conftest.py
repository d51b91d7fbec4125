"""Every test has a folder of its own for the bytes."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "kept")
