"""Look at a run from outside: the logs, the database in one snapshot, the server's own log."""

from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from matou.project.torture.fleet import Fleet
from matou.project.torture.invariants import INVARIANTS
from matou.project.torture.plan import Plan
from matou.project.torture.scene import Scene

_GUARDS = (
    "deadlock detected",
    'relation "ledger_account" violates check constraint',
    "version_is_used_once",
    "hold_is_resolved_once",
)
"""What the server's log must not tell of the ledger: each means that a first guard let go."""


@dataclass(slots=True)
class Checker:
    """Checks a fleet's doings again and again; what was compared once is not compared again."""

    fleet: Fleet
    plan: Plan
    has_house: bool = True
    checks: int = 0
    since: dict[int, int] = field(default_factory=dict)

    def check(self, *, is_over: bool = False) -> list[str]:
        """Return what contradicts the invariants; at the end everything is compared anew."""
        before, freight = self.fleet.ledger_memories(), self.fleet.freight_memories()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # The snapshot is taken by the first query, before the logs are read again.
                cursor.execute("SELECT count(*) FROM ledger_account")
            scene = Scene(
                plan=self.plan,
                before=before,
                after=self.fleet.ledger_memories(),
                freight=freight,
                since={} if is_over else dict(self.since),
                has_house=self.has_house,
                is_over=is_over,
            )
            found = [
                f"{invariant.__name__}: {fact}"
                for invariant in INVARIANTS
                for fact in invariant(scene)
            ]
        self.checks += 1
        # What is still unanswered may be answered later under its old number.
        self.since = {
            client: min((*memory.unanswered, memory.sent + 1))
            for client, memory in {**before, **freight}.items()
        }
        return found


def failures(fleet: Fleet) -> list[str]:
    """Return the acts that ended in an answer that no act should get."""
    memories = {**fleet.ledger_memories(), **fleet.freight_memories()}
    return [
        f"no_act_fails: client {client} act {number}: {reason}"
        for client, memory in memories.items()
        for number, reason in memory.failed.items()
    ]


def guards_that_fired(server_log: Path, *, from_byte: int = 0) -> list[str]:
    """Return the server's complaints of a guard that should never be needed, ledger only."""
    if not server_log.exists():
        return []
    with server_log.open("rb") as file:
        file.seek(from_byte)
        text = file.read().decode("utf-8", errors="replace")
    return [
        f"no_guard_fires: {line.strip()[-160:]}"
        for line in text.splitlines()
        if any(guard in line for guard in _GUARDS)
    ]
