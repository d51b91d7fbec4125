"""A torture run in the home of this process: start all, kill at random, check, rest, check."""

import shutil
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.db import connection

from matou.kit.clock import utc_now
from matou.project import operations, paths
from matou.project.db import connect
from matou.project.processes import Site
from matou.project.torture.aftermath import COURSES
from matou.project.torture.check import Checker, failures, guards_that_fired
from matou.project.torture.claims import verb_of
from matou.project.torture.client import open_accounts
from matou.project.torture.fleet import Fleet
from matou.project.torture.killer import DATABASE_DIED, Killer
from matou.project.torture.log import Memory
from matou.project.torture.plan import BATCH, Plan
from matou.project.torture.report import Report

_PAUSE_S = (0.1, 0.7)
_A_KILL_TAKES_S = 2.0
_REST_WITHIN_S = 90
_TELL_EVERY_S = 15.0
_LEAST_ROUNDS = 2 * len(COURSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much a run must do before it ends; the minutes end it in any case."""

    operations: int
    kills: int
    seed: int
    clients: int
    minutes: float


@dataclass(slots=True)
class Run:
    """One run over a prepared house."""

    wanted: Wanted
    say: Callable[[str], object]
    site: Site
    fleet: Fleet
    killer: Killer
    checker: Checker
    began_s: float = field(default_factory=time.monotonic)
    violations: list[str] = field(default_factory=list)
    recovering_s: float = 0.0
    checking_s: float = 0.0
    told_s: float = field(default_factory=time.monotonic)

    def go(self) -> Report:
        """Kill until enough was done, then let all come to rest and judge."""
        self._until_all_work()
        dice = Random(self.wanted.seed)  # noqa: S311  # a repeatable run
        while not self._is_enough():
            self._keep_up(dice.uniform(*_PAUSE_S))
            if self.killer.kills < self.wanted.kills:
                self._strike()
            elif self._operations() < self.wanted.operations:
                self.fleet.hurry()
            else:
                self.fleet.calm()
        self.fleet.stop()
        self._come_to_rest()
        self._check(is_over=True)
        return self.report()

    def _until_all_work(self) -> None:
        """Wait for each client's first answer: what has not begun cannot be interrupted."""
        deadline = time.monotonic() + _REST_WITHIN_S
        while time.monotonic() < deadline and not all(
            memory.told
            for memory in {**self.fleet.ledger_memories(), **self.fleet.freight_memories()}.values()
        ):
            self._keep_up(_PAUSE_S[0])

    def _is_enough(self) -> bool:
        if time.monotonic() - self.began_s > self.wanted.minutes * 60:
            return True
        is_killed = self.killer.kills >= self.wanted.kills
        rounds = min(len(one.told) for one in self.fleet.freight_memories().values())
        # The acts after a lot's end are taken in turn, and a short run must meet them all.
        return (
            is_killed and rounds >= _LEAST_ROUNDS and self._operations() >= self.wanted.operations
        )

    def _operations(self) -> int:
        memories = (*self.fleet.ledger_memories().values(), *self.fleet.freight_memories().values())
        return sum(memory.operations for memory in memories)

    def _keep_up(self, pause_s: float) -> None:
        """Let the house work for a while, starting again what was killed."""
        until = time.monotonic() + pause_s
        while time.monotonic() < until:
            self.site.check()
            self.fleet.keep_running()
            self._tell()
            time.sleep(0.05)

    def _tell(self) -> None:
        """Say now and then how far it is."""
        if time.monotonic() - self.told_s < _TELL_EVERY_S:
            return
        self.told_s = time.monotonic()
        self.say(
            f"{self.told_s - self.began_s:.0f} s: {self._operations()} of "
            f"{self.wanted.operations} operations · {self.killer.kills} of {self.wanted.kills} "
            f"kills · {self.checker.checks} checks · {len(self.violations)} violations"
        )

    def _strike(self) -> None:
        victim = self.killer.strike()
        if victim in DATABASE_DIED:
            died_s = time.monotonic()
            connect.own_cluster().ensure_running()
            self.recovering_s += time.monotonic() - died_s
            self._check()

    def _check(self, *, is_over: bool = False) -> None:
        began_s = time.monotonic()
        with operations.as_owner():
            self.violations += self.checker.check(is_over=is_over)
        self.checking_s += time.monotonic() - began_s

    def _come_to_rest(self) -> None:
        """Let custodian, outbox and deferred entries finish, as the worker would in minutes."""
        from matou.spine.custody import services as custody  # after Django is set up
        from matou.spine.journal import services as journal
        from matou.spine.ledger import services as ledger

        moment, deadline = utc_now(), time.monotonic() + _REST_WITHIN_S
        while time.monotonic() < deadline:
            moment += timedelta(minutes=2)
            steps = custody.run_due(now=moment) + journal.deliver_due(now=moment)
            ledger.fold_deferred()
            if not steps and not _is_anything_open():
                return

    def report(self, *, is_interrupted: bool = False) -> Report:
        """Return what was done and found so far."""
        ledger, freight = self.fleet.ledger_memories(), self.fleet.freight_memories()
        return Report(
            operations=self._operations(),
            kills={str(victim): count for victim, count in self.killer.killed.items()},
            checks=self.checker.checks,
            seconds=time.monotonic() - self.began_s,
            recovering_s=self.recovering_s,
            checking_s=self.checking_s,
            answers=_told(ledger.values()),
            acts=_told(freight.values()),
            is_interrupted=is_interrupted,
            violations=(
                *self.violations,
                *failures(self.fleet),
                *guards_that_fired(connect.own_cluster().folder / "server.log"),
            ),
        )


def torture(wanted: Wanted, *, say: Callable[[str], object]) -> Report:
    """Prepare the home, run, and return the report; the home's database must be its own.

    Interrupted, it ends what it started and reports what it had checked until then.
    """
    with prepared(wanted, say=say) as run:
        try:
            return run.go()
        except KeyboardInterrupt:
            return run.report(is_interrupted=True)


@contextmanager
def prepared(wanted: Wanted, *, say: Callable[[str], object]) -> Iterator[Run]:
    """Start database, site and clients; ends them all, and stops the database."""
    operations.ensure_ready()
    open_accounts()
    with operations.as_owner(), connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # or each recovery would replay the set-up too
    folder = paths.private_folder(paths.home() / "torture")
    freight = max(1, wanted.clients // 3)
    fleet = Fleet(
        folder=folder,
        seed=wanted.seed,
        ledger_clients=wanted.clients - freight,
        freight_clients=freight,
        pause_s=_pause_s(wanted, wanted.clients - freight),
    )
    site = Site(port=_free_port(), say=lambda _line: None, web_workers=1)
    plan = Plan(seed=wanted.seed, clients=fleet.ledger_clients)
    try:
        site.start()
        fleet.keep_running()
        site.wait_until_ready()
        yield Run(
            wanted=wanted,
            say=say,
            site=site,
            fleet=fleet,
            killer=Killer(dice=Random(wanted.seed), fleet=fleet, site=site),  # noqa: S311  # as above
            checker=Checker(fleet=fleet, plan=plan),
        )
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not stop the tidying up
        fleet.end()
        site.stop()
        connect.own_cluster().stop()
        shutil.rmtree(folder, ignore_errors=True)


def _pause_s(wanted: Wanted, clients: int) -> float:
    """Return the rest between batches that spreads the work over the time that the kills take."""
    batches = max(1, wanted.operations // (BATCH * clients))
    return wanted.kills * _A_KILL_TAKES_S / batches


def _is_anything_open() -> bool:
    from matou.spine.custody import queries as custody
    from matou.spine.custody.contracts import OrderState
    from matou.spine.journal import queries as journal  # after Django is set up

    under_way = (OrderState.CREATED, OrderState.SENT)
    return bool(journal.delivery_lag()) or any(
        custody.orders_page(state=state, limit=1) for state in under_way
    )


def _told(memories: Iterable[Memory]) -> Counter[str]:
    return Counter(
        verb_of(status)
        for memory in memories
        for statuses in memory.told.values()
        for status in statuses
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
