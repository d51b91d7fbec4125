"""The end of rating periods: by the clock, for rated and unrated cases alike."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.modules.affairs.models import RatingAsk
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services.case_writing import finish, locked_case

_BATCH = 500


def close_periods(*, now: datetime) -> int:
    """End the periods that are over; rated or not, so that the state tells nobody which."""
    due = RatingAsk.objects.filter(is_open=True, closes_at__lte=now).order_by("closes_at", "pk")
    codes = list(due.values_list("case__code", flat=True)[:_BATCH])
    for code in codes:
        with transaction.atomic():
            case = locked_case(code)
            RatingAsk.objects.filter(case=case, closes_at__lte=now).update(is_open=False)
            if case.state == case_states.DELIVERED:
                finish(case, move=case_states.BY_KEY["rate"], actor=SYSTEM, now=now)
    return len(codes)
