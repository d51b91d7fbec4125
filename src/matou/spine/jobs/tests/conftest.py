"""Workers in processes of their own, always ended."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from matou.spine.journal.services import subscriptions

StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def _quiet_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "_BY_EVENT", {})


@pytest.fixture
def _empty_queue(transactional_db: None) -> Iterator[None]:
    """Empty procrastinate's tables, which Django's flush does not know as ours."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def start_worker(_empty_queue: None) -> Iterator[StartWorker]:
    """Start ``worker_process.py``; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        connection.close()
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "worker_process.py"), "2"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], *, seconds: float = 240) -> None:
    """Wait for another process; fails the test when it takes too long."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
