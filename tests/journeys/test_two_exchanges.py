"""Two installations on two databases: one asks, the other dies and comes back, nothing is lost."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from house_database import _administer
from journeys.browser import ROOT, Site, _environment, _free_port
from matou.project import processes, schema

pytestmark = [pytest.mark.slow, pytest.mark.crash]
STATION = ROOT / "tests" / "journeys" / "exchange_station.py"


class City:
    """One installation: a database, keys and an address of its own, and a desk to act at."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.database = name, f"test_matou_{os.getpid()}_{name}"
        template = f"matou_template_{schema.schema_hash()}"
        _administer(
            f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)',
            f'CREATE DATABASE "{self.database}" TEMPLATE "{template}"',
        )
        port = _free_port()
        own = {"member": name, "base_url": f"http://127.0.0.1:{port}"}
        environment = _environment(self.database) | {
            "MATOU_EXCHANGE": json.dumps(own),
            "MATOU_EXCHANGE_KEYS": str(folder / name),
        }
        self.site = Site(port=port, environment=environment)
        self.desk = subprocess.Popen(
            [sys.executable, str(STATION)],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=processes.die_with_parent,  # noqa: PLW1509  # one system call
        )

    def do(self, *command: str) -> dict[str, Any]:
        """Have the desk do something and return what it says."""
        assert self.desk.stdin
        assert self.desk.stdout
        self.desk.stdin.write(json.dumps(command) + "\n")
        self.desk.stdin.flush()
        told: dict[str, Any] = json.loads(self.desk.stdout.readline())
        return told

    def serve(self) -> None:
        """Start the web process alone."""
        self.site.start_web()

    def die(self) -> None:
        """Kill the web process as a power cut would."""
        web = self.site.processes.pop()
        parent = psutil.Process(web.pid)
        for process in (*parent.children(recursive=True), parent):
            process.kill()
        web.wait()

    def close(self) -> None:
        """End what was started, and drop the database."""
        self.desk.kill()
        self.desk.communicate()
        while self.site.processes:
            self.die()
        _administer(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


@pytest.fixture
def cities(django_db_setup: None, tmp_path: Path) -> Iterator[tuple[City, City]]:
    """Two neighbours that have registered each other."""
    pair = City("wuzhou", tmp_path), City("foshan", tmp_path)
    for one, other in (pair, pair[::-1]):
        told = other.do("whoami")
        one.do("register", told["member"], told["public"], told["base_url"])
    yield pair
    for city in pair:
        city.close()


def test_a_call_survives_the_other_citys_death(cities: tuple[City, City]) -> None:
    wuzhou, foshan = cities
    foshan.do("company", "佛山建材")
    foshan.serve()
    first, second = str(uuid4()), str(uuid4())

    answered = wuzhou.do("ask", "foshan", first)
    foshan.die()
    waiting = wuzhou.do("ask", "foshan", second)
    foshan.serve()
    later = wuzhou.do("due", second)

    assert (answered["state"], waiting["state"], later["state"]) == (
        "answered",
        "waiting",
        "answered",
    )
    assert answered["records"] == later["records"] == [{"name": "佛山建材"}]
    ours, theirs = wuzhou.do("verify"), foshan.do("verify")
    assert (ours["altered"], theirs["altered"]) == ("", "")
    told = [row for row in ours["rows"] if row["outcome"] == "answered"]
    assert told == theirs["rows"]  # both sides keep the same digests of each message
