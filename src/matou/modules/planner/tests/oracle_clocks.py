"""The clocks of the oracle: when one is through who is ready at a minute, counted plainly."""

from collections.abc import Mapping

DAY, WEEK = 1440, 10080
Row = Mapping[str, str]


class Clock:
    """When one is through, having been ready at a minute.

    ``waits`` are times in which it is not begun, ``shuns`` times that it must not meet at all.
    """

    def __init__(
        self,
        *,
        takes: int = 0,
        waits: tuple[tuple[int, int], ...] = (),
        shuns: tuple[tuple[int, int], ...] = (),
    ) -> None:
        self.takes = takes
        self.waits = waits
        self.shuns = shuns

    def __call__(self, ready: int) -> int:
        while (later := self._later(ready)) != ready:
            ready = later
        return ready + self.takes

    def _later(self, ready: int) -> int:
        for begins, ends in self.waits:
            if begins <= ready < ends:
                return ends
        for begins, ends in self.shuns:
            if ready < ends and begins < ready + self.takes:
                return ends
        return ready


class Opening(Clock):
    """A transfer that must start inside daily opening hours."""

    def __init__(self, *, hours: str, takes: int, shuns: tuple[tuple[int, int], ...]) -> None:
        super().__init__(takes=takes, shuns=shuns)
        clock, days = hours.split("/")
        self.opens, self.closes = (int(part[:2]) * 60 + int(part[3:]) for part in clock.split("-"))
        self.days = int(days)

    def __call__(self, ready: int) -> int:
        while not self._is_open(ready) or self._later(ready) != ready:
            ready = max(ready + 1, self._later(ready))
        return ready + self.takes

    def _is_open(self, minute: int) -> bool:
        day, of_day = minute % WEEK // DAY, minute % DAY
        return day < self.days and self.opens <= of_day < self.closes


class Timetable(Clock):
    """A service: the first departure whose cut-off is not past, day by day."""

    def __init__(self, row: Row, dates: dict[int, bool]) -> None:
        super().__init__(takes=int(row["duration_min"]))
        self.of_day = int(row["dep_time"][:2]) * 60 + int(row["dep_time"][3:])
        self.days = row["days"]
        self.dates = dates
        self.cutoff = int(row["cutoff_min"])

    def __call__(self, ready: int) -> int:
        earliest = ready + self.cutoff
        day = earliest // DAY
        while not self._runs(day) or day * DAY + self.of_day < earliest:
            day += 1
        return day * DAY + self.of_day + self.takes

    def _runs(self, day: int) -> bool:
        return self.dates.get(day, str(day % 7 + 1) in self.days)
