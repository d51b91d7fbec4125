"""The house stands with any one room switched off, and the other rooms' own tests still pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from matou.project.rooms import installed_modules

ROOT = Path(__file__).resolve().parents[2]
FRONT = """
import django
from django.conf import settings
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
print(Client().get("/").status_code, Client().get("/api/v1/openapi.json").status_code)
"""

pytestmark = pytest.mark.slow


def house_without(
    room: str, *command: str, timeout_s: int = 1800
) -> subprocess.CompletedProcess[str]:
    """Run a Python command in a house that lacks the room."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "MATOU_SHARD"},
            "MATOU_MODULES_OFF": room,
            "DJANGO_SETTINGS_MODULE": "matou.project.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
    )


@pytest.mark.parametrize("room", settings.MODULES)
def test_the_house_boots_without_a_room(room: str) -> None:
    result = house_without(room, "-m", "django", "check", "--fail-level", "WARNING")

    assert result.returncode == 0, result.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", settings.MODULES)
def test_the_front_page_and_the_api_open_without_a_room(room: str) -> None:
    result = house_without(room, "-W", "ignore", "-c", FRONT)

    assert result.stdout.split() == ["200", "200"], result.stderr[-2000:]


@pytest.mark.parametrize("room", settings.MODULES)
def test_the_other_rooms_pass_their_tests_without_a_room(room: str) -> None:
    others = [f"src/matou/modules/{name}" for name in installed_modules("") if name != room]

    result = house_without(
        room, "-m", "pytest", "-q", "-m", "not slow and not browser and not crash", *others
    )

    assert result.returncode == 0, result.stdout[-4000:]


def test_an_unknown_room_is_told_plainly() -> None:
    result = house_without("fright", "-m", "matou.project.cli", "--help")

    assert result.returncode == 1
    assert "fright" in result.stderr
    assert "freight" in result.stderr
