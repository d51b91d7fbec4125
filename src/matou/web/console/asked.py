"""What an address asks for: numbers, texts, days and instants, read without trust."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive

from matou.kit.clock import CHINA
from matou.kit.period import Period

MOST = 2**63 - 1
TEXT = 100


def text(request: HttpRequest, name: str) -> str:
    """Return a search text, cut and cleaned."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:TEXT]


def number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number above zero, None for anything else."""
    asked = request.GET.get(name, "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > len(str(MOST)):
        return None
    value = int(asked)
    return value if 0 < value <= MOST else None


def instant(request: HttpRequest, name: str) -> datetime | None:
    """Return an instant; without a zone it is Beijing time. None for anything else."""
    try:
        at = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        return None
    if at is None:
        return None
    return at.replace(tzinfo=CHINA) if is_naive(at) else at


def day(request: HttpRequest, name: str) -> date | None:
    """Return a calendar day, None for anything else."""
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def day_span(on: date | None) -> Period | None:
    """Return a Chinese calendar day from midnight to midnight; None for none and the last ones."""
    if on is None or on >= date.max - timedelta(days=1) or on <= date.min + timedelta(days=1):
        return None
    start = datetime.combine(on, time.min, tzinfo=CHINA)
    return Period(start, start + timedelta(days=1))


def identity(value: str) -> UUID | None:
    """Return the UUID, None for anything else."""
    try:
        return UUID(value)
    except ValueError:
        return None
