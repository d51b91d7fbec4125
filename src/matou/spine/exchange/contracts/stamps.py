"""What a check of the log finds, and whether stamping keeps up."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StampHealth:
    """How far the log is stamped (盖戳)."""

    rows: int
    stamped: int
    last_at: datetime | None
    oldest_unstamped_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """The result of walking the chain: ``altered`` is the first row or stamp that does not hold."""

    rows: int
    stamps: int
    unstamped: int
    head: str
    altered: str
    """``""`` where all holds; else ``row 7: content altered`` or ``stamp 2: …``."""

    @property
    def is_intact(self) -> bool:
        """Tell whether every row and stamp holds."""
        return not self.altered
