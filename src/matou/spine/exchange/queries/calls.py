"""Reads of calls on their way out."""

from uuid import UUID

from matou.kit.errors import NotFound
from matou.spine.exchange.contracts.calls import CallCard, CallState
from matou.spine.exchange.models import Outgoing
from matou.spine.exchange.rules.envelope import read_json


def outgoing(request_id: UUID) -> CallCard:
    """Return a call of ours with its records once they are here; raises NotFound."""
    row = Outgoing.objects.filter(pk=request_id).first()
    if row is None:
        raise NotFound(what=str(request_id))
    answer = read_json(bytes(row.answer)) if row.answer else {}
    records = answer.get("records", [])
    return CallCard(
        request_id=row.request_id,
        member=row.member,
        service=row.service,
        state=CallState(row.state),
        reason=row.reason,
        attempts=row.attempts,
        asked_at=row.asked_at,
        next_at=row.next_at,
        records=tuple(one for one in records if isinstance(one, dict)),
        detail={
            language: str(answer[name])
            for language, name in (("zh", "detail_zh"), ("en", "detail"))
            if name in answer
        },
    )


def waiting_count() -> int:
    """Return how many calls have no answer yet."""
    return Outgoing.objects.filter(state=CallState.WAITING.value).count()
