"""Run jobs: one worker process or many, until told to stop."""

import asyncio
import json
import logging
import signal
from contextlib import suppress
from datetime import datetime
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.utils import connector_params
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from matou.kit.clock import utc_now
from matou.spine.jobs import rules
from matou.spine.jobs.models import Failure
from matou.spine.jobs.services.tasks import QUEUE, Task, discover

GRACE_S = 20.0
"""How long running jobs may finish after SIGTERM before their worker leaves them to a restart."""

_RECONNECT_S = 1.0

_log = logging.getLogger(__name__)


class _Backoff(BaseRetryStrategy):
    """Procrastinate's question when to try again, answered by our rules."""

    def __init__(self, retries: int) -> None:
        self.retries = retries

    def get_retry_decision(
        self,
        *,
        exception: BaseException,  # noqa: ARG002  # procrastinate's interface
        job: Job,
    ) -> RetryDecision | None:
        """Return when the job runs again, None when it has failed for good."""
        if job.attempts >= self.retries:
            return None
        return RetryDecision(retry_in={"seconds": rules.wait_s(attempts=job.attempts)})


def run_worker(*, concurrency: int, on_start: str | None = None) -> None:
    """Work until SIGTERM or SIGINT; running jobs may finish first. Survives a database restart.

    ``on_start`` names a task that is deferred once the worker stands.
    """
    tasks = discover()
    first = tasks[on_start] if on_start else None
    asyncio.run(_work_until_stopped(list(tasks.values()), concurrency=concurrency, first=first))


def run_now(*, at_most: int = 1000) -> int:
    """Run the jobs due now in this process, one by one; returns how many. For tests."""
    tasks = discover()
    count = 0
    while count < at_most:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_fetch_job_v2(%s, NULL)", [[QUEUE]]
            )
            row = cursor.fetchone()
        if row is None or row[0] is None:
            break
        job_id, name, arguments = row
        tasks[name](**json.loads(arguments))  # Django hands over jsonb as text
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [job_id])
        count += 1
    return count


async def _work_until_stopped(tasks: list[Task], *, concurrency: int, first: Task | None) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        try:
            await _work_once(tasks, concurrency=concurrency, first=first, stopping=stopping)
        except (exceptions.ConnectorException, psycopg.Error, DatabaseError, OSError) as error:
            _log.warning("the worker lost the database and tries again: %s", error)
        if not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _RECONNECT_S)


async def _work_once(
    tasks: list[Task], *, concurrency: int, first: Task | None, stopping: asyncio.Event
) -> None:
    app = await asyncio.to_thread(_make_app, tasks)
    async with app.open_async():
        if first:
            await asyncio.to_thread(_in_thread, first.defer)
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_S,
                update_heartbeat_interval=rules.HEARTBEAT_S,
                stalled_worker_timeout=rules.STALLED_AFTER_S,
            )
        )
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not working.done():
            working.cancel()  # procrastinate lets running jobs end before it obeys
        with suppress(asyncio.CancelledError):
            await working


def _make_app(tasks: list[Task]) -> DjangoApp:
    parameters: dict[str, Any] = connector_params()
    app = DjangoApp(connector=PsycopgConnector(kwargs=parameters, min_size=2, max_size=5))
    for task in tasks:
        _register(app, task)
    return app


def _in_thread(act: Any) -> None:
    act()
    connection.close()


def _register(app: DjangoApp, task: Task) -> None:
    def run(context: JobContext, /, **arguments: Any) -> None:
        arguments.pop("timestamp", None)  # procrastinate's tick of a scheduled run
        try:
            task(**arguments)
        except Exception as error:
            assert context.job.id is not None  # noqa: S101  # it was fetched by its id
            _record_failure(context.job.id, context.job.attempts, error, at=utc_now())
            raise

    made: Any = app.task(
        name=task.name,
        queue=QUEUE,
        priority=task.priority,
        retry=_Backoff(task.retries),
        pass_context=True,
    )(run)
    if task.every:
        app.periodic(cron=task.every)(made)


def _record_failure(job_id: int, attempt: int, error: Exception, *, at: datetime) -> None:
    with suppress(DatabaseError), transaction.atomic():
        Failure.objects.create(
            job_id=job_id, attempt=attempt, error=rules.error_text(error), failed_at=at
        )
