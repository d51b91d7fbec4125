"""A lot as its templates print it: names for codes, words for acts, evidence in one line each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.queries.lots import EvidenceRow, LotPage, LotRow, TransitionRow
from matou.modules.freight.rules.evidence import EVIDENCE_NAMES, EvidenceKind
from matou.modules.freight.rules.states import (
    FLAG_ACT_NAMES,
    LOT_ACT_NAMES,
    LOT_STATE_NAMES,
    RELATION_NAMES,
    FlagAct,
    LotAct,
    LotState,
    Relation,
)
from matou.modules.freight.rules.terms import CARGO_CATEGORIES
from matou.modules.freight.views.shown import Name, known_places, party_name, place_name, words
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard
from matou.spine.places.contracts import PlaceCard
from matou.web import texts
from matou.web.components.layout import Step
from matou.web.components.records import TimelineItem
from matou.web.language import in_language, is_chinese

_MILESTONES: tuple[tuple[str, tuple[LotState, ...]], ...] = (
    ("签约", (LotState.OFFERED,)),
    ("托管", (LotState.CONTRACTED,)),
    ("赴装港", (LotState.FUNDED, LotState.TO_LOAD)),
    ("装货", (LotState.AT_LOAD, LotState.LOADING)),
    ("运输", (LotState.LOADED, LotState.IN_TRANSIT)),
    ("卸货签收", (LotState.AT_DISCHARGE, LotState.DISCHARGING)),
    ("结算", (LotState.DELIVERED, LotState.STATED, LotState.SETTLED)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One piece of evidence in words."""

    title: str
    by: str
    text: str
    quoted: str
    at: datetime
    document_url: str
    thumbnail_url: str


def act_words(act: str) -> str:
    """Return an act in the reader's language, as it begins a button."""
    known = LOT_ACT_NAMES.get(LotAct(act)) if act in set(LotAct) else FLAG_ACT_NAMES[FlagAct(act)]
    assert known is not None, act  # noqa: S101 - the names are complete by a test
    return begun(words(known))


def begun(text: str) -> str:
    """Return words as they begin a line: in English with a capital."""
    return text if is_chinese() else text[:1].upper() + text[1:]


def side_words(side: Relation) -> str:
    """Return who a side is, in the reader's language."""
    return words(RELATION_NAMES[side])


def lot_lines(rows: Sequence[LotRow], *, actor_party: str) -> list[dict[str, Any]]:
    """Return lots as lines of a list; places and parties are read once for all."""
    known = known_places({end for row in rows for end in (row.origin, row.destination)})
    cards = parties.party_cards({code for row in rows for code in (row.shipper, row.carrier)})
    return [lot_line(row, known=known, cards=cards, actor_party=actor_party) for row in rows]


def lot_line(
    row: LotRow,
    *,
    known: Mapping[str, PlaceCard],
    cards: Mapping[str, PartyCard],
    actor_party: str,
) -> dict[str, Any]:
    """Return one lot as a line of a list or the head of its page."""
    other = row.shipper if actor_party == row.carrier else row.carrier
    category = words(CARGO_CATEGORIES.get(row.cargo, (row.cargo, row.cargo)))
    return {
        "row": row,
        "code": row.code,
        "url": reverse("freight:lot", args=[row.code]),
        "state": row.state.value,
        "state_label": words(LOT_STATE_NAMES[row.state]),
        "origin": place_name(known.get(row.origin), code=row.origin),
        "destination": place_name(known.get(row.destination), code=row.destination),
        "cargo": category,
        "cargo_name": row.cargo_name,
        "title": in_language(zh=row.cargo_name, en=category),
        "vessel_name": row.vessel_name,
        "other": party_name(cards.get(other), code=other),
        "is_over": row.state in {LotState.CLOSED, LotState.CANCELLED},
    }


def sides_of(row: LotRow, cards: Mapping[str, PartyCard]) -> list[tuple[str, Name]]:
    """Return each side of a lot with its party's name."""
    sides = (
        (Relation.SHIPPER, row.shipper),
        (Relation.CARRIER, row.carrier),
        (Relation.CONSIGNEE, row.consignee),
    )
    return [
        (begun(side_words(side)), party_name(cards.get(code), code=code)) for side, code in sides
    ]


def way(page: LotPage) -> list[Step]:
    """Return how far along the lot is, for the steps component."""
    state = page.row.state
    labels = {
        "签约": _("签约"),
        "托管": _("托管"),
        "赴装港": _("赴装港"),
        "装货": _("装货"),
        "运输": _("运输"),
        "卸货签收": _("卸货签收"),
        "结算": _("结算"),
    }
    at = next((n for n, (_name, states) in enumerate(_MILESTONES) if state in states), -1)
    if state is LotState.CLOSED:
        at = len(_MILESTONES)
    return [
        Step(
            title=labels[name],
            state="done" if number < at else "current" if number == at else "todo",
        )
        for number, (name, _states) in enumerate(_MILESTONES)
    ]


