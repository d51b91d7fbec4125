"""Who had a hand in a case, and how its rating stands; levels and words are not read here."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Case, Rating, RatingAsk, RatingTerms
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.queries.rating_codes import read_code
from matou.modules.affairs.rules import case_states, ratings
from matou.modules.affairs.rules.rectification import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingStand:
    """How a case stands towards being rated."""

    case: str
    name_zh: str
    name_en: str
    department: str
    closes_at: datetime | None
    is_open: bool
    is_rated: bool


def hands_in(case: Case) -> frozenset[str]:
    """Return everyone who had a hand in a case: those who are rated by its rating."""
    acts = case.acts.filter(act__in=sorted(ratings.HANDLING)).values_list("actor", flat=True)
    people = {case.assignee, case.proposed_by, case.signed_by, *acts}
    people |= set(case.visits.values_list("clerk", flat=True))
    return frozenset(people - {"", SYSTEM.code, case.applied_by})


def may_follow(case: Case, actor: Actor) -> bool:
    """Tell whether an actor may know the rating of a case: a supervisor without a hand in it."""
    is_supervisor = bool(actor.roles & case_states.SUPERVISORS)
    return is_supervisor and actor.code not in hands_in(case) and not is_applicant(case, actor)


def rating_stand(case: Case, *, now: datetime) -> RatingStand:
    """Return how a case stands towards being rated."""
    ask = RatingAsk.objects.filter(case=case).first()
    is_rated = Rating.objects.filter(case=case).exists()
    return RatingStand(
        case=case.code,
        name_zh=case.version.name_zh,
        name_en=case.version.name_en or case.version.name_zh,
        department=case.version.department,
        closes_at=ask.closes_at if ask else None,
        is_open=ask is not None and now < ask.closes_at and not is_rated,
        is_rated=is_rated,
    )


def terms_in_force() -> Terms:
    """Return the terms by which the next rating is followed up."""
    row = RatingTerms.objects.order_by("-id").first()
    if row is None:
        return Terms()
    return Terms(
        ask_days=row.ask_days, call_back_days=row.call_back_days, rectify_days=row.rectify_days
    )


def stand_of_code(text: str, *, now: datetime) -> RatingStand:
    """Return what a one-time code asks about; raises NotFound."""
    return rating_stand(_case(read_code(text).case), now=now)


def own_stand(code: str, *, actor: Actor, now: datetime) -> RatingStand:
    """Return how one's own case stands towards being rated; raises NotFound."""
    case = _case(code)
    if not is_applicant(case, actor):
        raise NotFound(what=code[:20])
    return rating_stand(case, now=now)


def _case(code: str) -> Case:
    case = Case.objects.select_related("version__item").filter(code=code).first()
    if case is None:
        raise NotFound(what=code[:20])
    return case
