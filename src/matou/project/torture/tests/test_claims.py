"""What freight's clients were told is belied by a house that knows nothing of it."""

import pytest
from django.db import connection

from matou.project.torture.claims import (
    HAPPENED,
    REFUSED,
    claim,
    contradiction,
    things,
    verb_of,
)
from matou.spine.custody import services as custody
from matou.spine.custody.tests.conftest import NOW, deposit, payout

pytestmark = pytest.mark.django_db

NOTHING = {
    "deposited": "nothing/5",
    "repaid": "nothing/5",
    "written_off": "00000000-0000-0000-0000-000000000000",
    "corrected": "0",
    "not_corrected": "0",
    "explained": "0",
}
NEVER = frozenset({"cooling", "not_drawn", "not_refunded"})
"""Of these it is true that they never happened, whatever they name."""


def belied(*words: str) -> list[str]:
    """Return which of the words, all of one verb, the house belies."""
    verb = verb_of(words[0])
    with connection.cursor() as cursor:
        cursor.execute(contradiction({**HAPPENED, **REFUSED}[verb]), [things(words, verb)])
        return [str(row[0]) for row in cursor.fetchall()]


@pytest.mark.parametrize("verb", sorted({*HAPPENED, *REFUSED} - NEVER))
def test_what_never_happened_is_belied(verb: str) -> None:
    nothing = NOTHING.get(verb, "nothing/0/0")

    assert belied(f"{verb}={nothing}") == [nothing]


@pytest.mark.parametrize("verb", sorted(NEVER))
def test_what_was_refused_and_is_not_there_is_true(verb: str) -> None:
    assert belied(f"{verb}=nothing/0/0") == []


def test_what_happened_is_true_to_the_fen() -> None:
    deposit(10_000, reference="LOT1")
    custody.run_due(now=NOW)
    payout(1_000, reference="PAY1")
    custody.run_due(now=NOW)

    assert belied(claim("deposited", "LOT1", 10_000)) == []
    assert belied(claim("paid_out", "PAY1", 1_000)) == []
    assert belied(claim("paid_out", "PAY1", 999)) == ["PAY1/999"]
    assert belied(claim("not_drawn", "PAY1")) == ["PAY1"]


def test_a_claim_that_nobody_would_check_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        claim("dreamt", "LOT1")
