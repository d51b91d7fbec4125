"""The client processes of ``bench/ledger.py``: our ledger, or django-hordak in its own environment.

Called as a program with the side's name; takes orders line by line and answers each as JSON. The
house is imported on our side only: django-hordak's interpreter knows nothing of it.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ACCOUNTS = {"matou": 2000, "hordak": 200}
HOT = "n:0"


def serve(side: str) -> int:
    """Take orders line by line until the parent hangs up."""
    prepare, batch = (_matou if side == "matou" else _hordak_side)()
    work: dict[tuple[str, int], Callable[[], float]] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("setup"):
            prepare()
            print("{}", flush=True)
            continue
        key = (order["pattern"], order["size"])
        if key not in work:
            work[key] = batch(*key)
        print(json.dumps(_slice(work[key], order["size"], order["seconds"])), flush=True)
    return 0


def _slice(step: Callable[[], float], size: int, seconds: float) -> dict[str, float]:
    """Work for some seconds; tell how often, and what the calls cost client and server.

    A step makes what it will send first and returns the CPU seconds of the call alone.
    """
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    done, cpu, server = 0, 0.0, _cpu_s(backend)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        cpu += step()
        done += size
    return {
        "count": done,
        "cpu_s": cpu,
        "server_s": _cpu_s(backend) - server,
    }


def _cpu_s(process: int) -> float:
    """Return the seconds that a process of this machine has run, to the nanosecond."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


Side = tuple[Callable[[], None], Callable[[str, int], Callable[[], float]]]


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
    numbers = count()
    prefix = f"B{os.getpid() % 1_000:03}"

    def prepare() -> None:
        call_command("migrate", verbosity=0)
        for number in range(ACCOUNTS["matou"]):
            kind = AccountKind.CLEARING  # no limit: every transfer succeeds, as with hordak
            services.ensure_account(code=f"n:{number}", kind=kind, owner="bench", now=now)
        services.ensure_account(code="fee", kind=AccountKind.FEE, owner="bench", now=now)

    def batch(pattern: str, size: int) -> Callable[[], float]:
        target = {"hot": HOT, "fee": "fee"}.get(pattern)
        codes = [f"n:{number}" for number in range(1, ACCOUNTS["matou"])]
        pairs = cycle([random.sample(codes, 2) for _ in range(20_000)])

        def posting() -> Posting:
            debit, credit = next(pairs)
            return Posting(
                id=uuid7(now=datetime.now(tz=UTC)),
                kind=PostingKind.POSTED,
                debit=debit,
                credit=target or credit,
                amount=amount,
                group=f"{prefix}{next(numbers) // 10:05}",  # ten to a lot
                purpose="freight",
                event_at=now,
            )

        def step() -> float:
            postings = [posting() for _ in range(size)]
            began = time.process_time()
            outcomes = services.submit(postings)
            spent = time.process_time() - began
            assert all(outcome.ok for outcome in outcomes)
            return spent

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

    def batch(_pattern: str, _size: int) -> Callable[[], float]:
        accounts = list(Account.objects.all())
        pairs = cycle([random.sample(accounts, 2) for _ in range(2_000)])
        amount = Money("0.05", "CNY")

        def step() -> float:
            source, target = next(pairs)
            began = time.process_time()
            source.transfer_to(target, amount)
            return time.process_time() - began

        return step

    return prepare, batch


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]))
