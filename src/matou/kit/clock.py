"""Where surfaces and jobs read the time; everything below them gets ``now`` as an argument."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(tz=UTC)
