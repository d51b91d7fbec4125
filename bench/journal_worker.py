"""Journal events delivered per second by 1, 2 and 4 worker processes.

Reference, in the same run on the same PostgreSQL (fsync on): one process of bare procrastinate
doing empty tasks one by one. Each of our events is decoded and handled by a subscriber that
writes a row, so the ratio leans to the reference's side.

    python bench/journal_worker.py [--check] [--events 3000] [--rounds 1]

The rounds are interleaved and the median is printed; ``--check`` fails below the floor.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")
os.environ.setdefault("MATOU_HOME", str(ROOT / ".run" / "bench"))
os.environ.setdefault("MATOU_DB_ROLE", "owner")

import django  # noqa: E402  # the environment above must stand first

django.setup()

from django.db import connection, transaction  # noqa: E402

from matou.kit.clock import utc_now  # noqa: E402
from matou.kit.event import Event  # noqa: E402
from matou.project import operations  # noqa: E402
from matou.spine.jobs import services as jobs  # noqa: E402
from matou.spine.jobs.services.journal_delivery import DELIVER  # noqa: E402
from matou.spine.journal import services as journal  # noqa: E402

FLOOR = 2.0
"""Least ratio of one worker process to the reference; 2.9 to 5.1 was seen on two busy cores."""

AGGREGATES = 200
EMPTY_TASKS = 600
PROCESSES = (1, 2, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class BargePassed(Event):
    """A barge passed a lock."""

    lock: str
    draught_cm: int

    @classmethod
    def type_name(cls) -> str:
        """Name the event as a room's would be named; this file lies outside of every room."""
        return "bench.BargePassed"


def count_passage(event: BargePassed) -> None:
    """Keep the subscriber's projection: passages per barge."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_passages AS kept (barge, passages) VALUES (%s, 1)"
            " ON CONFLICT (barge) DO UPDATE SET passages = kept.passages + 1",
            [event.aggregate],
        )


journal.subscribe(name="bench.passages", event=BargePassed, handle=count_passage)


def main() -> int:
    """Measure, print, and compare with the floor where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--events", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--become", choices=["worker", "reference"])
    asked = parser.parse_args()
    if asked.become:
        return _become(asked.become)
    _prepare()
    reference: list[float] = []
    delivered: dict[int, list[float]] = {count: [] for count in PROCESSES}
    for _ in range(asked.rounds):
        reference.append(_measure("reference", 1, EMPTY_TASKS, _defer_empty, _empty_left))
        for count in PROCESSES:
            delivered[count].append(_measure("worker", count, asked.events, _publish, _undelivered))
            _check_projection(asked.events)
    return _report(reference, delivered, check=asked.check)


def _report(reference: list[float], delivered: dict[int, list[float]], *, check: bool) -> int:
    base = statistics.median(reference)
    print(f"bare procrastinate, empty tasks one by one, 1 process: {base:8,.0f}/s")
    one = statistics.median(delivered[1])
    for count, rates in delivered.items():
        rate = statistics.median(rates)
        print(
            f"journal events delivered, {count} process{'es' if count > 1 else '  '}:"
            f" {rate:8,.0f}/s · x {rate / base:.1f} reference · x {rate / one:.2f} one process"
        )
    best = max(delivered, key=lambda count: statistics.median(delivered[count]))
    print(f"ratio of one process {one / base:.1f} (floor {FLOOR}) · fastest with {best} processes")
    return 1 if check and one / base < FLOOR else 0


def _measure(
    role: str, processes: int, amount: int, fill: Callable[[int], None], left: Callable[[], int]
) -> float:
    """Return how many a second the processes do, from the first commit to the last."""
    _clear()
    fill(amount)
    with ExitStack() as stack:
        started = [stack.enter_context(_Process(role)) for _ in range(processes)]
        for process in started:
            process.wait_until_ready()
        for process in started:
            process.go()
        at_first = _wait_while(lambda: left() == amount)
        amount = left()  # the clock starts with the first commit: connecting is not counted
        return amount / (_wait_while(lambda: left() > 0) - at_first)


def _wait_while(condition: Callable[[], bool]) -> float:
    """Wait up to a minute and return the time."""
    limit = time.perf_counter() + 60
    while condition():
        if time.perf_counter() > limit:
            raise TimeoutError("nothing more is done for 60 s")
        time.sleep(0.01)
    return time.perf_counter()


class _Process:
    """This file in a process of its own, held at the start line."""

    def __init__(self, role: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--become", role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_ready(self) -> None:
        """Wait until everything is imported and connected."""
        assert self._process.stdout
        while self._process.stdout.readline() not in (b"ready\n", b""):
            pass

    def go(self) -> None:
        """Let it work."""
        assert self._process.stdin
        self._process.stdin.write(b"go\n")
        self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()


def _become(role: str) -> int:
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    if role == "worker":
        jobs.run_worker(concurrency=1, on_start=DELIVER)
    else:
        asyncio.run(_run_bare_procrastinate())
    return 0


async def _run_bare_procrastinate() -> None:
    from procrastinate import App, PsycopgConnector
    from procrastinate.contrib.django.utils import connector_params

    app = App(connector=PsycopgConnector(kwargs=connector_params()))

    @app.task(name="bench.empty", queue="bench")
    async def empty() -> None:
        """Do nothing."""

    async with app.open_async():
        await app.run_worker_async(queues=["bench"], concurrency=1)


def _prepare() -> None:
    operations.migrate()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_passages (barge text PRIMARY KEY, passages bigint)"
        )


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE bench_passages, procrastinate_jobs, procrastinate_workers, journal_delivery,"
            " journal_unsealed, journal_block, journal_entry, journal_head CASCADE"
        )


def _publish(amount: int) -> None:
    now = utc_now()
    for start in range(0, amount, 100):
        with transaction.atomic():
            for number in range(start, min(start + 100, amount)):
                journal.publish(
                    BargePassed(
                        aggregate=f"BARGE{number % AGGREGATES}",
                        actor="bench",
                        occurred_at=now,
                        lock="长洲",
                        draught_cm=300 + number % 50,
                    )
                )


def _defer_empty(amount: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name)"
            " SELECT 'bench', 'bench.empty' FROM generate_series(1, %s)",
            [amount],
        )


def _undelivered() -> int:
    return _count("SELECT count(*) FROM journal_delivery WHERE state = 'waiting'")


def _empty_left() -> int:
    return _count(
        "SELECT count(*) FROM procrastinate_jobs"
        " WHERE queue_name = 'bench' AND status IN ('todo', 'doing')"
    )


def _check_projection(amount: int) -> None:
    heard = _count("SELECT coalesce(sum(passages), 0) FROM bench_passages")
    assert heard == amount, f"{heard} passages counted, {amount} published"


def _count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        (count,) = cursor.fetchone() or (0,)
        return int(count)


if __name__ == "__main__":
    sys.exit(main())
