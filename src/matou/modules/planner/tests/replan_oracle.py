"""Whether a plan still holds, told minute by minute from the tables' rows: slow, and plain.

It shares no line with the outlook, the replay or the compiler: rows come as the files write them,
arcs from the exhaustive oracle, and notices are read as their text says.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache

from matou.modules.planner.queries.notices import standing_notices
from matou.modules.planner.queries.tables import Tables, tables_at
from matou.modules.planner.queries.touched import Carried
from matou.modules.planner.rules.notices import NoticeTerms
from matou.modules.planner.rules.pinning import PinnedHandling, PinnedLeg
from matou.modules.planner.tests import oracle, oracle_clocks
from matou.modules.planner.tests.questions import in_its_words

MINUTE = timedelta(minutes=1)
SLACK = 60


@dataclass
class World:
    """All that is known at an instant of what is to come."""

    monday: datetime
    editions: list[tuple[datetime, Tables, oracle.Files]]
    notices: list[NoticeTerms]

    def at(self, minute: int) -> tuple[Tables, oracle.Files]:
        """Return the rows in force at a minute."""
        instant = self.monday + minute * MINUTE
        found = [one for one in self.editions if one[0] <= instant] or self.editions[:1]
        return found[-1][1], found[-1][2]

    def minute(self, instant: datetime) -> int:
        """Return an instant's minute."""
        return int((instant - self.monday) / MINUTE)

    def meets(self, terms: NoticeTerms, begin: int, end: int) -> bool:
        """Tell whether a notice is in effect at any minute of a span."""
        return self.minute(terms.starts_at) < end and begin < self.minute(terms.ends_at)


def world(*, now: datetime, monday: datetime, changes: list[datetime]) -> World:
    """Read everything as of now, and once more for each instant at which rows change."""
    instants = [now, *(at for at in changes if at > now)]
    return World(
        monday=monday,
        editions=[(at, tables, _files(tables)) for at in instants for tables in [tables_at(at)]],
        notices=[one.terms for one in standing_notices(now)],
    )


def is_touched(one: Carried, there: World) -> bool:
    """Tell whether a booking's plan no longer holds."""
    return _Trip(one, there).is_touched()


