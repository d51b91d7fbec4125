"""A worker in a process of its own, for tests that kill it.

Its handler and tasks write rows of ``django_content_type``, the one table every test can spare.
"""

import sys
import time
from dataclasses import dataclass
from datetime import datetime

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402  # needs the set-up above

from matou.kit.event import Event  # noqa: E402
from matou.spine.jobs import services  # noqa: E402
from matou.spine.jobs.services.journal_delivery import DELIVER  # noqa: E402
from matou.spine.journal import services as journal  # noqa: E402

SUBSCRIBER = "jobs.scribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsWeighed(Event):
    """Something crossed the scale."""

    number: int

    @classmethod
    def type_name(cls) -> str:
        return "jobs.GoodsWeighed"  # the same, whether this file is imported or run


def write_down(event: GoodsWeighed) -> None:
    time.sleep(0.003)  # long enough that a kill finds a batch half done
    ContentType.objects.create(app_label=event.aggregate, model=f"{event.number:06}")


@services.task(name="tests.leave_mark")
def leave_mark(*, mark: str, seconds: float, now: datetime) -> None:
    """Say that the job began, take a while, say that it ended."""
    ContentType.objects.get_or_create(app_label="began", model=mark)
    time.sleep(seconds)
    ContentType.objects.create(app_label="ended", model=mark)


@services.task(name="tests.fail_first", retries=3)
def fail_first(*, mark: str) -> None:
    """Fail on the first run."""
    _, is_first = ContentType.objects.get_or_create(app_label="began", model=mark)
    if is_first:
        raise ValueError("the first run fails")
    ContentType.objects.create(app_label="ended", model=mark)


@services.task(name="tests.fail_always", retries=0)
def fail_always(*, mark: str) -> None:
    """Fail for good."""
    raise ValueError(f"never: {mark}")


if __name__ == "__main__":
    journal.subscribe(name=SUBSCRIBER, event=GoodsWeighed, handle=write_down)
    services.run_worker(concurrency=int(sys.argv[1]), on_start=DELIVER)
