"""Rows of the job queue that pages may know, and what is told when a person steps in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from matou.kit.event import Event


class JobStatus(StrEnum):
    """Where a job stands; the words are procrastinate's."""

    TODO = "todo"
    DOING = "doing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One job as the console shows it."""

    id: int
    task: str
    status: JobStatus
    attempts: int
    """Runs that ended and returns to the line, as procrastinate counts them: 0 on the first run."""
    arguments: dict[str, Any]
    scheduled_at: datetime | None
    last_change_at: datetime | None
    error: str
    """What the newest failed run ended with, empty where none failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """One worker process that has signed on."""

    id: int
    last_heartbeat_at: datetime
    running: int
    """Jobs it is doing now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetried(Event):
    """An operator put a failed job back in line; ``aggregate`` is ``job:<number>``."""

    task: str
