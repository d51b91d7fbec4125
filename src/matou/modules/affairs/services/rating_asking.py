"""Asking for ratings: everyone whose case is closed, in the transaction that closes it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import NotAllowed
from matou.modules.affairs.models import Case, Rating, RatingAsk, RatingTerms
from matou.modules.affairs.queries.rated import terms_in_force
from matou.modules.affairs.queries.rating_codes import MESSAGE, rating_code
from matou.modules.affairs.rules import case_states, ratings, rectification
from matou.modules.affairs.rules.reasons import checked_reason
from matou.modules.affairs.rules.rectification import Terms
from matou.spine.notices import services as notices

RATING_ASKED = "affairs.rating_asked"
_BATCH = 500


def ensure_asked(case: Case, *, now: datetime) -> None:
    """Ask for a rating where a case has come to be closed; a case is asked about once.

    A case that was reopened and is closed again without a rating gets a new period.
    """
    if not ratings.is_to_be_asked(state=case.state, was_accepted=case.accepted_at is not None):
        return
    if case.state in {case_states.RATED, case_states.ARCHIVED}:
        return
    if Rating.objects.filter(case=case).exists():
        return
    closes_at = now + timedelta(days=terms_in_force().ask_days)
    _ask, is_new = RatingAsk.objects.get_or_create(
        case=case, defaults={"asked_at": now, "closes_at": closes_at}
    )
    if not is_new:
        RatingAsk.objects.filter(case=case).update(closes_at=closes_at, is_open=True)
    notices.notify(
        party=case.applied_by,
        template=RATING_ASKED,
        facts={
            "item_zh": case.version.name_zh,
            "item_en": case.version.name_en or case.version.name_zh,
            "code": rating_code(case.code, MESSAGE),
        },
        key=f"{case.code}:{case.round}",
        now=now,
    )


def ask_missing(*, now: datetime) -> int:
    """Ask about closed cases that nobody was asked about, as before ratings began."""
    closed = Q(state=case_states.DELIVERED) | Q(
        state=case_states.WITHDRAWN, accepted_at__isnull=False
    )
    rows = Case.objects.filter(closed, rating_ask__isnull=True).select_related("version__item")
    found = list(rows.order_by("pk")[:_BATCH])
    for case in found:
        ensure_asked(case, now=now)
    return len(found)


@transaction.atomic
def set_terms(*, terms: Terms, reason: str, actor: Actor, now: datetime) -> None:
    """Set how long each part may take from now on; work that is open keeps its limits.

    Raises NotAllowed and InvalidInput.
    """
    actor.require_any(case_states.SUPERVISORS)
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    told = rectification.checked_terms(terms)
    RatingTerms.objects.create(
        ask_days=told.ask_days, call_back_days=told.call_back_days,
        rectify_days=told.rectify_days, reason=checked_reason(reason), set_by=actor.code,
        set_at=now,
    )  # fmt: skip
