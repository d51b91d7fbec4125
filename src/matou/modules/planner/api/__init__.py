"""The planner's API: network and questions without a token; edits and bookings with one."""

from matou.modules.planner.api import (
    ask,
    booking_times,
    bookings,
    edits,
    files,
    notices,
    reads,
    replans,
)
from matou.modules.planner.api.base import router

__all__ = [
    "ask",
    "booking_times",
    "bookings",
    "edits",
    "files",
    "notices",
    "reads",
    "replans",
    "router",
]
