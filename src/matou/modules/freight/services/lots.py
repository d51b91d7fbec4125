"""Lots (一船货): the one door through which a lot moves, and the flags beside its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.freight.contracts import LotEvent, LotFlagged
from matou.modules.freight.models import Lot, LotTransition
from matou.modules.freight.queries.pictures import lot_view
from matou.modules.freight.rules.evidence import ContractSignature, EvidenceItem, EvidenceKind
from matou.modules.freight.rules.flows import Asked, Flow, flows
from matou.modules.freight.rules.guards import require_ready
from matou.modules.freight.rules.moves import flag_move_for, move_for, require_flag_evidence
from matou.modules.freight.rules.relations import acting_side
from matou.modules.freight.rules.states import FlagAct, LotAct, LotState, Movement, Relation
from matou.modules.freight.rules.table import Move, Need
from matou.modules.freight.rules.view import LotView
from matou.modules.freight.services.aftermath import follow, note_weights
from matou.modules.freight.services.claims import open_claim
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.proof import keep_evidence
from matou.modules.freight.services.purse import post_flows, transfer_ids
from matou.modules.freight.services.recovery import recovered_from
from matou.spine.journal import services as journal


class FlagUnchanged(DomainError):
    """The flag is as it would be already."""

    code = "freight.flag-unchanged"
    zh = "该标记没有变化。请刷新页面。"
    en = "The flag is already so. Reload the page."


class OtherContractText(DomainError):
    """What was signed is not the contract as it stands."""

    code = "freight.other-contract-text"
    zh = "您签署的合同文本已变更。请刷新后核对最新文本再签。"
    en = "The contract text has changed. Reload, read it again, then sign."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What one act leaves on the transition row."""

    act: str
    target: LotState
    evidence: tuple[int, ...] = ()
    transfers: tuple[str, ...] = ()


@transaction.atomic
def advance_lot(
    *,
    lot_code: str,
    act: LotAct,
    actor: Actor,
    evidence: Sequence[EvidenceItem] = (),
    now: datetime,
) -> LotState:
    """Carry out one act of the state table on a lot; returns the state it led to.

    Evidence handed in with the act is kept if the act succeeds. Raises IllegalAct, NotYourAct,
    NotReady naming what is missing, WalletTooSmall, NotFound for strangers.
    """
    lot, relations = lot_locked(lot_code, actor)
    move = move_for(state=LotState(lot.state), act=act, relations=relations)
    side = acting_side(who=move.who, relations=relations)
    for item in evidence:
        keep_evidence(lot=lot, item=item, actor=actor, relations=relations, now=now)
    view = lot_view(lot)
    require_ready(move=move, view=view, now=now)
    asked = Asked(view=view, by=side, now=now)
    planned = flows(movement=move.movement, asked=asked)
    kept = recovered_from(lot_code=lot.code, act=act, flows=planned, now=now)
    is_settling = move.movement is Movement.SETTLE
    claimed = open_claim(lot=lot, view=view, actor=actor, now=now) if is_settling else ()
    planned = (*planned, *kept, *claimed)
    note_weights(lot=lot, move=move, view=view)
    written = _Written(
        act=act,
        target=move.target,
        evidence=_proving(move, view),
        transfers=_named(lot, act, planned),
    )
    _write(lot=lot, written=written, actor=actor, side=side, now=now)
    _tell(lot=lot, event=move.event, act=act, actor=actor, now=now)
    follow(lot=lot, move=move, asked=asked, actor=actor)
    post_flows(lot_code=lot.code, act=act, flows=planned, now=now)
    return move.target


@transaction.atomic
def record_evidence(*, lot_code: str, item: EvidenceItem, actor: Actor, now: datetime) -> int:
    """Keep one piece of evidence that the present state asks for; returns its number.

    Raises EvidenceOutOfPlace and InvalidInput.
    """
    lot, relations = lot_locked(lot_code, actor)
    return keep_evidence(lot=lot, item=item, actor=actor, relations=relations, now=now).pk


@transaction.atomic
def sign_contract(*, lot_code: str, text_sha256: str, actor: Actor, now: datetime) -> LotState:
    """Sign the contract text that was shown; the second signature concludes the contract.

    Raises OtherContractText, and NotReady when a licence or capacity is missing at the end.
    """
    lot, relations = lot_locked(lot_code, actor)
    if text_sha256 != lot.text_sha256:
        raise OtherContractText
    signature = ContractSignature(text_sha256=text_sha256, signed_by=actor.name)
    item = EvidenceItem(payload=signature, taken_at=now)
    keep_evidence(lot=lot, item=item, actor=actor, relations=relations, now=now)
    view = lot_view(lot)
    both = (Relation.SHIPPER, Relation.CARRIER)
    if all(view.found((EvidenceKind.CONTRACT_SIGNATURE,), by=side) for side in both):
        return advance_lot(lot_code=lot_code, act=LotAct.CONTRACT, actor=actor, now=now)
    return LotState(lot.state)


@transaction.atomic
def flag_lot(
    *,
    lot_code: str,
    act: FlagAct,
    actor: Actor,
    evidence: Sequence[EvidenceItem] = (),
    now: datetime,
) -> None:
    """Raise or lower a flag; the state stays. Raises FlagUnchanged, NotYourAct, NotReady."""
    lot, relations = lot_locked(lot_code, actor)
    move = flag_move_for(act=act, relations=relations, state=LotState(lot.state))
    if getattr(lot, move.flag) == move.raised:
        raise FlagUnchanged
    rows = [
        keep_evidence(lot=lot, item=item, actor=actor, relations=relations, now=now)
        for item in evidence
    ]
    require_flag_evidence(move, {row.kind for row in rows})
    setattr(lot, move.flag, move.raised)
    written = _Written(act=act, target=LotState(lot.state), evidence=tuple(row.pk for row in rows))
    side = acting_side(who=move.who, relations=relations)
    _write(lot=lot, written=written, actor=actor, side=side, now=now)
    _tell(lot=lot, event=LotFlagged, act=act, actor=actor, now=now)


def _write(*, lot: Lot, written: _Written, actor: Actor, side: Relation, now: datetime) -> None:
    """Append the transition, then move the lot: the database accepts only this order."""
    LotTransition.objects.create(
        lot=lot,
        version=lot.version + 1,
        act=written.act,
        from_state=lot.state,
        to_state=written.target,
        relation=side,
        actor=actor.code,
        acts_for=actor.acts_for,
        evidence=list(written.evidence),
        transfers=list(written.transfers),
        occurred_at=now,
    )
    if lot.state != written.target:
        lot.state, lot.state_since_at = written.target, now
    lot.version += 1
    lot.save()


def _tell(*, lot: Lot, event: type[LotEvent], act: str, actor: Actor, now: datetime) -> None:
    journal.publish(
        event(
            aggregate=lot.code,
            actor=actor.code,
            occurred_at=now,
            demand=lot.demand.code,
            shipper=lot.shipper,
            carrier=lot.carrier,
            act=act,
            state=lot.state,
        )
    )


def _proving(move: Move, view: LotView) -> tuple[int, ...]:
    """Return the rows that met the needs of the move."""
    found = (_met(need, view) for need in move.needs)
    return tuple(reference for reference in found if reference)


def _met(need: Need, view: LotView) -> int:
    fact = view.found(need.kinds, by=need.by)
    return fact.reference if fact else 0


def _named(lot: Lot, act: str, planned: Sequence[Flow]) -> tuple[str, ...]:
    ids = transfer_ids(lot_code=lot.code, act=act, flows=planned)
    return tuple(str(transfer_id) for transfer_id in ids)
