"""The owner tells the window how its case stands: numbered, once each, until it is heard."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from matou.kit.actor import SYSTEM
from matou.modules.affairs.contracts import CaseMoved
from matou.modules.affairs.models import Arrival, ArrivalMessage, Case, CaseAct
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.handover_messages import CASE_MOVED, Moved, step_id
from matou.modules.affairs.services.handover_writing import new_call
from matou.spine.exchange import queries as exchange_queries
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import CallState

_BATCH = 200
_TOLD_WORDS = frozenset({"ask", "decline", "sign", "suspend", "resume", "reopen", "transfer",
                         "withdraw"})  # fmt: skip
"""What the applicant is told of; a proposal is the desk's own."""


def hear_case(event: CaseMoved) -> None:
    """Tell the window of a case that a window handed in; every other case is left alone."""
    tell_window(case=event.aggregate, now=event.occurred_at)


@transaction.atomic
def tell_window(*, case: str, now: datetime) -> int:
    """Put every move that the window was not told of into one message each; returns how many."""
    rows = Arrival.objects.select_for_update(of=("self",)).filter(case__code=case)
    row = rows.select_related("case__version").first()
    if row is None or row.case is None:
        return 0
    acts = list(
        CaseAct.objects.filter(case=row.case, id__gt=row.told_act, act__in=case_states.BY_KEY)
        .order_by("id")
    )  # fmt: skip
    for act in acts:
        row.told_seq += 1
        row.told_act = act.id
        _tell(row, row.case, act, now=now)
    row.save(update_fields=["told_seq", "told_act"])
    return len(acts)


@transaction.atomic
def tell_again(*, now: datetime) -> int:
    """Send messages anew that the exchange gave up or a window refused; returns how many."""
    count = 0
    rows = ArrivalMessage.objects.filter(is_heard=False).select_related("arrival")
    for one in rows.order_by("id")[:_BATCH]:
        state = exchange_queries.outgoing(one.request).state
        if state is CallState.ANSWERED:
            one.is_heard = True
        elif state is not CallState.WAITING:
            one.attempt += 1
            one.request = _request(one)
            _call(one, now=now)
            count += 1
        one.save(update_fields=["is_heard", "attempt", "request"])
    for code in _untold():
        count += tell_window(case=code, now=now)
    return count


def _untold() -> list[str]:
    """Return cases with moves that no message tells of, where a delivery failed for good."""
    rows = Case.objects.filter(arrival__isnull=False, acts__act__in=case_states.BY_KEY)
    found = rows.annotate(last=Max("acts__id")).values_list("code", "last", "arrival__told_act")
    return [code for code, last, told in found.order_by("-id")[: _BATCH * 10] if last > told]


def _tell(row: Arrival, case: Case, act: CaseAct, *, now: datetime) -> None:
    facts: dict[str, Any] = act.facts
    is_decided = act.target == case_states.DECIDED
    told = Moved(
        handover=row.handover, seq=row.told_seq, case=case.code, state=act.target, move=act.act,
        words=act.reason if act.act in _TOLD_WORDS else "",
        missing=[str(one["zh"]) for one in facts.get("items", ())][:100],
        outcome=str(facts.get("outcome", "")) if is_decided else "",
        remedy=str(facts.get("remedy", "")) if is_decided else "",
        due_at=case.promised_due_at, at=act.recorded_at,
    )  # fmt: skip
    message = ArrivalMessage(arrival=row, seq=row.told_seq, content=told.model_dump(mode="json"))
    message.request = _request(message)
    message.save()
    _call(message, now=now)


def _request(one: ArrivalMessage) -> Any:
    return step_id(one.arrival.handover, f"moved:{one.seq}:{one.attempt}")


def _call(one: ArrivalMessage, *, now: datetime) -> None:
    row = one.arrival
    subjects = (row.case.applicant,) if row.case and row.case.applicant != row.code else ()
    exchange.call(
        new=new_call(one.request, member=row.member, service=CASE_MOVED,
                     arguments=Moved.model_validate(one.content), case=row.case_code,
                     subjects=subjects),
        actor=SYSTEM, now=now,
    )  # fmt: skip
