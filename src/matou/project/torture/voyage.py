"""The way of one tortured lot from escrow to the closed books, some of it through a dispute.

Every step looks first at where the lot stands, so a life that was killed is carried on by the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image

from matou.kit.actor import SYSTEM, Actor
from matou.kit.money import Money
from matou.modules.freight.queries import accounts
from matou.modules.freight.queries import lots as lot_queries
from matou.modules.freight.queries.disputes import DisputeRow
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.evidence import EvidenceItem, EvidenceKind, Payload
from matou.modules.freight.rules.states import LotAct, LotState
from matou.modules.freight.services import delivery, disputes, lots, rulings
from matou.project.demo.people import Cast
from matou.spine.documents import services as documents
from matou.spine.notices import queries as notices

LOADING_BERTH = proof.VesselPosition(latitude=23.42, longitude=111.08, source="ais")
UNDER_WAY = proof.VesselPosition(latitude=23.25, longitude=111.53, source="ais")
DISCHARGING_BERTH = proof.VesselPosition(latitude=23.17, longitude=112.85, source="ais")
"""P_CHI and P_SAN of the basin, and a point of the river between them."""

_STEP = timedelta(hours=2)
_OBJECTION_OVER = timedelta(hours=25)
_LETTERS = 100
"""How many letters back the code of a lot is looked for: all clients have one consignee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voyage:
    """One funded lot under way."""

    lot: str
    cast: Cast
    dice: Random
    begins_at: datetime
    loaded_kg: int

    def sail(self) -> list[str]:
        """Carry the lot on to its end; returns the states it reached, each once."""
        reached = []
        for number, (before, step) in enumerate(_STEPS.items(), start=1):
            at = self.begins_at + number * _STEP
            if self._state() is before:
                step(self, at)
            reached.append(before.value)
        return [*reached, self._state().value]

    def _page(self) -> lot_queries.LotPage:
        return lot_queries.lot_page(code=self.lot, actor=self.cast.operator, now=self.begins_at)

    def _state(self) -> LotState:
        return self._page().row.state

    def _advance(
        self, act: LotAct, actor: Actor, at: datetime, evidence: Sequence[Payload] = ()
    ) -> None:
        items = [
            _item(payload, at, self._picture(actor, at) if isinstance(payload, proof.Photo) else "")
            for payload in evidence
        ]
        lots.advance_lot(lot_code=self.lot, act=act, actor=actor, evidence=items, now=at)

    def set_out(self, at: datetime) -> None:
        """The vessel sails to the loading berth."""
        self._advance(LotAct.SET_OUT, self.cast.skipper, at, [UNDER_WAY])

    def arrive_loading(self, at: datetime) -> None:
        """She lies at the berth, ready."""
        papers = (LOADING_BERTH, proof.ReadinessNotice(tendered_at=at))
        self._advance(LotAct.ARRIVE_LOADING, self.cast.skipper, at, papers)

    def start_loading(self, at: datetime) -> None:
        """Loading begins."""
        self._advance(LotAct.START_LOADING, self.cast.skipper, at, [proof.Photo()])

    def confirm_loaded(self, at: datetime) -> None:
        """Both sign the weight; the advance is paid."""
        signature = proof.LoadingSignature(signed_by="demo", weight_kg=self.loaded_kg)
        lots.record_evidence(
            lot_code=self.lot, item=_item(signature, at), actor=self.cast.shipper, now=at
        )
        papers = (_survey(self.loaded_kg), proof.Seal(number="T1"), signature)
        self._advance(LotAct.CONFIRM_LOADED, self.cast.skipper, at, papers)

    def depart(self, at: datetime) -> None:
        """The house sees her leave."""
        self._advance(LotAct.DEPART, SYSTEM, at, [UNDER_WAY])

    def arrive_discharge(self, at: datetime) -> None:
        """She lies at the other berth."""
        papers = (DISCHARGING_BERTH, proof.ReadinessNotice(tendered_at=at))
        self._advance(LotAct.ARRIVE_DISCHARGE, self.cast.skipper, at, papers)

    def start_discharge(self, at: datetime) -> None:
        """Discharging begins."""
        self._advance(LotAct.START_DISCHARGE, self.cast.consignee, at, [proof.Photo()])

    def deliver(self, at: datetime) -> None:
        """The consignee's code, the weight, the signature."""
        if not any(row.kind == EvidenceKind.ONE_TIME_CODE for row in self._page().evidence):
            self._enter_code(at)
        signature = proof.ReceiptSignature(signed_by="demo")
        papers = (_survey(self.loaded_kg), proof.SealCheck(intact=True), signature)
        self._advance(LotAct.DELIVER, self.cast.consignee, at, papers)

    def state_account(self, at: datetime) -> None:
        """Perhaps the shipper disputes an amount; the house writes the statement."""
        if self.dice.random() < 0.5 and not self._disputes():  # noqa: PLR2004  # a share
            disputes.open_dispute(
                lot_code=self.lot,
                amount=Money(self.dice.randint(1, 100_000)),
                reason="torture: wet cargo",
                actor=self.cast.shipper,
                now=at,
            )
        self._advance(LotAct.STATE_ACCOUNT, SYSTEM, at)

    def settle(self, at: datetime) -> None:
        """After the time to object, what is not disputed is paid."""
        self._advance(LotAct.SETTLE, SYSTEM, at + _OBJECTION_OVER)

    def close(self, at: datetime) -> None:
        """The dispute is answered, ruled on and accepted by both; the lot closes."""
        late = at + _OBJECTION_OVER
        for dispute in self._disputes():
            if dispute.state is DisputeState.OPEN and not dispute.replied_at:
                disputes.reply_to_dispute(
                    dispute_id=dispute.id, reply="it was dry", actor=self.cast.skipper, now=late
                )
            if dispute.state is DisputeState.OPEN:
                rulings.rule_dispute(
                    dispute_id=dispute.id,
                    to_claimant=Money(self.dice.randint(0, dispute.amount.fen)),
                    ruling="torture: as the survey says",
                    actor=self.cast.operator,
                    now=late,
                )
            for side in (self.cast.shipper, self.cast.skipper):
                if self._is_ruled(dispute.id):
                    disputes.accept_ruling(dispute_id=dispute.id, actor=side, now=late)
        self._advance(LotAct.CLOSE, self.cast.shipper, late)

    def _picture(self, actor: Actor, at: datetime) -> str:
        """Store a picture of one colour and return its code."""
        file = BytesIO()
        Image.new("RGB", (8, 8), "#2f6f73").save(file, "PNG")
        file.seek(0)
        sides = (self.cast.shipper, self.cast.skipper, self.cast.consignee)
        card = documents.store(
            owner=actor.acts_for,
            about=self.lot,
            file=file,
            declared_name="torture.png",
            declared_type="image/png",
            readers=frozenset(side.acts_for for side in sides),
            actor=actor,
            now=at,
        )
        return card.code

    def _disputes(self) -> tuple[DisputeRow, ...]:
        return accounts.disputes_of(
            code=self.lot, actor=self.cast.operator, now=self.begins_at + 30 * _STEP
        )

    def _is_ruled(self, dispute: object) -> bool:
        return any(
            row.id == dispute and row.state is DisputeState.RULED for row in self._disputes()
        )

    def _enter_code(self, at: datetime) -> None:
        if self._code() is None:
            delivery.send_delivery_code(lot_code=self.lot, actor=self.cast.skipper, now=at)
        code = self._code()
        assert code is not None, "the letter stands in the same transaction"  # noqa: S101
        delivery.enter_delivery_code(lot_code=self.lot, code=code, actor=self.cast.skipper, now=at)

    def _code(self) -> str | None:
        letters = notices.inbox(party=self.cast.consignee.acts_for, limit=_LETTERS)
        return next(
            (
                str(letter.facts["code"])
                for letter in letters
                if letter.template == delivery.CODE_TEMPLATE and letter.facts["lot"] == self.lot
            ),
            None,
        )


_STEPS: Mapping[LotState, Callable[[Voyage, datetime], None]] = {
    LotState.FUNDED: Voyage.set_out,
    LotState.TO_LOAD: Voyage.arrive_loading,
    LotState.AT_LOAD: Voyage.start_loading,
    LotState.LOADING: Voyage.confirm_loaded,
    LotState.LOADED: Voyage.depart,
    LotState.IN_TRANSIT: Voyage.arrive_discharge,
    LotState.AT_DISCHARGE: Voyage.start_discharge,
    LotState.DISCHARGING: Voyage.deliver,
    LotState.DELIVERED: Voyage.state_account,
    LotState.STATED: Voyage.settle,
    LotState.SETTLED: Voyage.close,
}


def _item(payload: Payload, at: datetime, document: str = "") -> EvidenceItem:
    return EvidenceItem(payload=payload, taken_at=at, document=document)


def _survey(weight_kg: int) -> proof.DraftSurvey:
    return proof.DraftSurvey(
        fore_port_cm=300,
        fore_starboard_cm=301,
        middle_port_cm=305,
        middle_starboard_cm=305,
        aft_port_cm=310,
        aft_starboard_cm=311,
        weight_kg=weight_kg,
    )
