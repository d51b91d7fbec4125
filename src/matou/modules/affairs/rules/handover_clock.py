"""The forwarding promise (转递时限): the window's own clock, in working days.

It runs from receipt until the bundle is sent, and anew for each correction. The case's statutory
clock is another one: it starts with acceptance by the owner region and runs there.
"""

from datetime import datetime

from matou.kit.errors import InvalidInput
from matou.modules.affairs.rules import clock
from matou.modules.affairs.rules.clock import CaseClock
from matou.modules.affairs.rules.limits import WORK_DAY, Limit

USUAL_DAYS = 2
"""Our own choice where an installation sets none (``handover_days`` in ``MATOU_EXCHANGE``)."""
_MOST_DAYS = 30


def forward_due_at(*, began_at: datetime, days: int) -> datetime:
    """Return until when the window has promised to send; raises InvalidInput."""
    if not 1 <= days <= _MOST_DAYS:
        raise InvalidInput(field="handover_days", reason_zh=f"应为 1 至 {_MOST_DAYS} 个工作日。",
                           reason_en=f"1 to {_MOST_DAYS} working days.")  # fmt: skip
    own = CaseClock(limit=Limit(count=days, unit=WORK_DAY), accepted_at=began_at, stops=())
    due_at = clock.due_at(own)
    assert due_at is not None, "a limit without stops ends"  # noqa: S101
    return due_at


def is_late(*, due_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether something was done, or is still to be done, after its last instant."""
    return (ended_at or now) > due_at
