"""What a task is, and how a job for it is put in line within the caller's transaction."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

from django.apps import apps
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.spine.jobs import rules

QUEUE = "default"


class TaskUnknown(DomainError):
    """No room that is switched on has a task of this name."""

    code: ClassVar[str] = "task-unknown"
    status: ClassVar[int] = 404
    zh: ClassVar[str] = "没有名为“{task}”的任务。请核对名称，或确认其模块已启用。"
    en: ClassVar[str] = "No task is named “{task}”. Check the name and that its room is on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A function that a worker runs; made by ``task``."""

    name: str
    function: Callable[..., None]
    retries: int
    every: str | None
    priority: int

    def __call__(self, **arguments: Any) -> None:
        """Run the function here and now; ``now`` is read from the clock where it is wanted."""
        if "now" in inspect.signature(self.function).parameters:
            arguments.setdefault("now", utc_now())
        self.function(**arguments)

    def defer(self, **arguments: Any) -> int:
        """Put a job in line as soon as the caller's transaction commits; returns its number."""
        return _enqueue(self, arguments, at=None)

    def defer_at(self, at: datetime, /, **arguments: Any) -> int:
        """Put a job in line for an instant."""
        return _enqueue(self, arguments, at=at)


_TASKS: dict[str, Task] = {}

# Always Django's own connection, also inside a worker, whose procrastinate app has connections
# of its own: a job must commit or vanish with the change that asked for it.
_MANAGER = JobManager(DjangoConnector())


def task(
    *,
    name: str,
    retries: int = rules.DEFAULT_RETRIES,
    every: str | None = None,
    priority: int = 0,
) -> Callable[[Callable[..., None]], Task]:
    """Make a function of a room's ``jobs.py`` a task, with its retries and its schedule.

    ``name`` reads ``room.verb_noun`` and is kept in the queue: renaming strands jobs. ``every``
    is a cron line in UTC, with seconds as an optional sixth field. The function takes keyword
    arguments of plain JSON values, and ``now`` if it names it; it may run twice, so it must not
    mind that.
    """

    def register(function: Callable[..., None]) -> Task:
        made = Task(name=name, function=function, retries=retries, every=every, priority=priority)
        present = _TASKS.setdefault(name, made)
        if present.function.__module__ != function.__module__:
            raise ValueError(f"two tasks are named {name}")
        _TASKS[name] = made
        return made

    return register


def tasks() -> dict[str, Task]:
    """Return every known task by name; ``discover`` first."""
    return dict(_TASKS)


def discover() -> dict[str, Task]:
    """Import ``jobs.py`` of every installed room and return all tasks by name."""
    for config in apps.get_app_configs():
        if config.name.startswith("matou.") and find_spec(f"{config.name}.jobs"):
            import_module(f"{config.name}.jobs")
    return tasks()


def defer(*, name: str, arguments: dict[str, Any], at: datetime | None = None) -> int:
    """Put a job in line by its task's name, for services, which may not import ``jobs.py``.

    Raises TaskUnknown.
    """
    found = _TASKS.get(name) or discover().get(name)
    if found is None:
        raise TaskUnknown(task=name)
    return _enqueue(found, arguments, at=at)


def _enqueue(wanted: Task, arguments: dict[str, Any], *, at: datetime | None) -> int:
    deferrer = configure_task(
        name=wanted.name,
        job_manager=_MANAGER,
        queue=QUEUE,
        priority=wanted.priority,
        schedule_at=at,
        task_kwargs=arguments,
    )
    return deferrer.defer()
