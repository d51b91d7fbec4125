"""Bad input about money: which test shows, at each door, that it is refused and changes nothing.

Each line of ``SHOWN`` is one kind of bad input at one door where it can come in, and the test that
sends it. A door that a kind cannot come in by has no line: a callback names no currency, say, but
an unknown field; the command line takes a day and no amount.

doors: ``ledger`` the database function · ``services`` Python callers · ``api`` programmes ·
``page`` people · ``callback`` the custodian's reports · ``statement`` its daily files ·
``command`` the command line.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "matou"
LEDGER, CUSTODY = "spine/ledger/tests", "spine/custody/tests"
FREIGHT = "modules/freight/tests"

_FUNCTION = f"{LEDGER}/test_bad_input.py"
_REPORT, _FILE = f"{CUSTODY}/test_bad_reports.py", f"{CUSTODY}/test_bad_input.py"
_MONEY = f"{FREIGHT}/test_bad_money.py"
_A_BAD_ITEM = "test_a_bad_item_is_refused_and_remembered_and_the_good_ones_happen"
_A_BAD_REPORT = "test_a_report_of_another_form_is_refused_and_kept"
_A_BAD_LINE = "test_a_bad_line_is_listed_and_not_booked"
_AN_AMOUNT = "test_an_order_needs_an_amount"

_AMOUNTS = {
    "ledger": (_FUNCTION, _A_BAD_ITEM),
    "api": (_MONEY, "test_a_refund_of_a_bad_amount_is_refused"),
    "page": (f"{FREIGHT}/test_money_pages.py", "test_a_bad_amount_is_not_paid_in"),
    "callback": (_REPORT, _A_BAD_REPORT),
    "statement": (_REPORT, _A_BAD_LINE),
}
_FILES = {
    "statement": (_FILE, "test_a_spoilt_file_is_refused_whole_recorded_and_told"),
    "command": (_REPORT, "test_the_command_says_that_a_file_is_refused_and_fails"),
}

SHOWN: dict[str, dict[str, tuple[str, str]]] = {
    "zero": _AMOUNTS | {"services": (f"{CUSTODY}/test_services.py", _AN_AMOUNT)},
    "negative": _AMOUNTS | {"services": (f"{CUSTODY}/test_services.py", _AN_AMOUNT)},
    "overflow": _AMOUNTS
    | {"services": (f"{LEDGER}/test_services.py", "test_what_cannot_be_is_refused")},
    "unknown currency": {
        "ledger": (_FUNCTION, _A_BAD_ITEM),
        "services": (_FUNCTION, "test_an_account_keeps_its_currency"),
        "api": (_MONEY, "test_a_demand_in_another_currency_or_time_is_refused"),
        "callback": (_REPORT, _A_BAD_REPORT),
        "statement": (_REPORT, "test_a_column_of_another_currency_refuses_the_file"),
    },
    "mismatched parties": {
        "ledger": (_FUNCTION, "test_a_hold_is_not_posted_between_other_parties"),
        "services": (_REPORT, "test_a_reference_cannot_be_used_for_another_party"),
        "api": (_MONEY, "test_a_refund_is_granted_by_none_of_the_parties"),
        "page": (f"{FREIGHT}/test_payout_pages.py", "test_a_forged_payee_is_refused_by_the_form"),
        "callback": (_REPORT, _A_BAD_REPORT),
        "statement": (_REPORT, _A_BAD_LINE),
    },
    "backdated time": {
        "ledger": (
            _FUNCTION,
            "test_what_is_said_to_have_happened_earlier_changes_no_past_balance",
        ),
        "services": (_FUNCTION, "test_the_house_cannot_write_into_the_past_either"),
        "api": (_MONEY, "test_a_demand_in_another_currency_or_time_is_refused"),
        "callback": (_REPORT, "test_an_instant_that_cannot_be_is_a_break_and_books_nothing"),
        "statement": (_REPORT, _A_BAD_LINE),
        "command": (_REPORT, "test_the_command_compares_no_day_that_cannot_be"),
    },
    "replay with another payload": {
        "ledger": (
            _FUNCTION,
            "test_a_replay_with_another_payload_is_refused_and_changes_nothing",
        ),
        "services": (
            f"{CUSTODY}/test_services.py",
            "test_a_reference_cannot_be_used_for_another_amount",
        ),
        "api": (_MONEY, "test_an_idempotency_key_with_another_body_is_refused"),
        "page": (f"{FREIGHT}/test_money_pages.py", "test_a_forged_reference_orders_nothing"),
        "callback": (_FILE, "test_a_known_event_with_another_body_is_refused_and_recorded"),
        "statement": (
            _REPORT,
            "test_a_later_file_with_another_amount_is_a_break_and_books_nothing_anew",
        ),
    },
    "callback with a wrong signature": {
        "services": (_FILE, "test_a_refused_callback_is_counted_with_its_reason"),
        "callback": (
            "web/tests/test_custody_callbacks.py",
            "test_a_report_without_the_right_signature_is_refused_unread",
        ),
    },
    "statement file cut in half": _FILES,
    "statement file with a doubled line": _FILES
    | {
        "services": (
            f"{CUSTODY}/test_reconciling.py",
            "test_a_doubled_line_is_a_break_and_posted_once",
        )
    },
}

LINES = [
    pytest.param(file, name, id=f"{kind} by {door}")
    for kind, doors in SHOWN.items()
    for door, (file, name) in doors.items()
]


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests that a file holds."""
    tree = ast.parse((SRC / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("file", "name"), LINES)
def test_a_test_shows_what_becomes_of_it(file: str, name: str) -> None:
    assert name in names_in(file)


def test_the_ten_kinds_of_the_table_are_all_there() -> None:
    assert len(SHOWN) == 10
