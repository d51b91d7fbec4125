"""Delivery: at least once, in order per aggregate, one subscriber's trouble its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Flag

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.kit.event import Event
from matou.spine.journal import queries, rules, services
from matou.spine.journal.models import Delivery
from matou.spine.journal.tests.telling import (
    NOON,
    BargeMoored,
    BargeSailed,
    Desk,
    moored,
    publish,
    subscribed,
)

pytestmark = pytest.mark.django_db
CLERK = Actor(code="P7", name="值班员", acts_for="P7", roles=frozenset({OPERATOR}))


def test_a_subscriber_hears_each_event_once(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1"), moored("B2"))

        assert services.deliver_due(now=NOON) == 2
        assert services.deliver_due(now=NOON) == 0

    assert desk.heard == [moored("B1"), moored("B2")]


def test_a_rolled_back_event_is_never_delivered(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        with transaction.atomic():
            services.publish(moored("B1"))
            transaction.set_rollback(True)

        assert services.deliver_due(now=NOON) == 0


def test_a_handler_may_publish_in_its_turn(desk: Desk) -> None:
    def sail(event: Event) -> None:
        services.publish(BargeSailed(aggregate=event.aggregate, actor="P1", occurred_at=NOON))

    with subscribed("sailor", BargeMoored, sail), subscribed("desk", BargeSailed, desk.hear):
        publish(moored("B1"))

        assert services.deliver_due(now=NOON) == 2

    assert [type(event) for event in desk.heard] == [BargeSailed]


def test_a_failing_entry_holds_back_only_its_own_aggregate_and_subscriber(desk: Desk) -> None:
    desk.refuses = lambda event: event == moored("B1", "bad")
    other = Desk()
    with subscribed("desk", BargeMoored, desk.hear), subscribed("other", BargeMoored, other.hear):
        publish(
            moored("B1", "ok"), moored("B1", "bad"), moored("B1", "after"), moored("B2", "free")
        )

        services.deliver_due(now=NOON)

    assert desk.berths == ["ok", "free"]
    assert other.berths == ["ok", "bad", "after", "free"]


def test_what_a_failing_handler_wrote_is_undone(desk: Desk) -> None:
    def write_and_fail(event: Event) -> None:
        ContentType.objects.create(app_label="journal", model="half_done")
        raise ValueError(event.aggregate)

    with subscribed("desk", BargeMoored, write_and_fail):
        publish(moored("B1"))
        services.deliver_due(now=NOON)

    assert not ContentType.objects.filter(model="half_done").exists()


def test_a_broken_foreign_key_fails_its_own_handler_and_not_the_batch(desk: Desk) -> None:
    def point_nowhere(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO journal_delivery (subscriber, seq, aggregate, version, state)"
                " VALUES ('nobody', -1, 'none', 1, 'done')"
            )

    with subscribed("a", BargeMoored, point_nowhere), subscribed("b", BargeMoored, desk.hear):
        publish(moored("B1"))
        services.deliver_due(now=NOON)

    assert desk.berths == ["A1"]
    (failed,) = Delivery.objects.filter(subscriber="a")
    assert (failed.attempts, failed.state) == (1, "waiting")
    assert "IntegrityError" in failed.error


def test_a_failure_waits_longer_each_time_and_then_succeeds_in_order(desk: Desk) -> None:
    desk.refuses = lambda _: True
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "first"), moored("B1", "second"))
        services.deliver_due(now=NOON)
        desk.refuses = lambda _: False

        assert services.deliver_due(now=NOON + timedelta(seconds=1)) == 0
        assert services.deliver_due(now=NOON + timedelta(seconds=2)) == 2

    assert desk.berths == ["first", "second"]


def _fail_for_good() -> None:
    now = NOON
    for attempts in range(1, rules.MAX_ATTEMPTS + 1):
        services.deliver_due(now=now)
        now += rules.wait_after(attempts=attempts) or timedelta()


def test_after_the_last_try_an_operator_sees_a_dead_letter_and_retries_it(desk: Desk) -> None:
    desk.refuses = lambda event: event == moored("B1", "bad")
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "bad"), moored("B1", "after"))
        _fail_for_good()

        (letter,) = queries.dead_letters()
        assert (letter.subscriber, letter.attempts, letter.held_back) == ("desk", 8, 1)
        assert letter.error == "ValueError: cannot take B1"
        assert services.deliver_due(now=NOON + timedelta(days=9)) == 0

        desk.refuses = lambda _: False
        services.retry_dead_letter(delivery_id=letter.delivery_id, actor=CLERK, now=NOON)
        services.deliver_due(now=NOON)

    assert desk.berths == ["bad", "after"]
    assert queries.dead_letters() == ()
    (told,) = queries.entries_of(f"delivery:{letter.delivery_id}")
    assert (told.event, told.actor) == ("journal.DeadLetterRetried", CLERK.code)


def test_a_dead_letter_set_aside_lets_later_entries_pass(desk: Desk) -> None:
    desk.refuses = lambda event: event == moored("B1", "bad")
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "bad"), moored("B1", "after"))
        _fail_for_good()
        (letter,) = queries.dead_letters()

        services.set_aside_dead_letter(
            delivery_id=letter.delivery_id, actor=CLERK, reason="重复", now=NOON
        )
        services.deliver_due(now=NOON)

    assert desk.berths == ["after"]
    assert queries.dead_letters() == ()
    (told,) = queries.entries_of(f"delivery:{letter.delivery_id}")
    assert (told.event, told.payload["reason"]) == ("journal.DeadLetterSetAside", "重复")


def test_others_than_operators_may_not_touch_dead_letters() -> None:
    stranger = Actor(code="P8", name="旅客", acts_for="P8")

    with pytest.raises(NotAllowed):
        services.retry_dead_letter(delivery_id=1, actor=stranger, now=NOON)


def test_only_a_dead_letter_is_retried(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1"))

    with pytest.raises(NotFound):
        services.retry_dead_letter(delivery_id=Delivery.objects.get().id, actor=CLERK, now=NOON)


def test_the_lag_says_who_is_how_far_behind(desk: Desk) -> None:
    desk.refuses = lambda event: event.aggregate == "B1"
    with subscribed("desk", BargeMoored, desk.hear):
        first, _ = publish(moored("B1"), moored("B1", "after"))
        services.deliver_due(now=NOON)

    (lag,) = queries.delivery_lag()
    assert (lag.subscriber, lag.waiting, lag.failing, lag.dead) == ("desk", 2, 1, 0)
    assert lag.oldest_recorded_at == first.recorded_at


def test_deliveries_of_a_room_that_is_off_wait_for_it(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1"))

    assert services.deliver_due(now=NOON) == 0
    with subscribed("desk", BargeMoored, desk.hear):
        assert services.deliver_due(now=NOON) == 1


def test_a_subscriber_installed_later_is_caught_up_once(desk: Desk) -> None:
    publish(moored("B1", "first"), moored("B1", "second"))
    with subscribed("late", BargeMoored, desk.hear):
        publish(moored("B1", "third"))

        assert services.catch_up(subscriber="late") == 2
        assert services.catch_up(subscriber="late") == 0
        services.deliver_due(now=NOON)

    assert desk.berths == ["first", "second", "third"]


def test_an_unknown_subscriber_cannot_be_caught_up() -> None:
    with pytest.raises(services.SubscriberUnknown):
        services.catch_up(subscriber="nobody")


def test_one_name_cannot_have_two_handlers_for_one_event(desk: Desk) -> None:
    with (
        subscribed("desk", BargeMoored, desk.hear),
        pytest.raises(ValueError, match="another handler"),
    ):
        services.subscribe(name="desk", event=BargeMoored, handle=Desk().hear)


def test_a_long_backlog_of_one_aggregate_comes_in_order(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(*(moored("HOT", str(number)) for number in range(250)))

        assert services.deliver_due(now=NOON) == 250

    assert desk.berths == [str(number) for number in range(250)]


@pytest.mark.django_db(transaction=True)
def test_three_workers_side_by_side_deliver_everything_once_and_in_order() -> None:
    def project(event: Event) -> None:
        assert isinstance(event, BargeMoored)
        ContentType.objects.create(app_label=event.aggregate, model=event.berth)

    def work(_: int) -> int:
        delivered = services.deliver_due(now=NOON)
        connection.close()
        return delivered

    with subscribed("projection", BargeMoored, project):
        for number in range(20):
            publish(*(moored(f"B{barge}", f"{number:03}") for barge in range(15)))
        with ThreadPoolExecutor(3) as pool:
            delivered = sum(pool.map(work, range(3)))

    kept = ContentType.objects.filter(app_label__startswith="B").order_by("id")
    assert delivered == 300 == kept.count()
    for barge in range(15):
        berths = list(kept.filter(app_label=f"B{barge}").values_list("model", flat=True))
        assert berths == [f"{number:03}" for number in range(20)]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_skipped(desk: Desk) -> None:
    written, may_commit = Flag(), Flag()

    def write_slowly() -> None:
        with transaction.atomic():
            services.publish(moored("SLOW"))
            written.set()
            may_commit.wait(10)
        connection.close()

    with subscribed("desk", BargeMoored, desk.hear), ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_slowly)
        written.wait(10)
        publish(moored("QUICK"))
        services.deliver_due(now=NOON)
        services.seal_due(now=NOON)
        may_commit.set()
        slow.result()
        services.deliver_due(now=NOON)
        services.seal_due(now=NOON)

    assert [event.aggregate for event in desk.heard] == ["QUICK", "SLOW"]
    report = queries.verify_seals()
    assert report.is_intact
    assert (report.entries, report.unsealed) == (2, 0)
