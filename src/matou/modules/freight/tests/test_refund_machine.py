"""Settle, refund, pay out, refund after payout, recover, write off in any order: books stay whole.

A Hypothesis state machine over the services and the real ledger. It keeps its own small model of
what the shipper must have and what has been refunded, and compares after every step.
"""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.models import Lot, Receivable, Refund
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.pictures import balances_of, lot_view
from matou.modules.freight.rules.refunds import GUARANTEE
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import write_offs
from matou.modules.freight.services.recovery import repay
from matou.modules.freight.tests import world
from matou.modules.freight.tests.refunding import (
    AGENT,
    LATER,
    SECOND,
    build,
    held,
    lot_in,
    pay_out,
    refund,
)
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, OPERATOR_ACTOR
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import LedgerRefused

LOTS = 3
PARTIES = (CARRIER.acts_for, AGENT.acts_for)
WALLETS = tuple(f"wallet:{party}" for party in (*PARTIES, "SHIPPER"))


class Purses(RuleBasedStateMachine):
    """Three stated lots of one carrier and one agent, and everything that may happen next."""

    def __init__(self) -> None:
        """Begin a transaction that the end takes back, so that every run starts alike."""
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.codes = list(Lot.objects.order_by("id").values_list("code", flat=True))
        self.returned = held("wallet:SHIPPER")
        self.refunded: Counter[str] = Counter()
        self.given_up = 0

    def teardown(self) -> None:
        """Look at the whole ledger once, then leave the river as it was."""
        broken = ledger.violations()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        assert broken == ()

    @rule(lot=st.integers(0, LOTS - 1))
    def settle(self, lot: int) -> None:
        """Settle a lot, recovering what its payees owe."""
        row = Lot.objects.get(code=self.codes[lot])
        if row.state == LotState.STATED:
            split = settlement(lot_view(row))
            trip_to(LotState.SETTLED, row.code)
            self.returned += (split.refund + split.from_deposit).fen

    @rule(
        lot=st.integers(0, LOTS - 1), fen=st.one_of(st.integers(1, 60), st.integers(1, 8_000_000))
    )
    def refund(self, lot: int, fen: int) -> None:
        """Refund a part; what is refused changes nothing."""
        code = self.codes[lot]
        if self._tried(lambda: refund(code, fen)):
            self.refunded[code] += fen

    @rule(lot=st.integers(0, LOTS - 1), fen=st.integers(1, 500_000))
    def refund_twice(self, lot: int, fen: int) -> None:
        """Ask twice under one key: it happens once."""
        code, key = self.codes[lot], str(uuid4())
        if self._tried(lambda: refund(code, fen, key=key)):
            self.refunded[code] += fen
            refund(code, fen, key=key)

    @rule(party=st.sampled_from(PARTIES), keep=st.integers(0, 3_000_000))
    def pay_out(self, party: str, keep: int) -> None:
        """Draw a wallet to the bank."""
        pay_out(party, keep_fen=keep)

    @rule(fen=st.integers(1, 4_000_000))
    def earn_elsewhere(self, fen: int) -> None:
        """Let the carrier pay something in."""
        world.fill_wallet(CARRIER.acts_for, Money(fen))

    @rule(fen=st.integers(1, 4_000_000))
    def repay(self, fen: int) -> None:
        """Let the carrier repay, where it owes and has so much."""
        self._tried(lambda: repay(amount=Money(fen), key=str(uuid4()), actor=CARRIER, now=LATER))

    @rule(fen=st.integers(1, 100_000))
    def fund_guarantee(self, fen: int) -> None:
        """Set fees aside, where so much is earned."""
        self._tried(
            lambda: write_offs.fund_guarantee(
                amount=Money(fen), key=str(uuid4()), actor=OPERATOR_ACTOR, now=LATER
            )
        )

    @rule(which=st.integers(0, 9))
    def write_off(self, which: int) -> None:
        """Give a debt up by two operators, where the guarantee can pay who waits."""
        rows = list(Receivable.objects.open().oldest_first())
        if rows:
            self._tried(lambda: _write_off(rows[which % len(rows)]))

    def _tried(self, act: object) -> bool:
        try:
            with transaction.atomic():
                act()  # type: ignore[operator]  # a closure without arguments
        except (DomainError, LedgerRefused):
            return False
        return True

    @invariant()
    def no_account_is_negative(self) -> None:
        """No wallet, receivable or guarantee ever stands below zero."""
        owed = [f"receivable:{party}" for party in PARTIES]
        assert all(held(account) >= 0 for account in (*WALLETS, *owed, GUARANTEE))

    @invariant()
    def receivables_are_the_ledgers(self) -> None:
        """The rows, the receivable accounts and their other side say the same."""
        by_rows: Counter[str] = Counter()
        for row in Receivable.objects.select_related("lot"):
            by_rows[row.debtor] += queries.debt_of(row).left.fen
        assert {party: held(f"receivable:{party}") for party in PARTIES} == {
            party: by_rows[party] for party in PARTIES
        }
        assert held("platform:claims") == by_rows.total()

    @invariant()
    def the_shipper_has_what_was_refunded_but_for_what_waits(self) -> None:
        """Not a fen more, not a fen less."""
        rows = Receivable.objects.exclude(creditor=GUARANTEE).select_related("lot")
        waiting = sum(queries.debt_of(row).left.fen for row in rows)
        assert held("wallet:SHIPPER") == self.returned + self.refunded.total() - waiting

    @invariant()
    def refunds_are_bounded_and_exact(self) -> None:
        """Each lot's refunds are what its payees gave, each at most what it was paid."""
        for code in self.codes:
            rows = list(Refund.objects.filter(lot__code=code))
            given: Counter[str] = Counter()
            for row in rows:
                given.update(row.parts)
                assert all(part > 0 for part in row.parts.values())
            assert given.total() == self.refunded[code]
            assert all(given[one] <= rows[0].paid[one] for one in given)

    @invariant()
    def settled_lots_hold_nothing(self) -> None:
        """Escrow, deposit and frozen amounts are at zero from the settlement on."""
        settled = Lot.objects.filter(state=LotState.SETTLED).values_list("code", flat=True)
        assert all(balances_of(code).is_empty for code in settled)


def _write_off(row: Receivable) -> None:
    write_offs.propose_write_off(
        receivable_id=row.pk, reason="已注销", actor=OPERATOR_ACTOR, now=LATER
    )
    write_offs.confirm_write_off(receivable_id=row.pk, actor=SECOND, now=LATER)


@pytest.mark.slow
@pytest.mark.django_db
def test_money_stays_whole_whatever_is_settled_refunded_and_recovered() -> None:
    build()
    for number in range(LOTS):
        lot_in(LotState.STATED, vessel=f"VESSEL-{number}")

    run_state_machine_as_test(
        Purses, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
