"""Our ledger against django-hordak and pgbench: transfers per second, one PostgreSQL, fsync on.

    python bench/ledger.py [--check] [--rounds 12] [--slice 0.8] [--clients 8]

All sides keep their client processes connected; short slices of every variant alternate in
shuffled order within one run, so that a noisy machine disturbs all alike. Printed is the median of
the paired ratios. ``--check`` fails outside the limits. django-hordak is installed apart, into
``.run/bench/hordak``, from ``bench/requirements.lock``; pgbench comes with PostgreSQL.
"""

import argparse
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ledger_seals

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".run" / "bench"
LOCK = ROOT / "bench" / "requirements.lock"
CLIENTS = Path(__file__).with_name("ledger_clients.py")
PGBENCH_SCALE = 10
VARIANTS = {
    "hordak": ("hordak", "spread", 1),
    "hordak, alone": ("hordak", "spread", 1),
    "single": ("matou", "spread", 1),
    "single, fee": ("matou", "fee", 1),
    "single, hot": ("matou", "hot", 1),
    "batch of 100": ("matou", "spread", 100),
    "batch of 100, hot": ("matou", "hot", 100),
    "batch of 100, alone": ("matou", "spread", 100),
    "pgbench -N": ("pgbench", "", 1),
}
RATIOS = {
    "batch of 100 / hordak, one client each": ("batch of 100, alone", "hordak, alone", 20.0),
    "batch of 100 / hordak, eight clients": ("batch of 100", "hordak", 20.0),
    "single / hordak": ("single", "hordak", 4.0),
    "single / pgbench simple-update": ("single", "pgbench -N", 0.65),
    "hot account / spread, batch of 100": ("batch of 100, hot", "batch of 100", 0.95),
    "deferred fee account / spread, single": ("single, fee", "single", 0.8),
    "hot account / spread, single": ("single, hot", "single", None),
}
"""What is divided by what, and the least that it must be."""
HORDAK_CPU_US = 2_850.0
"""What django-hordak's transfer takes by itself on the machine for which the ceiling was set: a
shared processor is half as fast again from one minute to the next."""
MOST_CPU_US, MOST_BYTES, MOST_SEALING_US = 100.0, 350.0, 5.0
ALONE = "alone"
"""Worked by one client: what a transfer costs. Eight batches of 100 over 2,000 accounts meet nearly
always, so they wait for each other's locks; their ratio swings about 20 with the machine."""
SEALED_BEFORE = 4
"""Blocks sealed before the slices begin, for the bits that are then turned over."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What one variant did in one slice: transfers per second, µs per transfer on each side."""

    rate: float
    client_us: float
    server_us: float


