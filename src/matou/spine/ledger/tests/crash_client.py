"""A client that is killed: sends batches from a fixed plan and notes what was acknowledged.

Called as ``python -m matou.spine.ledger.tests.crash_client <log> <client>``.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import django
from django.conf import settings

from matou.spine.ledger.contracts import Posting

CLIENTS = 3
BATCHES = 40
WALLETS = [f"wallet:crash{number}" for number in range(6)]


def plan(client: int) -> list[list[Posting]]:
    """Return the client's batches: the same ids and payloads in every life."""
    dice = Random(client)
    return [[_item(dice, position) for position in range(11)] for _ in range(BATCHES)]


def _item(dice: Random, position: int) -> Posting:
    from matou.spine.ledger.tests.conftest import move  # needs Django to be set up

    debit, credit = dice.sample([*WALLETS, "custody:clearing"], 2)
    return move(
        "custody:clearing" if position == 0 else debit,
        WALLETS[0] if position == 0 else credit,
        dice.randint(1, 9),
        id=UUID(int=dice.getrandbits(128)),
        linked=position % 3 == 1,
    )


def acknowledged(log: Path) -> dict[str, str]:
    """Return the status that was acknowledged for each id; a torn last line does not count."""
    text = log.read_text("ascii") if log.exists() else ""
    lines = text[: text.rfind("\n") + 1].splitlines()
    return dict(line.split(" ", 1) for line in lines)


def _run(log: Path, batches: Sequence[Sequence[Posting]]) -> None:
    from matou.spine.ledger import services  # needs Django to be set up

    known = acknowledged(log)
    log.write_text("".join(f"{ident} {status}\n" for ident, status in known.items()), "ascii")
    with log.open("a", encoding="ascii") as file:
        for batch in batches:
            if all(str(item.id) in known for item in batch):
                continue
            outcomes = services.submit(batch)
            file.writelines(f"{outcome.id} {outcome.status}\n" for outcome in outcomes)
            file.flush()
            os.fsync(file.fileno())


def _set_up() -> None:
    """Set up the ledger alone: importing the whole house would take longer than the test."""
    address = json.loads(os.environ["CRASH_DATABASE"])
    database = {"ENGINE": "django.db.backends.postgresql", **address}
    settings.configure(
        INSTALLED_APPS=["matou.spine.ledger"], DATABASES={"default": database}, USE_TZ=True
    )
    django.setup()


if __name__ == "__main__":
    _set_up()
    _run(Path(sys.argv[1]), plan(int(sys.argv[2])))
