"""What the invariants look at: the clients' logs, and the database as one snapshot shows it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from matou.project.torture.log import Memory
from matou.project.torture.plan import SHARED, Drawn, Plan
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import Posting
from matou.spine.ledger.queries import Violation
from matou.spine.ledger.queries.audit import INVARIANTS

_CHUNK_BATCHES = 40
_KEPT_BATCHES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment of a run.

    ``before`` are the logs as read before the snapshot was taken: all they acknowledge must be in
    it. ``after`` were read later: all that is in the snapshot must have been sent by then.
    """

    plan: Plan
    before: Mapping[int, Memory]
    after: Mapping[int, Memory]
    freight: Mapping[int, Memory] = field(default_factory=dict)
    """The freight clients' logs, read before the snapshot like the others."""
    since: Mapping[int, int] = field(default_factory=dict)
    """Per client, the first batch that was not looked at after an earlier kill."""
    has_house: bool = True
    """Whether the whole house lives in the database, or the ledger alone."""
    is_over: bool = False
    """Whether everything has come to rest, so that nothing may still be on its way."""
    audited: list[tuple[Violation, ...]] = field(default_factory=list, init=False, repr=False)

    def violations_of(self, invariant: str) -> tuple[Violation, ...]:
        """Return what the ledger's own audit says; it walks the journal once for all of them."""
        assert invariant in INVARIANTS, invariant  # noqa: S101  # a misspelt one would never fail
        if not self.audited:
            self.audited.append(ledger.violations())
            with connection.cursor() as cursor:
                # The audit reads whole tables; what follows in this transaction does not.
                cursor.execute("RESET enable_indexscan")
        return tuple(one for one in self.audited[0] if one.invariant == invariant)

    def acknowledged(self) -> Iterator[list[tuple[Posting, str]]]:
        """Yield what was acknowledged with its answers, some batches at a time."""
        chunk: list[tuple[Posting, str]] = []
        for client, memory in self.before.items():
            for number, statuses in memory.told.items():
                if number < self.since.get(client, 0):
                    continue
                chunk += zip(self.batch(client, number), statuses, strict=True)
                if len(chunk) >= _CHUNK_BATCHES * 100:
                    yield chunk
                    chunk = []
        if chunk:
            yield chunk

    def batch(self, client: int, number: int) -> list[Posting]:
        """Return what a client sent under a number."""
        return _batch(self.plan, client, number)

    def freight_words(self) -> list[str]:
        """Return what freight's clients were told since the last look."""
        return [
            word
            for client, memory in self.freight.items()
            for number, words in memory.told.items()
            if number >= self.since.get(client, 0)
            for word in words
        ]

    def was_sent(self, drawn: Drawn) -> bool:
        """Tell whether the place in the plan had been reached when the snapshot was over."""
        if drawn.seed != self.plan.seed:
            return False
        if drawn.client == SHARED:
            return any(drawn.index <= memory.sent for memory in self.after.values())
        memory = self.after.get(drawn.client)
        return memory is not None and drawn.index <= memory.sent


@lru_cache(maxsize=_KEPT_BATCHES)
def _batch(plan: Plan, client: int, number: int) -> list[Posting]:
    """Draw a batch once for all the invariants that compare it."""
    return plan.batch(client, number)


@dataclass(frozen=True, slots=True)
class Found:
    """A transfer as the database has it."""

    kind: str
    debit: str
    credit: str
    amount: int
    pending: UUID | None
    group: str
    purpose: str

    def says(self, posting: Posting) -> bool:
        """Tell whether this is what the posting asked for; a resolution takes its hold's sides."""
        asked = (posting.kind.value, posting.pending_id, posting.group, posting.purpose)
        return (
            asked == (self.kind, self.pending, self.group, self.purpose)
            and posting.debit in {None, self.debit}
            and posting.credit in {None, self.credit}
            and (posting.amount is None or posting.amount.fen == self.amount)
        )


def transfers(ids: Sequence[UUID]) -> dict[UUID, list[Found]]:
    """Return the transfers with these ids; more than one under an id is a defect."""
    found: dict[UUID, list[Found]] = {}
    for ident, *row in rows(
        "SELECT t.id, t.kind, d.code, c.code, t.amount, t.pending_id, t.group_code, t.purpose "
        "FROM ledger_transfer t JOIN ledger_account d ON d.id = t.debit_account_id "
        "JOIN ledger_account c ON c.id = t.credit_account_id WHERE t.id = ANY(%s)",
        [list(ids)],
    ):
        found.setdefault(ident, []).append(Found(*row))
    return found


def refusals(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the statuses of the refused among these ids."""
    statement = "SELECT id, status FROM ledger_rejection WHERE id = ANY(%s)"
    return {row[0]: row[1] for row in rows(statement, [list(ids)])}


def rows(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return what a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall())


Invariant = Callable[[Scene], list[str]]
