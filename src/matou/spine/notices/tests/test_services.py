"""Telling once, delivering with retries, reading, wishes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.spine.credentials.contracts import CredentialExpiring, HolderKind
from matou.spine.jobs.queries import recent_jobs
from matou.spine.notices import queries, services
from matou.spine.notices.contracts import (
    Channel,
    DeliveryState,
    MissingFact,
    UnknownTemplate,
)
from matou.spine.notices.models import Notice
from matou.spine.notices.services.credentials import tell_expiring
from matou.spine.notices.tests.conftest import NOW, TEMPLATE, Listener, tell

pytestmark = pytest.mark.django_db


def states(party: str) -> dict[Channel, DeliveryState]:
    rows = queries.deliveries_page()
    return {row.channel: row.state for row in rows if row.party == party}


@transaction.atomic
def tell_and_fail(party: str) -> None:
    tell(party)
    _ = 1 / 0


def me(party: str) -> Actor:
    return Actor(code=party, name=party, acts_for=party)


def test_a_notice_is_said_in_both_languages(person: str) -> None:
    card = tell(person)

    assert card.subject("zh-hans") == "货运单 7K3M 晚点"
    assert card.body("en") == "It will be 5 hours late."
    assert card.url == "/freight/lots/7K3M/"
    assert queries.inbox(party=person) == (card,)


def test_nothing_is_told_twice(person: str) -> None:
    first = tell(person)
    second = tell(person)

    assert first == second
    assert len(queries.deliveries_page()) == 2


def test_another_key_is_another_notice(person: str) -> None:
    tell(person, key="1")
    tell(person, key="2")

    assert queries.unread_count(parties=[person]) == 2


def test_a_rolled_back_change_tells_nothing(person: str) -> None:
    with pytest.raises(ZeroDivisionError):
        tell_and_fail(person)

    assert not Notice.objects.exists()


def test_an_unknown_template_is_refused(person: str) -> None:
    with pytest.raises(UnknownTemplate):
        services.notify(party=person, template="test.none", facts={}, key="1", now=NOW)


def test_a_missing_fact_is_refused(person: str) -> None:
    with pytest.raises(MissingFact):
        services.notify(party=person, template=TEMPLATE, facts={"lot": "1"}, key="1", now=NOW)


def test_telling_puts_a_job_in_line(person: str) -> None:
    tell(person)

    assert "notices.deliver_due" in [job.task for job in recent_jobs()]


def test_what_is_due_is_sent_to_the_partys_addresses(
    person: str, email: Listener, sms: Listener
) -> None:
    tell(person)

    assert services.deliver_due(now=NOW) == 2
    assert email.heard[0].addresses == ("lisi@example.org",)
    assert sms.heard[0].addresses == ("13800138000",)
    assert set(states(person).values()) == {DeliveryState.SENT}


def test_what_was_sent_is_not_sent_again(person: str, email: Listener, sms: Listener) -> None:
    tell(person)
    services.deliver_due(now=NOW)

    assert services.deliver_due(now=NOW + timedelta(days=1)) == 0
    assert len(email.heard) == 1


def test_a_failure_is_tried_again_later(person: str, email: Listener, sms: Listener) -> None:
    email.failures = 1
    tell(person)
    services.deliver_due(now=NOW)

    too_soon = services.deliver_due(now=NOW + timedelta(seconds=59))
    later = services.deliver_due(now=NOW + timedelta(minutes=1))

    assert (too_soon, later) == (0, 1)
    assert states(person)[Channel.EMAIL] is DeliveryState.SENT


def test_after_six_failures_an_operator_decides(
    person: str, email: Listener, sms: Listener, operator: Actor
) -> None:
    email.failures = 6
    tell(person)
    _ = [services.deliver_due(now=NOW + timedelta(days=day)) for day in range(6)]

    failed = queries.deliveries_page(state=DeliveryState.FAILED)[0]
    services.retry_delivery(delivery_id=failed.id, actor=operator, now=NOW)
    services.deliver_due(now=NOW)

    assert (failed.attempts, failed.last_error) == (6, "line busy")
    assert states(person)[Channel.EMAIL] is DeliveryState.SENT


def test_only_operators_retry(person: str) -> None:
    with pytest.raises(NotAllowed):
        services.retry_delivery(delivery_id=1, actor=me(person), now=NOW)


def test_a_party_without_addresses_is_known_as_such(
    db: None, email: Listener, sms: Listener
) -> None:
    tell("NOBODY")
    services.deliver_due(now=NOW)

    assert set(states("NOBODY").values()) == {DeliveryState.NO_ADDRESS}


def test_a_switched_off_channel_is_left_out(person: str) -> None:
    services.set_preference(
        language="en",
        channels_off=["sms"],
        quiet_from_minute=None,
        quiet_until_minute=None,
        actor=me(person),
    )

    tell(person)

    assert set(states(person)) == {Channel.EMAIL}


def test_quiet_hours_and_language_are_kept(person: str, email: Listener, sms: Listener) -> None:
    services.set_preference(
        language="en",
        channels_off=[],
        quiet_from_minute=12 * 60,
        quiet_until_minute=14 * 60,
        actor=me(person),
    )
    tell(person)

    at_noon = services.deliver_due(now=NOW)
    at_two = services.deliver_due(now=NOW + timedelta(hours=2))

    assert (at_noon, at_two) == (0, 2)
    assert email.heard[0].subject == "Lot 7K3M is late"


@pytest.mark.parametrize(
    ("language", "quiet"), [("fr", (None, None)), ("zh", (60, None)), ("zh", (60, 1440))]
)
def test_unclear_wishes_are_refused(
    person: str, language: str, quiet: tuple[int | None, int | None]
) -> None:
    with pytest.raises(InvalidInput):
        services.set_preference(
            language=language,
            channels_off=[],
            quiet_from_minute=quiet[0],
            quiet_until_minute=quiet[1],
            actor=me(person),
        )


def test_reading_lowers_the_count_once(person: str) -> None:
    card = tell(person)

    services.mark_read(notice_id=card.id, actor=me(person), now=NOW)
    services.mark_read(notice_id=card.id, actor=me(person), now=NOW + timedelta(hours=1))

    assert queries.unread_count(parties=[person]) == 0
    assert queries.notice(notice_id=card.id).read_at == NOW


def test_somebody_elses_notice_is_not_found(person: str) -> None:
    card = tell(person)

    with pytest.raises(NotFound):
        services.mark_read(notice_id=card.id, actor=me("OTHER"), now=NOW)


def test_all_are_marked_read_at_once(person: str) -> None:
    tell(person, key="1")
    tell(person, key="2")

    assert services.mark_all_read(actor=me(person), now=NOW) == 2


def test_the_list_comes_in_pages(person: str) -> None:
    cards = [tell(person, key=str(number)) for number in range(5)]

    first = queries.inbox(party=person, limit=2)
    rest = queries.inbox(party=person, before=first[-1].id, limit=10)

    assert [*first, *rest] == list(reversed(cards))


def test_a_house_mail_carries_its_reference(person: str) -> None:
    tell(person)
    services.deliver_due(now=NOW)

    sent = mail.outbox[0]
    assert sent.bcc == ["lisi@example.org"]
    assert sent.extra_headers["Message-ID"].startswith("<notice-")


def test_an_expiring_credential_is_told_once_for_each_threshold(person: str) -> None:
    event = CredentialExpiring(
        aggregate="7K3M9QXP4",
        actor="system",
        occurred_at=NOW,
        holder=person,
        holder_kind=HolderKind.PERSON,
        kind="business_licence",
        number="A-1",
        until_at=NOW + timedelta(days=29),
        days=30,
    )

    tell_expiring(event)
    tell_expiring(event)

    cards = queries.inbox(party=person)
    assert [card.zh_subject for card in cards] == ["营业执照还有不到 30 天到期"]


def test_a_vessels_credential_is_left_to_the_room_that_knows_the_owner() -> None:
    event = CredentialExpiring(
        aggregate="7K3M9QXP4",
        actor="system",
        occurred_at=NOW,
        holder="VESSEL",
        holder_kind=HolderKind.VESSEL,
        kind="business_licence",
        number="A-1",
        until_at=NOW + timedelta(days=29),
        days=30,
    )

    tell_expiring(event)

    assert not Notice.objects.exists()
