"""Evidence (凭证) written down: checked for its place, time and side, then never changed."""

from datetime import datetime

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.freight.models import Evidence, Lot
from matou.modules.freight.rules.evidence import (
    EVIDENCE_NAMES,
    HOUSE_ONLY_KINDS,
    EvidenceItem,
    EvidenceKind,
    check_item,
    plain_payload,
)
from matou.modules.freight.rules.moves import evidence_wanted
from matou.modules.freight.rules.relations import SIDE_ORDER
from matou.modules.freight.rules.states import LotState, Relation


class EvidenceOutOfPlace(DomainError):
    """The lot's present state has no use for this kind of evidence from this side."""

    code = "freight.evidence-out-of-place"
    zh = "当前环节不需要由您提供“{kind_zh}”。请刷新页面查看所需凭证。"
    en = "The {kind_en} is not wanted from you at this step. Reload to see what is."


def keep_evidence(
    *,
    lot: Lot,
    item: EvidenceItem,
    actor: Actor,
    relations: frozenset[Relation],
    now: datetime,
) -> Evidence:
    """Write evidence that a side hands in to a locked lot.

    Raises InvalidInput, and EvidenceOutOfPlace for what the state does not ask of this side.
    """
    kind = item.payload.kind
    check_item(item, now)
    wanted = evidence_wanted(LotState(lot.state), kind)
    allowed = [side for side in SIDE_ORDER if side in wanted and side in relations]
    if kind in HOUSE_ONLY_KINDS or not allowed:
        kind_zh, kind_en = EVIDENCE_NAMES[kind]
        raise EvidenceOutOfPlace(kind_zh=kind_zh, kind_en=kind_en)
    return write_evidence(lot=lot, item=item, actor=actor, side=allowed[0], now=now)


def write_evidence(
    *, lot: Lot, item: EvidenceItem, actor: Actor, side: Relation, now: datetime
) -> Evidence:
    """Append one row of evidence in the lot's present state."""
    kind: EvidenceKind = item.payload.kind
    return Evidence.objects.create(
        lot=lot,
        kind=kind,
        state=lot.state,
        relation=side,
        payload=plain_payload(item.payload),
        document_code=item.document,
        actor=actor.code,
        acts_for=actor.acts_for,
        taken_at=item.taken_at,
        recorded_at=now,
    )
