"""Our ledger against django-hordak: transfers per second, one PostgreSQL, fsync on.

    python bench/ledger.py [--check] [--rounds 12] [--slice 0.8] [--clients 8]

Both sides keep their client processes connected; short slices of every variant alternate in
shuffled order within one run, so that a noisy machine disturbs all alike. Printed is the median of
the paired ratios. ``--check`` fails below the floors. django-hordak is installed apart, into
``.run/bench/hordak``, from ``bench/requirements.lock``.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".run" / "bench"
LOCK = ROOT / "bench" / "requirements.lock"
ACCOUNTS = {"matou": 2000, "hordak": 200}
HOT = "n:0"
FLOORS = {
    "batch of 100 / hordak": 20.0,
    "single / hordak": 4.0,
    "hot account / spread, batch of 100": 0.9,
}
VARIANTS = {
    "hordak": ("hordak", "spread", 1),
    "single": ("matou", "spread", 1),
    "single, fee": ("matou", "fee", 1),
    "single, hot": ("matou", "hot", 1),
    "batch of 100": ("matou", "spread", 100),
    "batch of 100, hot": ("matou", "hot", 100),
}


class Client:
    """A process that transfers for as long as it is told and answers how often and at what cost."""

    def __init__(self, side: str, python: Path, database: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [str(python), __file__, "--client", side],
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


def main() -> int:
    """Measure, print, and with ``--check`` judge."""
    arguments = _arguments()
    if arguments.client:
        return serve(arguments.client)
    sys.path.insert(0, str(ROOT / "src"))
    from matou.project.db.cluster import Cluster  # the client processes must not need it

    cluster = Cluster(HOME / "ledger", durable=True)
    address = cluster.ensure_running()
    clients: dict[str, list[Client]] = {}
    try:
        for side, python in {"matou": Path(sys.executable), "hordak": _hordak()}.items():
            database = _fresh_database(address.parameters("matou_owner", "postgres"), side)
            clients[side] = [Client(side, python, database) for _ in range(arguments.clients)]
            clients[side][0].tell(setup=True)
            clients[side][0].hear()
        rates = _measure(clients, rounds=arguments.rounds, seconds=arguments.slice)
        for client in (*clients["matou"], *clients["hordak"]):
            client.stop()
    finally:
        cluster.stop()
    return _report(rates, is_check=arguments.check)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 below the floors")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--slice", type=float, default=0.8, help="seconds of one variant")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--client", choices=sorted(ACCOUNTS), help=argparse.SUPPRESS)
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


def _fresh_database(server: dict[str, Any], side: str) -> dict[str, Any]:
    import psycopg  # the parent alone administers

    name = f"bench_{side}"
    with psycopg.connect(**server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return {**server, "dbname": name}


def _measure(
    clients: dict[str, list[Client]], *, rounds: int, seconds: float
) -> dict[str, list[tuple[float, float]]]:
    """Return per variant and round: transfers per second and client CPU per transfer in µs."""
    rates: dict[str, list[tuple[float, float]]] = {name: [] for name in VARIANTS}
    dice = random.Random(1)
    for number in range(-1, rounds):  # the first round warms plans, caches and files
        for name in dice.sample(list(VARIANTS), len(VARIANTS)):
            side, pattern, size = VARIANTS[name]
            started = time.perf_counter()
            for client in clients[side]:
                client.tell(pattern=pattern, size=size, seconds=seconds)
            answers = [client.hear() for client in clients[side]]
            count = sum(answer["count"] for answer in answers)
            rate = count / (time.perf_counter() - started)
            cpu_us = sum(answer["cpu_s"] for answer in answers) / max(1, count) * 1e6
            if number >= 0:
                rates[name].append((rate, cpu_us))
    return rates


def _report(rates: dict[str, list[tuple[float, float]]], *, is_check: bool) -> int:
    for name, slices in rates.items():
        rate = statistics.median(each[0] for each in slices)
        cpu_us = statistics.median(each[1] for each in slices)
        print(f"{name:<20} {rate:>9,.0f} transfers/s   client CPU {cpu_us:>7,.0f} us/transfer")
    ratios = {
        "batch of 100 / hordak": _ratio(rates, "batch of 100", "hordak"),
        "single / hordak": _ratio(rates, "single", "hordak"),
        "hot account / spread, batch of 100": _ratio(rates, "batch of 100, hot", "batch of 100"),
        "deferred fee account / spread, single": _ratio(rates, "single, fee", "single"),
        "hot account / spread, single": _ratio(rates, "single, hot", "single"),
    }
    is_good = True
    for name, ratio in ratios.items():
        floor = FLOORS.get(name)
        is_low = floor is not None and ratio < floor
        is_good = is_good and not is_low
        tail = "" if floor is None else f"   floor {floor:.1f}{'   BELOW' if is_low else ''}"
        print(f"{name:<40} {ratio:>6.2f}x{tail}")
    return 1 if is_check and not is_good else 0


def _ratio(rates: dict[str, list[tuple[float, float]]], name: str, reference: str) -> float:
    pairs = zip(rates[name], rates[reference], strict=True)
    return statistics.median(ours[0] / theirs[0] for ours, theirs in pairs)


# What follows runs in the client processes; django-hordak's interpreter knows nothing of us.


def serve(side: str) -> int:
    """Take orders line by line until the parent hangs up."""
    prepare, batch = (_matou if side == "matou" else _hordak_side)()
    work: dict[tuple[str, int], Callable[[], None]] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("setup"):
            prepare()
            print("{}", flush=True)
            continue
        key = (order["pattern"], order["size"])
        step = work.setdefault(key, batch(*key))
        print(json.dumps(_slice(step, order["size"], order["seconds"])), flush=True)
    return 0


def _slice(step: Callable[[], None], size: int, seconds: float) -> dict[str, float]:
    count, cpu, end = 0, time.process_time(), time.perf_counter() + seconds
    while time.perf_counter() < end:
        step()
        count += size
    return {"count": count, "cpu_s": time.process_time() - cpu}


Side = tuple[Callable[[], None], Callable[[str, int], Callable[[], None]]]


def _set_up(apps: list[str], options: dict[str, object], **extra: object) -> None:
    import django
    from django.conf import settings

    known = json.loads(os.environ["BENCH_DATABASE"])
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    database = {ours: known[theirs] for ours, theirs in names.items()}
    database |= {"ENGINE": "django.db.backends.postgresql", "PORT": known["port"]}
    settings.configure(
        INSTALLED_APPS=apps,
        DATABASES={"default": database | {"CONN_MAX_AGE": None, "OPTIONS": options}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        **extra,
    )
    django.setup()


def _matou() -> Side:
    sys.path.insert(0, str(ROOT / "src"))
    _set_up(["matou.spine.ledger"], {"prepare_threshold": 5})  # as the house's settings
    from django.core.management import call_command

    from matou.kit.ids import uuid7
    from matou.kit.money import Money
    from matou.spine.ledger import services
    from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

    now = datetime.now(tz=UTC)
    amount = Money(5)

    def prepare() -> None:
        call_command("migrate", verbosity=0)
        for number in range(ACCOUNTS["matou"]):
            kind = AccountKind.CLEARING  # no limit: every transfer succeeds, as with hordak
            services.ensure_account(code=f"n:{number}", kind=kind, owner="bench", now=now)
        services.ensure_account(code="fee", kind=AccountKind.FEE, owner="bench", now=now)

    def batch(pattern: str, size: int) -> Callable[[], None]:
        target = {"hot": HOT, "fee": "fee"}.get(pattern)

        def posting() -> Posting:
            debit, credit = random.sample(range(1, ACCOUNTS["matou"]), 2)
            return Posting(
                id=uuid7(now=datetime.now(tz=UTC)),
                kind=PostingKind.POSTED,
                debit=f"n:{debit}",
                credit=target or f"n:{credit}",
                amount=amount,
                group="bench",
                purpose="bench",
                event_at=now,
            )

        def step() -> None:
            outcomes = services.submit([posting() for _ in range(size)])
            assert all(outcome.ok for outcome in outcomes)

        return step

    return prepare, batch


def _hordak_side() -> Side:
    _set_up(
        ["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
        {},
        DEFAULT_CURRENCY="CNY",
        CURRENCIES=["CNY"],
        HORDAK_CURRENCIES=["CNY"],
        HORDAK_INTERNAL_CURRENCY="CNY",
    )
    from django.core.management import call_command
    from hordak.models import Account
    from moneyed import Money

    def prepare() -> None:
        call_command("migrate", verbosity=0)
        for number in range(ACCOUNTS["hordak"]):
            Account.objects.create(
                name=f"n{number}", code=f"{number:04}", type="AS", currencies=["CNY"]
            )

    def batch(_pattern: str, _size: int) -> Callable[[], None]:
        accounts = list(Account.objects.all())
        amount = Money("0.05", "CNY")

        def step() -> None:
            source, target = random.sample(accounts, 2)
            source.transfer_to(target, amount)

        return step

    return prepare, batch


if __name__ == "__main__":
    sys.exit(main())
