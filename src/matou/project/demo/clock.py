"""When each thing happens in the demo: the AIS replay gives the rhythm, and it ends just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matou.modules.freight.services import replays

BEFORE_SAILING = timedelta(hours=6)
AFTER_ARRIVAL = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClock:
    """The instants of one run, all derived from when its demand was drafted."""

    begins_at: datetime

    @classmethod
    def ending_at(cls, now: datetime) -> "DemoClock":
        """Choose the beginning so that the last act happens now."""
        whole = BEFORE_SAILING + replays.voyage_length() + AFTER_ARRIVAL
        return cls(begins_at=now - whole)

    def after(self, **parts: int) -> datetime:
        """Return the instant that long after the beginning."""
        return self.begins_at + timedelta(**parts)

    @property
    def replay_at(self) -> datetime:
        """The instant of the replay's first message."""
        return self.begins_at + BEFORE_SAILING

    @property
    def milestones(self) -> dict[str, datetime]:
        """When the vessel comes where, by the replay."""
        return replays.milestones_at(start_at=self.replay_at)

    @property
    def closes_at(self) -> datetime:
        """The instant of the last act."""
        return self.milestones["last_heard"] + AFTER_ARRIVAL
