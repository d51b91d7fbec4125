"""Payees: who may be one, how its number is kept, and how long a new one waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import ProviderAnswer, ProviderOrder, ProviderUnavailable
from matou.spine.custody.contracts.payees import (
    PAYEE_STANDINGS,
    NewPayee,
    PayeeCooling,
    PayeeMissing,
    PayeeNameDiffers,
    PayeeNotEntitled,
    PayeeRole,
    Standing,
    TooManyPayees,
)
from matou.spine.custody.models import CustodyOrder, PayeeAccount
from matou.spine.custody.services.simulator import Simulator
from matou.spine.custody.tests.conftest import NOW, deposit, member_of, payee_of
from matou.spine.journal.queries import entries_of

pytestmark = pytest.mark.django_db

NUMBER = "6222 0202 0011 2233"


@pytest.fixture
def _owner_is_entitled() -> Iterator[None]:
    """The vessel's owner may be paid, from NOW on for a week."""
    known = PAYEE_STANDINGS.get()

    def standings(_party: str, at: datetime) -> tuple[Standing, ...]:
        owner = Standing(holder="OWNER", role=PayeeRole.VESSEL_OWNER, because="VESSEL")
        return (owner,) if at < NOW + timedelta(days=7) else ()

    PAYEE_STANDINGS.fill(standings)
    yield
    PAYEE_STANDINGS.fill(known)  # type: ignore[arg-type]  # as it was, None where nobody answers


def draw(at: datetime, *, reference: str = "PAY1") -> None:
    services.request_payout(
        party="SHIP", amount=Money(100), reference=reference, actor=member_of("SHIP"), now=at
    )


def new(holder: str = "SHIP", number: str = NUMBER) -> NewPayee:
    return NewPayee(holder=holder, bank="演示银行", number=number)


def register(wanted: NewPayee, *, at: datetime = NOW) -> None:
    services.register_payee(party="SHIP", new=wanted, actor=member_of("SHIP"), now=at)


HEARD: list[ProviderOrder] = []


