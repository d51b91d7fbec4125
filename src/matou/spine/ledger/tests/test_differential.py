"""The function against the model: any history gives the same answers and the same balances."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matou.kit.money import MAX_FEN, Money
from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind
from matou.spine.ledger.tests.conftest import NOW, move
from matou.spine.ledger.tests.model import Model

pytestmark = pytest.mark.django_db

History = list[list[Posting]]
KINDS = {
    "clearing": AccountKind.CLEARING,
    "bank": AccountKind.BANK,
    "ann": AccountKind.WALLET,
    "bob": AccountKind.WALLET,
    "fee": AccountKind.FEE,
    "shut": AccountKind.WALLET,
}
CODES = [*KINDS, *("clearing", "ann", "bob") * 3, "points", "nobody"]
IDS = [UUID(int=number) for number in range(1, 11)]
AMOUNTS = [1, 2, 3, 5, 8, 8, 13, None, 0, -1, MAX_FEN + 1]
MAKES = [PostingKind.POSTED] * 3 + [PostingKind.PENDING] * 3
RESOLVES = [PostingKind.POST] * 3 + [PostingKind.VOID] * 2 + [PostingKind.EXPIRE]

makes = st.builds(
    lambda kind, ident, sides, fen, linked, timeout: Posting(
        id=ident,
        kind=kind,
        debit=sides[0],
        credit=sides[1],
        amount=None if fen is None else Money(fen),
        linked=linked,
        timeout_s=timeout if kind is PostingKind.PENDING else None,
        group="G",
        purpose="p",
        event_at=NOW,
    ),
    st.sampled_from(MAKES),
    st.sampled_from(IDS),
    st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)),
    st.sampled_from(AMOUNTS),
    st.sampled_from([False, False, True]),
    st.sampled_from([None, None, 5, 0]),
)
resolves = st.builds(
    lambda kind, ident, pending, fen, linked, debit: Posting(
        id=ident,
        kind=kind,
        debit=debit,
        pending_id=pending,
        amount=None if fen is None else Money(fen),
        linked=linked,
        group="G",
        purpose="p",
        event_at=NOW,
    ),
    st.sampled_from(RESOLVES),
    st.sampled_from(IDS),
    st.sampled_from([*IDS, None]),
    st.sampled_from([None, None, None, 1, 2, 5, 0, -1]),
    st.sampled_from([False, False, True]),
    st.sampled_from([None, None, None, "ann"]),
)
batches = st.lists(st.lists(st.one_of(makes, makes, resolves), min_size=1, max_size=9), max_size=3)

funding = [
    move("clearing", "ann", 20, id=UUID(int=101), group="G", purpose="p"),
    move("bank", "bob", 15, id=UUID(int=102), group="G", purpose="p"),
]


def _opened() -> Model:
    model = Model()
    for code, kind in KINDS.items():
        services.ensure_account(code=code, kind=kind, owner="T", now=NOW)
        model.open(code, kind)
    services.ensure_account(code="points", kind=AccountKind.WALLET, owner="T", now=NOW, unit="PT")
    model.open("points", AccountKind.WALLET, unit="PT")
    services.close_account(code="shut")
    model.accounts["shut"].is_closed = True
    return model


def _counters() -> dict[str, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, ARRAY[debit_pending, debit_posted, credit_pending, credit_posted]"
            " FROM ledger_counters"
        )
        return dict(cursor.fetchall())


def _play(model: Model, history: History) -> None:
    """Run both, four seconds between batches so that some holds run out in between."""
    for step, batch in enumerate([funding, *history]):
        at = NOW + timedelta(seconds=4 * step)
        answered = [outcome.status for outcome in services._submit(batch, at=at)]
        assert answered == [str(status) for status in model.submit(batch, at)]
    assert _counters() == {code: held.counters for code, held in model.accounts.items()}


def _whole(history: History) -> History:
    return history


def _one_by_one(history: History) -> History:
    return [[posting] for batch in history for posting in batch]


def _check(examples: int, check: Callable[[], None], cut: Callable[[History], History]) -> None:
    """Open the accounts once; each example works on them and is rolled back."""
    opened = _opened()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(history=batches)
    def compare(history: History) -> None:
        with transaction.atomic():
            _play(deepcopy(opened), cut(history))
            check()
            transaction.set_rollback(True)

    compare()


def test_the_function_answers_like_the_model() -> None:
    _check(2_000, lambda: None, _whole)


def test_the_short_way_answers_like_the_model() -> None:
    _check(200, lambda: None, _one_by_one)


def test_any_history_keeps_every_invariant() -> None:
    def nothing_is_violated() -> None:
        services.fold_deferred()
        assert queries.violations() == ()

    _check(60, nothing_is_violated, _whole)
