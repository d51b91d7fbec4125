"""The steps of the main job: each one business act (or two that belong together), in order.

Every step asks first whether it was done already, so the job goes on wherever it was interrupted,
and calls the services that the pages call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.evidence import (
    DraftSurvey,
    EvidenceItem,
    EvidenceKind,
    LoadingSignature,
    ReadinessNotice,
    ReceiptSignature,
    Seal,
    SealCheck,
)
from matou.modules.freight.rules.states import LotAct, LotState
from matou.modules.freight.rules.terms import DemandTerms, MoneyTerms, PriceMode, VesselNeeds
from matou.modules.freight.services import (
    awards,
    delivery,
    demands,
    lots,
    statements,
    timers,
)
from matou.project.demo.story import CARGO_NAME, Story
from matou.spine.custody import queries as orders
from matou.spine.custody import services as custody
from matou.spine.custody.contracts import OrderKind
from matou.spine.ledger import queries as ledger
from matou.spine.notices import queries as notices

ORIGIN, DESTINATION = "P_CHI", "P_SAN"
QUANTITY = Tonnes(2_400_000)
PRICE = Money.yuan("28.50")
DEPOSIT_SHARE, TOLERANCE = Decimal("0.10"), Decimal("0.05")
LOADED_KG, DELIVERED_KG = 2_398_600, 2_396_100
SEAL_NUMBER = "DEMO-0413"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a step did: the evidence, the money it moved, the state it led to."""

    evidence: str = ""
    money: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the demo."""

    zh: str
    en: str
    who: str
    reaches: LotState | None
    act: Callable[[Story], Told]


def post_demand(story: Story) -> Told:
    """The shipper posts 2,400 t of machine-made sand at a fixed price."""
    now, shipper = story.clock.begins_at, story.cast.shipper
    if not story.demand:
        story.demand = demands.draft_demand(terms=_terms(story), actor=shipper, now=now)
    if story.is_draft():
        demands.publish_demand(demand_code=story.demand, actor=shipper, now=now)
    return Told(evidence=f"货盘 demand {story.demand}", money=f"{PRICE}/t × {QUANTITY}")


def pay_in(story: Story) -> Told:
    """Both sides pay in at the custodian: the freight, and the carrier's deposit."""
    at = story.clock.after(hours=1)
    freight = PRICE.times(QUANTITY.decimal)
    paid = (
        # Escrow covers the most that the tolerance lets the terminal load.
        story.pay_in(who="shipper", amount=freight + freight.times(TOLERANCE), at=at),
        story.pay_in(who="skipper", amount=freight.times(DEPOSIT_SHARE), at=at),
    )
    return Told(evidence="模拟存管回单 custody simulator callbacks", money="; ".join(paid))


def award(story: Story) -> Told:
    """The skipper takes the cargo, both sign, the shipper funds escrow.

    One transaction: these acts carry instants of two days ago, and the house's own clock would
    let an unsigned trip of that age lapse if it saw one.
    """
    with transaction.atomic():
        if not story.lot:
            story.lot = awards.accept_demand(
                demand_code=story.demand,
                offer=OfferTerms(vessel=story.cast.vessel, trip_days=5),
                actor=story.cast.skipper,
                now=story.clock.after(hours=2),
            )
        text = story.page().text_sha256
        for number, actor in enumerate((story.cast.shipper, story.cast.skipper)):
            at = story.clock.after(hours=3, minutes=10 * number)
            lots.sign_contract(lot_code=story.lot, text_sha256=text, actor=actor, now=at)
        lots.advance_lot(
            lot_code=story.lot,
            act=LotAct.FUND,
            actor=story.cast.shipper,
            now=story.clock.after(hours=4),
        )
    return Told(evidence=f"双方签署 both signed sha256 {text[:12]}…", money=story.money())


def set_out(story: Story) -> Told:
    """The vessel is heard on AIS and sails towards the loading berth."""
    at = story.clock.milestones["first_heard"] + timedelta(minutes=5)
    heard = story.feed_until(at)
    lots.advance_lot(
        lot_code=story.lot,
        act=LotAct.SET_OUT,
        actor=story.cast.skipper,
        evidence=(story.position_at(at),),
        now=at,
    )
    return Told(evidence=heard)


def arrive_to_load(story: Story) -> Told:
    """She lies alongside; the skipper gives notice of readiness, the geofence confirms."""
    at = story.clock.milestones["alongside"] + timedelta(minutes=10)
    heard = story.feed_until(at)
    lots.advance_lot(
        lot_code=story.lot,
        act=LotAct.ARRIVE_LOADING,
        actor=story.cast.skipper,
        evidence=(
            EvidenceItem(payload=ReadinessNotice(tendered_at=at), taken_at=at),
            story.position_at(at),
        ),
        now=at,
    )
    return Told(evidence=f"{heard}; 准备就绪通知书 NOR")


