"""One of the two instances: its tables and its neighbour, its processes, its judgement."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from matou.kit.actor import EXCHANGE, Actor
from matou.kit.clock import utc_now
from matou.modules.affairs.models import Arrival, Case, CaseAct, Handover
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.services.starting import ensure_first_stock
from matou.project import operations, paths, schema
from matou.project.handover_trial.driving import drive_owner, drive_window, item_code
from matou.project.processes import Site, die_with_parent
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import NewGrant, NewKey, NewMember
from matou.spine.exchange.rules.keys import ED25519, fingerprint
from matou.spine.parties import seeds as people

_YEAR = timedelta(days=365)
_OFFICERS = tuple(
    Actor(code=code, name=code, acts_for=code, roles=frozenset({EXCHANGE}))
    for code in ("TRIALOFF1", "TRIALOFF2")
)
_GRANTS = {
    messages.TAKE_FILE: ("case", "state"),
    messages.TAKE_OVER: ("case", "state"),
    messages.HANDED_OUT: ("case", "state"),
    messages.CASE_MOVED: ("applied",),
}


def prepare(*, other: str, public: str, address: str) -> dict[str, str]:
    """Make the tables, the people and the items, and know the other instance."""
    operations.migrate()
    schema.mark()
    now = utc_now()
    people.seed(now=now)
    ensure_first_stock(now=now - timedelta(days=10))
    first, second = _OFFICERS
    exchange.propose_member(
        new=NewMember(code=other, name_zh=f"校验 {other}", name_en=f"Trial {other}",
                      region="440600", base_url=address),
        key=NewKey(public=public, from_at=now - _YEAR, until_at=now + _YEAR),
        actor=first, now=now,
    )  # fmt: skip
    name = fingerprint(algorithm=ED25519, public=public)
    exchange.confirm_member(code=other, fingerprint=name, actor=second, now=now)
    for service, fields in _GRANTS.items():
        terms = NewGrant(
            consumer=other, service=service, fields=fields, purpose=messages.PURPOSE,
            basis=messages.BASIS, from_at=now - timedelta(days=1), until_at=now + _YEAR,
            max_per_day=1_000_000,
        )  # fmt: skip
        number = exchange.request_grant(new=terms, actor=first, now=now)
        exchange.approve_grant(number=number, note="校验", actor=second, now=now)
    return {"item": item_code()}


def run_site(*, port: int, driver: list[str]) -> None:
    """Run web, worker and driver, and start again whatever is killed, until interrupted."""
    site = Site(port=port, say=lambda _line: None, web_workers=1)
    site.start()
    people_at_work: subprocess.Popen[bytes] | None = None
    try:
        site.wait_until_ready()
        while True:
            site.check()
            if people_at_work is None or people_at_work.poll() is not None:
                people_at_work = _launch(driver)
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        if people_at_work is not None:
            people_at_work.kill()
            people_at_work.wait()
        site.stop()
        operations.keep_database(running=False)


def drive(*, role: str, owner: str, item: str, runs: int, seed: int) -> None:
    """Do what the people of this instance do."""
    if role == "window":
        drive_window(home=paths.home(), owner=owner, item=item, runs=runs, seed=seed)
    drive_owner(home=paths.home())


def facts() -> dict[str, Any]:
    """Return everything by which the run is judged, from this instance's own tables."""
    arrivals = Arrival.objects.order_by("id").values_list(
        "handover", "case_code", "case__state", "case__submissions__sha256"
    )
    acts: dict[str, dict[str, int]] = {}
    rows = CaseAct.objects.filter(case__arrival__isnull=False)
    for code, act in rows.values_list("case__code", "act"):
        told = acts.setdefault(code, {})
        told[act] = told.get(act, 0) + 1
    return {
        "handovers": [
            [str(name), state, case, seq]
            for name, state, case, seq in Handover.objects.values_list(
                "id", "state", "owner_case", "applied_seq"
            )
        ],
        "arrivals": sorted({(str(name), case, state or "") for name, case, state, _ in arrivals}),
        "told": dict(Arrival.objects.values_list("case_code", "told_seq")),
        "cases": Case.objects.count(),
        "acts": acts,
    }


def as_line(told: dict[str, Any]) -> str:
    """Return facts in one line, for the process that asked."""
    return json.dumps(told, ensure_ascii=False)


def _launch(driver: list[str]) -> "subprocess.Popen[bytes]":
    with (paths.home() / "driver.log").open("ab") as output:
        return subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-m", "matou.project.cli", "dev", "handovers-driver", *driver],
            env=os.environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # only a system call between fork and exec
        )
