"""What the tests of ratings share: closed cases, supervisors, ratings by their applicants."""

from datetime import datetime, timedelta

from matou.kit.actor import SYSTEM, Actor
from matou.modules.affairs.contracts import SUPERVISOR_ROLE
from matou.modules.affairs.models import Rating, Rectification
from matou.modules.affairs.rules.ratings import Told
from matou.modules.affairs.services import rating
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import HOUR, MONDAY, someone
from matou.spine.parties import services as parties

CLOSED = MONDAY + 3 * HOUR
"""When the case of ``world.delivered`` was delivered."""
WORDS = "窗口让我跑了三趟"
BAD = Told(level=1, tags=("repeated",), text=WORDS)
GOOD = Told(level=5, tags=("quick",))


def rated(told: Told = BAD, *, at: datetime = CLOSED + HOUR) -> str:
    """Return the code of a case that its applicant rated."""
    code = world.delivered()
    rating.rate_own(code=code, told=told, actor=someone("shipper"), now=at)
    return code


def rating_of(code: str) -> Rating:
    return Rating.objects.get(case__code=code)


def work_of(code: str) -> Rectification:
    return Rectification.objects.get(rating__case__code=code)


def supervisor() -> Actor:
    return someone("case-supervisor")


def second_supervisor() -> Actor:
    """Let the demo lawyer supervise too, for what needs a second person."""
    lawyer = someone("item-lawyer")
    if not lawyer.has(SUPERVISOR_ROLE):
        parties.grant_role(person=lawyer.code, role=SUPERVISOR_ROLE, actor=SYSTEM,
                           now=MONDAY - timedelta(days=1))  # fmt: skip
    return someone("item-lawyer")
