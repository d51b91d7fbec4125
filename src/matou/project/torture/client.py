"""A client that may be killed at any instant: sends its plan, resends what was not acknowledged.

Called as ``python -m`` this module, with folder, client, seed, clients, pause and perhaps a fault.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from matou.kit.clock import utc_now
from matou.project.db import connect
from matou.project.db.errors import DatabaseUnavailable
from matou.project.torture.faults import split_rule
from matou.project.torture.log import Log
from matou.project.torture.plan import ACCOUNTS, Plan, own_accounts

STOP, HURRY = "stop", "hurry"
"""Files by which a run tells its clients that enough is done, or that all kills are."""
_PAUSE_S = 0.05
_AWAY = (OperationalError, InterfaceError, DatabaseUnavailable)
"""What a client sees while the database is killed and starts again: it waits and resends."""

Act = Callable[[int], tuple[str, ...]]


def log_path(folder: Path, client: int) -> Path:
    """Return where a client keeps its log."""
    return folder / f"client-{client}.log"


def work(*, log: Log, act: Act, is_over: Callable[[], bool]) -> None:
    """Do act after act, what is unanswered first, until it is over."""
    for number in _numbers(log):
        if number > log.memory.sent and is_over():
            return
        if number > log.memory.sent:
            log.send(number)
        _until_answered(log, number, act)


def _numbers(log: Log) -> Iterator[int]:
    yield from log.memory.unanswered
    yield from count(log.memory.sent + 1)


def _until_answered(log: Log, number: int, act: Act) -> None:
    while True:
        try:
            log.tell(number, act(number))
        except _AWAY as error:
            if _is_deadlock(error):
                log.fail(number, str(error))
                return
            connection.close()
            time.sleep(_PAUSE_S)
        except DatabaseError as error:
            connection.close()
            log.fail(number, f"{type(error).__name__}: {error}")
            return
        else:
            return


def _is_deadlock(error: Exception) -> bool:
    return "deadlock detected" in str(error)


def _send_ledger_batches(plan: Plan, client: int, rest: Callable[[], None]) -> Act:
    from matou.spine.ledger import services  # needs Django to be set up

    def act(number: int) -> tuple[str, ...]:
        rest()
        for code, kind in own_accounts(client, number).items():
            services.ensure_account(code=code, kind=kind, owner="TORTURE", now=utc_now())
        return tuple(outcome.status for outcome in services.submit(plan.batch(client, number)))

    return act


def open_accounts() -> None:
    """Open the accounts that all clients share."""
    from matou.spine.ledger import services  # needs Django to be set up

    for code, kind in ACCOUNTS.items():
        services.ensure_account(code=code, kind=kind, owner="TORTURE", now=utc_now())


def _set_up() -> None:
    """Set up the ledger alone: a life of seconds must not begin with importing the whole house."""
    settings.configure(
        INSTALLED_APPS=["matou.spine.ledger"],
        DATABASES={
            "default": {"ENGINE": "matou.project.db.backend", "NAME": connect.database_name()}
        },
        USE_TZ=True,
    )
    django.setup()


def main(arguments: list[str]) -> None:
    """Run one life of a client."""
    folder, client = Path(arguments[0]), int(arguments[1])
    pause_s = float(arguments[4])
    fault = arguments[5] if len(arguments) > 5 else ""  # noqa: PLR2004  # the optional last one
    _set_up()
    plan = Plan(seed=int(arguments[2]), clients=int(arguments[3]), split=split_rule(fault))

    def rest() -> None:
        if not (folder / HURRY).exists():
            time.sleep(pause_s)

    act = _send_ledger_batches(plan, client, rest)
    with closing(Log(log_path(folder, client))) as log:
        work(log=log, act=act, is_over=(folder / STOP).exists)


if __name__ == "__main__":
    main(sys.argv[1:])
