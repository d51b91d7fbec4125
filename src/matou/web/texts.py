"""How values read on a page: money, mass, instants, states."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matou.kit.clock import CHINA
from matou.web.language import is_chinese

NEUTRAL, INFO, GOOD, WARN, BAD, DONE = "neutral", "info", "good", "warn", "bad", "done"
TONES = (NEUTRAL, INFO, GOOD, WARN, BAD, DONE)
"""The six tones of a badge: resting, moving, fine, needs care, stopped, over."""

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400
_TONES_BY_STATE: dict[str, str] = {
    **dict.fromkeys(("draft", "new", "todo", "queued", "inactive", "withdrawn", "none"), NEUTRAL),
    **dict.fromkeys(
        (
            "published", "open", "quoting", "offered", "contracted", "to_load", "at_load",
            "loading", "loaded", "in_transit", "at_discharge", "discharging", "doing",
            "pending", "running", "sent",
        ),
        INFO,
    ),
    **dict.fromkeys(
        ("awarded", "funded", "delivered", "valid", "active", "succeeded", "settled", "paid",
         "accepted", "posted", "ok"),
        GOOD,
    ),
    **dict.fromkeys(("stated", "late", "expiring", "on_hold", "waiting", "retrying", "aborting"),
                    WARN),
    **dict.fromkeys(
        ("disputed", "failed", "refused", "rejected", "cancelled", "expired", "incident", "dead",
         "revoked", "broken", "aborted"),
        BAD,
    ),
    **dict.fromkeys(("closed", "archived", "finished", "voided"), DONE),
}  # fmt: skip


def tone_of(state: str) -> str:
    """Return the badge tone of a state's name; unknown ones rest neutral."""
    return _TONES_BY_STATE.get(state.lower(), NEUTRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantText:
    """An instant as the page shows it."""

    iso: str
    text: str
    full: str
    relative: str


def instant_text(at: datetime, *, now: datetime | None = None) -> InstantText:
    """Return an instant in Beijing time, with its zone, and how far off it is."""
    local = at.astimezone(CHINA)
    now = now or timezone.now()
    zone = _("北京时间")
    # The year is noise for most lines of a river port's day; it returns as soon as it differs.
    pattern = "%m-%d %H:%M" if local.year == now.astimezone(CHINA).year else "%Y-%m-%d %H:%M"
    return InstantText(
        iso=at.isoformat(timespec="seconds"),
        text=local.strftime(pattern),
        full=f"{local:%Y-%m-%d %H:%M:%S} {zone} (UTC+8)",
        relative=relative_text(at - now),
    )


def relative_text(gap: timedelta) -> str:
    """Return the distance to now: “3 小时前”, “in 2 days”."""
    seconds = abs(int(gap.total_seconds()))
    if seconds < _MINUTE_S:
        return _("刚刚")
    for size, counted in ((_DAY_S, _days), (_HOUR_S, _hours), (_MINUTE_S, _minutes)):
        if seconds >= size:
            length = counted(seconds // size)
            break
    return (_("%s后") if gap > timedelta() else _("%s前")) % length


def _days(count: int) -> str:
    return ngettext("%d 天", "%d 天", count) % count


def _hours(count: int) -> str:
    return ngettext("%d 小时", "%d 小时", count) % count


def _minutes(count: int) -> str:
    return ngettext("%d 分钟", "%d 分钟", count) % count


def joined(parts: list[str]) -> str:
    """Join with the list mark of the reader's language."""
    return ("、" if is_chinese() else ", ").join(part for part in parts if part)
