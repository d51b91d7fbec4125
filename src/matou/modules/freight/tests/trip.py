"""The good trip, act by act, so that a test can start from any state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from matou.kit.actor import SYSTEM
from matou.modules.freight.models import Lot
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.states import LotAct, LotState, Relation
from matou.modules.freight.services import lots
from matou.modules.freight.services.proof import write_evidence
from matou.modules.freight.tests.world import (
    CARRIER,
    CONSIGNEE,
    FOSHAN,
    MIDWAY,
    NOW,
    SHIPPER,
    WUZHOU,
    awarded,
    item,
    survey,
)

LOADED_KG = 2_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a test may want different about the good trip."""

    loaded_kg: int = LOADED_KG
    delivered_kg: int = LOADED_KG - 5_000
    short_load_fault: Relation | None = None
    hours_between: int = 2


def trip_to(state: LotState, code: str = "", figures: Figures = Figures()) -> str:
    """Carry a fresh lot (or the given one) to the state; returns its code."""
    code = code or awarded()
    at = NOW
    for reached, step in _STEPS.items():
        lot = Lot.objects.get(code=code)
        if lot.state == state:
            break
        at += timedelta(hours=figures.hours_between)
        if lot.state == _BEFORE[reached]:
            step(code, at, figures)
    assert Lot.objects.get(code=code).state == state
    return code


def sign(code: str, at: datetime, _figures: Figures) -> None:
    text = Lot.objects.get(code=code).text_sha256
    lots.sign_contract(lot_code=code, text_sha256=text, actor=SHIPPER, now=at)
    lots.sign_contract(lot_code=code, text_sha256=text, actor=CARRIER, now=at)


def fund(code: str, at: datetime, _figures: Figures) -> None:
    lots.advance_lot(lot_code=code, act=LotAct.FUND, actor=SHIPPER, now=at)


def set_out(code: str, at: datetime, _figures: Figures) -> None:
    evidence = [item(MIDWAY, at)]
    lots.advance_lot(lot_code=code, act=LotAct.SET_OUT, actor=CARRIER, evidence=evidence, now=at)


def arrive_loading(code: str, at: datetime, _figures: Figures) -> None:
    evidence = [item(WUZHOU, at), item(proof.ReadinessNotice(tendered_at=at), at)]
    lots.advance_lot(
        lot_code=code, act=LotAct.ARRIVE_LOADING, actor=SYSTEM, evidence=evidence, now=at
    )


def start_loading(code: str, at: datetime, _figures: Figures) -> None:
    evidence = [item(proof.Photo(), at, "DOC1")]
    lots.advance_lot(
        lot_code=code, act=LotAct.START_LOADING, actor=SHIPPER, evidence=evidence, now=at
    )


def confirm_loaded(code: str, at: datetime, figures: Figures) -> None:
    signature = proof.LoadingSignature(signed_by="某", weight_kg=figures.loaded_kg)
    lots.record_evidence(lot_code=code, item=item(signature, at), actor=SHIPPER, now=at)
    if figures.short_load_fault:
        note = proof.ShortLoad(fault=figures.short_load_fault, reason="货不够")
        blamed = SHIPPER if figures.short_load_fault is Relation.SHIPPER else CARRIER
        lots.record_evidence(lot_code=code, item=item(note, at), actor=blamed, now=at)
    evidence = [
        item(survey(figures.loaded_kg), at),
        item(proof.Seal(number="S1"), at),
        item(signature, at),
    ]
    lots.advance_lot(
        lot_code=code, act=LotAct.CONFIRM_LOADED, actor=CARRIER, evidence=evidence, now=at
    )


def depart(code: str, at: datetime, _figures: Figures) -> None:
    evidence = [item(MIDWAY, at)]
    lots.advance_lot(lot_code=code, act=LotAct.DEPART, actor=SYSTEM, evidence=evidence, now=at)


def arrive_discharge(code: str, at: datetime, _figures: Figures) -> None:
    evidence = [item(FOSHAN, at), item(proof.ReadinessNotice(tendered_at=at), at)]
    lots.advance_lot(
        lot_code=code, act=LotAct.ARRIVE_DISCHARGE, actor=CARRIER, evidence=evidence, now=at
    )


def start_discharge(code: str, at: datetime, _figures: Figures) -> None:
    evidence = [item(proof.Photo(), at, "DOC2")]
    lots.advance_lot(
        lot_code=code, act=LotAct.START_DISCHARGE, actor=CONSIGNEE, evidence=evidence, now=at
    )


def deliver(code: str, at: datetime, figures: Figures) -> None:
    entered = item(proof.CodeEntered(sent_to="CONSIGNEE"), at)
    lot = Lot.objects.get(code=code)
    write_evidence(lot=lot, item=entered, actor=CARRIER, side=Relation.CARRIER, now=at)
    evidence = [
        item(survey(figures.delivered_kg), at),
        item(proof.SealCheck(intact=True), at),
        item(proof.ReceiptSignature(signed_by="某"), at),
    ]
    lots.advance_lot(lot_code=code, act=LotAct.DELIVER, actor=CONSIGNEE, evidence=evidence, now=at)


def state_account(code: str, at: datetime, _figures: Figures) -> None:
    lots.advance_lot(lot_code=code, act=LotAct.STATE_ACCOUNT, actor=SYSTEM, now=at)


def settle(code: str, at: datetime, _figures: Figures) -> None:
    late = at + timedelta(hours=25)
    lots.advance_lot(lot_code=code, act=LotAct.SETTLE, actor=SYSTEM, now=late)


def close(code: str, at: datetime, _figures: Figures) -> None:
    late = at + timedelta(hours=26)
    lots.advance_lot(lot_code=code, act=LotAct.CLOSE, actor=SHIPPER, now=late)


def good_step(code: str, at: datetime) -> None:
    """Do the act that a good trip does next; nothing once it is closed."""
    state = LotState(Lot.objects.get(code=code).state)
    following = [target for target, before in _BEFORE.items() if before is state]
    if following:
        _STEPS[following[0]](code, at, Figures())


_STEPS: Mapping[LotState, Callable[[str, datetime, Figures], None]] = {
    LotState.CONTRACTED: sign,
    LotState.FUNDED: fund,
    LotState.TO_LOAD: set_out,
    LotState.AT_LOAD: arrive_loading,
    LotState.LOADING: start_loading,
    LotState.LOADED: confirm_loaded,
    LotState.IN_TRANSIT: depart,
    LotState.AT_DISCHARGE: arrive_discharge,
    LotState.DISCHARGING: start_discharge,
    LotState.DELIVERED: deliver,
    LotState.STATED: state_account,
    LotState.SETTLED: settle,
    LotState.CLOSED: close,
}
_GOOD = (LotState.OFFERED, *_STEPS)
_BEFORE = dict(zip(_STEPS, _GOOD, strict=False))