class _Trip:
    def __init__(self, one: Carried, there: World) -> None:
        self.one = one
        self.there = there
        question = replace(one.question, wishes=replace(one.question.wishes, closures=()))
        self.question = in_its_words(question)
        self.rules = cache(self._rules)

    def is_touched(self) -> bool:
        one, last = self.one, self.one.after
        done = [leg for leg in one.chain.legs if last and leg.number == last.number]
        parts = self._parts(done)
        if not parts:
            return False
        place, ready, excused = self._start(done)
        expected = {number: self.there.minute(at) for number, at in one.expected}
        for _at, part in sorted(parts, key=lambda pair: pair[0]):
            through = self._through(part, place, ready)
            if through is None:
                return True
            place, ready = through
            if isinstance(part, PinnedLeg) and part.number in expected:
                late = expected[part.number] - self.there.minute(part.arrives_at)
                ready, excused = max(ready, expected[part.number]), max(excused, late)
        return ready > self.there.minute(one.chain.arrives_at) + excused + SLACK

    def _parts(self, done: list[PinnedLeg]) -> list[tuple[datetime, PinnedLeg | PinnedHandling]]:
        chain = self.one.chain
        legs = [leg for leg in chain.legs if not done or leg.number > done[0].number]
        works = [
            work for work in chain.handlings if not done or work.begins_at >= done[0].arrives_at
        ]
        return [*((leg.departs_at, leg) for leg in legs), *((one.begins_at, one) for one in works)]

    def _start(self, done: list[PinnedLeg]) -> tuple[str, int, int]:
        one, there = self.one, self.there
        if not done or one.after is None:
            return one.question.origin, there.minute(one.chain.ready_at), 0
        arrives = there.minute(one.after.arrives_at)
        return one.after.destination, arrives, max(0, arrives - there.minute(done[0].arrives_at))

    def _through(
        self, part: PinnedLeg | PinnedHandling, place: str, ready: int
    ) -> tuple[str, int] | None:
        if isinstance(part, PinnedHandling):
            return self._handled(part, place, ready)
        if part.service:
            return self._ridden(part, place, ready)
        for row in part.rows:
            driven = self._driven(row, part.mode, place, ready)
            if driven is None:
                return None
            place, ready = driven
        return place, ready

    def _rules(self, edition: int) -> "oracle._Rules":
        tables, files = self.there.editions[edition][1:]
        dates = tuple(
            (
                row["service_id"],
                (date.fromisoformat(row["date"]) - self.there.monday.date()).days,
                row["what"] == "added",
            )
            for row in tables["exceptions.csv"]
        )
        return oracle._Rules(files, replace(self.question, dates=dates))

    def _arcs(self, minute: int, state: oracle.State) -> list[oracle.Arc]:
        files = self.there.at(minute)[1]
        number = [one[2] is files for one in self.there.editions].index(True)
        return self.rules(number).arcs(state)

    def _driven(self, code: str, mode: str, place: str, ready: int) -> tuple[str, int] | None:
        minute = ready
        while True:
            arcs = self._arcs(minute, (place, str(mode)))
            found = [arc for arc in arcs if arc[4].kind == "move" and code in arc[4].uses]
            if not found:
                return None
            (end, clock, *_rest) = found[0]
            leaves = minute + clock.takes
            if self._link_is_free(code, minute, leaves) and self._lock_is_free(
                place, str(mode), minute
            ):
                return end[0], leaves
            minute += 1

    def _link_is_free(self, code: str, begin: int, end: int) -> bool:
        row = next(row for row in self.there.at(begin)[1].links if row["link_id"] == code)
        for terms in self.there.notices:
            if not self.there.meets(terms, begin, end):
                continue
            if terms.kind == "storm_stop" and self._is_stopped(
                terms, begin, {row["from_node"], row["to_node"]}
            ):
                return False
            if terms.kind == "draught_limit" and code in terms.targets:
                params = self.there.at(begin)[1].params
                needs = self.question.draught_m + params["ukc_m"]
                if Fraction(terms.depth_cm or 0, 100) < needs:
                    return False
        return True

    def _lock_is_free(self, place: str, mode: str, minute: int) -> bool:
        files = self.there.at(minute)[1]
        chambers = [row for row in files.locks if row["lock_id"] == place]
        if mode != "water" or not chambers:
            return True
        needs = self.question.draught_m + files.params["ukc_m"]
        fitting = [
            row
            for row in chambers
            if Fraction(row["sill_depth_m"]) >= needs
            and int(row["class_t"]) >= files.params["barge_min_t"]
        ]
        return any(not self._is_shut(row, minute) for row in fitting)

    def _is_shut(self, chamber: oracle_clocks.Row, minute: int) -> bool:
        lock = chamber["lock_id"]
        names = {lock, f"{lock}-{chamber['chamber'].replace('#', '')}"}
        return any(
            terms.kind == "lock_closure"
            and names & set(terms.targets)
            and self.there.meets(terms, minute, minute + 1)
            for terms in self.there.notices
        )

    def _is_stopped(self, terms: NoticeTerms, minute: int, places: set[str]) -> bool:
        nodes = self.there.at(minute)[1].nodes
        named = [nodes[code] for code in terms.targets if code in nodes]
        cities = {row["city"] for row in named if row["kind"] == "city" and row["city"]}
        return any(place in terms.targets or nodes[place]["city"] in cities for place in places)

    def _ridden(self, leg: PinnedLeg, place: str, ready: int) -> tuple[str, int] | None:
        departs = self.there.minute(leg.departs_at)
        arcs = self._arcs(departs, (place, str(leg.mode)))
        found = [arc for arc in arcs if arc[4].kind == "ride" and leg.service in arc[4].uses]
        if not found:
            return None
        (end, clock, *_rest) = found[0]
        assert isinstance(clock, oracle_clocks.Timetable)
        day, of_day = divmod(departs, oracle_clocks.DAY)
        runs = clock._runs(day) and of_day == clock.of_day
        arrives = departs + clock.takes
        if not runs or ready + clock.cutoff > departs or not self._sails(leg, departs, arrives):
            return None
        return end[0], arrives

    def _sails(self, leg: PinnedLeg, departs: int, arrives: int) -> bool:
        tables, files = self.there.at(departs)
        row = next(row for row in files.services if row["service_id"] == leg.service)
        day = (self.there.monday + departs * MINUTE).date().isoformat()
        for season in tables["seasons.csv"]:
            if season["service_id"] == leg.service and not (
                season["runs_from"] <= day < (season["runs_until"] or "9999")
            ):
                return False
        for terms in self.there.notices:
            is_named = terms.kind == "service_cancelled" and leg.service in terms.targets
            if is_named and self.there.meets(terms, departs, departs + 1):
                return False
            if terms.kind == "storm_stop":
                ends = ((departs, row["from_node"]), (arrives, row["to_node"]))
                if any(
                    self.there.meets(terms, minute, minute + 1)
                    and self._is_stopped(terms, departs, {place})
                    for minute, place in ends
                ):
                    return False
        return not any(self._is_locked(lock, departs, arrives) for lock in row["locks"].split())

    def _is_locked(self, lock: str, begin: int, end: int) -> bool:
        """Whether at any minute of the ride no chamber of the lock works."""
        if not any(
            terms.kind == "lock_closure" and self.there.meets(terms, begin, end)
            for terms in self.there.notices
        ):
            return False
        chambers = [row for row in self.there.at(begin)[1].locks if row["lock_id"] == lock]
        return bool(chambers) and any(
            all(self._is_shut(row, minute) for row in chambers) for minute in range(begin, end)
        )

    def _handled(self, work: PinnedHandling, place: str, ready: int) -> tuple[str, int] | None:
        minute = ready
        end_state = (work.destination, str(work.destination_mode))
        while True:
            arcs = self._arcs(minute, (place, str(work.origin_mode)))
            found = [arc for arc in arcs if arc[4].kind == "change" and arc[0] == end_state]
            if not found:
                return None
            clock = found[0][1]
            ends = minute + clock.takes
            is_open = clock(minute) == ends
            stops = [
                terms
                for terms in self.there.notices
                if terms.kind == "storm_stop"
                and self.there.meets(terms, minute, ends)
                and self._is_stopped(terms, minute, {work.origin, work.destination})
            ]
            if is_open and not stops:
                return work.destination, ends
            minute += 1


def _files(tables: Tables) -> oracle.Files:
    return oracle.Files(
        nodes={row["node_id"]: row for row in tables["nodes.csv"]},
        links=list(tables["links.csv"]),
        services=list(tables["services.csv"]),
        transfers=list(tables["transfers.csv"]),
        locks=list(tables["locks.csv"]),
        params={row["name"]: Fraction(row["value"]) for row in tables["params.csv"]},
    )
