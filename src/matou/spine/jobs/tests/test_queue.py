"""The queue: in the caller's transaction, seen by the console, mended and tidied."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.clock import utc_now
from matou.kit.errors import NotAllowed, NotFound
from matou.spine.jobs import queries, rules, services
from matou.spine.jobs.contracts import JobStatus
from matou.spine.jobs.models import Failure
from matou.spine.jobs.services import journal_delivery
from matou.spine.jobs.tests.worker_process import GoodsWeighed
from matou.spine.journal import services as journal
from matou.spine.journal.queries import entries_of

pytestmark = pytest.mark.django_db
CLERK = Actor(code="P7", name="值班员", acts_for="P7", roles=frozenset({OPERATOR}))
RAN: list[str] = []


@services.task(name="tests.note")
def note(*, word: str) -> None:
    """Note a word."""
    RAN.append(word)


@services.task(name="tests.clock")
def clock(*, now: datetime) -> None:
    """Note the time."""
    RAN.append(now.isoformat())


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    RAN.clear()


def _jobs_of(task: str) -> int:
    return len(queries.recent_jobs(task=task))


def _fetch_as_worker() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone() or (0,)
        cursor.execute("SELECT procrastinate_fetch_job_v2(NULL, %s)", [worker])
    return int(worker)


def _age_heartbeat(worker: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s)"
            " WHERE id = %s",
            [rules.STALLED_AFTER_S + 1, worker],
        )


def test_a_deferred_job_runs_with_its_arguments() -> None:
    note.defer(word="沙")

    assert services.run_now() == 1
    assert RAN == ["沙"]
    assert queries.job_counts()[JobStatus.SUCCEEDED] == 1


def test_now_is_read_when_the_job_runs() -> None:
    clock()

    assert abs(datetime.fromisoformat(RAN[0]) - utc_now()) < timedelta(minutes=1)


def test_a_job_of_a_rolled_back_transaction_never_was() -> None:
    with transaction.atomic():
        note.defer(word="lost")
        transaction.set_rollback(True)

    assert queries.recent_jobs() == ()


def test_a_job_for_later_waits() -> None:
    note.defer_at(utc_now() + timedelta(hours=1), word="later")

    assert services.run_now() == 0
    assert queries.recent_jobs()[0].scheduled_at is not None


def test_a_service_defers_by_name() -> None:
    services.defer(name="tests.note", arguments={"word": "by name"})

    services.run_now()
    assert RAN == ["by name"]


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(services.TaskUnknown):
        services.defer(name="tests.nothing", arguments={})


def test_two_rooms_cannot_name_one_task() -> None:
    def elsewhere() -> None:
        """Stand in another module."""

    elsewhere.__module__ = "matou.modules.other.jobs"
    with pytest.raises(ValueError, match="two tasks"):
        services.task(name="tests.note")(elsewhere)


def test_every_room_s_jobs_are_found() -> None:
    assert {"journal.deliver", "journal.seal", "jobs.requeue_stalled"} <= set(services.discover())


def test_the_jobs_of_a_silent_worker_are_put_back_in_line() -> None:
    note.defer(word="again")
    worker = _fetch_as_worker()

    assert services.requeue_stalled(now=utc_now()) == 0
    _age_heartbeat(worker)
    assert services.requeue_stalled(now=utc_now()) == 1

    (job,) = queries.recent_jobs()
    assert (job.status, job.attempts) == (JobStatus.TODO, 1)
    assert job.error == "WorkerLost: no heartbeat"


def test_a_job_that_kills_its_workers_fails_in_the_end() -> None:
    note.defer(word="deadly")
    for _ in range(rules.STALLS_MOST):
        _age_heartbeat(_fetch_as_worker())
        services.requeue_stalled(now=utc_now())

    (job,) = queries.failed_jobs()
    assert job.attempts == rules.STALLS_MOST


def test_a_retry_by_hand_stands_in_the_journal() -> None:
    job = note.defer(word="deadly")
    for _ in range(rules.STALLS_MOST):
        _age_heartbeat(_fetch_as_worker())
        services.requeue_stalled(now=utc_now())

    services.retry_job(job_id=job, actor=CLERK, now=utc_now())

    (told,) = entries_of(f"job:{job}")
    assert (told.event, told.actor) == ("jobs.JobRetried", CLERK.code)


def test_only_operators_retry_and_only_failed_jobs() -> None:
    job = note.defer(word="waiting")

    with pytest.raises(NotFound):
        services.retry_job(job_id=job, actor=CLERK, now=utc_now())
    with pytest.raises(NotAllowed):
        services.retry_job(
            job_id=job, actor=Actor(code="P8", name="旅客", acts_for="P8"), now=utc_now()
        )


def test_finished_jobs_are_swept_with_their_failures_and_others_stay() -> None:
    finished = note.defer(word="done")
    services.run_now()
    note.defer(word="waiting")
    Failure.objects.create(job_id=finished, attempt=0, error="once", failed_at=utc_now())

    early = services.sweep_finished(now=utc_now(), keep=timedelta(hours=1))
    late = services.sweep_finished(now=utc_now() + timedelta(hours=2), keep=timedelta(hours=1))

    assert (early, late) == (0, 1)
    assert [job.arguments for job in queries.recent_jobs()] == [{"word": "waiting"}]
    assert not Failure.objects.exists()


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 2), (1, 4), (5, 64), (30, 3600)])
def test_the_wait_between_tries_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert rules.wait_s(attempts=attempts) == seconds


def _weigh(scale: str) -> None:
    journal.publish(GoodsWeighed(aggregate=scale, actor="P1", occurred_at=utc_now(), number=1))


@pytest.fixture
def heard() -> list[GoodsWeighed]:
    """Events that a subscriber hears."""
    found: list[GoodsWeighed] = []
    journal.subscribe(name="tests.ear", event=GoodsWeighed, handle=found.append)
    return found


def test_a_transaction_wakes_delivery_once(heard: list[GoodsWeighed]) -> None:
    with transaction.atomic():
        _weigh("S1")
        _weigh("S2")
        with transaction.atomic():
            _weigh("S1")

    assert _jobs_of("journal.deliver") == 1
    services.run_now()
    assert len(heard) == 3


def test_a_wake_up_lost_with_its_savepoint_is_given_again(heard: list[GoodsWeighed]) -> None:
    with transaction.atomic():
        _weigh("S1")
        transaction.set_rollback(True)
    _weigh("S2")

    assert _jobs_of("journal.deliver") == 1
    services.run_now()
    assert [event.aggregate for event in heard] == ["S2"]


def test_nobody_is_woken_for_an_event_that_nobody_hears() -> None:
    _weigh("S1")

    assert queries.recent_jobs() == ()


def test_one_run_takes_the_other_waiting_wake_ups_along(heard: list[GoodsWeighed]) -> None:
    for _ in range(5):
        services.defer(name="journal.deliver", arguments={})
    _weigh("S1")

    assert journal_delivery.deliver_journal(now=utc_now()) == 1
    assert _jobs_of("journal.deliver") == 0
    assert len(heard) == 1
