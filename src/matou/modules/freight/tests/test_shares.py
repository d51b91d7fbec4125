"""Shares of the freight: agent, tax and platform to the fen, and lots that always end at zero."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.modules.freight.models import Lot
from matou.modules.freight.queries.pictures import balances_of, lot_view
from matou.modules.freight.rules.flows import Asked, flows
from matou.modules.freight.rules.papers import clauses
from matou.modules.freight.rules.plain import plain, typed
from matou.modules.freight.rules.shares import shares_of, taken_back
from matou.modules.freight.rules.statement import advance_of, escrow_due, settlement
from matou.modules.freight.rules.states import LotState, Movement, Relation
from matou.modules.freight.rules.terms import LotTerms, MoneyTerms, lot_terms, without_agent
from matou.modules.freight.rules.view import Claim, LotView
from matou.modules.freight.services import demands
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import NOW, RIVAL, SHIPPER
from matou.spine.ledger import queries as ledger
from matou.spine.parties.models import Party

PLAIN = lot_terms(demand=world.TERMS, price=Money.yuan("32.50"))
AGENT = RIVAL.acts_for
SHARED = replace(PLAIN, agent=AGENT, agent_permille=15, agent_fixed_fen=20_000, tax_permille=10)
FEN = st.integers(0, 10**11)
TERMS = st.builds(
    lambda fee, ratio, fixed, tax: replace(
        SHARED, fee_permille=fee, agent_permille=ratio, agent_fixed_fen=fixed, tax_permille=tax
    ),
    st.integers(0, 50),
    st.integers(0, 100),
    st.integers(0, 5_000_000),
    st.integers(0, 200),
)


@given(terms=TERMS, freight=FEN, demurrage=FEN)
def test_shares_add_up_and_none_is_negative(terms: LotTerms, freight: int, demurrage: int) -> None:
    found = shares_of(terms=terms, freight=Money(freight), demurrage=Money(demurrage))

    assert found.total == Money(freight + demurrage)
    assert min(found.platform, found.agent, found.tax, found.carrier) >= Money(0)


@given(terms=TERMS, freight=FEN)
def test_a_share_strays_by_less_than_two_fen(terms: LotTerms, freight: int) -> None:
    found = shares_of(terms=terms, freight=Money(freight), demurrage=Money(0))
    fee, ratio = terms.fee_permille, terms.agent_permille
    rest = Fraction(freight * (1000 - fee - ratio), 1000)
    fixed = min(Fraction(terms.agent_fixed_fen), rest)

    assert abs(found.platform.fen - Fraction(freight * fee, 1000)) < 2
    assert abs(found.agent.fen - Fraction(freight * ratio, 1000) - fixed) < 2
    assert abs(found.tax.fen - (rest - fixed) * terms.tax_permille / 1000) < 2


@given(terms=TERMS, freight=FEN, more=st.integers(0, 1000))
@example(terms=SHARED, freight=10, more=1)
def test_more_freight_lowers_nobodys_share(terms: LotTerms, freight: int, more: int) -> None:
    before = shares_of(terms=terms, freight=Money(freight), demurrage=Money(0))
    after = shares_of(terms=terms, freight=Money(freight + more), demurrage=Money(0))

    assert before.platform <= after.platform
    assert before.agent <= after.agent
    assert before.tax <= after.tax
    assert before.carrier <= after.carrier


@given(
    paid=st.lists(st.integers(1, 10**9), min_size=1, max_size=4),
    cuts=st.lists(st.integers(1, 10**8), max_size=8),
)
def test_refunds_take_exactly_back_what_was_paid(paid: list[int], cuts: list[int]) -> None:
    got = {f"wallet:{number}": fen for number, fen in enumerate(paid)}
    done, given_back = Money(0), dict.fromkeys(got, 0)
    for cut in [*cuts, sum(paid)]:
        more = min(Money(cut), Money(sum(paid)) - done)
        parts = taken_back(paid=got, done=done, more=more)
        done += more
        given_back = {one: fen + parts.get(one, Money(0)).fen for one, fen in given_back.items()}
        assert sum(part.fen for part in parts.values()) == more.fen
        assert all(part.fen >= 0 for part in parts.values())
        assert sum(given_back.values()) == done.fen

    assert given_back == got


def test_the_agents_fixed_part_comes_out_of_the_carriers_share() -> None:
    found = shares_of(terms=SHARED, freight=Money.yuan(78_000), demurrage=Money(0))

    assert found.platform == Money.yuan(624)
    assert found.agent == Money.yuan(1_170) + Money.yuan(200)
    assert found.tax == Money(76_006)
    assert found.carrier == Money.yuan(78_000) - Money.yuan(624) - Money.yuan(1_370) - found.tax


def test_a_fixed_part_above_the_freight_takes_no_more_than_there_is() -> None:
    terms = replace(SHARED, agent_permille=0, agent_fixed_fen=5_000_000)

    found = shares_of(terms=terms, freight=Money(1_000), demurrage=Money(0))

    assert (found.platform, found.agent, found.carrier) == (Money(8), Money(992), Money(0))


def test_demurrage_is_the_carriers_and_taxed() -> None:
    found = shares_of(terms=SHARED, freight=Money(0), demurrage=Money(10_000))

    assert (found.platform, found.agent) == (Money(0), Money(0))
    assert (found.tax, found.carrier) == (Money(100), Money(9_900))


def test_terms_of_older_lots_have_no_agent_and_no_tax() -> None:
    kept = plain(SHARED)
    for name in ("agent", "agent_permille", "agent_fixed_fen", "tax_permille"):
        del kept[name]

    found = typed(LotTerms, kept)

    assert found == replace(without_agent(SHARED), tax_permille=0)


def test_the_contract_names_the_agents_share_and_the_tax() -> None:
    texts = " ".join(clause.zh + clause.en for clause in clauses(SHARED))

    assert AGENT in texts
    assert "1.5%" in texts
    assert "代扣" in texts
    assert "withholds" in texts


def test_a_contract_without_agent_and_tax_says_nothing_of_them() -> None:
    texts = " ".join(clause.zh for clause in clauses(PLAIN))

    assert "货代" not in texts
    assert "代扣" not in texts


@pytest.fixture
def _river() -> None:
    world.build()


AGENTS = MoneyTerms(agent=AGENT, agent_permille=15, agent_fixed_fen=20_000)
WITH_AGENT = replace(world.TERMS, money=AGENTS)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river")
@pytest.mark.parametrize(
    "money",
    [
        replace(AGENTS, agent=SHIPPER.acts_for),
        replace(AGENTS, agent="NOBODY"),
        replace(AGENTS, agent=""),
        replace(AGENTS, agent_permille=0, agent_fixed_fen=0),
        replace(AGENTS, agent_permille=101),
        replace(AGENTS, agent_permille=-1),
        replace(AGENTS, agent_fixed_fen=5_000_001),
    ],
)
def test_an_agents_share_that_cannot_be_meant_is_refused(money: MoneyTerms) -> None:
    with pytest.raises(InvalidInput):
        demands.draft_demand(terms=replace(world.TERMS, money=money), actor=SHIPPER, now=NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("_river", "_agent_known")
def test_the_agent_and_the_tax_are_paid_from_the_freight() -> None:
    code = _trip(LotState.CLOSED)

    start = Money.yuan(500_000)
    gained = {
        party: ledger.balance(f"wallet:{party}").posted - start
        for party in ("CARRIER", AGENT, "SHIPPER")
    }
    taxed = ledger.balance("platform:tax").posted
    assert gained[AGENT] == Money.yuan(1_370)
    assert taxed == Money(76_006)
    assert gained["SHIPPER"] == -Money.yuan(78_000)
    assert gained["CARRIER"] == Money.yuan(78_000 - 624 - 1_370) - taxed
    assert balances_of(code).is_empty
    assert ledger.group_sum(code).is_settled


@pytest.mark.django_db
@pytest.mark.usefixtures("_river", "_agent_known")
def test_nobody_is_agent_of_his_own_carriage() -> None:
    code = world.awarded(WITH_AGENT, carrier=RIVAL)

    terms = typed(LotTerms, Lot.objects.get(code=code).terms)

    assert terms == without_agent(terms)


@pytest.fixture
def _agent_known() -> None:
    # A whole registration would need a valid number; here only the name has to be known.
    Party.objects.create(
        code=AGENT, kind="company", name="演示货代", uscc="91450400DEMO00001X", created_at=NOW
    )


def _trip(state: LotState) -> str:
    """Carry a lot with agent and tax to a state."""
    code = world.awarded(WITH_AGENT)
    lot = Lot.objects.get(code=code)
    lot.terms["tax_permille"] = 10
    lot.save(update_fields=["terms"])
    return trip_to(state, code)


AGREED = st.builds(
    lambda terms, advance, escrow: replace(terms, advance_percent=advance, escrow_percent=escrow),
    TERMS,
    st.integers(0, 50),
    st.integers(50, 100),
)


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    terms=AGREED,
    delivered_kg=st.integers(1, 2_400_000),
    parts=st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
    deposit=st.integers(0, 2_000_000),
)
def test_every_settlement_empties_the_lots_accounts(
    picture: LotView, terms: LotTerms, delivered_kg: int, parts: tuple[int, int], deposit: int
) -> None:
    """Whatever was agreed, delivered and contested: what lies there goes, and nothing more."""
    view = _funded(replace(picture, terms=terms, delivered_kg=delivered_kg), deposit=deposit)
    claims = _claims(view, parts)
    frozen = Money.total(claim.amount for claim in claims)
    rest = replace(view.balances, escrow=view.balances.escrow - frozen, disputed=frozen)
    contested = replace(view, claims=claims, balances=rest)

    asked = Asked(view=contested, by=Relation.SYSTEM, now=NOW + timedelta(days=9))
    moved = flows(movement=Movement.SETTLE, asked=asked)

    left = {"escrow": rest.escrow, "deposit": rest.deposit}
    for flow in moved:
        left[flow.debit.split(":")[0]] -= flow.amount
    assert left == {"escrow": Money(0), "deposit": Money(0)}
    assert all(flow.amount > Money(0) for flow in moved)


@pytest.fixture
def picture(db: None) -> LotView:
    """Return a delivered lot as rules see it."""
    world.build()
    return lot_view(Lot.objects.get(code=trip_to(LotState.STATED)))


def _funded(view: LotView, *, deposit: int) -> LotView:
    """Put into escrow what the terms ask, take the advance, and add what the statement lacks."""
    held = escrow_due(view.terms) - advance_of(view.terms, view.loaded_kg or 0)
    balances = replace(view.balances, escrow=held, deposit=Money(deposit), disputed=Money(0))
    view = replace(view, balances=balances)
    due = settlement(view).due_from_shipper
    return replace(view, balances=replace(balances, escrow=held + due))


def _claims(view: LotView, parts: tuple[int, int]) -> tuple[Claim, ...]:
    """Let each side contest part of what the other is to get."""
    split = settlement(view)
    sides = ((Relation.SHIPPER, split.payable), (Relation.CARRIER, split.refund))
    return tuple(
        Claim(claimant=side, amount=Money(pot.fen * part // 1000), is_open=True)
        for (side, pot), part in zip(sides, parts, strict=True)
        if pot.fen * part // 1000
    )