def start_loading(story: Story) -> Told:
    """Loading starts, with a photograph."""
    at = story.clock.milestones["alongside"] + timedelta(hours=1)
    photo = story.photo(caption="loading", actor=story.cast.skipper, at=at)
    lots.advance_lot(
        lot_code=story.lot,
        act=LotAct.START_LOADING,
        actor=story.cast.skipper,
        evidence=(photo,),
        now=at,
    )
    return Told(evidence=f"照片 photo {photo.document}")


def confirm_loaded(story: Story) -> Told:
    """Six draught marks, a seal, two signatures: the fuel advance leaves escrow."""
    at = story.clock.milestones["cast_off"] - timedelta(minutes=30)
    signature = LoadingSignature(signed_by=story.cast.shipper.name, weight_kg=LOADED_KG)
    if not story.has_evidence(EvidenceKind.LOADING_SIGNATURE, relation="shipper"):
        lots.record_evidence(
            lot_code=story.lot,
            item=EvidenceItem(payload=signature, taken_at=at),
            actor=story.cast.shipper,
            now=at,
        )
    own = LoadingSignature(signed_by=story.cast.skipper.name, weight_kg=LOADED_KG)
    items = (_survey(LOADED_KG, 318), Seal(number=SEAL_NUMBER), own)
    lots.advance_lot(
        lot_code=story.lot,
        act=LotAct.CONFIRM_LOADED,
        actor=story.cast.skipper,
        evidence=tuple(EvidenceItem(payload=item, taken_at=at) for item in items),
        now=at,
    )
    return Told(
        evidence=f"水尺计量 draft survey {Tonnes(LOADED_KG)}, 铅封 seal {SEAL_NUMBER}",
        money=f"燃油预付 fuel advance; {story.money()}",
    )


def depart(story: Story) -> Told:
    """The geofence sees her leave the berth; the house moves the lot by itself."""
    heard = story.feed_until(story.clock.milestones["cast_off"] + timedelta(minutes=40))
    return Told(evidence=f"{heard}; 离泊围栏 departure geofence")


def pass_the_lock(story: Story) -> Told:
    """She waits at Changzhou lock, passes, and runs down the river."""
    heard = story.feed_until(story.clock.milestones["lock_left"] + timedelta(minutes=30))
    return Told(evidence=f"{heard}; 长洲船闸 Changzhou lock")


def arrive_to_discharge(story: Story) -> Told:
    """The skipper's notice lies ready; the geofence at the berth completes it."""
    arrived = story.clock.milestones["arrived"]
    notice = ReadinessNotice(tendered_at=arrived)
    if not story.has_reached(LotState.AT_DISCHARGE):
        lots.record_evidence(
            lot_code=story.lot,
            item=EvidenceItem(payload=notice, taken_at=arrived),
            actor=story.cast.skipper,
            now=arrived,
        )
    heard = story.feed_until(arrived + timedelta(minutes=40))
    return Told(evidence=f"{heard}; 到港围栏 arrival geofence + NOR")


def start_discharge(story: Story) -> Told:
    """The consignee starts discharging, with a photograph."""
    at = story.clock.milestones["arrived"] + timedelta(hours=1)
    photo = story.photo(caption="discharging", actor=story.cast.consignee, at=at)
    lots.advance_lot(
        lot_code=story.lot,
        act=LotAct.START_DISCHARGE,
        actor=story.cast.consignee,
        evidence=(photo,),
        now=at,
    )
    return Told(evidence=f"照片 photo {photo.document}")


def deliver(story: Story) -> Told:
    """Survey, seal, one-time code and the consignee's signature: delivered."""
    at = story.clock.milestones["last_heard"] + timedelta(hours=6)
    if not story.has_evidence(EvidenceKind.ONE_TIME_CODE):
        _enter_one_time_code(story, at)
    sign = ReceiptSignature(signed_by=story.cast.consignee.name)
    items = (_survey(DELIVERED_KG, 317), SealCheck(intact=True), sign)
    lots.advance_lot(
        lot_code=story.lot,
        act=LotAct.DELIVER,
        actor=story.cast.consignee,
        evidence=tuple(EvidenceItem(payload=item, taken_at=at) for item in items),
        now=at + timedelta(minutes=2),
    )
    return Told(evidence=f"收货验证码 one-time code, 实收 received {Tonnes(DELIVERED_KG)}")


def state_account(story: Story) -> Told:
    """The house writes the statement; both sides accept it."""
    at = story.clock.milestones["last_heard"] + timedelta(hours=8)
    timers.carry_on(lot_code=story.lot, now=at)
    if story.page().row.state is LotState.STATED:
        for actor in (story.cast.shipper, story.cast.skipper):
            statements.accept_statement(lot_code=story.lot, actor=actor, now=at)
    return Told(evidence="结算单 statement，双方确认 accepted by both", money=story.money())


