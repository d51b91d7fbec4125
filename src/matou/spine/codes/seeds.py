"""Codes of the places, at once: demo pages need them before the worker has run."""

from datetime import datetime

from matou.spine.codes.services import ensure_place_codes


def seed(*, now: datetime) -> None:
    """Give every place its code; safe to repeat."""
    ensure_place_codes(now=now)
