"""Each statement that compares the house's tables with the ledger finds its damage."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from matou.kit.money import Money
from matou.modules.freight.models import Receivable
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import write_offs
from matou.modules.freight.tests.refunding import LATER, build, lot_in, pay_out, refund
from matou.modules.freight.tests.world import OPERATOR_ACTOR
from matou.project.torture import books
from matou.spine.custody import services as custody
from matou.spine.custody.contracts import Bearer, BreakKind
from matou.spine.custody.tests.conftest import CLERK, NOW, deposit, payout
from matou.spine.custody.tests.test_reconciling import MORNING, ON

pytestmark = pytest.mark.django_db

ALL: Mapping[str, str] = {
    **books.RECEIVABLES,
    **books.NOTHING_TWICE,
    **books.REFUNDS,
    **books.HOLDS,
    **books.CUSTODY,
}
OWES = "UPDATE freight_receivable SET recovered_fen = recovered_fen + 1 WHERE recovered_fen = 0"
ACCOUNT = "UPDATE ledger_account SET {side} = {side} + 1 WHERE code = '{code}'"
DAMAGE = {
    "the receivable account {} is not what its debtor owes": ACCOUNT.format(
        side="debit_posted", code="receivable:CARRIER"
    ),
    "{} of claims differ from what all debtors owe": OWES,
    "a receivable is not met by its steps: {}": OWES,
    "the guarantee is {} fen away from what is advanced": ACCOUNT.format(
        side="credit_posted", code="platform:guarantee"
    ),
    "lot {} gave back more than it had paid out": "UPDATE freight_refund SET amount_fen = 9999999",
    "a payee of lot {} gave back more than it was paid": (
        "UPDATE freight_refund SET parts = jsonb_set(parts, '{wallet:CARRIER}', '9999999')"
    ),
    "the guarantee advanced more than it had: {}": ACCOUNT.format(
        side="debit_posted", code="platform:guarantee"
    ).replace("+ 1", "+ 99999999"),
    "the refunds of lot {} do not stand once in the journal": (
        "UPDATE freight_refund SET amount_fen = amount_fen + 1"
    ),
    "the parts of a refund of lot {} differ from it": (
        "UPDATE freight_refund SET amount_fen = amount_fen + 1"
    ),
    "the guarantee was fed {} times more or less than the journal tells": (
        "UPDATE ledger_transfer SET amount = amount + 1 WHERE group_code = 'guarantee'"
    ),
    "correction {} is not posted once": (
        "UPDATE ledger_transfer SET purpose = 'other' WHERE purpose = 'correction'"
    ),
    "the hold of payout {} is not as the payout stands": (
        "UPDATE custody_custodyorder SET state = 'sent', finished_at = NULL WHERE kind = 'payout'"
    ),
    "payout {} and its officers disagree": (
        "UPDATE custody_custodyorder SET state = 'created' WHERE state = 'waiting'"
    ),
    "payout {} went to a payee that still cooled": (
        "UPDATE custody_payeeaccount SET usable_from = now() + interval '1 day'"
    ),
    "order {} and ledger differ": "UPDATE custody_custodyorder SET amount = amount + 1",
    "clearing is {} fen away from the orders in it": ACCOUNT.format(
        side="debit_posted", code="custody:clearing"
    ),
    "the bank account is {} fen away from what statements and corrections say": ACCOUNT.format(
        side="debit_posted", code="bank:simulator"
    ),
}
UNGUARDED = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE ledger_transfer DISABLE TRIGGER USER;
ALTER TABLE freight_refund DISABLE TRIGGER USER;
ALTER TABLE freight_receivable DISABLE TRIGGER USER;
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_debits_and_holds_within_limit
"""


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    """Let money come, go, differ and be corrected; then refund what was paid out."""
    for fen, name in ((10_000, "LOT1"), (5_000, "LOT2")):
        deposit(fen, reference=name)
    custody.run_due(now=NOW)
    payout(1_000, reference="PAY1")
    custody.run_due(now=NOW)
    settings.CUSTODY_LIMITS = {"four_eyes_fen": 1}
    payout(500, reference="PAY2")
    _correct(settings)
    build()
    code = lot_in(LotState.SETTLED)
    write_offs.fund_guarantee(amount=Money(10_000), key="G", actor=OPERATOR_ACTOR, now=LATER)
    pay_out("CARRIER", keep_fen=1_000)
    refund(code, 50_000)
    assert Receivable.objects.count() == 2


def _correct(settings: Settings) -> None:
    """Have the statement say another amount, and the books follow it by two."""
    settings.CUSTODY_SIMULATOR = {"seed": _SEED, "spoilt_lines": 1.0}
    report = custody.reconcile(on=ON, now=MORNING)
    row = next(one for one in report.breaks if one.kind is BreakKind.AMOUNT_DIFFERS)
    number = custody.propose_correction(
        break_id=row.break_id, bearer=Bearer.HOUSE, reason="test", actor=CLERK, now=MORNING
    )
    custody.execute_correction(correction_id=number, actor=_OTHER, now=MORNING + timedelta(hours=1))


def found(text: str) -> list[str]:
    """Return what one statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(ALL[text])
        return [str(row[0]) for row in cursor.fetchall()]


def test_sound_books_contradict_nothing() -> None:
    # Freight's tests fill wallets by hand, which no order of the custodian explains.
    by_hand = {"clearing is {} fen away from the orders in it"}

    assert {text for text in ALL if found(text)} == by_hand


@pytest.mark.parametrize("text", ALL)
def test_damage_to_the_house_is_found(text: str) -> None:
    before = found(text)
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED)
        cursor.execute(DAMAGE[text])

    assert found(text) not in ([], before)


_SEED = 7
_OTHER = replace(CLERK, code="OTHER")
