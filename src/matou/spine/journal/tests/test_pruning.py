"""Pruning: old bookkeeping goes, entries stay, and nothing is told a second time."""

from datetime import timedelta

import pytest
from django.db import connection

from matou.kit.actor import OPERATOR, Actor
from matou.spine.journal import rules, services
from matou.spine.journal.models import Delivery, JournalEntry
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
KEEP = timedelta(days=30)
LATER = NOON + KEEP + timedelta(seconds=1)


def sailed(barge: str) -> BargeSailed:
    return BargeSailed(aggregate=barge, actor="P1", occurred_at=NOON)


def spans() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT spans::text FROM journal_told ORDER BY event")
        return [row[0] for row in cursor.fetchall()]


def test_what_was_delivered_long_ago_goes_and_the_entries_stay(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1"), moored("B2"))
        services.deliver_due(now=NOON)

        assert services.prune_delivered(now=LATER, keep=KEEP) == 2

    assert not Delivery.objects.exists()
    assert JournalEntry.objects.count() == 2


def test_what_was_delivered_lately_stays(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1"))
        services.deliver_due(now=NOON)

        assert services.prune_delivered(now=NOON + KEEP, keep=KEEP) == 0

    assert Delivery.objects.count() == 1


def test_waiting_ones_and_dead_letters_stay_whatever_their_age(desk: Desk) -> None:
    desk.refuses = lambda _: True
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "dead"), moored("B1", "behind"))
        now = NOON
        for attempts in range(1, rules.MAX_ATTEMPTS + 1):
            services.deliver_due(now=now)
            now += rules.wait_after(attempts=attempts) or timedelta()

        assert services.prune_delivered(now=LATER + timedelta(days=900), keep=KEEP) == 0

    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dead", "waiting"]


def test_a_late_catch_up_tells_nothing_twice(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "a"), sailed("B1"), moored("B1", "b"))
        services.deliver_due(now=NOON)
        services.prune_delivered(now=LATER, keep=KEEP)
        publish(moored("B1", "c"))

        assert services.catch_up(subscriber="desk") == 0
        services.deliver_due(now=LATER)

    assert desk.berths == ["a", "b", "c"]


def test_a_catch_up_still_tells_what_was_missed_between_pruned_ones(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "a"))
    publish(moored("B2", "missed"))
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B3", "c"))
        services.deliver_due(now=NOON)
        services.prune_delivered(now=LATER, keep=KEEP)

        assert services.catch_up(subscriber="desk") == 1
        services.deliver_due(now=LATER)

    assert sorted(desk.berths) == ["a", "c", "missed"]


def test_a_type_of_event_taken_later_is_caught_up_whole(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(sailed("B0"), moored("B1", "a"), sailed("B1"))
        services.deliver_due(now=NOON)
        services.prune_delivered(now=LATER, keep=KEEP)

        with subscribed("desk", BargeSailed, desk.hear):
            assert services.catch_up(subscriber="desk") == 2


def test_a_rebuild_hears_pruned_entries_again(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "a"), moored("B1", "b"))
        services.deliver_due(now=NOON)
        services.prune_delivered(now=LATER, keep=KEEP)

        assert services.rebuild(subscriber="desk", clear=desk.heard.clear) == 2
        services.deliver_due(now=LATER)

    assert desk.berths == ["a", "b"]


def test_told_without_a_gap_is_one_span_whatever_lies_between(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        for number in range(5):
            publish(moored("B1", str(number)), sailed("B1"))
            services.deliver_due(now=NOON)
            services.prune_delivered(now=LATER, keep=KEEP)

    (told,) = spans()
    assert told.count(",") == 1


def test_a_set_aside_letter_is_not_told_after_all(desk: Desk) -> None:
    desk.refuses = lambda _: True
    clerk = Actor(code="P7", name="值班员", acts_for="P7", roles=frozenset({OPERATOR}))
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1"))
        Delivery.objects.update(state=Delivery.State.DEAD)
        letter = Delivery.objects.get()
        services.set_aside_dead_letter(delivery_id=letter.id, actor=clerk, reason="重复", now=NOON)
        services.prune_delivered(now=LATER, keep=KEEP)

        assert services.catch_up(subscriber="desk") == 0


def test_free_entries_pass_a_long_backlog_behind_a_dead_letter(desk: Desk) -> None:
    desk.refuses = lambda event: event.aggregate == "STUCK"
    with subscribed("desk", BargeMoored, desk.hear):
        publish(*(moored("STUCK", str(number)) for number in range(400)))
        Delivery.objects.filter(version=1).update(state=Delivery.State.DEAD)
        publish(moored("FREE", "free"))

        assert services.deliver_due(now=NOON) == 1

    assert desk.berths == ["free"]
