"""The window follows the owner: its numbered messages in order, its answers, its silence."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Handover, HandoverCall, HandoverMessage
from matou.modules.affairs.rules import handover_states
from matou.modules.affairs.rules.case_states import state_words
from matou.modules.affairs.rules.handover_messages import (
    HANDED_OUT,
    Moved,
    Step,
)
from matou.modules.affairs.rules.handover_states import SENT, followed
from matou.modules.affairs.services.handover_writing import call_owner, note_act, tell_people
from matou.spine.exchange import queries as exchange
from matou.spine.exchange.contracts import (
    Asked,
    CallAnswered,
    CallGivenUp,
    CallRefused,
    CallState,
    Shared,
)

_BY_THE_DOOR = "exchange-"
"""Altered on its way, or no grant: the bundle is as good as before, and is sent again as it is."""
_NEWS = frozenset({"ask", "accept", "decline", "sign", "withdraw"})


def case_moved(asked: Asked) -> Shared:
    """Keep a numbered message of the owner, and apply it and all that waited for it.

    Late and doubled ones change nothing; one that is ahead waits. Raises NotFound.
    """
    told = asked.arguments
    assert isinstance(told, Moved)  # noqa: S101  # the door read it as that
    rows = Handover.objects.select_for_update(of=("self",))
    row = rows.filter(pk=told.handover, member=asked.client).first()
    if row is None:
        raise NotFound(what=str(told.handover))
    HandoverMessage.objects.get_or_create(
        handover=row, seq=told.seq,
        defaults={"content": told.model_dump(mode="json"), "arrived_at": asked.now},
    )  # fmt: skip
    _apply(row, now=asked.now)
    subjects = (row.applicant,) if row.applicant else ()
    return Shared(records=({"applied": row.applied_seq},), subjects=subjects)


def hear_answer(event: CallAnswered) -> None:
    """Note that a call came through."""
    HandoverCall.objects.filter(request=_request(event.aggregate)).update(is_heard=True)


def hear_refusal(event: CallRefused) -> None:
    """Take a refused bundle back, with the owner's reason; nothing of it is lost."""
    call = _call_of(event.aggregate)
    if call is None:
        return
    row = Handover.objects.select_for_update(of=("self",)).get(pk=call.handover_id)
    card = exchange.outgoing(call.request)
    reason = {"code": event.reason, "zh": card.detail.get("zh", event.reason)[:500],
              "en": card.detail.get("en", event.reason)[:500]}  # fmt: skip
    is_bundle = call.step in {"file", "bundle"} and call.attempt == row.attempt
    if is_bundle and row.state == SENT:
        is_on_the_way = event.reason.startswith(_BY_THE_DOOR)
        row.state = handover_states.UNANSWERED if is_on_the_way else handover_states.REFUSED_BACK
        row.refusal = reason
        row.save(update_fields=["state", "refusal"])
        tell_people(row, zh="受理地退回", en="refused back", words=reason["zh"],
                    key=f"refused:{row.attempt}", now=event.occurred_at)  # fmt: skip
    note_act(row, act="refused", actor="system", now=event.occurred_at,
             reason=f"{reason['zh']} {reason['en']}")  # fmt: skip


def hear_silence(event: CallGivenUp) -> None:
    """Say that the owner did not answer; the clerk may send again."""
    call = _call_of(event.aggregate)
    if call is None or call.step not in {"file", "bundle"}:
        return
    row = Handover.objects.select_for_update(of=("self",)).get(pk=call.handover_id)
    if row.state != SENT or call.attempt != row.attempt:
        return
    row.state = handover_states.UNANSWERED
    row.save(update_fields=["state"])
    note_act(row, act="unanswered", actor="system", now=event.occurred_at, reason=event.reason)
    tell_people(row, zh="受理地没有应答", en="no answer", words=event.reason,
                key=f"silent:{row.attempt}", now=event.occurred_at)  # fmt: skip


@transaction.atomic
def repeat_lost_steps(*, now: datetime) -> int:
    """Tell the owner again that a result was handed out, where the call was lost on its way."""
    calls = HandoverCall.objects.filter(step="handed_out", is_heard=False)
    count = 0
    for call in calls.select_related("handover").order_by("request")[:200]:
        card = exchange.outgoing(call.request)
        is_lost = card.state is CallState.GIVEN_UP or card.reason.startswith(_BY_THE_DOOR)
        if card.state is CallState.ANSWERED:
            HandoverCall.objects.filter(pk=call.pk).update(is_heard=True)
        elif card.state is not CallState.WAITING and is_lost and _is_newest(call):
            row = call.handover
            row.attempt += 1
            row.save(update_fields=["attempt"])
            call_owner(row, service=HANDED_OUT, step="handed_out",
                       arguments=Step(handover=row.id), actor=SYSTEM, now=now)  # fmt: skip
            count += 1
    return count


def _is_newest(call: HandoverCall) -> bool:
    return call.attempt == call.handover.attempt


def _apply(row: Handover, *, now: datetime) -> None:
    """Apply what is next in the owner's numbers, as far as there is no gap."""
    waiting = row.messages.filter(seq__gt=row.applied_seq).order_by("seq")
    for message in waiting:
        if message.seq != row.applied_seq + 1:
            break
        _follow(row, Moved.model_validate(message.content), now=now)
        row.applied_seq = message.seq
    row.save()


def _follow(row: Handover, told: Moved, *, now: datetime) -> None:
    row.owner_case, row.owner_state = told.case, told.state
    row.owner = told.model_dump(mode="json", exclude={"handover"})
    row.state = followed(state=row.state, owner_state=told.state)
    zh, en = state_words(told.state)
    note_act(row, act=f"owner_{told.move}"[:20], actor=row.member, now=now, reason=told.words)
    if told.move in _NEWS:
        tell_people(row, zh=f"受理地：{zh}", en=f"the owner region: {en}", words=told.words,
                    key=f"moved:{told.seq}", now=now)  # fmt: skip


def _request(aggregate: str) -> UUID:
    return UUID(aggregate.partition(":")[2])


def _call_of(aggregate: str) -> HandoverCall | None:
    return HandoverCall.objects.filter(request=_request(aggregate)).first()
