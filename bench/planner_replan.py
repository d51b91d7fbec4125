"""Re-planning after a change: 1,000 open bookings found and re-planned, none missed.

    python bench/planner_replan.py [--check] [--bookings 1000] [--cargos 100]

Bookings of mixed cargos are made by the booking service in a database of their own. Then a notice
is published and the sweep is timed from the event to the last written proposal. What it should
have found is told by a slow plain check of separate code, booking by booking. ``one by one`` is
the same work for a sample of the touched bookings, each looked at alone with nothing remembered.
``--check`` fails above 5 s of processor for 1,000 bookings, ours and the database's together, or
where one is missed or found for nothing. The wall clock is printed beside it: on a machine that is
shared it tells of the others.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
NAME = "bench_planner_replan"
MOST_S = 5.0
"""For a thousand bookings."""
SAMPLE = 40
_DAY = timedelta(days=1)


def main() -> int:
    """Book, announce, measure, print, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--bookings", type=int, default=1_000)
    parser.add_argument("--cargos", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    connect = _set_up()
    try:
        holds = _run(asked)
    finally:
        connect.own_cluster().stop()
    return 1 if asked.check and not holds else 0


def _set_up() -> Any:
    """Start a PostgreSQL of our own with a new database of the house's tables."""
    os.environ |= {
        "MATOU_HOME": str(ROOT / ".run" / "bench" / "planner_replan"),
        "MATOU_DB_ROLE": "owner",
        "MATOU_DATABASE": NAME,
        "DJANGO_SETTINGS_MODULE": "matou.project.settings",
    }
    sys.path.insert(0, str(ROOT / "src"))
    import psycopg

    from matou.project.db import connect  # reads the environment just set

    server = connect.own_cluster().ensure_running().parameters("matou_owner", "postgres")
    with psycopg.connect(**server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {NAME}".encode())
    import django

    django.setup()
    from matou.project import operations

    operations.migrate()
    return connect


def _run(asked: argparse.Namespace) -> bool:
    from matou.modules.planner.queries.networks import network_at
    from matou.modules.planner.services.importing import import_network
    from matou.modules.planner.tests.world import EDITOR, NOW, reference

    import_network(files=reference(), actor=EDITOR, now=NOW)
    began = time.perf_counter()
    codes = _booked(asked, network=network_at(NOW), now=NOW)
    print(
        f"{len(codes):,} bookings of {asked.cargos} questions, booked in "
        f"{time.perf_counter() - began:.0f} s"
    )
    holds = []
    for number, (name, terms) in enumerate(_events(NOW)):
        now = NOW + timedelta(minutes=10 * (number + 1))
        holds.append(_measured(name, terms, codes, now=now))
    return all(holds)


def _booked(asked: argparse.Namespace, *, network: Any, now: datetime) -> list[str]:
    """Book chains of random questions again and again, as many as departures have room for."""
    from matou.modules.planner.rules.booking_states import NoRoomLeft
    from matou.modules.planner.services.booking import book
    from matou.modules.planner.tests.booked import SHIPPER, TERMS, copied

    random = Random(asked.seed)
    offers = list(islice(_offers(network, random, now=now), asked.cargos))
    each = -(-asked.bookings // len(offers)) * 3
    queue: list[UUID] = [copy for one in offers for copy in copied(one, each)]
    random.shuffle(queue)
    codes: list[str] = []
    for offer in queue:
        if len(codes) == asked.bookings:
            break
        try:
            codes.append(book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=now))
        except NoRoomLeft:
            continue
    return codes


def _offers(network: Any, random: Random, *, now: datetime) -> Iterator[UUID]:
    """Offer any shown chain with water, rail or air in it: mixed cargos, any two places."""
    from dataclasses import replace

    from matou.kit.errors import DomainError
    from matou.modules.planner.models import ChainOffer
    from matou.modules.planner.queries.answers import minute_at
    from matou.modules.planner.rules.cargo import NO_WISHES
    from matou.modules.planner.rules.sampling import questions
    from matou.modules.planner.services.chain_offers import Pick, make_offer
    from matou.modules.planner.tests.booked import SHIPPER

    ready_min = minute_at(now, instant=now)
    for question in questions(network=network, seed=random.randrange(10**6)):
        later = ready_min + question.ready_min % 4_000
        asked = replace(question, wishes=NO_WISHES, ready_min=later)
        try:
            place = random.randrange(8)
            offer = make_offer(question=asked, pick=Pick(place=place), actor=SHIPPER, now=now)
        except DomainError:
            continue
        legs = ChainOffer.objects.values_list("chain", flat=True).get(pk=offer)["legs"]
        if any(leg["mode"] != "road" for leg in legs):
            yield offer


def _events(now: datetime) -> Iterator[tuple[str, Any]]:
    """Return the three changes of the goal, and one under which hardly a plan stands."""
    from matou.modules.planner.queries.notices import possible_targets
    from matou.modules.planner.rules.notices import (
        DRAUGHT_LIMIT,
        LOCK_CLOSURE,
        SERVICE_CANCELLED,
        STORM_STOP,
    )

    rides = sorted(possible_targets(SERVICE_CANCELLED, at=now))
    water = sorted(possible_targets(DRAUGHT_LIMIT, at=now))
    cities = sorted(code for code in possible_targets(STORM_STOP, at=now) if code[:2] == "C_")
    yield "Changzhou lock closed for 20 days", _terms(LOCK_CLOSURE, ["L_CHZ"], now, 20)
    yield "a third of the services cancelled", _terms(SERVICE_CANCELLED, rides[::3], now, 6)
    yield "2.4 m of water, 0.5 m less than 2.9", _terms(DRAUGHT_LIMIT, water[:60], now, 9, 240)
    yield "typhoon over every city for two days", _terms(STORM_STOP, cities, now, 2)


def _terms(
    kind: str, targets: list[str], now: datetime, days: int, depth_cm: int | None = None
) -> Any:
    from matou.modules.planner.rules.notices import NoticeTerms

    return NoticeTerms(
        kind=kind,
        targets=tuple(targets),
        starts_at=now + timedelta(hours=6),
        ends_at=now + timedelta(hours=6) + days * _DAY,
        issuer="bench",
        source="bench",
        confidence="C",
        depth_cm=depth_cm,
    )


def _measured(name: str, terms: Any, codes: list[str], *, now: datetime) -> bool:
    """Publish, sweep, compare with the plain check, take the notice back."""
    from matou.modules.planner.models import Replan
    from matou.modules.planner.services import replan_finding
    from matou.modules.planner.services.notices import publish_notice, withdraw_notice
    from matou.modules.planner.tests.world import EDITOR

    card = publish_notice(terms=terms, actor=EDITOR, now=now)
    event = _last_event()
    began, ours, database = time.perf_counter(), time.process_time(), _database_s()
    replan_finding.ask_for_sweep(event)
    looked = replan_finding.sweep_due(now=now)
    seconds = time.perf_counter() - began
    ours, database = time.process_time() - ours, _database_s() - database
    opened = Replan.objects.filter(state="open")
    found = set(opened.values_list("booking__code", flat=True))
    with_choices = sum(bool(choices) for choices in opened.values_list("choices", flat=True))
    plain = _plain(now)
    alone = _one_by_one(sorted(found), now=now)
    most = MOST_S * max(1, looked / 1000)
    ratio = alone / (seconds / len(found)) if found else 0.0
    missed, idle = len(plain - found), len(found - plain)
    print(f"{name}")
    print(
        f"  looked at {looked:,} · touched {len(found):,} · with choices {with_choices:,} · "
        f"missed {missed} · for nothing {idle}"
    )
    print(
        f"  {ours + database:.2f} s of processor, {database:.2f} of them the database's (limit "
        f"{most:.1f} s) · {seconds:.2f} s by the clock · one by one "
        f"{alone * 1000:.0f} ms a booking, x {ratio:.1f}"
    )
    withdraw_notice(code=card.code, reason="bench", actor=EDITOR, now=now + timedelta(seconds=9))
    replan_finding.ask_for_sweep(_last_event())
    replan_finding.sweep_due(now=now + timedelta(seconds=10))
    left = Replan.objects.filter(state="open").count()
    if left:
        print(f"  {left} proposals stand although the notice is withdrawn")
    return ours + database <= most and not missed and not idle and not left and bool(codes)


def _plain(now: datetime) -> set[str]:
    """Return the bookings that the slow check finds touched."""
    from matou.modules.planner.queries.touched import open_bookings
    from matou.modules.planner.rules.notices import week_start
    from matou.modules.planner.tests import replan_oracle

    there = replan_oracle.world(now=now + timedelta(seconds=1), monday=week_start(now), changes=[])
    known: dict[str, bool] = {}
    found = set()
    for one in open_bookings():
        key = f"{one.chain}{one.question}"
        if key not in known:
            known[key] = replan_oracle.is_touched(one, there)
        if known[key]:
            found.add(one.code)
    return found


def _one_by_one(codes: list[str], *, now: datetime) -> float:
    """Return how long one touched booking takes when each is looked at alone, in seconds."""
    from django.db import transaction

    from matou.modules.planner.models import Replan
    from matou.modules.planner.queries import graphs
    from matou.modules.planner.services import replan_finding

    sample = Random(1).sample(codes, min(SAMPLE, len(codes)))
    if not sample:
        return 0.0
    with transaction.atomic():
        Replan.objects.filter(booking__code__in=sample).delete()
        began = time.perf_counter()
        for code in sample:
            graphs._KEPT.clear()  # noqa: SLF001  # as a process that has just begun
            replan_finding.look_at_booking(code=code, now=now + timedelta(seconds=1))
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds / len(sample)


def _database_s() -> float:
    """Return the processor time of the database's process that serves us, in seconds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    # Behind the name in brackets: the 12th and 13th are user and system time, in ticks.
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _last_event() -> Any:
    from matou.modules.planner.contracts import NetworkChanged
    from matou.spine.journal.models import JournalEntry

    entries = JournalEntry.objects.filter(event="planner.NetworkChanged")
    return NetworkChanged.from_payload(entries.latest("seq").payload)


if __name__ == "__main__":
    sys.exit(main())
