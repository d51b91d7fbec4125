"""Giving a rating, by the applicant, with a code, or through an officer; once a case."""

from datetime import datetime

from django.db import IntegrityError, transaction

from matou.kit.actor import AUDITOR, SYSTEM, Actor
from matou.kit.errors import DomainError, InvalidInput, NotAllowed, NotFound
from matou.modules.affairs.contracts import RatingGiven
from matou.modules.affairs.models import Case, Rating
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.queries.rated import hands_in, may_follow, rating_stand
from matou.modules.affairs.queries.rating_codes import CONFIRM, read_code
from matou.modules.affairs.rules import case_states, ratings
from matou.modules.affairs.rules.ratings import Told
from matou.modules.affairs.services.case_writing import locked_case
from matou.modules.affairs.services.rectifying import open_work
from matou.spine.journal import services as journal

_ONCE = ("affairs_rating_case_id", "case_id")


class RatedAlready(DomainError):
    """A case is rated once."""

    code = "affairs.rated-already"
    zh = "这件办件已经评价过，每件只评价一次。谢谢您。"
    en = "This case was rated already, and each is rated once. Thank you."


class RatingNotOpen(DomainError):
    """The case is not closed yet, or the period is over."""

    code = "affairs.rating-not-open"
    zh = "现在不能评价：办件还没有办结，或评价期已过。办结后会通知您评价。"
    en = "It cannot be rated now: not closed yet, or the period is over. You will be asked."


@transaction.atomic
def rate_own(*, code: str, told: Told, actor: Actor, now: datetime) -> None:
    """Rate one's own case, signed in.

    Raises NotFound, NotAllowed, InvalidInput, RatedAlready and RatingNotOpen.
    """
    case = locked_case(code)
    if not is_applicant(case, actor):
        raise NotFound(what=code[:20])
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    _rate(case, told, channel=ratings.WEB, entered_by="", now=now)


@transaction.atomic
def rate_by_code(*, text: str, told: Told, now: datetime, at_window: str = "") -> None:
    """Rate with a one-time code; ``at_window`` says that it came from the window's tablet.

    Raises NotFound, InvalidInput, RatedAlready and RatingNotOpen.
    """
    code = read_code(text)
    if code.way == CONFIRM:
        raise NotFound(what=text[:20])
    case = locked_case(code.case)
    channel = ratings.TABLET if at_window else code.channel
    _rate(case, told, channel=channel, entered_by="", now=now)


@transaction.atomic
def enter_rating(*, code: str, told: Told, channel: str, actor: Actor, now: datetime) -> None:
    """Enter what came by telephone or on paper; an officer who had no hand in the case.

    Raises NotFound, NotAllowed, InvalidInput, RatedAlready and RatingNotOpen.
    """
    actor.require_any(case_states.SUPERVISORS)
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    if channel not in ratings.BY_OFFICER:
        raise InvalidInput(field="channel", reason_zh="请选择电话或纸质。",
                           reason_en="Choose telephone or paper.")  # fmt: skip
    case = locked_case(code)
    if not may_follow(case, actor):
        raise NotAllowed(needed="no hand in the case")
    _rate(case, told, channel=channel, entered_by=actor.code, now=now)


def _rate(case: Case, told: Told, *, channel: str, entered_by: str, now: datetime) -> None:
    checked = ratings.checked_rating(told)
    stand = rating_stand(case, now=now)
    if stand.is_rated:
        raise RatedAlready
    if not stand.is_open:
        raise RatingNotOpen
    try:
        with transaction.atomic():
            row = Rating.objects.create(
                case=case, item=case.version.item, level=checked.level, tags=list(checked.tags),
                text=checked.text, channel=channel, served_by=sorted(hands_in(case)),
                entered_by=entered_by, rated_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        # The case's lock keeps this from happening; the constraint is what guarantees it.
        raise RatedAlready from error
    # Neither who nor which case: the journal is read by people who know the rated.
    journal.publish(RatingGiven(aggregate="ratings", actor=SYSTEM.code, occurred_at=now))
    if ratings.is_bad(checked.level):
        open_work(row, now=now)
