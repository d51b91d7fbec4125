"""Rulings that change the freight: fee, agent's share and tax are those of what was earned."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.money import Money
from matou.modules.freight.models import Dispute, Lot, Receivable
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules.earned import (
    Income,
    RulingBeyondIncome,
    RulingGround,
    Verdict,
    check_within_income,
    income_after,
    moved_parts,
)
from matou.modules.freight.rules.flows import PLATFORM_FEE, PLATFORM_TAX, wallet
from matou.modules.freight.rules.shares import shares_of
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.terms import LotTerms
from matou.modules.freight.services import disputes, rulings
from matou.modules.freight.tests.refunding import (
    AGENT,
    build,
    held,
    lot_in,
    pay_out,
    post,
    refund,
)
from matou.modules.freight.tests.test_shares import SHARED, TERMS
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, NOW, OPERATOR_ACTOR, SHIPPER
from matou.spine.ledger import queries as ledger

FREIGHT = 7_800_000
"""What the lot's freight is, in fen: 2,400 t at 32.50 yuan."""

AGENTS, CARRIERS = wallet(AGENT.acts_for), wallet(CARRIER.acts_for)
HELD = (PLATFORM_FEE, AGENTS, PLATFORM_TAX, CARRIERS)
AT = NOW + timedelta(days=8)
CUTS = st.lists(st.tuples(st.booleans(), st.integers(1, 10**7)), min_size=1, max_size=12)


@given(terms=TERMS, freight=st.integers(0, 10**9), demurrage=st.integers(0, 10**7), cuts=CUTS)
def test_however_rulings_come_the_shares_are_those_of_what_was_earned(
    terms: LotTerms, freight: int, demurrage: int, cuts: list[tuple[bool, int]]
) -> None:
    income = Income(freight=Money(freight), demurrage=Money(demurrage))
    first = shares_of(terms=terms, freight=income.freight, demurrage=income.demurrage)
    has = {PLATFORM_FEE: first.platform, wallet(terms.agent): first.agent, PLATFORM_TAX: first.tax}
    for is_raised, cut in cuts:
        won = Money(cut) if is_raised else min(Money(cut), income.freight)
        claimant = Relation.CARRIER if is_raised else Relation.SHIPPER
        verdict = Verdict(claimant=claimant, ground=RulingGround.FREIGHT, won=won)
        after = income_after(income, (verdict,))
        parts = moved_parts(terms=terms, before=income, after=after)
        assert all(part > Money(0) for part in parts.values())
        assert Money.total(parts.values()) <= won
        sign = 1 if is_raised else -1
        has = {one: fen + Money(sign * parts.get(one, Money(0)).fen) for one, fen in has.items()}
        income = after

    last = shares_of(terms=terms, freight=income.freight, demurrage=income.demurrage)
    assert [*has.values()] == [last.platform, last.agent, last.tax]


@given(terms=TERMS, demurrage=st.integers(0, 10**7), cut=st.integers(0, 10**7))
def test_less_demurrage_lowers_the_tax_alone(terms: LotTerms, demurrage: int, cut: int) -> None:
    before = Income(freight=Money(FREIGHT), demurrage=Money(demurrage))
    won = min(Money(cut), before.demurrage)
    verdict = Verdict(claimant=Relation.SHIPPER, ground=RulingGround.DEMURRAGE, won=won)

    parts = moved_parts(terms=terms, before=before, after=income_after(before, (verdict,)))

    assert set(parts) <= {PLATFORM_TAX}


def test_compensation_moves_no_share() -> None:
    income = Income(freight=Money(FREIGHT), demurrage=Money(0))
    verdict = Verdict(
        claimant=Relation.SHIPPER, ground=RulingGround.COMPENSATION, won=Money(FREIGHT)
    )

    assert income_after(income, (verdict,)) == income


@pytest.mark.parametrize(
    ("ground", "most"), [(RulingGround.FREIGHT, 100), (RulingGround.DEMURRAGE, 7)]
)
def test_a_ruling_takes_no_more_income_than_there_is(ground: RulingGround, most: int) -> None:
    income = Income(freight=Money(100), demurrage=Money(7))
    fits = Verdict(claimant=Relation.SHIPPER, ground=ground, won=Money(most))
    too_much = Verdict(claimant=Relation.SHIPPER, ground=ground, won=Money(most + 1))

    check_within_income(income=income, verdict=fits)
    with pytest.raises(RulingBeyondIncome):
        check_within_income(income=income, verdict=too_much)


@pytest.fixture
def _river() -> Iterator[None]:
    """Build the river; after every test the books must be whole."""
    build()
    yield
    assert ledger.violations() == ()


in_the_books = pytest.mark.usefixtures("db", "_river")


