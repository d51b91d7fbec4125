"""Whole answers of a plan, by API and by page, from the house's web server to four clients at once.

    .venv/bin/python bench/planner_http.py [--check] [--questions 300]

The site runs as ``matou serve`` runs it: granian with one worker a core and three threads each, the
planner's own reference network in PostgreSQL. Random questions (``rules/sampling.py``: containers,
bulk, air and dangerous goods in turn, closures taken for the case) are asked as guests ask them,
each once by ``POST /api/v1/planner/ask`` and once by ``GET /planner/ask/``, which tells one closure
in whole days; hardly any graph is found compiled. The reference in the same run is the bare Django
app of ``bench/bare_app.py`` on granian with as many workers, which lists twenty rows. Rounds of the
three follow each other, so that whatever else the machine does hits all; what an answer takes of
the workers' processors is told beside, for it hardly depends on that. The first question is put
while the server still starts; what resides of each worker is read at the end. ``--check`` fails
beyond the limits.
"""

import argparse
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

import psutil  # noqa: E402  # the paths above must stand first

import web  # noqa: E402

CLIENTS, ROUNDS, DAY_MIN = 4, 3, 1440
SETTLED_S = 5.0
"""By then the workers have warmed up in the background: see ``matou.project.warming``."""
MOST_P95_MS, MOST_RESIDENT_MB = 100.0, 350
SERVED = ("--interface", "wsgi", "--workers", str(os.cpu_count() or 1), "--blocking-threads", "3")
JSON = {"Content-Type": "application/json"}
_ADDRESSES = count(1)
Ask = tuple[str, str, str | None]
"""Method, path and body of one request."""


