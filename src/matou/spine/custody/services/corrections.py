"""Corrections with four eyes: one proposes that the books follow the custodian, a second decides.

Who the two are is told by the person's own code: a second membership or role makes no second
person. The database refuses a decision by the proposer too, and a decided row never changes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.money import Money
from matou.spine.custody import rules
from matou.spine.custody.contracts import (
    Bearer,
    BreakKind,
    CorrectionExecuted,
    CorrectionProposed,
    CorrectionRejected,
    CorrectionState,
    OrderKind,
    OrderState,
)
from matou.spine.custody.contracts.corrections import (
    CorrectionDecided,
    CorrectionOutdated,
    CorrectionStands,
    SecondPersonNeeded,
)
from matou.spine.custody.models import Correction, CustodyOrder, ReconciliationBreak
from matou.spine.custody.rules import corrections as following
from matou.spine.custody.services.breaks import open_break
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

_FAMILY = UUID("5b0f2b3e-6a3c-4c1d-9f0e-2f6d7c1a9b40")
"""Ids of a correction's postings are made from this and its number, so it is posted once."""
_FEE = "platform:fee"
_TEXT = 400
_OFFICERS = (OPERATOR, ADMIN)


@transaction.atomic
def propose_correction(
    *, break_id: int, bearer: Bearer, reason: str, actor: Actor, now: datetime
) -> int:
    """Propose that the books follow the custodian, and return the proposal's number.

    Raises CorrectionImpossible with the reason, CorrectionStands, BreakNotOpen, InvalidInput.
    """
    actor.require_any(_OFFICERS)
    text = _said(reason)
    row = open_break(break_id)
    if _standing(row).exists():
        raise CorrectionStands
    found = _follow(row, bearer)
    account = rules.wallet(found.party) if bearer is Bearer.PARTY else _FEE
    made = Correction.objects.create(
        of_break=row,
        bearer=bearer.value,
        account=account,
        party_fen=found.party_fen,
        bank_fen=found.bank_fen,
        reason=text,
        state=CorrectionState.PROPOSED.value,
        proposed_by=actor.code,
        proposed_at=now,
    )
    journal.publish(
        CorrectionProposed(
            aggregate=f"break:{row.pk}",
            actor=actor.code,
            occurred_at=now,
            correction=made.pk,
            account=account,
            party_fen=made.party_fen,
            bank_fen=made.bank_fen,
            reason=text,
        )
    )
    return made.pk


@transaction.atomic
def execute_correction(*, correction_id: int, actor: Actor, now: datetime) -> None:
    """Approve and post a correction that somebody else proposed; the break is then explained.

    Raises SecondPersonNeeded, CorrectionDecided, CorrectionOutdated, BreakNotOpen, LedgerRefused.
    """
    actor.require_any(_OFFICERS)
    made, row = _waiting(correction_id)
    _require_second(made, actor)
    open_break(row.pk)
    found = _follow(row, Bearer(made.bearer))
    if (found.party_fen, found.bank_fen) != (made.party_fen, made.bank_fen):
        raise CorrectionOutdated
    _decide(made, CorrectionState.EXECUTED, actor=actor, text="", now=now)
    row.explanation, row.explained_by, row.explained_at = made.reason, actor.code, now
    row.save(update_fields=["explanation", "explained_by", "explained_at"])
    if row.order_id is not None:
        # Else the next comparison would look for it once more.
        CustodyOrder.objects.filter(pk=row.order_id, state=OrderState.CONFIRMED.value).update(
            reconciled_on=row.on
        )
    journal.publish(CorrectionExecuted(**_facts(row, actor, now), correction=made.pk))
    if made.bearer == Bearer.HOUSE.value:
        ledger.ensure_account(code=_FEE, kind=AccountKind.FEE, owner=rules.HOUSE, now=now)
    ledger.submit_or_refuse(_postings(made, row, now=now))