def timeline_items(rows: Sequence[TransitionRow]) -> list[TimelineItem]:
    """Return what happened, the latest first."""
    return [_item(row) for row in reversed(rows)]


def _item(row: TransitionRow) -> TimelineItem:
    is_flag = row.act in set(FlagAct)
    moved = "" if is_flag else words(LOT_STATE_NAMES[row.to_state])
    proofs = _("凭证 %d 份") % len(row.evidence) if row.evidence else ""
    money = _("资金 %d 笔") % len(row.transfers) if row.transfers else ""
    known_act = is_flag or row.act in set(LotAct)
    return TimelineItem(
        title=act_words(row.act) if known_act else _("成交"),
        at=row.occurred_at,
        actor=side_words(row.relation),
        note=" · ".join(part for part in (moved, proofs, money) if part),
        tone=texts.WARN if is_flag else texts.tone_of(row.to_state.value),
    )


def evidence_lines(rows: Sequence[EvidenceRow]) -> list[EvidenceLine]:
    """Return all evidence of a lot, the latest first."""
    return [_evidence_line(row) for row in reversed(rows)]


def _evidence_line(row: EvidenceRow) -> EvidenceLine:
    told = _TOLD.get(row.kind)
    quote = _QUOTED.get(row.kind, ())
    quoted = " · ".join(str(row.payload.get(name) or "") for name in quote).strip(" ·")
    url = reverse("resolver:document", args=[row.document_code]) if row.document_code else ""
    return EvidenceLine(
        title=begun(words(EVIDENCE_NAMES[row.kind])),
        by=side_words(row.relation),
        text=told(row.payload) if told else "",
        quoted=quoted,
        at=row.taken_at,
        document_url=url,
        thumbnail_url=_thumbnail(row),
    )


def _thumbnail(row: EvidenceRow) -> str:
    if row.kind is not EvidenceKind.PHOTO or not row.document_code:
        return ""
    return reverse("resolver:document_thumbnail", args=[row.document_code])


def _position(payload: Mapping[str, Any]) -> str:
    sources = {"ais": "AIS", "phone": _("手机")}
    source = sources.get(payload["source"], payload["source"])
    return f"{payload['latitude']:.4f}, {payload['longitude']:.4f} ({source})"


def _weight(payload: Mapping[str, Any]) -> str:
    return str(Tonnes(payload["weight_kg"]))


def _survey(payload: Mapping[str, Any]) -> str:
    marks = (
        "fore_port_cm",
        "fore_starboard_cm",
        "middle_port_cm",
        "middle_starboard_cm",
        "aft_port_cm",
        "aft_starboard_cm",
    )
    shown = " / ".join(f"{payload[name] / 100:.2f}" for name in marks)
    return f"{Tonnes(payload['weight_kg'])} ({shown} m)"


def _check(payload: Mapping[str, Any]) -> str:
    if payload["intact"]:
        return _("完好")
    return _("破损，同意收货") if payload["accepted"] else _("破损")


def _short_load(payload: Mapping[str, Any]) -> str:
    return _("责任方：%s") % side_words(Relation(payload["fault"]))


_TOLD: Mapping[EvidenceKind, Callable[[Mapping[str, Any]], str]] = {
    EvidenceKind.POSITION: _position,
    EvidenceKind.DRAFT_SURVEY: _survey,
    EvidenceKind.WEIGHBRIDGE: _weight,
    EvidenceKind.LOADING_SIGNATURE: _weight,
    EvidenceKind.SEAL_CHECK: _check,
    EvidenceKind.SHORT_LOAD: _short_load,
}
_QUOTED: Mapping[EvidenceKind, tuple[str, ...]] = {
    EvidenceKind.PHOTO: ("caption",),
    EvidenceKind.WEIGHBRIDGE: ("number",),
    EvidenceKind.SEAL: ("number",),
    EvidenceKind.SHORT_LOAD: ("reason",),
    EvidenceKind.LOADING_SIGNATURE: ("signed_by",),
    EvidenceKind.RECEIPT_SIGNATURE: ("signed_by",),
    EvidenceKind.CONTRACT_SIGNATURE: ("signed_by",),
    EvidenceKind.REFUSAL: ("reason",),
    EvidenceKind.AUTHORITY_NOTICE: ("number", "authority"),
    EvidenceKind.INCIDENT: ("report",),
}
"""What people wrote: shown as data, in whatever language they wrote it."""


def weighed_kg(page: LotPage) -> int | None:
    """Return the weight that the latest survey or note of the present state says."""
    kinds = {EvidenceKind.DRAFT_SURVEY, EvidenceKind.WEIGHBRIDGE}
    for row in reversed(page.evidence):
        if row.kind in kinds and row.state is page.row.state:
            weight = row.payload["weight_kg"]
            assert isinstance(weight, int), "the payload's own type"  # noqa: S101
            return weight
    return None


def left_until(at: datetime, *, now: datetime) -> str:
    """Return how long is left, empty when the time is over."""
    return texts.relative_text(at - now) if at - now > timedelta(0) else ""


def yuan(amount: Money) -> str:
    """Return an amount for a sentence."""
    return str(amount)
