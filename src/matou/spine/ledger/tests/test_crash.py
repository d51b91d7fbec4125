"""Clients killed in the middle of their batches: nothing acknowledged is lost, nothing doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from matou.kit.money import Money
from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import AccountKind
from matou.spine.ledger.models import Rejection, Transfer
from matou.spine.ledger.tests import crash_client
from matou.spine.ledger.tests.conftest import NOW, open_accounts

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = 6


def start(log: Path, client: int) -> subprocess.Popen[bytes]:
    """Start a client on this test's database."""
    known = connection.get_connection_params()
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    database = json.dumps({ours: known.get(theirs, "") for ours, theirs in names.items()})
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-m", "matou.spine.ledger.tests.crash_client", str(log), str(client)],
        env={**os.environ, "PYTHONPATH": paths, "CRASH_DATABASE": database},
    )


def kill_soon(client: subprocess.Popen[bytes], log: Path, wait_s: float) -> None:
    """Kill the client some time after it acknowledged something new."""
    size = log.stat().st_size if log.exists() else 0
    while client.poll() is None and (log.stat().st_size if log.exists() else 0) == size:
        time.sleep(0.005)
    time.sleep(wait_s)
    client.send_signal(signal.SIGKILL)
    client.wait()


def test_killed_clients_lose_and_double_nothing(tmp_path: Path) -> None:
    open_accounts()
    for code in crash_client.WALLETS:
        services.ensure_account(code=code, kind=AccountKind.WALLET, owner="CRASH", now=NOW)
    logs = [tmp_path / f"client{number}.log" for number in range(crash_client.CLIENTS)]
    dice = Random(7)

    for life in range(KILLS):
        number = life % crash_client.CLIENTS
        kill_soon(start(logs[number], number), logs[number], dice.uniform(0, 0.05))
    last = [start(log, number) for number, log in enumerate(logs)]
    assert [client.wait(timeout=120) for client in last] == [0] * crash_client.CLIENTS

    told = {
        ident: status for log in logs for ident, status in crash_client.acknowledged(log).items()
    }
    planned = {
        str(item.id): item.amount
        for number in range(crash_client.CLIENTS)
        for batch in crash_client.plan(number)
        for item in batch
    }
    happened = {str(row.pk): row.amount for row in Transfer.objects.all()}
    refused = {str(pk) for pk in Rejection.objects.values_list("pk", flat=True)}
    good = {ident for ident, status in told.items() if status in {"ok", "exists"}}
    assert told.keys() == planned.keys()
    assert good == happened.keys()
    assert told.keys() - good == refused
    assert all(planned[ident] == Money(amount) for ident, amount in happened.items())
    assert queries.violations() == ()