def main() -> int:
    """Measure and print; with ``--check`` fail beyond the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--questions", type=int, default=300)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="matou-bench-http-"))
    home.chmod(0o755)  # the database's own account passes through
    os.environ |= {
        "MATOU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "matou.project.settings",
        "MALLOC_ARENA_MAX": "2",  # as the site's own processes have it
        "MATOU_TRUSTED_PROXIES": "1",  # so that every question may come from an address of its own
    }
    sites: list[subprocess.Popen[bytes]] = []
    try:
        for step in (("db", "start"), ("prepare",), ("migrate",), ("seed",)):
            web.run(*step)
        calls, pages = questions_asked(asked.questions)
        house, bare = web.free_port(), web.free_port()
        sites.append(served(house))
        first_s = seconds_of(web.Client(house), calls[0])
        sites.append(web.serve_bare(bare))
        bare_asks: list[Ask] = [("GET", "/list", None)] * len(calls)
        found, processor_s = measured(
            {"api": (house, calls), "page": (house, pages), "bare": (bare, bare_asks)}, sites[0]
        )
        resident, own = resident_mb(sites[0])
    finally:
        for site in sites:
            os.killpg(site.pid, signal.SIGTERM)
            site.wait()
        web.run("db", "stop")
        shutil.rmtree(home, ignore_errors=True)
    print(f"first question to a server that has just begun to listen: {first_s:.2f} s")
    holds = shown(found, processor_s, resident)
    print(f"  of it with what processes share divided among them (PSS): {own} MB")
    return 0 if holds or not asked.check else 1


def questions_asked(number: int) -> tuple[list[Ask], list[Ask]]:
    """Return as many random questions as API calls, and the same as addresses of the page."""
    import django

    django.setup()
    from matou.kit.clock import utc_now
    from matou.modules.planner.forms.addresses import query_of
    from matou.modules.planner.queries.fronts import reference_network
    from matou.modules.planner.rules.notices import week_start
    from matou.modules.planner.rules.sampling import questions

    monday = week_start(utc_now()) + timedelta(days=7)
    found = list(islice(questions(network=reference_network(), seed=2026), number))
    calls: list[Ask] = [
        ("POST", "/api/v1/planner/ask", json.dumps(body_of(one, monday))) for one in found
    ]
    pages: list[Ask] = [
        ("GET", f"/planner/ask/?{query_of(in_days(one), starts_at=monday)}", None) for one in found
    ]
    return calls, pages


def in_days(question: Any) -> Any:
    """Return the question as the page's form can put it: one closure at most, in whole days."""
    closures = tuple(
        replace(
            one, until_min=one.from_min + DAY_MIN * -(-(one.until_min - one.from_min) // DAY_MIN)
        )
        for one in question.wishes.closures[:1]
    )
    return replace(question, wishes=replace(question.wishes, closures=tuple(closures)))


def body_of(question: Any, monday: datetime) -> dict[str, Any]:
    """Return a question as the API takes it."""

    def instant(minute: int) -> str:
        return (monday + timedelta(minutes=minute)).isoformat()

    cargo = question.cargo
    body: dict[str, Any] = {
        "origin": question.origin,
        "destination": question.destination,
        "ready_at": instant(question.ready_min),
        "tonnes": cargo.mass_kg / 1000,
        "air": cargo.load.value == "air",
        "dangerous_class": cargo.dangerous_class,
        "allow": sorted(cargo.flags),
        "closures": [
            {
                "lock": one.lock,
                "starts_at": instant(one.from_min),
                "ends_at": instant(one.until_min),
            }
            for one in question.wishes.closures
        ],
    }
    if cargo.teu:
        body["teu"] = cargo.teu
    if cargo.draught_mm:
        body["draught_m"] = cargo.draught_mm / 1000
    return body


def served(port: int) -> subprocess.Popen[bytes]:
    """Start the house as ``matou serve`` starts it, and return once it listens."""
    return web.started(
        [sys.executable, "-m", "granian", *SERVED, "--host", "127.0.0.1", "--port", str(port),
         "--no-ws", "--log-level", "warning", "matou.project.wsgi:application"],
        port,
    )  # fmt: skip


def measured(
    sites: dict[str, tuple[int, list[Ask]]], house: subprocess.Popen[bytes]
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Ask every site all its questions, in rounds, after a tenth that only warms.

    Returns the seconds of every answer, and those that the house's processes worked.
    """
    kept: dict[str, list[float]] = {name: [] for name in sites}
    worked = dict.fromkeys(sites, 0.0)
    for port, asks in sites.values():
        together(port, asks[: len(asks) // 10])
    time.sleep(SETTLED_S)
    for number in range(ROUNDS):
        for name, (port, asks) in sites.items():
            before = processor_of(house)
            kept[name] += together(port, asks[number::ROUNDS])
            worked[name] += processor_of(house) - before
    return kept, worked


def processor_of(site: subprocess.Popen[bytes]) -> float:
    """Return the processor seconds that a server and its workers have used."""
    server = psutil.Process(site.pid)
    spent = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in spent)


def together(port: int, asks: Sequence[Ask]) -> list[float]:
    """Let four clients ask at once, each on a connection of its own, until all is answered."""
    waiting = iter(asks)

    def client(_number: int) -> list[float]:
        connection = web.Client(port)
        return [seconds_of(connection, ask) for ask in taken(waiting)]

    with ThreadPoolExecutor(CLIENTS) as clients:
        return [seconds for one in clients.map(client, range(CLIENTS)) for seconds in one]


def taken(waiting: Iterator[Ask]) -> Iterator[Ask]:
    """Take one question after the other; a list's iterator hands each out once, to any thread."""
    while (ask := next(waiting, None)) is not None:
        yield ask


def seconds_of(client: web.Client, ask: Ask) -> float:
    """Return the seconds of one answer, body read; whatever is no answer ends the bench."""
    method, path, body = ask
    headers = {"X-Forwarded-For": f"10.{address()}"} | (JSON if body else {})
    began = time.perf_counter()
    client.connection.request(method, path, body=body, headers=headers)
    answer = client.connection.getresponse()
    text = answer.read()
    seconds = time.perf_counter() - began
    if answer.status != http.client.OK:
        sys.exit(f"{path} {body} {answer.status} {text[:500]!r}")
    return seconds


def address() -> str:
    """Return the rest of a guest's address that nobody had."""
    number = next(_ADDRESSES)
    return f"{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def resident_mb(site: subprocess.Popen[bytes]) -> tuple[list[int], list[int]]:
    """Return what resides of the server's process and of each worker: whole, and its own share."""
    server = psutil.Process(site.pid)
    found = [server, *server.children(recursive=True)]
    told = [one.memory_full_info() for one in found]
    return [one.rss // 1_000_000 for one in told], [one.pss // 1_000_000 for one in told]


def shown(
    found: dict[str, list[float]], processor_s: dict[str, float], resident: list[int]
) -> bool:
    """Print the figures; tells whether all stay within the limits."""
    reference = share(found["bare"], 0.5)
    print(f"{CLIENTS} clients at once, {len(found['api'])} questions each way, ms")
    for name, title in (("api", "POST /api/v1/planner/ask"), ("page", "GET /planner/ask/"),
                        ("bare", "bare Django list")):  # fmt: skip
        parts = " · ".join(
            f"p{part} {share(found[name], part / 100) * 1000:6.1f}" for part in (50, 95, 99)
        )
        ratio = share(found[name], 0.5) / reference
        told = f"processor {processor_s[name] / len(found[name]) * 1000:5.1f}"
        print(f"  {title:26} {parts} · {told} · median / bare median x {ratio:.1f}")
    print(f"resident: server {resident[0]} MB, workers {resident[1:]} MB ({MOST_RESIDENT_MB=})")
    slowest = max(share(found[name], 0.95) * 1000 for name in ("api", "page"))
    print(f"p95 of the slower of both ways: {slowest:.1f} ms ({MOST_P95_MS=})")
    return slowest < MOST_P95_MS and max(resident) <= MOST_RESIDENT_MB


def share(values: Sequence[float], part: float) -> float:
    """Return the value that so large a part stays below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


if __name__ == "__main__":
    sys.exit(main())