@transaction.atomic
def reject_correction(*, correction_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Say no to somebody else's proposal; it stays on record with the reason."""
    actor.require_any(_OFFICERS)
    text = _said(reason)
    made, row = _waiting(correction_id)
    _require_second(made, actor)
    _decide(made, CorrectionState.REJECTED, actor=actor, text=text, now=now)
    journal.publish(CorrectionRejected(**_facts(row, actor, now), correction=made.pk, reason=text))


@transaction.atomic
def withdraw_correction(*, correction_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Take back one's own proposal; it stays on record with the reason."""
    actor.require_any(_OFFICERS)
    text = _said(reason)
    made, row = _waiting(correction_id)
    if made.proposed_by != actor.code:
        raise NotFound(what=str(correction_id))
    _decide(made, CorrectionState.WITHDRAWN, actor=actor, text=text, now=now)
    journal.publish(CorrectionRejected(**_facts(row, actor, now), correction=made.pk, reason=text))


def _said(text: str) -> str:
    clean = text.strip()
    if not clean or len(clean) > _TEXT or "\x00" in clean:
        raise InvalidInput(
            field="原因 reason",
            reason_zh=f"请填写原因，最多 {_TEXT} 字。",
            reason_en=f"Say why, in at most {_TEXT} characters.",
        )
    return clean


def _standing(row: ReconciliationBreak) -> "QuerySet[Correction]":
    states = (CorrectionState.PROPOSED.value, CorrectionState.EXECUTED.value)
    return Correction.objects.filter(of_break=row, state__in=states)


def _waiting(correction_id: int) -> tuple[Correction, ReconciliationBreak]:
    """Lock the break, then its proposal, as everybody does."""
    known = Correction.objects.filter(pk=correction_id).first()
    if known is None:
        raise NotFound(what=str(correction_id))
    locked = ReconciliationBreak.objects.select_for_update(of=("self",))
    row = locked.get(pk=known.of_break_id)
    made = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    if made.state != CorrectionState.PROPOSED.value:
        raise CorrectionDecided
    return made, row


def _require_second(made: Correction, actor: Actor) -> None:
    if made.proposed_by == actor.code:
        raise SecondPersonNeeded


def _decide(
    made: Correction, state: CorrectionState, *, actor: Actor, text: str, now: datetime
) -> None:
    made.state, made.decision = state.value, text
    made.decided_by, made.decided_at = actor.code, now
    made.save(update_fields=["state", "decision", "decided_by", "decided_at"])


def _follow(row: ReconciliationBreak, bearer: Bearer) -> following.Follow:
    order = CustodyOrder.objects.filter(pk=row.order_id).first() if row.order_id else None
    ours = None
    if order is not None:
        ours = following.OurSide(
            kind=OrderKind(order.kind),
            state=OrderState(order.state),
            party=order.party,
            fen=order.amount,
        )
    return following.follow(
        kind=BreakKind(row.kind),
        is_from_callback=row.is_from_callback,
        ours=ours,
        theirs=following.TheirSide(kind=row.told_kind, party=row.told_party, fen=row.told_amount),
        bearer=bearer,
    )


def _postings(made: Correction, row: ReconciliationBreak, *, now: datetime) -> list[Posting]:
    """Return what is posted, as one chain: the bearer against clearing, clearing against bank."""
    bank = rules.bank_account(row.provider)
    moves = [
        # An account that we owe gains by credit, the bank account by debit.
        (made.party_fen, rules.CLEARING, made.account),
        (made.bank_fen, bank, rules.CLEARING),
    ]
    moves = [move for move in moves if move[0]]
    return [
        Posting(
            id=uuid5(_FAMILY, f"{made.pk}:{place}"),
            kind=PostingKind.POSTED,
            debit=debit if fen > 0 else credit,
            credit=credit if fen > 0 else debit,
            amount=Money(abs(fen)),
            group=f"break:{row.pk}",
            purpose="correction",
            event_at=now,
            linked=place < len(moves),
            memo=made.reason[:200],
        )
        for place, (fen, debit, credit) in enumerate(moves, start=1)
    ]


def _facts(row: ReconciliationBreak, actor: Actor, now: datetime) -> dict[str, Any]:
    return {"aggregate": f"break:{row.pk}", "actor": actor.code, "occurred_at": now}
