"""Median time of the busiest page and of one state change, against a bare one-view Django app.

    .venv/bin/python bench/web.py [--check]

Both sites run on granian with one worker each and on the same PostgreSQL with fsync on. One
client asks them in turn, so that what else the machine does hits both. The busiest page is the
list of open demands as a signed-out carrier opens it, once as guests share it for five
seconds and once made anew for each request; the state change is a demand published
through the API: sign-in by token, idempotency key, row lock, rules, journal entry, commit. The
bare app lists as many rows by ORM and template, and locks, changes and appends a row by ORM.
"""

import argparse
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
CEILING_PAGE, CEILING_CHANGE = 3.0, 4.0
WARM, ROUNDS = 30, 200
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]


def main() -> int:
    """Measure and print; with ``--check`` fail above the ceilings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="matou-bench-web-"))
    home.chmod(0o755)  # the database's own account passes through
    os.environ |= {"MATOU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "matou.project.settings"}
    sites: list[subprocess.Popen[bytes]] = []
    try:
        token, codes = prepare()
        house, bare = free_port(), free_port()
        sites = [serve("matou.project.wsgi:application", house), serve_bare(bare)]
        page = compare((house, "GET", "/freight/"), (bare, "GET", "/list"))
        fresh = compare((house, "GET", "/freight/?tonnage_min={}"), (bare, "GET", "/list"))
        change = compare_changes(house, bare, token, codes)
    finally:
        for site in sites:
            os.killpg(site.pid, signal.SIGTERM)  # the bare app is a child of its programme
            site.wait()
        run("db", "stop")
        shutil.rmtree(home, ignore_errors=True)
    show("open demands / bare list", page, CEILING_PAGE)
    show("open demands made anew / bare list", fresh, None)
    show("demand published / bare change", change, CEILING_CHANGE)
    too_slow = ratio(page) > CEILING_PAGE or ratio(change) > CEILING_CHANGE
    return int(arguments.check and too_slow)


def run(*arguments: str) -> str:
    """Run a matou command in the bench's home."""
    command = [sys.executable, "-m", "matou.project.cli", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def prepare() -> tuple[str, list[str]]:
    """Prepare the house with demo data and drafts to publish; returns a token and the drafts."""
    run("db", "start")
    run("prepare")
    run("migrate")
    run("seed")
    made = subprocess.run(
        [sys.executable, str(ROOT / "bench/web_drafts.py"), str(WARM + ROUNDS)],
        check=True,
        capture_output=True,
        text=True,
    )
    token, *codes = made.stdout.split()
    return token, codes


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(application: str, port: int) -> subprocess.Popen[bytes]:
    """Start granian on the house and wait for it."""
    return started([*GRANIAN, "--port", str(port), application], port)


def serve_bare(port: int) -> subprocess.Popen[bytes]:
    """Start the bare app and wait for it."""
    os.environ["MATOU_PORT"] = str(port)
    return started([sys.executable, str(ROOT / "bench/bare_app.py")], port)


def started(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Start a site and return when it accepts connections."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    sys.exit(f"{command} does not listen")


class Client:
    """One kept connection to one site."""

    def __init__(self, port: int) -> None:
        """Connect at the first request."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> float:
        """Return the seconds of one request; any refusal ends the bench."""
        began = time.perf_counter()
        self.connection.request(method, path, headers=headers or {})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status >= 400:
            sys.exit(f"{path} {answer.status} {body[:300]!r}")
        return time.perf_counter() - began


def compare(ours: tuple[int, str, str], theirs: tuple[int, str, str]) -> tuple[float, float]:
    """Ask both in turn; returns the medians."""
    clients = (Client(ours[0]), Client(theirs[0]))
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM + ROUNDS):
        for client, site, kept in zip(clients, (ours, theirs), times, strict=True):
            seconds = client.ask(site[1], site[2].format(number))
            if number >= WARM:
                kept.append(seconds)
    return median(times[0]), median(times[1])


def compare_changes(house: int, bare: int, token: str, codes: list[str]) -> tuple[float, float]:
    """Publish one draft after the other, the bare app's change in between."""
    ours, theirs = Client(house), Client(bare)
    times: tuple[list[float], list[float]] = ([], [])
    for number, code in enumerate(codes):
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"bench-{code}",
            "Content-Length": "0",
        }
        published = ours.ask("POST", f"/api/v1/freight/demands/{code}/publish", headers)
        changed = theirs.ask("POST", f"/change/{number % 1000 + 1}", {"Content-Length": "0"})
        if number >= WARM:
            times[0].append(published)
            times[1].append(changed)
    return median(times[0]), median(times[1])


def ratio(pair: tuple[float, float]) -> float:
    """Return ours over theirs."""
    return pair[0] / pair[1]


def show(title: str, pair: tuple[float, float], ceiling: float | None) -> None:
    """Print one figure."""
    house_ms, bare_ms = (seconds * 1000 for seconds in pair)
    limit = f"ceiling {ceiling:g}" if ceiling else "no ceiling"
    print(f"{title}: p50 {house_ms:.1f} ms / {bare_ms:.1f} ms = {ratio(pair):.2f} ({limit})")


if __name__ == "__main__":
    sys.exit(main())
