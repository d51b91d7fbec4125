"""The journal at the foot of a page: everyone sees what happened, few see who and how much."""

from dataclasses import replace
from datetime import UTC, datetime

from matou.kit.actor import AUDITOR, OPERATOR, Actor
from matou.web.journal import JournalRow, public_rows

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROW = JournalRow(
    seq=1,
    version=1,
    title="Demand awarded",
    event="freight.DemandAwarded",
    aggregate="CODE",
    actor="演示货主",
    occurred_at=NOON,
    recorded_at=NOON,
    classifier="ACT",
    payload='{"price_fen": 2850}',
)
STRANGER = Actor(code="P", name="某", acts_for="P", roles=frozenset({"freight.carrier"}))


def test_a_guest_sees_neither_name_nor_price() -> None:
    (seen,) = public_rows([ROW], reader=None)

    assert seen == replace(ROW, actor="演＊＊", payload="")


def test_another_carrier_sees_no_more_than_a_guest() -> None:
    assert public_rows([ROW], reader=STRANGER) == public_rows([ROW], reader=None)


def test_operators_and_auditors_see_all() -> None:
    for role in (OPERATOR, AUDITOR):
        assert public_rows([ROW], reader=replace(STRANGER, roles=frozenset({role}))) == (ROW,)
