"""None missed, none for nothing: the finder against a slow plain check, over random changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

import pytest
from django.db import transaction

from matou.kit.errors import DomainError
from matou.modules.planner.queries import fronts
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.queries.outlooks import Outlook, outlook_at
from matou.modules.planner.queries.touched import (
    Carried,
    LegTold,
    grounds_of,
    touched_bookings,
)
from matou.modules.planner.rules import kinds, notices
from matou.modules.planner.rules.cargo import NO_WISHES
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.notices import NoticeTerms, week_start
from matou.modules.planner.rules.pinning import PinnedChain, pinned
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.services.editing import add_row, change_row
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.notices import publish_notice
from matou.modules.planner.services.writing import Grounds, Occasion
from matou.modules.planner.tests import replan_oracle
from matou.modules.planner.tests.world import EDITOR, NOW

CHANGES = 40
BOOKINGS = 60
SOON = NOW + timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
GROUNDS = Grounds(source="通告", confidence="A")
Used = dict[str, list[str]]


@cache
def carried() -> tuple[Carried, ...]:
    """Return random bookings, some under way, some told to be late; of each front any chain."""
    network, random = fronts.reference_network(), Random(20)
    return tuple(
        one for _number, one in zip(range(BOOKINGS), _booked(network, random), strict=False)
    )


def _booked(network: Network, random: Random) -> Iterator[Carried]:
    starts_at = week_start(NOW)
    from_min = (NOW - starts_at) // MINUTE
    for question in questions(network=network, seed=20):
        asked = replace(question, wishes=NO_WISHES, ready_min=question.ready_min % 5_000 + from_min)
        chains = fronts.front(network=network, question=asked).chains
        if not chains:
            continue
        # Most are ways that no lorry goes alone: on those most can go wrong.
        rich = [one for one in chains if len(one.legs) > 1]
        if not rich and random.random() < 0.9:
            continue
        chain = pinned(chain=random.choice(rich or chains), starts_at=starts_at)
        after, expected = _progress(random, chain)
        yield Carried(
            id=len(chain.legs),
            code="X",
            party="X",
            arrives_at=chain.arrives_at,
            question=asked,
            chain=chain,
            after=after,
            expected=expected,
            made_at=NOW,
        )


def _progress(
    random: Random, chain: PinnedChain
) -> tuple[LegTold | None, tuple[tuple[int, datetime], ...]]:
    begun = random.choice((0, 0, 0, random.randrange(len(chain.legs) + 1)))
    late = random.choice((0, 0, 0, 20, 90, 400, 3000)) * MINUTE
    after = None
    if begun:
        leg = chain.legs[begun - 1]
        after = LegTold(leg.number, "under_way", leg.mode, leg.destination, leg.arrives_at,
                        leg.arrives_at + late, None)  # fmt: skip
    ahead = chain.legs[begun:]
    expected = ((ahead[0].number, ahead[0].arrives_at + late),) if late and ahead else ()
    return after, expected if random.random() < 0.3 else ()


def _used(bookings: tuple[Carried, ...], network: Network) -> Used:
    rows = [row for one in bookings for leg in one.chain.legs for row in leg.rows]
    works = [work.transfer for one in bookings for work in one.chain.handlings]
    places = {
        row.code: (row.origin, row.destination)
        for kind in (network.links, network.services)
        for row in kind
    }
    locks = {row.lock for row in network.chambers}
    water = {row.code for row in network.links if row.mode == "water"}
    rides = {row.code: row for row in network.services}
    ends = [place for row in rows for place in places[row]]
    passed = [lock for row in rows if row in rides for lock in rides[row].locks]
    return {
        "water": [row for row in rows if row in water],
        "ride": [row for row in rows if row in rides],
        "lock": [place for place in (*ends, *passed) if place in locks],
        "place": [work.origin for one in bookings for work in one.chain.handlings],
        "work": works,
        "link": [row for row in rows if row not in rides],
    }


def _change(random: Random, used: Used, network: Network) -> datetime | None:
    """Make one random change; returns when it counts where rows change ahead."""
    what = random.randrange(9)
    if what < 6:
        kind = random.choice(
            (notices.DRAUGHT_LIMIT, notices.LOCK_CLOSURE, notices.LOCK_CLOSURE,
             notices.SERVICE_CANCELLED, notices.STORM_STOP)
        )  # fmt: skip
        publish_notice(terms=_terms(random, kind, used, network), actor=EDITOR, now=SOON)
        return None
    at = SOON + random.choice((0, 0, 1, 3, 6)) * timedelta(days=1)
    occasion = Occasion(actor=EDITOR, now=SOON, effective_at=at)
    _edited(random, what, used, occasion)
    return at


def _terms(random: Random, kind: str, used: Used, network: Network) -> NoticeTerms:
    targets = {
        notices.DRAUGHT_LIMIT: used["water"],
        notices.LOCK_CLOSURE: used["lock"],
        notices.SERVICE_CANCELLED: used["ride"],
        notices.STORM_STOP: [*used["place"], "C_WUZ", "C_GZ"],
    }[kind]
    named = {random.choice(targets) for _ in range(random.choice((1, 2, 4, 8)))}
    named &= {node.code for node in network.nodes} | set(used["water"]) | set(used["ride"])
    if kind == notices.LOCK_CLOSURE and random.random() < 0.4:
        named = {
            notices.chamber_code(row)
            for row in network.chambers
            if row.lock in named and random.random() < 0.7
        } or named
    starts_at = SOON + random.randrange(-600, 7_000) * MINUTE
    return NoticeTerms(
        kind=kind,
        targets=tuple(sorted(named)),
        starts_at=starts_at,
        ends_at=max(starts_at, SOON) + random.choice((400, 3_000, 20_000, 20_000)) * MINUTE,
        issuer="航道处",
        source="通告",
        confidence="A",
        depth_cm=random.choice((120, 200, 300, 350)) if kind == notices.DRAUGHT_LIMIT else None,
    )


def _edited(random: Random, what: int, used: Used, occasion: Occasion) -> None:
    if what == 6:
        depth = {"depth_m": random.choice(("1.5", "2.5", "3.4")), "conf": "A", "source": "桂航通"}
        change_row(kind=kinds.LINK, code=random.choice(used["water"]), row=depth, grounds=None,
                   occasion=occasion)  # fmt: skip
    elif what == 7:
        hours = {"open_hours": random.choice(("08:00-12:00/5", "13:00-15:00/7"))}
        change_row(kind=kinds.TRANSFER, code=random.choice(used["work"]), row=hours,
                   grounds=GROUNDS, occasion=occasion)  # fmt: skip
    elif random.random() < 0.5:
        season = {"service_id": random.choice(used["ride"]), "runs_from": "2026-06-01",
                  "runs_until": random.choice(("2026-06-04", "2026-06-10")),
                  "source": "s", "conf": "A"}  # fmt: skip
        add_row(kind=kinds.SEASON, row=season, grounds=None, occasion=occasion)
    else:
        times = {"dep_time": random.choice(("05:00", "16:30")), "conf": "A", "source": "s"}
        change_row(kind=kinds.SERVICE, code=random.choice(used["ride"]), row=times, grounds=None,
                   occasion=occasion)  # fmt: skip


def _found(bookings: tuple[Carried, ...], outlook: Outlook) -> list[bool]:
    touched = touched_bookings(bookings, outlook=outlook, grounds=grounds_of(outlook))
    hit = {id(one.carried) for one in touched}
    return [id(one) in hit for one in bookings]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(CHANGES))
def test_the_finder_says_what_the_plain_check_says(network: ImportReport, seed: int) -> None:
    random = Random(seed)
    now = network_at(NOW)
    bookings = carried()
    used = _used(bookings, now)
    ahead = []
    with transaction.atomic():
        for _number in range(random.choice((1, 1, 2))):
            try:
                with transaction.atomic():
                    ahead.append(_change(random, used, now))
            except DomainError:
                continue  # a change that an editor is refused is none
    instants = sorted(at for at in ahead if at)
    asked_at = SOON + timedelta(minutes=1)

    found = _found(bookings, outlook_at(asked_at))

    there = replan_oracle.world(now=asked_at, monday=week_start(NOW), changes=instants)
    plain = [replan_oracle.is_touched(one, there) for one in bookings]
    wrong = [place for place in range(len(bookings)) if found[place] != plain[place]]
    assert wrong == [], Counter(zip(found, plain, strict=True))
    assert any(plain), "a change that touches nothing proves nothing"
