"""The house stands with any one room switched off, and its neighbours' own tests still pass.

A room's neighbours are those that import its contracts: the fences let nobody else know of it.
Rooms are switched off in turn for the house; each room's own tests run once, without all the rooms
that it knows, for they take minutes; those that cannot notice are left out. Of a test with many
examples the first and the last are run: what differs between examples is mostly typed input.
Freight's tests, told one by one what they ask of rooms that are off, ask five ports in 370 tests;
368 of them ask the same by these two examples, and each port is asked by several tests. All
examples run in the full house.
"""

import importlib.util
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.conf import settings

from house_plugin import ends_of
from matou.kit.port import Port
from matou.project.rooms import installed_modules

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "src" / "matou" / "modules"
FRONT = """
import os
import django
from django.conf import settings
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
django.setup()
from django.core.management import call_command
call_command("check", fail_level="WARNING", stdout=open(os.devnull, "w"))
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
print(Client().get("/").status_code, Client().get("/api/v1/openapi.json").status_code)
"""

CLIENT = re.compile(r"Client|\b(client|admin_client|rf)\b")
"""By what a test opens pages: Django's client, its fixtures, or one of ours that returns it."""
DOORS = ("matou.project", "matou.web")

pytestmark = pytest.mark.slow


def neighbours_of(room: str) -> list[str]:
    """Return the rooms whose source or tests name the room."""
    others = (name for name in installed_modules("") if name != room)
    return [
        other
        for other in others
        if any(
            f"matou.modules.{room}" in path.read_text(encoding="utf-8")
            for path in (MODULES / other).rglob("*.py")
        )
    ]


@cache
def unaware_tests_of(room: str) -> list[str]:
    """Return the room's test files that cannot notice which other rooms are on.

    They open no page or API, and nothing that they import asks another room's port. What they tell
    others is told in either house. They run once, in the full house.
    """
    tests = f"matou.modules.{room}.tests"
    house = imports_of_the_house()
    askers = asking_modules_of(room)
    return [
        name.removeprefix(f"{tests}.")
        for name in sorted(house.modules)
        if name.startswith(f"{tests}.test_")
        and not CLIENT.search(source_of(name))
        and not any(
            known in askers or known.startswith(DOORS)
            for known in house.find_upstream_modules(name)
        )
    ]


def asking_modules_of(room: str) -> set[str]:
    """Return the room's modules that name a port of another room."""
    ports = {
        name
        for other in installed_modules("")
        if other != room and importlib.util.find_spec(f"matou.modules.{other}.contracts")
        for name, value in vars(importlib.import_module(f"matou.modules.{other}.contracts")).items()
        if isinstance(value, Port)
    }
    named = re.compile(rf"\b({'|'.join(sorted(ports))})\b")
    return {
        name
        for name in imports_of_the_house().modules
        if name.startswith(f"matou.modules.{room}.") and named.search(source_of(name))
    }


def source_of(module: str) -> str:
    """Return what a module of the house says."""
    path = ROOT / "src" / module.replace(".", "/")
    file = path.with_suffix(".py")
    return (file if file.exists() else path / "__init__.py").read_text(encoding="utf-8")


@cache
def imports_of_the_house() -> grimp.ImportGraph:
    """Return who imports whom: the graph on which the fences stand too."""
    return grimp.build_graph("matou", include_external_packages=True, cache_dir=None)


def house_without(
    rooms: str, *command: str, timeout_s: int = 1800
) -> subprocess.CompletedProcess[str]:
    """Run a Python command in a house that lacks a room, or several parted by commas."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "MATOU_SHARD"},
            "MATOU_MODULES_OFF": rooms,
            "MATOU_EXAMPLES": "ends",
            "DJANGO_SETTINGS_MODULE": "matou.project.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", settings.MODULES)
def test_the_house_is_sound_and_opens_without_a_room(room: str) -> None:
    result = house_without(room, "-W", "ignore", "-c", FRONT)

    assert result.stdout.split() == ["200", "200"], result.stderr[-2000:]


KNOWN = {
    neighbour: [room for room in settings.MODULES if neighbour in neighbours_of(room)]
    for neighbour in settings.MODULES
}


@pytest.mark.parametrize("neighbour", [name for name, known in KNOWN.items() if known])
def test_a_neighbour_passes_its_tests_without_the_rooms_that_it_knows(neighbour: str) -> None:
    folder = f"src/matou/modules/{neighbour}"
    chosen = "not slow and not browser and not crash"
    ignored = [f"--ignore={folder}/tests/{name}.py" for name in unaware_tests_of(neighbour)]

    result = house_without(
        ",".join(KNOWN[neighbour]), "-m", "pytest", "-q", "-m", chosen, *ignored, folder
    )

    assert result.returncode == 0, result.stdout[-4000:]


def test_of_many_examples_the_first_and_the_last_are_run(request: pytest.FixtureRequest) -> None:
    every = [item for item in request.session.items if "opens_without_a_room" in item.nodeid]

    assert len(every) > 2
    assert ends_of(every) == [every[0], every[-1]]
    assert ends_of(every[:1]) == every[:1]


def test_only_what_cannot_notice_runs_in_the_full_house_alone() -> None:
    freight, planner = unaware_tests_of("freight"), unaware_tests_of("planner")

    assert {"test_laytime", "test_geofence"} <= set(freight)
    assert {"test_oracle", "test_validator"} <= set(planner)
    # Some ask a port of another room, some go by the pages or the API.
    assert not {"test_plan_beside", "test_services", "test_lot_pages"} & set(freight)
    assert not {"test_booking", "test_ask_pages", "test_api_bookings"} & set(planner)


def test_rooms_know_one_another_as_this_test_assumes() -> None:
    known = {room: neighbours_of(room) for room in settings.MODULES}

    assert known["registry"] == ["affairs", "freight"]
    assert "finance" in known["freight"]


def test_an_unknown_room_is_told_plainly() -> None:
    result = house_without("fright", "-m", "matou.project.cli", "--help")

    assert result.returncode == 1
    assert "fright" in result.stderr
    assert "freight" in result.stderr
