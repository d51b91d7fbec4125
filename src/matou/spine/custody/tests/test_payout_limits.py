"""Limits and four eyes at the one door of payouts, asked singly and at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderCard, OrderKind, OrderState
from matou.spine.custody.contracts.limits import (
    ApprovalState,
    OfficerHasInterest,
    PayoutAlreadyDecided,
    PayoutOverLimit,
    PayoutTooLarge,
    SameEyes,
)
from matou.spine.custody.models import CustodyOrder, PayoutApproval
from matou.spine.custody.tests.conftest import NOW, deposit, member_of, payee_of
from matou.spine.journal.queries import entries_of
from matou.spine.ledger import queries as ledger

LARGE = 25_000_000
GROUNDS = "凭结算单核对无误"
ONE, TWO = (
    Actor(code=code, name=code, acts_for="PLAT", roles=frozenset({OPERATOR}))
    for code in ("OFFICER1", "OFFICER2")
)


def rich(fen: int = 60_000_000, *, party: str = "SHIP") -> None:
    deposit(fen, reference=f"IN-{party}", party=party)
    services.run_due(now=NOW)
    payee_of(party)


def draw(fen: int, *, reference: str = "PAY1", party: str = "SHIP") -> OrderCard:
    return services.request_payout(
        party=party, amount=Money(fen), reference=reference, actor=member_of(party), now=NOW
    )


def held(party: str = "SHIP") -> int:
    return ledger.balance(f"wallet:{party}").held.fen


@pytest.mark.django_db
def test_a_payout_over_the_limit_leaves_nothing_behind(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"party_hour_count": 1}
    rich()
    draw(100)

    with pytest.raises(PayoutOverLimit) as refused:
        draw(100, reference="PAY2")

    assert refused.value.facts["retry_after"] == 3_600
    assert refused.value.findings[0].facts() == {
        "limit": "party-count-1h",
        "scope": "party",
        "measure": "count",
        "window_h": 1,
        "most": 1,
        "used": 1,
        "asked": 1,
        "passes_at": (NOW + timedelta(hours=1)).isoformat(),
    }
    assert held() == 100
    assert queries.order_for(kind=OrderKind.PAYOUT, reference="PAY2") is None


@pytest.mark.django_db
def test_a_payout_larger_than_any_may_be_is_refused(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"payout_fen": 1_000}
    rich()

    with pytest.raises(PayoutTooLarge):
        draw(1_001)


@pytest.mark.django_db
def test_the_same_payout_again_is_answered_and_counts_once(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"party_hour_count": 1}
    rich()

    assert draw(100).order_id == draw(100).order_id


@pytest.mark.django_db
def test_one_bank_account_counts_for_all_who_pay_into_it(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"payee_day_fen": 1_000}
    rich()
    rich(party="OTHER")
    draw(600)

    with pytest.raises(PayoutOverLimit):
        draw(600, reference="PAY2", party="OTHER")


@pytest.mark.django_db
def test_a_refused_payout_uses_no_limit(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"party_day_fen": LARGE}
    rich()
    first = draw(LARGE)
    services.refuse_payout(order_id=first.order_id, note=GROUNDS, actor=ONE, now=NOW)

    assert draw(LARGE, reference="PAY2").state is OrderState.WAITING


@pytest.mark.django_db
def test_a_large_payout_waits_with_its_money_held() -> None:
    rich()

    order = draw(LARGE)
    services.run_due(now=NOW + timedelta(hours=1))

    assert queries.order(order.order_id).state is OrderState.WAITING
    assert held() == LARGE


@pytest.mark.django_db
def test_two_officers_let_a_large_payout_go() -> None:
    rich()
    order = draw(LARGE)

    services.propose_payout(order_id=order.order_id, note=GROUNDS, actor=ONE, now=NOW)
    services.approve_payout(order_id=order.order_id, note=GROUNDS, actor=TWO, now=NOW)
    services.run_due(now=NOW)

    assert queries.order(order.order_id).state is OrderState.CONFIRMED
    assert ledger.balance("wallet:SHIP").posted.fen == 60_000_000 - LARGE
    assert [entry.event for entry in entries_of("PAY1")] == [
        "custody.PayoutWaits",
        "custody.PayoutProposed",
        "custody.PayoutApproved",
        "custody.PayoutConfirmed",
    ]


@pytest.mark.django_db
def test_one_officer_is_not_four_eyes() -> None:
    rich()
    order_id = draw(LARGE).order_id

    with pytest.raises(SameEyes):
        services.approve_payout(order_id=order_id, note=GROUNDS, actor=ONE, now=NOW)
    services.propose_payout(order_id=order_id, note=GROUNDS, actor=ONE, now=NOW)
    with pytest.raises(SameEyes):
        services.approve_payout(order_id=order_id, note=GROUNDS, actor=ONE, now=NOW)

    assert queries.order(order_id).state is OrderState.WAITING


@pytest.mark.django_db
def test_the_database_itself_refuses_one_pair_of_eyes() -> None:
    rich()
    order_id = draw(LARGE).order_id
    services.propose_payout(order_id=order_id, note=GROUNDS, actor=ONE, now=NOW)

    with (
        pytest.raises(IntegrityError, match="neither_proposer_nor_applicant"),
        transaction.atomic(),
    ):
        PayoutApproval.objects.filter(pk=order_id).update(
            state="approved", decided_by=ONE.code, decided_at=NOW
        )


@pytest.mark.django_db
def test_who_asked_or_works_for_the_party_decides_nothing() -> None:
    rich()
    order_id = draw(LARGE).order_id
    applicant = Actor(code="SHIP-P", name="", acts_for="PLAT", roles=frozenset({OPERATOR}))
    member = Actor(code="X", name="", acts_for="SHIP", roles=frozenset({OPERATOR}))

    with pytest.raises(SameEyes):
        services.propose_payout(order_id=order_id, note=GROUNDS, actor=applicant, now=NOW)
    with pytest.raises(OfficerHasInterest):
        services.propose_payout(order_id=order_id, note=GROUNDS, actor=member, now=NOW)
    with pytest.raises(NotAllowed):
        services.refuse_payout(order_id=order_id, note=GROUNDS, actor=member_of("Y"), now=NOW)


@pytest.mark.django_db
def test_a_refusal_and_a_withdrawal_free_the_money() -> None:
    rich()
    first, second = draw(LARGE), draw(LARGE, reference="PAY2")

    services.refuse_payout(order_id=first.order_id, note=GROUNDS, actor=ONE, now=NOW)
    services.withdraw_payout(order_id=second.order_id, actor=member_of("SHIP"), now=NOW)

    assert held() == 0
    assert queries.order(first.order_id).state is OrderState.FAILED
    assert GROUNDS in queries.order(first.order_id).reason
    assert queries.approval(second.order_id).state is ApprovalState.WITHDRAWN


@pytest.mark.django_db
def test_nothing_is_withdrawn_after_it_was_let_go_nor_by_others() -> None:
    rich()
    order_id = draw(LARGE).order_id

    with pytest.raises(NotFound):
        services.withdraw_payout(order_id=order_id, actor=member_of("OTHER"), now=NOW)
    services.propose_payout(order_id=order_id, note=GROUNDS, actor=ONE, now=NOW)
    services.approve_payout(order_id=order_id, note=GROUNDS, actor=TWO, now=NOW)
    with pytest.raises(PayoutAlreadyDecided):
        services.withdraw_payout(order_id=order_id, actor=member_of("SHIP"), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["", "好", "长" * 301, "控制\x00字符在此"])
def test_a_decision_needs_its_grounds(note: str) -> None:
    rich()
    order_id = draw(LARGE).order_id

    with pytest.raises(InvalidInput):
        services.propose_payout(order_id=order_id, note=note, actor=ONE, now=NOW)


def _at_once(acts: list[tuple[str, object]]) -> list[str]:
    """Do all acts at once, each on a connection of its own; returns what became of each."""

    def one(act: tuple[str, object]) -> str:
        name, given = act
        try:
            if name == "draw":
                draw(100, reference=str(given))
            else:
                assert isinstance(given, tuple)
                order_id, actor = given
                assert isinstance(order_id, UUID)
                services.approve_payout(order_id=order_id, note=GROUNDS, actor=actor, now=NOW)
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=8) as pool:
        return sorted(pool.map(one, acts))


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_do_not_pass_a_limit_together(settings: Settings) -> None:
    settings.CUSTODY_LIMITS = {"party_hour_count": 3}
    rich()

    told = _at_once([("draw", f"PAY{number}") for number in range(16)])

    assert told.count("done") == 3
    assert told.count("custody-payout-over-limit") == 13
    assert CustodyOrder.objects.filter(kind="payout").count() == 3
    assert held() == 300


@pytest.mark.django_db(transaction=True)
def test_officers_at_once_let_a_payout_go_once() -> None:
    rich()
    order_id = draw(LARGE).order_id
    services.propose_payout(order_id=order_id, note=GROUNDS, actor=ONE, now=NOW)
    others = [
        Actor(code=f"OFFICER{n}", name="", acts_for="PLAT", roles=frozenset({OPERATOR}))
        for n in range(2, 10)
    ]

    told = _at_once([("approve", (order_id, actor)) for actor in others])

    assert told.count("done") == 1
    assert told.count("custody-payout-already-decided") == 7
