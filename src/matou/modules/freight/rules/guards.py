"""The guards (条件): each looks at the picture of a lot and says what is missing, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from matou.kit.errors import DomainError
from matou.kit.geo import Position
from matou.modules.freight.rules.evidence import (
    EVIDENCE_NAMES,
    WEIGHT_KINDS,
    ContractSignature,
    EvidenceKind,
    LoadingSignature,
    SealCheck,
    ShortLoad,
)
from matou.modules.freight.rules.geofence import BERTH_RADIUS_M
from matou.modules.freight.rules.statement import escrow_due, settlement
from matou.modules.freight.rules.states import RELATION_NAMES, Guard, LotState, Relation
from matou.modules.freight.rules.table import Move, Need
from matou.modules.freight.rules.view import LotView

SIGN_WITHIN = timedelta(hours=24)
FUND_WITHIN = timedelta(hours=24)
OBJECTION_WINDOW = timedelta(hours=24)
SILENCE = timedelta(hours=48)
CREDENTIAL_MARGIN = timedelta(days=7)
"""Licences must hold until seven days after the expected arrival (facts, section 5)."""

LICENCE_NAMES: Mapping[str, tuple[str, str]] = {
    "carrier_permit": ("承运人国内水路运输经营许可证", "carrier permit"),
    "vessel_operation": ("船舶营业运输证", "vessel operation certificate"),
    "vessel_survey": ("船舶检验证书", "vessel survey certificate"),
}
"""The kinds of licences that carriage by river needs, as the spine codes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing before an act, in words for people and a code for machines."""

    code: str
    zh: str
    en: str


class NotReady(DomainError):
    """The act is legal here, but something it needs is missing; ``facts["lacks"]`` lists it."""

    code = "freight.not-ready"
    zh = "还缺：{missing_zh}。补齐后再试。"
    en = "Still missing: {missing_en}. Add it and try again."


def lacks(*, move: Move, view: LotView, now: datetime) -> tuple[Lack, ...]:
    """Return everything that stands between the lot and the act, evidence first."""
    missing = [lack for need in move.needs if (lack := _missing(need, view))]
    guards = (Guard.NOT_ON_HOLD, *move.guards)
    missing += [lack for guard in guards if (lack := GUARDS[guard](view, now))]
    return tuple(missing)


def require_ready(*, move: Move, view: LotView, now: datetime) -> None:
    """Raise NotReady naming everything that is missing."""
    missing = lacks(move=move, view=view, now=now)
    if missing:
        raise NotReady(
            missing_zh="、".join(lack.zh for lack in missing),
            missing_en="; ".join(lack.en for lack in missing),
            lacks=tuple(lack.code for lack in missing),
        )


def _missing(need: Need, view: LotView) -> Lack | None:
    if view.found(need.kinds, by=need.by):
        return None
    names = [EVIDENCE_NAMES[kind] for kind in need.kinds]
    side_zh, side_en = RELATION_NAMES[need.by] if need.by else ("", "")
    return Lack(
        code=":".join(filter(None, (need.kinds[0].value, need.by))),
        zh=side_zh + "或".join(name[0] for name in names),
        en=f"{side_en + ' ' if side_en else ''}{' or '.join(name[1] for name in names)}",
    )


def _not_on_hold(view: LotView, _now: datetime) -> Lack | None:
    return _unless(not view.on_hold, "on_hold", "平台解除冻结", "the operator's hold to be lifted")


def _no_incident(view: LotView, _now: datetime) -> Lack | None:
    return _unless(not view.incident, "incident", "事故处理完毕", "the incident to be cleared")


def _same_text(view: LotView, _now: datetime) -> Lack | None:
    signed = {
        fact.payload.text_sha256
        for side in (Relation.SHIPPER, Relation.CARRIER)
        if (fact := view.found((EvidenceKind.CONTRACT_SIGNATURE,), by=side))
        and isinstance(fact.payload, ContractSignature)
    }
    return _unless(
        signed <= {view.text_sha256},
        "same_text",
        "双方对同一合同文本的签名",
        "signatures under the same contract text",
    )


def _credentials_valid(view: LotView, _now: datetime) -> Lack | None:
    names = [LICENCE_NAMES[kind] for kind in view.credentials_missing]
    return _unless(
        not names,
        "credentials",
        f"到港后七日内有效的证书（{'、'.join(zh for zh, _en in names)}）",
        f"licences valid until a week after arrival ({', '.join(en for _zh, en in names)})",
    )


def _within_capacity(view: LotView, _now: datetime) -> Lack | None:
    capacity = view.deadweight_kg
    return _unless(
        capacity is None or view.terms.quantity_kg <= capacity,
        "capacity",
        "载重足够的船舶",
        "a vessel that can carry the cargo",
    )


def _signing_overdue(view: LotView, now: datetime) -> Lack | None:
    since = view.reached_at.get(LotState.OFFERED, now)
    return _unless(
        since + SIGN_WITHIN <= now, "signing_due", "24 小时签约期届满", "the 24 h to sign to end"
    )


def _funding_overdue(view: LotView, now: datetime) -> Lack | None:
    since = view.reached_at.get(LotState.CONTRACTED, now)
    return _unless(
        since + FUND_WITHIN <= now, "funding_due", "24 小时付款期届满", "the 24 h to fund to end"
    )


def _escrow_funded(view: LotView, _now: datetime) -> Lack | None:
    return _unless(
        view.balances.escrow >= escrow_due(view.terms),
        "escrow",
        "足额托管的运费",
        "the agreed share in escrow",
    )


def _outward(view: LotView, _now: datetime) -> Lack | None:
    return _unless(not view.is_return, "outward", "非退运航次", "a trip that is not a return")


def _returning(view: LotView, _now: datetime) -> Lack | None:
    return _unless(view.is_return, "returning", "退运航次", "a return trip")


def _at_origin(view: LotView, _now: datetime) -> Lack | None:
    return _near(view.position(), view.origin, "at_origin", "装货泊位", "the loading berth")


def _at_destination(view: LotView, _now: datetime) -> Lack | None:
    return _near(view.position(), view.destination, "at_dest", "卸货泊位", "the discharging berth")


def _left_origin(view: LotView, _now: datetime) -> Lack | None:
    here = view.position()
    return _unless(
        here is not None and here.distance_m(view.origin) > BERTH_RADIUS_M,
        "left_origin",
        "驶离装货泊位 1 公里以上的船位",
        "a position over 1 km from the loading berth",
    )


def _window_over(view: LotView, now: datetime) -> Lack | None:
    return _unless(view.window.until_at <= now, "window", "装货期届满", "the loading window to end")


def _weight_loadable(view: LotView, _now: datetime) -> Lack | None:
    weight = view.weight_kg()
    if weight is None:
        return None
    limit = min(view.terms.most_kg, view.deadweight_kg or view.terms.most_kg)
    signed = {
        fact.payload.weight_kg
        for side in (Relation.SHIPPER, Relation.CARRIER)
        if (fact := view.found((EvidenceKind.LOADING_SIGNATURE,), by=side))
        and isinstance(fact.payload, LoadingSignature)
    }
    return _unless(
        weight <= limit and signed <= {weight},
        "weight",
        "不超载且双方签认一致的装货量",
        "a weight within the limit that both signatures name",
    )


def _short_load_explained(view: LotView, _now: datetime) -> Lack | None:
    weight = view.weight_kg()
    is_short = weight is not None and weight < view.terms.least_kg
    note = view.payload(EvidenceKind.SHORT_LOAD)
    # Who is not at fault has no reason to say so alone: each side may only blame itself.
    blamed = view.found((EvidenceKind.SHORT_LOAD,))
    is_told = (
        isinstance(note, ShortLoad)
        and blamed is not None
        and (blamed.relation in {note.fault, Relation.OPERATOR})
    )
    return _unless(
        not is_short or is_told,
        "short_load",
        "责任方签认的亏舱说明",
        "a short-load note by the side at fault",
    )


def _seal_accepted(view: LotView, _now: datetime) -> Lack | None:
    check = view.found((EvidenceKind.SEAL_CHECK,))
    if check is None or not isinstance(check.payload, SealCheck):
        return None
    is_taken = check.payload.accepted and check.relation is Relation.CONSIGNEE
    return _unless(
        check.payload.intact or is_taken,
        "seal",
        "完好的铅封，或收货人同意收货",
        "an intact seal, or the consignee's acceptance",
    )


def _signed_after_weighing(view: LotView, _now: datetime) -> Lack | None:
    survey = view.found(WEIGHT_KINDS)
    signature = view.found((EvidenceKind.RECEIPT_SIGNATURE,), by=Relation.CONSIGNEE)
    if survey is None or signature is None:
        return None
    return _unless(
        signature.reference > survey.reference,
        "receipt_weight",
        "收货人对最后一次计量的签名",
        "the consignee's signature after the last survey",
    )


def _silent_48h(view: LotView, now: datetime) -> Lack | None:
    survey = view.found(WEIGHT_KINDS)
    # From when the house knew of it: the hour on the paper is only what its writer says.
    is_over = survey is not None and survey.recorded_at + SILENCE <= now
    return _unless(is_over, "silence", "卸货计量后 48 小时", "48 h after the discharge survey")


def _objection_over(view: LotView, now: datetime) -> Lack | None:
    since = view.reached_at.get(LotState.STATED, now)
    is_accepted = {Relation.SHIPPER, Relation.CARRIER} <= view.accepted_by
    return _unless(
        is_accepted or since + OBJECTION_WINDOW <= now,
        "objection",
        "双方确认或 24 小时异议期届满",
        "both to accept, or the 24 h to object to end",
    )


def _escrow_covers(view: LotView, _now: datetime) -> Lack | None:
    due = settlement(view).due_from_shipper
    return _unless(not due, "escrow_due", f"货主补足 {due}", f"{due} more from the shipper")


def _no_open_dispute(view: LotView, _now: datetime) -> Lack | None:
    is_open = any(claim.is_open for claim in view.claims)
    return _unless(not is_open, "dispute", "争议裁决", "the dispute to be ruled")


def _accounts_empty(view: LotView, _now: datetime) -> Lack | None:
    return _unless(view.balances.is_empty, "held", "资金全部结清", "nothing to be held any more")


def _near(here: Position | None, berth: Position, code: str, zh: str, en: str) -> Lack | None:
    is_near = here is None or here.distance_m(berth) <= BERTH_RADIUS_M
    return _unless(is_near, code, f"距{zh} 1 公里内的船位", f"a position within 1 km of {en}")


def _unless(holds: bool, code: str, zh: str, en: str) -> Lack | None:  # noqa: FBT001
    return None if holds else Lack(code=code, zh=zh, en=en)


GUARDS: Mapping[Guard, Callable[[LotView, datetime], Lack | None]] = {
    Guard.NOT_ON_HOLD: _not_on_hold,
    Guard.NO_INCIDENT: _no_incident,
    Guard.SAME_TEXT: _same_text,
    Guard.CREDENTIALS_VALID: _credentials_valid,
    Guard.WITHIN_CAPACITY: _within_capacity,
    Guard.SIGNING_OVERDUE: _signing_overdue,
    Guard.FUNDING_OVERDUE: _funding_overdue,
    Guard.ESCROW_FUNDED: _escrow_funded,
    Guard.OUTWARD: _outward,
    Guard.RETURNING: _returning,
    Guard.AT_ORIGIN: _at_origin,
    Guard.LEFT_ORIGIN: _left_origin,
    Guard.AT_DESTINATION: _at_destination,
    Guard.WINDOW_OVER: _window_over,
    Guard.WEIGHT_LOADABLE: _weight_loadable,
    Guard.SHORT_LOAD_EXPLAINED: _short_load_explained,
    Guard.SEAL_ACCEPTED: _seal_accepted,
    Guard.SIGNED_AFTER_WEIGHING: _signed_after_weighing,
    Guard.SILENT_48H: _silent_48h,
    Guard.OBJECTION_OVER: _objection_over,
    Guard.ESCROW_COVERS_STATEMENT: _escrow_covers,
    Guard.NO_OPEN_DISPUTE: _no_open_dispute,
    Guard.ACCOUNTS_EMPTY: _accounts_empty,
}
