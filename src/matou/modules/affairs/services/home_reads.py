"""An applicant of another region (全程网办): their home register vouches instead of a paper."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import DomainError, NotAllowed, NotFound
from matou.modules.affairs.models import Case, HomeRead
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.handover_messages import BASIS, step_id
from matou.modules.affairs.rules.handover_scope import ONLINE, check_shape
from matou.modules.affairs.services.case_writing import locked_case
from matou.modules.affairs.services.joint_parts import LEAD
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import NewCall
from matou.spine.parties import queries as parties

_SERVICE = "parties.company"


class NothingToAsk(DomainError):
    """Only companies with a credit code can be looked up."""

    code = "affairs.nothing-to-ask"
    status = 422
    zh = "申请人没有统一社会信用代码，无法向登记地核验。请按指南提交材料。"
    en = "The applicant has no credit code to look up. Hand in the papers of the guide."


@transaction.atomic
def ask_home(*, case: str, member: str, actor: Actor, now: datetime) -> None:
    """Ask the home member's company register once; asked again, it is the same question.

    Raises NotAllowed, NotFound, ShapeNotAllowed, NothingToAsk and MemberUnknown.
    """
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    row = locked_case(case)
    is_own = is_applicant(row, actor)
    if not is_own and (not actor.roles & case_states.CLERKS or row.state == case_states.DRAFTED):
        raise NotFound(what=case[:20])
    check_shape(row.version.content, ONLINE)
    uscc = _uscc(row)
    name = step_id(LEAD, f"home:{row.code}:{member}")
    exchange.call(
        new=NewCall(request_id=name, member=member, service=_SERVICE, arguments={"uscc": uscc},
                    purpose="case", basis=BASIS, case=row.code, subjects=(row.applicant,)),
        actor=actor, now=now,
    )  # fmt: skip
    HomeRead.objects.get_or_create(
        request=name,
        defaults={"case": row, "member": member, "asked_by": actor.code, "asked_at": now},
    )


def _uscc(row: Case) -> str:
    card = parties.party_cards({row.applicant}).get(row.applicant)
    if card is None or not card.uscc:
        raise NothingToAsk
    return card.uscc
