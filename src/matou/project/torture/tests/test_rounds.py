"""A round of freight's client: it ends, it may be cut off anywhere, and the books follow."""

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from matou.kit.clock import utc_now
from matou.project import operations
from matou.project.demo.people import cast
from matou.project.torture.commands import MISBEHAVING, WIDE
from matou.project.torture.freight import Round, round_of
from matou.project.torture.invariants import INVARIANTS
from matou.project.torture.log import Memory
from matou.project.torture.plan import Plan
from matou.project.torture.scene import Scene

pytestmark = pytest.mark.django_db

COUNTED = (
    "ledger_transfer", "journal_entry WHERE event LIKE 'freight.%'", "freight_refund",
    "freight_receivable", "freight_recovery", "custody_custodyorder", "custody_correction",
    "custody_payoutapproval",
)  # fmt: skip


@pytest.fixture
def rounds(settings: Settings) -> list[Round]:
    """Return one carried round of each course, in a house that holds the demo's data."""
    settings.CUSTODY_LIMITS = WIDE
    settings.CUSTODY_SIMULATOR = MISBEHAVING
    operations.load_reference()
    operations.seed()
    people = cast(now=utc_now())
    return [round_of(seed=1, client=0, number=number, people=people) for number in (0, 2, 4, 6)]


def counts() -> dict[str, int]:
    """Return how many rows the tables have that a round writes."""
    with connection.cursor() as cursor:
        found = {}
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own constants
            found[table] = cursor.fetchone()[0]
        return found


def violations(words: dict[int, tuple[str, ...]]) -> list[str]:
    """Return what the twelve invariants find against what the rounds say."""
    scene = Scene(
        plan=Plan(seed=1, clients=1),
        before={},
        after={},
        freight={0: Memory(sent=len(words), told=words)},
    )
    return [fact for invariant in INVARIANTS for fact in invariant(scene)]


def test_a_round_done_again_by_a_later_life_changes_nothing(rounds: list[Round]) -> None:
    words = {number: one.carry() for number, one in enumerate(rounds)}
    before = counts()

    again = {number: one.carry() for number, one in enumerate(rounds)}

    assert counts() == before
    assert violations(words) == violations(again) == []
    assert all("closed" in told for told in again.values())
