"""Writes of the ledger: accounts, and batches of postings through one database function."""

import json
import threading
from collections.abc import Sequence
from datetime import datetime
from weakref import WeakSet

from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, Cursor
from psycopg.errors import (
    DeadlockDetected,
    InvalidSqlStatementName,
    UniqueViolation,
    error_from_result,
)
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.spine.ledger import queries, rules
from matou.spine.ledger.contracts import (
    AccountDiffers,
    AccountKind,
    AccountNotEmpty,
    Outcome,
    Posting,
    PostingKind,
)

_TRIES = 5
"""A race on new ids or a deadlock with foreign locks is gone at the second try, nearly always."""
_GONE_AT_NEXT_TRY = (UniqueViolation, DeadlockDetected, InvalidSqlStatementName)

_OPEN = "SELECT ledger_open_account(%s, %s, %s, %s, %s, %s, %s, %s)"
_CLOSE = "SELECT ledger_close_account(%s)"
_SUBMIT = "SELECT array_agg(status) FROM ledger_submit(%s::jsonb, %s)"
_SUBMIT_ONE = b"SELECT ledger_submit_one($1, $2, $3, $4, $5, $6, $7, $8)"
_SUBMIT_ONE_NAME = b"ledger_submit_one"
_SET_LINE = "SELECT ledger_set_line(%s, %s)"
_kept = threading.local()
_prepared_on: WeakSet[Connection] = WeakSet()
"""The connections whose servers know the short function by its name."""


def ensure_account(
    *, code: str, kind: AccountKind, owner: str, now: datetime, unit: str = "CNY"
) -> None:
    """Open the account unless it is open already; its first owner stays.

    Raises AccountDiffers where the code is in use for another kind or unit.
    """
    nature = rules.NATURES[kind]
    with connection.cursor() as cursor:
        row = (code, kind, owner, unit, nature.is_debit_normal, nature.limit, nature.is_deferred)
        cursor.execute(_OPEN, [*(str(v) if isinstance(v, str) else v for v in row), now])
        is_new = cursor.fetchone()[0]
        if not is_new and not queries.is_account(code=code, kind=kind, unit=unit):
            raise AccountDiffers(account=code)


def set_credit_line(*, code: str, line: Money) -> None:
    """Let the account go below zero by the line; raises IntegrityError below what is used."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_LINE, [code, line.fen])


def close_account(*, code: str) -> None:
    """Close an account that stands at zero without holds; raises AccountNotEmpty otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [code])
        if not cursor.fetchone()[0]:
            raise AccountNotEmpty(account=code)


def submit(postings: Sequence[Posting]) -> tuple[Outcome, ...]:
    """Apply the postings in order and answer each one; a repeated id is applied once.

    Call it last in a domain transaction: the accounts stay locked until the commit. Rejected ids
    are remembered, so that a retry cannot succeed later; a caller who rolls back forgets them.
    """
    return _submit(postings, at=None)


def submit_or_refuse(postings: Sequence[Posting]) -> tuple[Outcome, ...]:
    """Apply all postings; raises LedgerRefused with the first bad status, undoing the rest."""
    with transaction.atomic():
        outcomes = submit(postings)
        for outcome in outcomes:
            if not outcome.ok:
                raise rules.refusal(rules.cause(outcomes))
    return outcomes


def expire_due(*, now: datetime, limit: int = 500) -> int:
    """Free the holds whose time is over at ``now``; return how many."""
    postings = [
        Posting(
            id=uuid7(now=now),
            kind=PostingKind.EXPIRE,
            pending_id=hold.pending_id,
            group=hold.group,
            purpose="expire",
            event_at=now,
        )
        for hold in queries.holds_due(now=now, limit=limit)
    ]
    # Somebody else may resolve the same hold first; then there is nothing left to free.
    return sum(outcome.ok for outcome in _submit(postings, at=now))


def fold_deferred() -> int:
    """Fold appended entries into the deferred accounts' counters; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_fold()")
        return int(cursor.fetchone()[0])


def seal_due(*, now: datetime) -> int:
    """Put finished transfers under seals; return how many, none while others are under way.

    The first call marks how far numbers were drawn, a later one seals up to there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal(%s)", [now])
        return int(cursor.fetchone()[0])


