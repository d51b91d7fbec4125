"""Joint handling (多地联办): the lead asks parts for opinions, keeps the clock, decides alone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import AUDITOR, SYSTEM, Actor
from matou.kit.codes import new_code
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.modules.affairs.models import AskedPart, Case, CasePart
from matou.modules.affairs.rules import case_states, part_opinions
from matou.modules.affairs.rules.handover_messages import (
    PART_ANSWERED,
    PART_ASKED,
    PartAnswered,
    PartAsked,
    step_id,
)
from matou.modules.affairs.rules.handover_scope import JOINT, check_shape
from matou.modules.affairs.rules.part_opinions import PartAnsweredAlready
from matou.modules.affairs.services.case_writing import locked_case
from matou.modules.affairs.services.handover_writing import new_call, require_clerk
from matou.spine.exchange import queries as exchange_queries
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import (
    Asked,
    CallGivenUp,
    CallRefused,
    CallState,
    Shared,
)

LEAD = UUID("6f1f0f0e-5a53-5f0b-9d0c-6a61746f7501")
"""Under which request ids of a case are named; never changes."""
_MOST_TEXT = 1000
_OPEN_STATES = case_states.RUNNING | {case_states.SUBMITTED, case_states.SUSPENDED}


@transaction.atomic
def ask_part(
    *, case: str, member: str, question: str, due_at: datetime, actor: Actor, now: datetime
) -> None:
    """Ask a member for its opinion on a case; the case's clock runs on here.

    Raises NotAllowed, NotFound, ShapeNotAllowed, CaseMoveNotPossible, InvalidInput and
    MemberUnknown.
    """
    require_clerk(actor)
    row = locked_case(case)
    check_shape(row.version.content, JOINT)
    _check_open(row)
    words = question.strip()
    if not 1 <= len(words) <= _MOST_TEXT:
        raise InvalidInput(field="question", reason_zh=f"请写明征求内容，最多 {_MOST_TEXT} 字。",
                           reason_en=f"Say what you ask, in {_MOST_TEXT} characters.")  # fmt: skip
    part_opinions.check_due(due_at=due_at, now=now)
    name = part_name(case=row.code, member=member, number=row.parts.count() + 1)
    CasePart.objects.create(
        id=name, case=row, member=member, question=words, due_at=due_at,
        state=part_opinions.OPEN, asked_by=actor.code, asked_at=now,
    )  # fmt: skip
    told = PartAsked(part=name, case=row.code, item=row.version.name_zh, question=words,
                     due_at=due_at)  # fmt: skip
    exchange.call(
        new=new_call(name, member=member, service=PART_ASKED, arguments=told, case=row.code),
        actor=actor, now=now,
    )  # fmt: skip


def part_name(*, case: str, member: str, number: int) -> UUID:
    """Return the name of a part, which is the request id of its question too."""
    return step_id(LEAD, f"{case}:{member}:{number}")


def part_asked(asked: Asked) -> Shared:
    """Keep what another member asks of us."""
    told = asked.arguments
    assert isinstance(told, PartAsked)  # noqa: S101  # the door read it as that
    AskedPart.objects.get_or_create(
        member=asked.client, part=told.part,
        defaults={"code": new_code(), "lead_case": told.case, "item_name": told.item,
                  "question": told.question, "due_at": told.due_at, "asked_at": asked.now},
    )  # fmt: skip
    return Shared(records=({"state": part_opinions.OPEN},))


@transaction.atomic
def answer_part(*, code: str, opinion: str, words: str, actor: Actor, now: datetime) -> None:
    """Give our opinion, once; it goes to the lead, who decides.

    Raises NotAllowed, NotFound, PartAnsweredAlready, InvalidInput and MemberUnknown.
    """
    if AUDITOR in actor.roles:
        raise NotAllowed(needed="no auditor")
    actor.require_any(case_states.CLERKS | case_states.DECIDERS)
    row = AskedPart.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise NotFound(what=code[:20])
    if row.answered_at is not None:
        raise PartAnsweredAlready
    row.words = part_opinions.checked_opinion(opinion=opinion, words=words)
    row.opinion, row.answered_by, row.answered_at = opinion, actor.code, now
    row.save()
    _send_answer(row, attempt=1, actor=actor, now=now)


def part_answered(asked: Asked) -> Shared:
    """Keep a part's opinion, once; a doubled one changes nothing. Raises NotFound."""
    told = asked.arguments
    assert isinstance(told, PartAnswered)  # noqa: S101  # the door read it as that
    rows = CasePart.objects.select_for_update(of=("self",))
    row = rows.filter(pk=told.part, member=asked.client).first()
    if row is None:
        raise NotFound(what=str(told.part))
    if row.state != part_opinions.ANSWERED:
        row.state, row.opinion, row.words = part_opinions.ANSWERED, told.opinion, told.words
        row.office, row.answered_at = told.office, told.at
        row.save()
    return Shared(records=({"state": row.state},))


def hear_refused_part(event: CallRefused) -> None:
    """Say that the member refused the question."""
    _put(event.aggregate, part_opinions.REFUSED)


def hear_silent_part(event: CallGivenUp) -> None:
    """Say that the member did not answer the question in time."""
    _put(event.aggregate, part_opinions.UNANSWERED)


@transaction.atomic
def answer_again(*, now: datetime) -> int:
    """Send opinions anew whose call was given up; returns how many."""
    count = 0
    for row in AskedPart.objects.filter(answered_at__isnull=False).order_by("-id")[:200]:
        attempt = 1
        card = exchange_queries.outgoing(_answer_id(row, attempt))
        while card.state is CallState.GIVEN_UP and attempt < 30:  # noqa: PLR2004  # a month
            attempt += 1
            _send_answer(row, attempt=attempt, actor=SYSTEM, now=now)
            card = exchange_queries.outgoing(_answer_id(row, attempt))
            count += card.state is CallState.WAITING and card.asked_at == now
    return count


def _send_answer(row: AskedPart, *, attempt: int, actor: Actor, now: datetime) -> None:
    assert row.answered_at is not None  # noqa: S101
    told = PartAnswered(part=row.part, opinion=row.opinion, words=row.words,
                        office=exchange_queries.own_card().name_zh[:120],
                        at=row.answered_at)  # fmt: skip
    exchange.call(
        new=new_call(_answer_id(row, attempt), member=row.member, service=PART_ANSWERED,
                     arguments=told, case=row.lead_case),
        actor=actor, now=now,
    )  # fmt: skip


def _answer_id(row: AskedPart, attempt: int) -> UUID:
    return step_id(row.part, f"answered:{attempt}")


def _check_open(row: Case) -> None:
    if row.state not in _OPEN_STATES:
        zh, en = case_states.state_words(row.state)
        raise case_states.CaseMoveNotPossible(
            state_zh=zh, state_en=en, move_zh="征求联办意见", move_en="Ask a part"
        )


def _put(aggregate: str, state: str) -> None:
    rows = CasePart.objects.filter(pk=UUID(aggregate.partition(":")[2]), state=part_opinions.OPEN)
    rows.update(state=state)
