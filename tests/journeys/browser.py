"""A real running site and a real browser: what the journeys by pages stand on."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page

from matou.project import paths, processes, schema
from matou.spine.parties.seeds import DEMO_PASSWORD, demo_secret
from matou.web.samples import GUEST
from matou.web.tests.browser import DESK, PHONE, Visitor, launched

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("zh-hans", "en")
OFFICERS = {
    "operator",
    "registrar",
    "auditor",
    "admin",
    "exchange-officer",
    "exchange-officer2",
}
TOTP_PERIOD_S = 30
READY_WITHIN_S = 240

__all__ = ["DESK", "LANGUAGES", "PHONE", "Site", "Visit", "Visitor"]


@dataclass(slots=True)
class Site:
    """One web process and one worker on a database of their own, with the demo in it."""

    port: int
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *command: str) -> str:
        """Run a Python program of the site's house to its end."""
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        """Start web and worker; returns when the site is ready."""
        self._launch("worker", "-m", "matou.project.cli", "jobs", "work")
        self.start_web()

    def start_web(self) -> None:
        """Start the web process alone; returns when it answers."""
        served = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
        small = ("--port", str(self.port), "--workers", "1", "--blocking-threads", "3")
        application = ("--log-level", "warning", "matou.project.wsgi:application")
        self._launch("web", *served, *small, *application)
        self._wait_until_ready()

    def stop(self) -> None:
        """End what was started here, politely first."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=60)
            process.kill()

    def samples(self) -> list[dict[str, Any]]:
        """Return every page sample with its address in this site's data."""
        found: list[dict[str, Any]] = json.loads(self.run("tests/journeys/addresses.py"))
        return found

    def _launch(self, name: str, *command: str) -> None:
        log = paths.home() / "log" / f"journey-{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=self.environment,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=processes.die_with_parent,  # noqa: PLW1509  # one system call
            )
        self.processes.append(process)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.1)
        pytest.fail("the site of the journeys did not start; see log/journey-web.log")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys; skips them loudly where there is none."""
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def site(browser: Browser, django_db_setup: None) -> Iterator[Site]:
    """Carry one cargo through on a fresh database, then serve the pages on it."""
    from house_database import _administer  # a conftest that imported it would be too early

    name = f"test_matou_{os.getpid()}_site"
    template = f"matou_template_{schema.schema_hash()}"
    _administer(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
    )
    running = Site(port=_free_port(), environment=_environment(name))
    try:
        running.run("-m", "django", "collectstatic", "--noinput", "--verbosity", "0")
        running.run("-c", "import django; django.setup(); from matou.web import messages; "
                    "messages.compile_all()")  # fmt: skip
        running.run("-m", "matou.project.cli", "demo", "--once")
        running.start()
        yield running
    finally:
        running.stop()
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _environment(database: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "MATOU_DB_ROLE"}
    return {
        **kept,
        "MATOU_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "journeys.site_settings",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests"))),
        "PYTHONUNBUFFERED": "1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Return a maker of visitors, signed in where a person is named; all leave at the end."""
    visitors: list[Visitor] = []

    def make(person: str = GUEST, *, width: int = DESK, language: str = "zh-hans") -> Visitor:
        session = session_of(browser, site, person) if person != GUEST else ""
        visitor = Visitor(
            browser, base_url=site.url, width=width, language=language, session=session
        )
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.close()


def session_of(browser: Browser, site: Site, person: str) -> str:
    """Return the session of a demo person, signing in by the page the first time."""
    if person not in site.sessions:
        visitor = Visitor(browser, base_url=site.url, width=PHONE, language="zh-hans")
        visitor.page.goto("/account/login/")
        sign_in(visitor.page, person)
        cookies = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}
        site.sessions[person] = cookies["sessionid"]
        visitor.close()
    return site.sessions[person]


def sign_in(page: Page, person: str) -> None:
    """Fill the sign-in page that stands open, and the one-time code where it is asked."""
    page.fill("main input[name=login]", f"demo-{person}")
    page.fill("main input[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    if person in OFFICERS:
        page.fill("main input[name=code]", one_time_code(person))
        page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url and "/2fa" not in url)


def one_time_code(person: str) -> str:
    """Return the present one-time code of a demo person."""
    return str(
        format_hotp_value(hotp_value(demo_secret(person), int(time.time()) // TOTP_PERIOD_S))
    )
