"""``matou jobs …``: run a worker, look at the queue, retry a failed job."""

import click

from matou.kit.actor import OPERATOR, Actor
from matou.kit.clock import utc_now
from matou.spine.jobs import queries, services
from matou.spine.jobs.services import journal_delivery

_AT_THE_CONSOLE = Actor(
    code="console", name="命令行 console", acts_for="console", roles=frozenset({OPERATOR})
)
"""Whoever may run commands on the machine may do what an operator may."""


@click.group("jobs")
def commands() -> None:
    """后台任务。Queue, schedule and workers."""


@commands.command("work")
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True)
def work(concurrency: int) -> None:
    """启动工作进程。Run a worker until SIGTERM; start as many as you like."""
    services.run_worker(concurrency=concurrency, on_start=journal_delivery.DELIVER)


@commands.command("status")
def status() -> None:
    """任务状态。Show how many jobs stand where, the workers, and what failed."""
    click.echo(" · ".join(f"{name} {count}" for name, count in queries.job_counts().items()))
    for worker in queries.workers():
        click.echo(
            f"worker {worker.id}: running {worker.running} · heartbeat {worker.last_heartbeat_at}"
        )
    for job in queries.failed_jobs():
        click.echo(f"failed {job.id} {job.task} {job.arguments}: {job.error}")


@commands.command("retry")
@click.argument("job_id", type=int)
def retry(job_id: int) -> None:
    """重试失败的任务。Put the failed job JOB_ID back in line."""
    services.retry_job(job_id=job_id, actor=_AT_THE_CONSOLE, now=utc_now())