class Client:
    """A process that transfers for as long as it is told and answers how often and at what cost."""

    def __init__(self, side: str, python: Path, database: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [str(python), str(CLIENTS), side],
            env={**os.environ, "BENCH_DATABASE": json.dumps(database)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, **order: object) -> None:
        """Send an order."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for the answer."""
        assert self.process.stdout
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def stop(self) -> None:
        """Hang up and wait for the process to end."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)


@dataclass(slots=True)
class Bench:
    """One server with a database for each side, and the clients of each."""

    server: dict[str, Any]
    pgbench: str
    clients: dict[str, list[Client]]
    count: int

    def prepare(self) -> None:
        """Make the databases, start the clients, and let the first of each side set up."""
        for side, python in {"matou": Path(sys.executable), "hordak": _hordak()}.items():
            database = self.fresh_database(side)
            self.clients[side] = [Client(side, python, database) for _ in range(self.count)]
            self.clients[side][0].tell(setup=True)
            self.clients[side][0].hear()
        self.fresh_database("pgbench")
        self.run_pgbench("-i", "-q", "-s", str(PGBENCH_SCALE))

    def fresh_database(self, side: str) -> dict[str, Any]:
        """Make an empty database and return how to reach it."""
        import psycopg  # the parent alone administers

        name = f"bench_{side}"
        with psycopg.connect(**self.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {name}".encode())
        return {**self.server, "dbname": name}

    def slice_of(self, name: str, seconds: float) -> Slice:
        """Let all clients of a variant work for some seconds."""
        side, pattern, size = VARIANTS[name]
        if side == "pgbench":
            return self._pgbench_slice(seconds)
        started = time.perf_counter()
        clients = self.clients[side][: 1 if name.endswith(ALONE) else None]
        for client in clients:
            client.tell(pattern=pattern, size=size, seconds=seconds)
        answers = [client.hear() for client in clients]
        count = max(1, sum(answer["count"] for answer in answers))
        return Slice(
            rate=count / (time.perf_counter() - started),
            client_us=sum(answer["cpu_s"] for answer in answers) / count * 1e6,
            server_us=sum(answer["server_s"] for answer in answers) / count * 1e6,
        )

    def _pgbench_slice(self, seconds: float) -> Slice:
        whole = str(max(1, math.ceil(seconds)))
        said = self.run_pgbench("-n", "-N", "-c", str(self.count), "-j", "2", "-T", whole)
        found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
        assert found, said
        return Slice(rate=float(found[1]), client_us=0.0, server_us=0.0)

    def run_pgbench(self, *arguments: str) -> str:
        """Run pgbench on its database and return what it printed."""
        where = ["-h", self.server["host"], "-p", str(self.server["port"])]
        who = ["-U", self.server["user"], "bench_pgbench"]
        done = subprocess.run(
            [self.pgbench, *arguments, *where, *who],
            env={**os.environ, "PGPASSWORD": self.server.get("password", "")},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def bits_located(self) -> int:
        """Seal some blocks of transfers and return how many of the altered ones are located."""
        with self._ours() as connection:
            for _ in range(SEALED_BEFORE):
                self.slice_of("batch of 100", 0.001)
                ledger_seals.seal_all(connection)
            return ledger_seals.located(connection)

    def sealing_us(self) -> float:
        """Seal what a round has left; return the µs of a transfer."""
        with self._ours() as connection:
            count, spent_s = ledger_seals.seal_all(connection)
        return spent_s / count * 1e6

    def bytes_each(self) -> float:
        """Return what a transfer takes on disk, indexes included."""
        with self._ours() as connection:
            row = connection.execute(
                "SELECT pg_total_relation_size('ledger_transfer')::float8 / count(*) "
                "FROM ledger_transfer"
            ).fetchone()
        assert row
        return float(row[0])

    def _ours(self) -> Any:
        import psycopg  # the parent alone administers

        return psycopg.connect(**{**self.server, "dbname": "bench_matou"}, autocommit=True)

    def stop(self) -> None:
        """End the clients."""
        for client in (client for side in self.clients.values() for client in side):
            client.stop()


def main() -> int:
    """Measure, print, and with ``--check`` judge."""
    arguments = _arguments()
    sys.path.insert(0, str(ROOT / "src"))
    from matou.project.db.cluster import Cluster  # the client processes must not need it

    cluster = Cluster(HOME / "ledger", durable=True)
    server = cluster.ensure_running().parameters("matou_owner", "postgres")
    pgbench = str(cluster.account.binaries / "pgbench")
    bench = Bench(server=server, pgbench=pgbench, clients={}, count=arguments.clients)
    try:
        bench.prepare()
        bits = bench.bits_located()
        slices: dict[str, list[Slice]] = {name: [] for name in VARIANTS}
        sealing: list[float] = []
        dice = random.Random(1)
        for number in range(-1, arguments.rounds):  # the first round warms plans, caches and files
            for name in dice.sample(list(VARIANTS), len(VARIANTS)):
                done = bench.slice_of(name, arguments.slice)
                if number >= 0:
                    slices[name].append(done)
            sealing.append(bench.sealing_us())
        size = bench.bytes_each()
        bench.stop()
    finally:
        cluster.stop()
    is_good = _report(slices, size)
    sealing_us = statistics.median(sealing[1:])
    text = f"{'sealing, a transfer':<40} {sealing_us:>7.2f} us"
    is_good = _print_judged(text, -sealing_us, floor=-MOST_SEALING_US) and is_good
    text = f"{'altered bits located to their block':<40} {bits:>7} of {ledger_seals.TRIALS}"
    is_good = _print_judged(text, bits, floor=ledger_seals.TRIALS) and is_good
    return 1 if arguments.check and not is_good else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 outside the limits")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--slice", type=float, default=0.8, help="seconds of one variant")
    parser.add_argument("--clients", type=int, default=8)
    return parser.parse_args()


def _hordak() -> Path:
    """Return an interpreter that has django-hordak, installing it once."""
    folder = HOME / "hordak"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
        (folder / "ready").touch()
    return python


def _report(slices: dict[str, list[Slice]], size: float) -> bool:
    """Print what was measured; tell whether all of it is within the limits."""
    for name, done in slices.items():
        rate, client, server = (
            statistics.median(getattr(one, what) for one in done)
            for what in ("rate", "client_us", "server_us")
        )
        cpu = f"   CPU {client:>6,.0f} client {server:>6,.0f} server us" if client else ""
        print(f"{name:<20} {rate:>9,.0f} transfers/s{cpu}")
    is_good = True
    for name, (ours, reference, floor) in RATIOS.items():
        pairs = zip(slices[ours], slices[reference], strict=True)
        ratio = statistics.median(one.rate / other.rate for one, other in pairs)
        is_good = _print_judged(f"{name:<40} {ratio:>7.2f}x", ratio, floor=floor) and is_good
    batched_us, hordak_us = (
        statistics.median(one.client_us + one.server_us for one in slices[name])
        for name in ("batch of 100, alone", "hordak, alone")
    )
    text = f"{'CPU of a transfer in a batch of 100':<40} {batched_us:>7.1f} us"
    is_good = _print_judged(text, -batched_us, floor=-MOST_CPU_US) and is_good
    print(
        f"{'... where hordak takes 2,850 us':<40} {batched_us / hordak_us * HORDAK_CPU_US:>7.1f} us"
    )
    text = f"{'on disk, indexes included':<40} {size:>7.0f} B"
    return _print_judged(text, -size, floor=-MOST_BYTES) and is_good


def _print_judged(text: str, value: float, *, floor: float | None) -> bool:
    """Print a line with its limit; a ceiling comes as the floor of the negative."""
    is_good = floor is None or value >= floor
    limit = "" if floor is None else f"   {'floor' if floor > 0 else 'ceiling'} {abs(floor):g}"
    print(f"{text}{limit}{'' if is_good else '   MISSED'}")
    return is_good


if __name__ == "__main__":
    sys.exit(main())
