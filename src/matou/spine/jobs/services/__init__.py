"""Define tasks, put jobs in line, run them, mend what a killed worker left."""

from matou.spine.jobs.services.running import run_now, run_worker
from matou.spine.jobs.services.tasks import (
    Task,
    TaskUnknown,
    defer,
    discover,
    task,
    tasks,
)
from matou.spine.jobs.services.upkeep import requeue_stalled, retry_job, sweep_finished

__all__ = [
    "Task",
    "TaskUnknown",
    "defer",
    "discover",
    "requeue_stalled",
    "retry_job",
    "run_now",
    "run_worker",
    "sweep_finished",
    "task",
    "tasks",
]
