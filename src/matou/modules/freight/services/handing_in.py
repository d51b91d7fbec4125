"""One's own part of an act (我的一步): files and evidence handed in, and the act done if it can be.

Some acts need both sides: each hands in what is theirs, and whoever comes last completes the act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from matou.kit.actor import Actor
from matou.modules.freight.queries.lots import lot_for
from matou.modules.freight.queries.pictures import lot_parties
from matou.modules.freight.rules.evidence import EvidenceItem, EvidenceKind, Payload
from matou.modules.freight.rules.guards import NotReady
from matou.modules.freight.rules.states import FlagAct, LotAct, LotState, Relation
from matou.modules.freight.services.lots import advance_lot, flag_lot, record_evidence
from matou.spine.documents import services as documents

_OWN_SIGNATURES = (EvidenceKind.LOADING_SIGNATURE, EvidenceKind.RECEIPT_SIGNATURE)
_LATER = frozenset({kind.value for kind in EvidenceKind}) | {"short_load", "seal", "receipt_weight"}
"""What may still come, from the other side or in a further step; anything else refuses the act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as the browser sent it."""

    file: BinaryIO
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One piece of evidence as it came in: what it says, when it was taken, its file if any."""

    payload: Payload
    taken_at: datetime
    upload: Upload | None = None


@transaction.atomic
def do_act(
    *, lot_code: str, act: LotAct, handed: Sequence[Handed] = (), actor: Actor, now: datetime
) -> LotState:
    """Do an act with all its evidence, or nothing; returns the state it led to.

    Raises what advance_lot raises, and DocumentRefused for a file that cannot be kept.
    """
    items = _items(lot_code=lot_code, handed=handed, actor=actor, now=now)
    return advance_lot(lot_code=lot_code, act=act, actor=actor, evidence=items, now=now)


@transaction.atomic
def do_own_part(
    *, lot_code: str, act: LotAct, handed: Sequence[Handed], actor: Actor, now: datetime
) -> LotState | None:
    """Do an act that needs both sides, as far as one side can.

    Returns the state the act led to, or None when the evidence is kept and something of the other
    side is still missing. Raises NotReady for what waiting would not mend.
    """
    items = _items(lot_code=lot_code, handed=handed, actor=actor, now=now)
    try:
        return advance_lot(lot_code=lot_code, act=act, actor=actor, evidence=items, now=now)
    except NotReady as refusal:
        if not items or not _can_wait(refusal):
            raise
    for item in items:
        record_evidence(lot_code=lot_code, item=item, actor=actor, now=now)
    return None


@transaction.atomic
def hand_in(*, lot_code: str, handed: Handed, actor: Actor, now: datetime) -> int:
    """Keep one piece of evidence beside the acts; returns its number."""
    (item,) = _items(lot_code=lot_code, handed=(handed,), actor=actor, now=now)
    return record_evidence(lot_code=lot_code, item=item, actor=actor, now=now)


@transaction.atomic
def report_incident(*, lot_code: str, handed: Handed, actor: Actor, now: datetime) -> None:
    """Raise the incident flag with its report; money stops until an operator clears it."""
    items = _items(lot_code=lot_code, handed=(handed,), actor=actor, now=now)
    flag_lot(lot_code=lot_code, act=FlagAct.REPORT_INCIDENT, actor=actor, evidence=items, now=now)


def _can_wait(refusal: NotReady) -> bool:
    missing = refusal.facts["lacks"]
    assert isinstance(missing, tuple), "require_ready names them"  # noqa: S101
    return all(str(code).partition(":")[0] in _LATER for code in missing)


def _items(
    *, lot_code: str, handed: Sequence[Handed], actor: Actor, now: datetime
) -> tuple[EvidenceItem, ...]:
    """Store the files and return evidence, signatures last: they sign what was weighed before."""
    readers = _readers(lot_code, actor) if any(one.upload for one in handed) else frozenset()
    ordered = sorted(handed, key=lambda one: one.payload.kind in _OWN_SIGNATURES)
    return tuple(
        EvidenceItem(
            payload=one.payload,
            taken_at=one.taken_at,
            document=_stored(one.upload, about=lot_code, readers=readers, actor=actor, now=now),
        )
        for one in ordered
    )


def _readers(lot_code: str, actor: Actor) -> frozenset[str]:
    """Return the parties of the lot; raises NotFound before a stranger's file is kept."""
    parties = lot_parties(lot_for(lot_code, actor))
    return frozenset(parties[side] for side in Relation if side in parties)


def _stored(
    upload: Upload | None,
    *,
    about: str,
    readers: frozenset[str],
    actor: Actor,
    now: datetime,
) -> str:
    if upload is None:
        return ""
    card = documents.store(
        owner=actor.acts_for,
        about=about,
        file=upload.file,
        declared_name=upload.name,
        declared_type=upload.media_type,
        readers=readers,
        actor=actor,
        now=now,
    )
    return card.code