def _submit(postings: Sequence[Posting], *, at: datetime | None) -> tuple[Outcome, ...]:
    if not postings:
        return ()
    for posting in postings:
        rules.check_storable(posting)
    statuses = _answers(postings, at)
    return tuple(
        Outcome(id=posting.id, status=status, ok=status in rules.GOOD)
        for posting, status in zip(postings, statuses, strict=True)
    )


def _answers(postings: Sequence[Posting], at: datetime | None) -> list[str]:
    """Ask the function; inside a transaction each try has a savepoint of its own."""
    wrapper = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy does it at every name
    for tries_left in reversed(range(_TRIES)):
        try:
            if wrapper.get_autocommit():
                return _asked(wrapper, postings, at)
            with transaction.atomic():
                return _asked(wrapper, postings, at)
        except (IntegrityError, OperationalError, ProgrammingError) as error:
            if not tries_left or not isinstance(error.__cause__, _GONE_AT_NEXT_TRY):
                raise
    raise AssertionError("the last try either returns or raises")


def _asked(
    wrapper: BaseDatabaseWrapper, postings: Sequence[Posting], at: datetime | None
) -> list[str]:
    """Run the function, so that the server keeps the plan; one plain posting goes the short way.

    Django's own cursor writes the values into the text, so that each call is parsed and planned
    anew: a quarter of what a single transfer costs. Transactions and errors stay Django's.
    """
    wrapper.ensure_connection()
    wrapper.validate_no_broken_transaction()
    with wrapper.wrap_database_errors:
        if at is None and len(postings) == 1 and rules.is_plain(postings[0]):
            return [_asked_of_one(wrapper.connection, postings[0])]
        batch = json.dumps([_item(posting) for posting in postings])
        ((statuses,),) = _cursor_of(wrapper.connection).execute(_SUBMIT, [batch, at]).fetchall()
    answers: list[str] = statuses
    return answers


def _asked_of_one(known: Connection, posting: Posting) -> str:
    """Call the short function by libpq's own call: a cursor costs the client as much again.

    psycopg lets the server forget what is prepared after each rollback. The call then fails by
    name, and the next try prepares it anew.
    """
    if known not in _prepared_on:
        _good(known.pgconn.prepare(_SUBMIT_ONE_NAME, _SUBMIT_ONE))
        _prepared_on.add(known)
    values = [text.encode() for text in _short_item(posting)]
    try:
        result = _good(known.pgconn.exec_prepared(_SUBMIT_ONE_NAME, values))
    except InvalidSqlStatementName:
        _prepared_on.discard(known)
        raise
    return (result.get_value(0, 0) or b"").decode()


def _good(result: PGresult) -> PGresult:
    """Return the result; raise what the server says instead of one, as a cursor would."""
    if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        return result
    raise error_from_result(result, encoding="utf-8")


def _cursor_of(known: Connection) -> Cursor:
    """Return this thread's cursor: what it has learnt of the types is a tenth of a call's cost."""
    cursor: Cursor | None = getattr(_kept, "cursor", None)
    if cursor is None or cursor.connection is not known:
        cursor = _kept.cursor = Cursor(known)
    return cursor


def _short_item(posting: Posting) -> tuple[str, ...]:
    """Return what the short function takes of a plain posting, as text."""
    amount = posting.amount or Money(0)
    sides = (posting.id.hex, posting.debit or "", posting.credit or "", str(amount.fen))
    return (*sides, posting.group, posting.purpose, posting.memo, posting.event_at.isoformat())


def _item(posting: Posting) -> dict[str, object]:
    """Return the posting as JSON, without what it does not say: the function reads that as null."""
    item: dict[str, object] = {
        "id": str(posting.id),
        "kind": posting.kind.value,
        "group": posting.group,
        "purpose": posting.purpose,
        "event_at": posting.event_at.isoformat(),
    }
    if posting.debit is not None:
        item["debit"] = posting.debit
    if posting.credit is not None:
        item["credit"] = posting.credit
    if posting.amount is not None:
        item["amount"] = posting.amount.fen
    if posting.pending_id is not None:
        item["pending_id"] = str(posting.pending_id)
    if posting.linked:
        item["linked"] = True
    if posting.timeout_s is not None:
        item["timeout_s"] = posting.timeout_s
    if posting.memo:
        item["memo"] = posting.memo
    return item
