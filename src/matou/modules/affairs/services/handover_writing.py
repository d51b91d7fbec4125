"""What every act at the window shares: who may, the lock, the trace, the call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.modules.affairs.models import Handover, HandoverAct, HandoverCall
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.handover_messages import BASIS, PURPOSE, step_id
from matou.modules.affairs.rules.handover_states import HandoverMove, checked_handover_move
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import NewCall
from matou.spine.notices import services as notices

HANDOVER_NEWS = "affairs.handover_news"


def require_clerk(actor: Actor) -> None:
    """Raise NotAllowed unless a clerk stands before it; auditors only read."""
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    actor.require_any(case_states.CLERKS)


def locked_handover(code: str) -> Handover:
    """Return a hand-over, locked until the transaction ends; raises NotFound."""
    row = Handover.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise NotFound(what=code[:20])
    return row


def begun_move(code: str, *, key: str, actor: Actor) -> tuple[Handover, HandoverMove]:
    """Return a locked hand-over and the move, if the actor may make it now.

    Raises NotAllowed, NotFound and HandoverMoveNotPossible.
    """
    require_clerk(actor)
    row = locked_handover(code)
    return row, checked_handover_move(key=key, state=row.state, round_=row.round)


def note_act(
    row: Handover, *, act: str, actor: str, now: datetime, reason: str = ""
) -> HandoverAct:
    """Add a line to the history."""
    return HandoverAct.objects.create(
        handover=row, act=act, target=row.state, reason=reason[:1000], actor=actor, recorded_at=now
    )


def call_owner(
    row: Handover, *, service: str, step: str, arguments: BaseModel, actor: Actor, now: datetime
) -> UUID:
    """Ask the owner something in this transaction; the same step and attempt is one call."""
    request = step_id(row.id, f"{step}:{row.attempt}")
    HandoverCall.objects.get_or_create(
        request=request,
        defaults={"handover": row, "step": step.partition(":")[0], "attempt": row.attempt},
    )
    exchange.call(
        new=new_call(
            request, member=row.member, service=service, arguments=arguments,
            case=row.code, subjects=(row.applicant,) if row.applicant else (),
        ),
        actor=actor, now=now,
    )  # fmt: skip
    return request


def new_call(
    request: UUID,
    *,
    member: str,
    service: str,
    arguments: BaseModel,
    case: str,
    subjects: tuple[str, ...] = (),
) -> NewCall:
    """Return a call of a hand-over, under the purpose and basis that grants name."""
    told: Mapping[str, Any] = arguments.model_dump(mode="json")
    return NewCall(
        request_id=request, member=member, service=service, arguments=told,
        purpose=PURPOSE, basis=BASIS, case=case, subjects=subjects,
    )  # fmt: skip


def tell_people(row: Handover, *, zh: str, en: str, words: str, key: str, now: datetime) -> None:
    """Tell the clerk who received it, and the applicant where the house knows them."""
    for party in sorted({row.received_by, row.applicant} - {""}):
        notices.notify(
            party=party, template=HANDOVER_NEWS,
            facts={"handover": row.code, "item_zh": row.name_zh,
                   "item_en": row.name_en or row.name_zh, "news_zh": zh, "news_en": en,
                   "words": words},
            key=f"{row.code}:{key}", now=now,
        )  # fmt: skip
