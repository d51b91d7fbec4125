"""Opening hours (开放时间) as the reference network writes them: ``07:00-21:00/7``."""

import re
from dataclasses import dataclass
from datetime import datetime

from matou.kit.clock import CHINA
from matou.spine.places.contracts import UnreadableOpeningHours

MINUTES_PER_DAY = 24 * 60
PATTERN = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)/[1-7]$"
"""The same expression guards the column in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Daily hours in China time, on the first ``days`` days of the week from Monday."""

    opens_minute: int
    closes_minute: int
    days: int

    def __str__(self) -> str:
        """Write as the files do."""
        return f"{_clock(self.opens_minute)}-{_clock(self.closes_minute)}/{self.days}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether the place is open at an instant."""
        local = at.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        return local.isoweekday() <= self.days and self.opens_minute <= minute < self.closes_minute


def read_opening_hours(text: str) -> OpeningHours:
    """Read ``HH:MM-HH:MM/days``; raises UnreadableOpeningHours.

    The end must come after the start: hours over midnight are not in the reference network, and
    guessing which day they belong to would be worse than asking.
    """
    # "$" also matches before a final line break, which fullmatch does not let through.
    if not re.fullmatch(PATTERN, text, re.ASCII):
        raise UnreadableOpeningHours(text=text)
    hours, days = text.split("/")
    opens, closes = (_minute(part) for part in hours.split("-"))
    if opens >= closes:
        raise UnreadableOpeningHours(text=text)
    return OpeningHours(opens_minute=opens, closes_minute=closes, days=int(days))


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
