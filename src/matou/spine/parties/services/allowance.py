"""Rate limits kept in the database, so that all web processes count as one."""

import math
from datetime import datetime, timedelta

from django.db import connection

from matou.spine.parties.contracts import TooManyRequests
from matou.spine.parties.models import Allowance

_TAKE = """
INSERT INTO parties_allowance AS held (key, full_at) VALUES (%(key)s, %(after_one)s)
ON CONFLICT (key) DO UPDATE
    SET full_at = greatest(held.full_at, %(now)s) + make_interval(secs => %(step_s)s)
    WHERE greatest(held.full_at, %(now)s) + make_interval(secs => %(step_s)s) <= %(latest)s
RETURNING full_at
"""


def take_allowance(*, key: str, limit: int, per_s: int, now: datetime) -> None:
    """Use one of ``limit`` acts that a key has in ``per_s`` seconds; raises TooManyRequests.

    Generic cell rate algorithm (ITU-T I.371) in one atomic statement: a burst of ``limit`` passes,
    then one act each ``per_s / limit``. Call it outside a transaction that may be rolled back, or
    the use is forgotten with it.
    """
    span = timedelta(seconds=per_s)
    step = span // limit  # rounded down, or the last of a burst would not fit
    facts: dict[str, str | datetime | float] = {
        "key": key[:120],
        "now": now,
        "after_one": now + step,
        "latest": now + span,
        "step_s": step.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, facts)
        if cursor.fetchone() is not None:
            return
    full_at = Allowance.objects.values_list("full_at", flat=True).get(key=key[:120])
    wait_s = (full_at + step - span - now).total_seconds()
    raise TooManyRequests(retry_after=max(1, math.ceil(wait_s)))


def forget_old_allowances(*, now: datetime) -> int:
    """Delete allowances that are whole again; returns how many."""
    return Allowance.objects.filter(full_at__lt=now).delete()[0]