def _at(code: str) -> datetime:
    return Lot.objects.get(code=code).state_since_at


def _opened(code: str, fen: int) -> UUID:
    return disputes.open_dispute(
        lot_code=code, amount=Money(fen), reason="含泥量超标", actor=SHIPPER, now=_at(code)
    )


def _end(dispute: UUID, fen: int, ground: RulingGround = RulingGround.FREIGHT) -> None:
    """Rule for the claimant's sum, and let both sides accept it."""
    rulings.rule_dispute(
        dispute_id=dispute,
        to_claimant=Money(fen),
        ruling="按检测报告扣款",
        actor=OPERATOR_ACTOR,
        now=AT,
        ground=ground,
    )
    for side in (SHIPPER, CARRIER):
        disputes.accept_ruling(dispute_id=dispute, actor=side, now=AT)


def _earned(freight: int) -> list[int]:
    """Return what fee, agent, tax and carrier must have of this freight."""
    found = shares_of(terms=SHARED, freight=Money(freight), demurrage=Money(0))
    return [found.platform.fen, found.agent.fen, found.tax.fen, found.carrier.fen]


def _gains(before: list[int]) -> list[int]:
    return [now - then for now, then in zip(map(held, HELD), before, strict=True)]


@in_the_books
@pytest.mark.parametrize("is_early", [True, False])
@pytest.mark.parametrize("fen", [1, 333_333, 5_000_000])
def test_the_shares_follow_a_ruling_before_and_after_the_settlement(
    fen: int, *, is_early: bool
) -> None:
    before = [held(account) for account in HELD]
    paid = held("wallet:SHIPPER")
    code = lot_in(LotState.STATED)
    dispute = _opened(code, 5_000_000)
    if is_early:
        _end(dispute, fen)
    trip_to(LotState.SETTLED, code)
    if not is_early:
        _end(dispute, fen)

    assert _gains(before) == _earned(FREIGHT - fen)
    assert paid - held("wallet:SHIPPER") == FREIGHT - fen
    assert balances_of(code).is_empty


@in_the_books
def test_compensation_is_the_losing_sides_alone() -> None:
    code = lot_in(LotState.STATED)
    dispute = _opened(code, 500_000)
    trip_to(LotState.SETTLED, code)
    before = [held(account) for account in HELD]

    _end(dispute, 400_000, RulingGround.COMPENSATION)

    assert _gains(before) == [0, 0, 0, 100_000]


@in_the_books
def test_an_agent_who_has_drawn_its_share_owes_its_part() -> None:
    code = lot_in(LotState.STATED)
    dispute = _opened(code, 5_000_000)
    trip_to(LotState.SETTLED, code)
    pay_out(AGENT.acts_for)
    before = held(CARRIERS)

    _end(dispute, 5_000_000)

    owed = Receivable.objects.get()
    part = _earned(FREIGHT)[1] - _earned(FREIGHT - 5_000_000)[1]
    assert (owed.debtor, owed.creditor, owed.cause) == (AGENT.acts_for, CARRIERS, "ruling")
    assert owed.amount_fen == part
    others = Dispute.objects.get().parts
    assert held(CARRIERS) - before == sum(others.values()) - part


@in_the_books
def test_refunds_are_shared_by_what_was_left_after_the_ruling() -> None:
    code = lot_in(LotState.STATED)
    dispute = _opened(code, 5_000_000)
    trip_to(LotState.SETTLED, code)
    _end(dispute, 5_000_000)

    paid = queries.paid_of(Lot.objects.get(code=code))
    refund(code, FREIGHT - 5_000_000)

    assert [paid[account] for account in HELD] == _earned(FREIGHT - 5_000_000)
    assert balances_of(code).is_empty


@in_the_books
def test_what_the_house_no_longer_has_does_not_keep_a_ruling_from_its_end() -> None:
    code = lot_in(LotState.STATED)
    dispute = _opened(code, 5_000_000)
    trip_to(LotState.SETTLED, code)
    _hand_tax_over()

    _end(dispute, 5_000_000)

    row = Dispute.objects.get()
    assert row.state == "final"
    assert row.parts[PLATFORM_TAX] == 0
    assert queries.paid_of(Lot.objects.get(code=code))[PLATFORM_TAX] == _earned(FREIGHT)[2]


def _hand_tax_over() -> None:
    post(PLATFORM_TAX, "custody:clearing", held(PLATFORM_TAX))


@in_the_books
def test_no_ruling_takes_more_freight_than_was_earned() -> None:
    code = lot_in(LotState.STATED)
    dispute = _opened(code, 1_000)

    with pytest.raises(RulingBeyondIncome):
        _end(dispute, 1_000, RulingGround.DEMURRAGE)

    assert Dispute.objects.get().state == "open"
