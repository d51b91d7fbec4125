"""Half-open spans of time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matou.kit.errors import InvalidInput


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span from ``from_at`` (inside) until ``until_at`` (outside), both with a zone."""

    from_at: datetime
    until_at: datetime

    def __post_init__(self) -> None:
        """Refuse a span that ends before or when it starts; raises InvalidInput."""
        if self.from_at >= self.until_at:
            raise InvalidInput(
                field="时间段 period",
                reason_zh="结束时间须晚于开始时间。",
                reason_en="The end must come after the start.",
            )

    def covers(self, at: datetime) -> bool:
        """Tell whether an instant lies inside."""
        return self.from_at <= at < self.until_at

    def contains(self, other: "Period") -> bool:
        """Tell whether the other span lies inside this one as a whole."""
        return self.from_at <= other.from_at and other.until_at <= self.until_at

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share any instant."""
        return self.from_at < other.until_at and other.from_at < self.until_at

    @property
    def length(self) -> timedelta:
        """The length of the span."""
        return self.until_at - self.from_at