def settle(story: Story) -> Told:
    """Escrow pays carrier, platform and refund; nothing stays held; the lot closes."""
    at = story.clock.milestones["last_heard"] + timedelta(hours=9)
    timers.carry_on(lot_code=story.lot, now=at)
    return Told(evidence="对账无误 checks green", money=story.money())


def pay_out(story: Story) -> Told:
    """The carrier draws the freight to the bank."""
    at, skipper = story.clock.milestones["last_heard"] + timedelta(hours=10), story.cast.skipper
    wallet = ledger.balance(f"wallet:{skipper.acts_for}")
    reference = f"demo-{story.number}-payout"
    # People may have paid in since: that money is theirs, and this cargo's was drawn before.
    drawn = orders.order_for(kind=OrderKind.PAYOUT, reference=reference)
    if drawn is not None or not wallet.available:
        return Told(evidence="已付 paid")
    order = custody.request_payout(
        party=skipper.acts_for,
        amount=wallet.available,
        reference=reference,
        actor=skipper,
        now=at,
    )
    story.await_custody(order.order_id, at=at)
    return Told(evidence="模拟存管 custody simulator", money=f"{order.amount} → 银行 bank")


STEPS: tuple[Step, ...] = (
    Step(zh="发布货盘", en="demand posted", who="shipper", reaches=None, act=post_demand),
    Step(zh="资金到账", en="money paid in", who="shipper", reaches=None, act=pay_in),
    Step(
        zh="抢单·签约·托管",
        en="taken, signed, escrow funded",
        who="skipper",
        reaches=LotState.FUNDED,
        act=award,
    ),
    Step(zh="驶往装港", en="under way", who="skipper", reaches=LotState.TO_LOAD, act=set_out),
    Step(
        zh="抵达装港",
        en="at the loading berth",
        who="skipper",
        reaches=LotState.AT_LOAD,
        act=arrive_to_load,
    ),
    Step(zh="开始装货", en="loading", who="skipper", reaches=LotState.LOADING, act=start_loading),
    Step(zh="装货完毕", en="loaded", who="skipper", reaches=LotState.LOADED, act=confirm_loaded),
    Step(zh="离泊启航", en="departed", who="house", reaches=LotState.IN_TRANSIT, act=depart),
    Step(
        zh="过长洲船闸", en="through Changzhou lock", who="house", reaches=None, act=pass_the_lock
    ),
    Step(
        zh="抵达卸港",
        en="at the discharging berth",
        who="house",
        reaches=LotState.AT_DISCHARGE,
        act=arrive_to_discharge,
    ),
    Step(
        zh="开始卸货",
        en="discharging",
        who="consignee",
        reaches=LotState.DISCHARGING,
        act=start_discharge,
    ),
    Step(zh="交付", en="delivered", who="consignee", reaches=LotState.DELIVERED, act=deliver),
    Step(zh="结算单", en="statement", who="house", reaches=LotState.STATED, act=state_account),
    Step(zh="结清关单", en="settled, closed", who="house", reaches=LotState.CLOSED, act=settle),
    Step(zh="运费提现", en="carrier paid", who="skipper", reaches=None, act=pay_out),
)


def _terms(story: Story) -> DemandTerms:
    now = story.clock.begins_at
    return DemandTerms(
        origin=ORIGIN,
        destination=DESTINATION,
        loading=Period(now, now + timedelta(days=6)),
        cargo="sand",
        cargo_name=CARGO_NAME,
        quantity=QUANTITY,
        mode=PriceMode.FIXED,
        price=PRICE,
        consignee=story.cast.consignee.acts_for,
        vessel=VesselNeeds(deadweight_min_kg=QUANTITY.kg),
        money=MoneyTerms(),
        notes=story.mark,
    )


def _survey(weight_kg: int, draught_cm: int) -> DraftSurvey:
    return DraftSurvey(
        fore_port_cm=draught_cm - 6,
        fore_starboard_cm=draught_cm - 5,
        middle_port_cm=draught_cm,
        middle_starboard_cm=draught_cm + 1,
        aft_port_cm=draught_cm + 7,
        aft_starboard_cm=draught_cm + 6,
        weight_kg=weight_kg,
    )


def _enter_one_time_code(story: Story, at: datetime) -> None:
    """Send the code to the consignee, read it in his notices, and let the skipper enter it."""
    skipper, consignee = story.cast.skipper, story.cast.consignee
    delivery.send_delivery_code(lot_code=story.lot, actor=skipper, now=at)
    notice = notices.inbox(party=consignee.acts_for, limit=1)[0]
    delivery.enter_delivery_code(
        lot_code=story.lot,
        code=str(notice.facts["code"]),
        actor=skipper,
        now=at + timedelta(minutes=1),
    )
