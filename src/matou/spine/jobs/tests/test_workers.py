"""Worker processes: killed, stopped, cut off from the database; nothing lost, nothing doubled."""

import signal
import time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.clock import utc_now
from matou.spine.jobs import queries, services
from matou.spine.jobs.contracts import JobStatus
from matou.spine.jobs.models import Failure
from matou.spine.jobs.tests.conftest import StartWorker, wait_until
from matou.spine.jobs.tests.worker_process import (
    SUBSCRIBER,
    GoodsWeighed,
    fail_always,
    fail_first,
    leave_mark,
    write_down,
)
from matou.spine.journal import queries as journal_queries
from matou.spine.journal import services as journal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.crash]
CLERK = Actor(code="P7", name="值班员", acts_for="P7", roles=frozenset({OPERATOR}))


def _weigh(scale: str, number: int) -> None:
    with transaction.atomic():
        journal.publish(
            GoodsWeighed(aggregate=scale, actor="P1", occurred_at=utc_now(), number=number)
        )


def _written(scale: str = "S") -> int:
    return ContentType.objects.filter(app_label__startswith=scale).count()


def _has(label: str, mark: str) -> bool:
    return ContentType.objects.filter(app_label=label, model=mark).exists()


def test_a_killed_worker_loses_and_doubles_no_delivery(start_worker: StartWorker) -> None:
    scales, each = 12, 50
    journal.subscribe(name=SUBSCRIBER, event=GoodsWeighed, handle=write_down)
    for number in range(each):
        for scale in range(scales):
            _weigh(f"S{scale}", number)

    for kill in range(1, 4):
        worker = start_worker()
        wait_until(lambda: _written() >= kill * 100)  # noqa: B023  # called at once
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    start_worker()
    wait_until(lambda: _written() >= scales * each)
    time.sleep(0.5)

    for scale in range(scales):
        rows = ContentType.objects.filter(app_label=f"S{scale}").order_by("id")
        assert [int(row.model) for row in rows] == list(range(each))
    assert journal_queries.delivery_lag() == ()


def test_a_job_of_a_killed_worker_runs_again(start_worker: StartWorker) -> None:
    leave_mark.defer(mark="heavy", seconds=2.0)
    worker = start_worker()
    wait_until(lambda: _has("began", "heavy"))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    with connection.cursor() as cursor:  # only the clock is replaced: its heartbeat is made old
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )

    assert services.requeue_stalled(now=utc_now()) >= 1
    start_worker()
    wait_until(lambda: _has("ended", "heavy"))


def test_a_stopped_worker_ends_its_job_first(start_worker: StartWorker) -> None:
    leave_mark.defer(mark="last", seconds=1.5)
    worker = start_worker()
    wait_until(lambda: _has("began", "last"))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=120) == 0
    assert _has("ended", "last")
    wait_until(lambda: queries.workers() == ())


def test_a_worker_survives_the_loss_of_its_connections(start_worker: StartWorker) -> None:
    worker = start_worker()
    leave_mark.defer(mark="before", seconds=0.0)
    wait_until(lambda: _has("ended", "before"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    leave_mark.defer(mark="after", seconds=0.0)

    wait_until(lambda: _has("ended", "after"))
    assert worker.poll() is None


def test_an_event_reaches_its_handler_soon_after_commit(start_worker: StartWorker) -> None:
    journal.subscribe(name=SUBSCRIBER, event=GoodsWeighed, handle=write_down)
    start_worker()
    leave_mark.defer(mark="ready", seconds=0.0)
    wait_until(lambda: _has("ended", "ready"))

    begun = time.monotonic()
    for number in range(1, 7):
        _weigh("S1", number)
        wait_until(lambda: _written("S1") == number)  # noqa: B023  # called at once

    # The sweep alone, every 10 s, would need 50 s and more; woken, all six take about 1 s.
    assert time.monotonic() - begun < 40


def test_a_failed_job_is_tried_again_and_one_failed_for_good_is_seen(
    start_worker: StartWorker,
) -> None:
    fail_first.defer(mark="once")
    hopeless = fail_always.defer(mark="never")
    start_worker()
    wait_until(lambda: _has("ended", "once") and len(queries.failed_jobs()) == 1)

    (failed,) = queries.failed_jobs()
    assert (failed.id, failed.task, failed.status) == (
        hopeless,
        "tests.fail_always",
        JobStatus.FAILED,
    )
    assert failed.error == "ValueError: never: never"
    services.retry_job(job_id=hopeless, actor=CLERK, now=utc_now())
    wait_until(lambda: Failure.objects.filter(job_id=hopeless).count() == 2)
