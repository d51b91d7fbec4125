"""Seven deliberate faults, each in a database of its own, and whether the harness catches it.

The second guards (constraints that refuse what the function should have refused) are taken away
first: what is on trial is the harness, and it must see the fault in the books.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from matou.project import operations, paths
from matou.project.db import connect
from matou.project.db.cluster import OWNER
from matou.project.torture.check import Checker, failures, guards_that_fired
from matou.project.torture.client import open_accounts
from matou.project.torture.faults import FLOAT_SPLIT, REFUND_OF_A_REFUND, split_rule
from matou.project.torture.fleet import Fleet
from matou.project.torture.killer import kill_server
from matou.project.torture.plan import Plan

_SQL = paths.PACKAGE / "spine" / "ledger" / "migrations" / "sql"
_CLIENTS = 4
_MOST_S = 60
_LOOK_EVERY_S = 1.0
_DATABASE, _SOUND_DATABASE = "matou_mutant", "matou_sound"

SEAL = tuple(
    f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp"
    for function in (
        "ledger_submit(jsonb, timestamptz)",
        "ledger_submit_one(uuid, text, text, bigint, text, text, text, timestamptz, timestamptz)",
    )
)
"""The functions write with their owner's rights, as the migrations leave them."""

_NO_GUARDS = (
    "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_debits_and_holds_within_limit",
    "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_debit_version_is_used_once",
    "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_credit_version_is_used_once",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: what is changed in the function, in the database, or in what clients run."""

    name: str
    changes: tuple[tuple[str, str], ...] = ()
    statements: tuple[str, ...] = ()
    client_fault: str = ""
    has_house: bool = False
    """Whether the fault sits in freight's services: then one of freight's clients runs, too."""
    is_crashed: bool = False
    """Whether PostgreSQL is killed at the end: this fault shows in no other way."""
    most_operations: int = 40_000
    """After so many acknowledged operations the fault has survived."""


SOUND = Mutant(name="(no fault)", most_operations=3_000)
"""The ledger as it is: where the harness finds anything in it, its other findings mean nothing."""

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        name="no row lock",
        changes=(("ORDER BY a.id FOR NO KEY UPDATE OF a", "ORDER BY a.id"),),
    ),
    Mutant(
        name="random lock order",
        changes=(("ORDER BY a.id FOR NO KEY UPDATE OF a", "ORDER BY random() FOR NO KEY UPDATE"),),
    ),
    Mutant(
        name="no key check",
        changes=(
            ("coalesce(t.payload_hash, j.payload_hash) AS known_hash", "NULL::bytea AS known_hash"),
            ("ELSIF f < i THEN", "ELSIF false THEN"),
        ),
        statements=(
            "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_pkey CASCADE",
            "ALTER TABLE ledger_rejection DROP CONSTRAINT ledger_rejection_pkey",
        ),
    ),
    Mutant(name=FLOAT_SPLIT, client_fault=FLOAT_SPLIT),
    Mutant(name=REFUND_OF_A_REFUND, client_fault=REFUND_OF_A_REFUND),
    Mutant(name=REFUND_OF_A_REFUND, client_fault=REFUND_OF_A_REFUND, has_house=True),
    Mutant(
        name="hold ignored in the limit",
        changes=(("a_dp[d] + a_dd[d] + v_amount > a_cc[d]", "a_dd[d] + v_amount > a_cc[d]"),),
    ),
    Mutant(
        name="commit without sync",
        statements=(
            f"ALTER DATABASE {_DATABASE} SET synchronous_commit = off",
            # The log writer would save what the fault risks; the crash must come before it.
            "ALTER SYSTEM SET wal_writer_delay = '10s'",
            "SELECT pg_reload_conf()",
        ),
        is_crashed=True,
        most_operations=3_000,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the harness said of a mutant, after how many operations."""

    mutant: str
    has_house: bool
    operations: int
    violations: tuple[str, ...]

    def line(self) -> str:
        """Say it in one line."""
        first = self.violations[0] if self.violations else "nothing"
        word = "caught" if self.violations else "holds"
        name = f"{self.mutant}{' in freight' * self.has_house}"
        return f"{name:<28} {word} after {self.operations:>6} operations: {first[:150]}"


def verdicts(*, seed: int, names: tuple[str, ...] = ()) -> Iterator[Verdict]:
    """Try every mutant, or those named, one after the other; the sound house comes first."""
    _prepare_sound_database()
    yield trial(SOUND, seed=seed)
    for mutant in MUTANTS:
        if not names or mutant.name in names:
            yield trial(mutant, seed=seed)


def trial(mutant: Mutant, *, seed: int) -> Verdict:
    """Let clients work against a faulty ledger until the harness sees it, or enough was done."""
    folder = paths.private_folder(paths.home() / "torture")
    log = connect.own_cluster().folder / "server.log"
    log_begins = log.stat().st_size if log.exists() else 0
    fleet = Fleet(
        folder=folder,
        seed=seed,
        ledger_clients=0 if mutant.has_house else _CLIENTS,
        freight_clients=int(mutant.has_house),
        fault=mutant.client_fault,
    )
    # The harness compares with what the clients meant to send, their faulty rule included.
    plan = Plan(seed=seed, clients=_CLIENTS, split=split_rule(mutant.client_fault))
    checker = Checker(fleet=fleet, plan=plan, has_house=mutant.has_house)
    with _faulty_database(mutant):
        try:
            violations = _watched(mutant, fleet, checker, log, log_begins)
            operations_done = _operations(fleet)
        finally:
            fleet.end()
            shutil.rmtree(folder, ignore_errors=True)
    return Verdict(
        mutant=mutant.name,
        has_house=mutant.has_house,
        operations=operations_done,
        violations=tuple(violations),
    )


def _operations(fleet: Fleet) -> int:
    memories = (*fleet.ledger_memories().values(), *fleet.freight_memories().values())
    return sum(memory.operations for memory in memories)


def _watched(
    mutant: Mutant, fleet: Fleet, checker: Checker, log: Path, log_begins: int
) -> list[str]:
    deadline = time.monotonic() + _MOST_S
    fleet.keep_running()
    while True:
        time.sleep(_LOOK_EVERY_S)
        fleet.keep_running()
        is_enough = _operations(fleet) > mutant.most_operations or time.monotonic() > deadline
        if mutant.is_crashed and is_enough:
            kill_server()
            connect.own_cluster().ensure_running()
        found = [
            *_seen(checker),
            *failures(fleet),
            *guards_that_fired(log, from_byte=log_begins),
        ]
        if found or is_enough:
            return found


def _seen(checker: Checker) -> list[str]:
    with operations.as_owner():
        return checker.check()


@contextmanager
def _faulty_database(mutant: Mutant) -> Iterator[None]:
    """Copy the sound database, spoil the copy, and point this process and others at it."""
    _administer(
        f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)",
        f"CREATE DATABASE {_DATABASE} TEMPLATE {_SOUND_DATABASE}",
    )
    _use(_DATABASE)
    _administer(*mutant.statements, *_NO_GUARDS, *_functions(mutant), database=_DATABASE)
    try:
        yield
    finally:
        connection.close()
        _administer(
            f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)",
            "ALTER SYSTEM RESET wal_writer_delay",
            "SELECT pg_reload_conf()",
        )


def _prepare_sound_database() -> None:
    """Make the database that each trial copies: migrating it anew eight times takes minutes."""
    _administer(f"CREATE DATABASE {_SOUND_DATABASE}")
    _use(_SOUND_DATABASE)
    operations.ensure_ready()
    open_accounts()
    connection.close()


def _use(database: str) -> None:
    os.environ["MATOU_DATABASE"] = database
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = database


def _functions(mutant: Mutant) -> tuple[str, ...]:
    """Return the function with the fault in it; the short way leads to it always."""
    text = (_SQL / "submit.sql").read_text(encoding="utf-8")
    for old, new in mutant.changes:
        if old not in text:
            raise AssertionError(f"{mutant.name}: {old!r} is no longer in submit.sql")
        text = text.replace(old, new)
    short = (_SQL / "submit_one.sql").read_text(encoding="utf-8")
    return (
        text,
        short.replace("IF p_amount BETWEEN", "IF false AND p_amount BETWEEN"),
        *SEAL,
    )


def _administer(*statements: str, database: str = "postgres") -> None:
    address = connect.own_cluster().ensure_running()
    with psycopg.connect(**address.parameters(OWNER, database), autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())