class Listener(Simulator):
    """A custodian that lets a test hear what it was told."""

    def payout(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Note the order, then carry it out."""
        HEARD.append(order)
        return super().payout(order=order, now=now)


def filled() -> None:
    deposit(10_000)
    services.run_due(now=NOW)


def test_an_account_number_is_unreadable_in_the_database_and_masked_on_screen() -> None:
    card = payee_of(number=NUMBER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM custody_payeeaccount p")
        kept = cursor.fetchone()[0]

    assert "6222020200112233" not in kept
    assert card.number_masked == "****2233"
    assert services.account_number(card.payee_id) == "6222020200112233"
    assert "6222" not in str(entries_of(f"payee:{card.payee_id}"))


def test_a_stranger_to_the_work_is_no_payee() -> None:
    with pytest.raises(PayeeNotEntitled) as refused:
        register(new("OWNER"))

    assert "船舶所有人" in refused.value.message("zh")
    assert queries.payees_of("SHIP") == ()


@pytest.mark.usefixtures("_owner_is_entitled")
def test_the_vessels_owner_is_a_payee() -> None:
    register(new("OWNER"))

    assert [card.role for card in queries.payees_of("SHIP")] == [PayeeRole.VESSEL_OWNER]


@pytest.mark.usefixtures("_owner_is_entitled")
def test_who_has_lost_the_standing_is_paid_no_more() -> None:
    filled()
    register(new("OWNER"))
    draw(NOW + timedelta(days=6))

    with pytest.raises(PayeeNotEntitled):
        draw(NOW + timedelta(days=8), reference="PAY2")


def test_a_new_payee_waits_a_day_to_the_second() -> None:
    filled()
    register(new())

    with pytest.raises(PayeeCooling) as refused:
        draw(NOW + timedelta(hours=23, minutes=59, seconds=59))
    draw(NOW + timedelta(hours=24))

    assert "2026-03-03 10:00" in refused.value.message("zh")
    assert CustodyOrder.objects.filter(kind="payout").count() == 1


def test_the_cooling_period_is_a_setting(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"cooling_h": 0}
    filled()
    register(new())

    draw(NOW)

    assert CustodyOrder.objects.filter(kind="payout").count() == 1


def test_a_change_of_payee_begins_the_cooling_anew() -> None:
    filled()
    old = payee_of()

    services.change_payee(
        payee_id=old.payee_id,
        party="SHIP",
        new=new(number="6222 0202 0099 8877"),
        actor=member_of("SHIP"),
        now=NOW,
    )

    with pytest.raises(PayeeCooling):
        draw(NOW)
    assert PayeeAccount.objects.get(pk=old.payee_id).ended_at == NOW


def test_a_payee_ended_and_registered_again_cools_again() -> None:
    old = payee_of()
    services.end_payee(payee_id=old.payee_id, party="SHIP", actor=member_of("SHIP"), now=NOW)

    again = payee_of(at=NOW)

    assert again.usable_from == NOW + timedelta(hours=24)


def test_the_same_account_again_changes_nothing() -> None:
    assert payee_of(at=NOW - timedelta(days=2)) == payee_of(at=NOW)


def test_without_a_payee_nothing_is_paid() -> None:
    filled()

    with pytest.raises(PayeeMissing):
        draw(NOW)


def test_of_two_payees_one_must_be_chosen() -> None:
    filled()
    payee_of()
    second = payee_of(number="6222 0202 0099 8877")

    with pytest.raises(PayeeMissing):
        draw(NOW)
    order = services.request_payout(
        party="SHIP",
        amount=Money(100),
        reference="PAY1",
        actor=member_of("SHIP"),
        now=NOW,
        payee=second.payee_id,
    )

    assert CustodyOrder.objects.get(pk=order.order_id).payee_id == second.payee_id


def test_anothers_payee_is_not_paid() -> None:
    filled()
    foreign = payee_of("OTHER")

    with pytest.raises(PayeeMissing):
        services.request_payout(
            party="SHIP",
            amount=Money(100),
            reference="PAY1",
            actor=member_of("SHIP"),
            now=NOW,
            payee=foreign.payee_id,
        )


def test_only_the_partys_own_people_touch_its_payees() -> None:
    card = payee_of()

    with pytest.raises(NotAllowed):
        services.register_payee(party="SHIP", new=new(), actor=member_of("OTHER"), now=NOW)
    with pytest.raises(NotFound):
        services.end_payee(payee_id=card.payee_id, party="OTHER", actor=member_of("OTHER"), now=NOW)


def test_a_name_that_the_custodian_knows_otherwise_is_refused() -> None:
    with pytest.raises(PayeeNameDiffers):
        register(new(number="6222020200110000"))

    assert queries.payees_of("SHIP") == ()


def test_a_silent_name_check_registers_nothing() -> None:
    with pytest.raises(ProviderUnavailable):
        register(new(number="6222020200119999"))

    assert queries.payees_of("SHIP") == ()


@pytest.mark.parametrize(
    "number", ["", "1234567", "1" * 33, "６２２２０２０２００１１", "12ab5678", "1;--"]
)
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        register(new(number=number))


def test_a_handful_of_payees_is_the_end(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"most_payees": 1}
    payee_of()

    with pytest.raises(TooManyPayees):
        register(new(number="6222020200998877"))


def test_numbers_outlive_a_change_of_keys(settings: Settings) -> None:
    settings.FIELD_KEYS = ["old-" * 10]
    card = payee_of(number=NUMBER)
    settings.FIELD_KEYS = ["new-" * 10, "old-" * 10]

    resealed = services.reseal_payees(), services.reseal_payees()
    settings.FIELD_KEYS = ["new-" * 10]

    assert resealed == (1, 0)
    assert services.account_number(card.payee_id) == "6222020200112233"


def test_the_custodian_is_told_the_payees_account_and_no_log_is(settings: Settings) -> None:
    settings.CUSTODY_PROVIDER = f"{__name__}.Listener"
    HEARD.clear()
    filled()
    payee_of(number=NUMBER)
    draw(NOW)

    services.send_due(now=NOW)

    assert [order.account_number for order in HEARD] == ["6222020200112233"]
    assert "6222" not in repr(HEARD)


def _refused() -> list[tuple[str, str, str]]:
    entries = entries_of("payees:SHIP")
    return [(one.event, one.payload["reason"], one.payload["account"]) for one in entries]


def test_a_stranger_as_payee_leaves_an_entry_with_the_number_masked() -> None:
    with pytest.raises(PayeeNotEntitled):
        register(new(holder="STRANGER"))

    ((event, reason, account),) = _refused()
    assert (event, reason) == ("custody.PayeeRefused", "custody-payee-not-entitled")
    assert account.endswith("2233")
    assert "0202" not in account


def test_another_holders_name_leaves_an_entry_and_no_account() -> None:
    with pytest.raises(PayeeNameDiffers):
        register(new(number="6222020200110000"))

    assert [reason for _event, reason, _account in _refused()] == ["custody-payee-name-differs"]
    assert not PayeeAccount.objects.exists()


def test_a_change_that_is_refused_leaves_an_entry_and_the_old_account() -> None:
    register(new())
    old = PayeeAccount.objects.get()

    with pytest.raises(PayeeNotEntitled):
        services.change_payee(
            payee_id=old.pk,
            party="SHIP",
            new=new(holder="STRANGER", number="6222020200114455"),
            actor=member_of("SHIP"),
            now=NOW,
        )

    old.refresh_from_db()
    assert old.ended_at is None
    assert len(_refused()) == 1


def test_one_payee_too_many_leaves_an_entry(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"most_payees": 1}
    register(new())

    with pytest.raises(TooManyPayees):
        register(new(number="6222020200114455"))

    assert [reason for _event, reason, _account in _refused()] == ["custody-too-many-payees"]


def test_a_mistyped_number_leaves_no_entry() -> None:
    with pytest.raises(InvalidInput):
        register(new(number="12"))

    assert _refused() == []
