"""The terms (条款) of a cargo demand and of the lot that carries it, and what makes them sound.

``DemandTerms`` is what a shipper types; ``LotTerms`` is what both sides sign, frozen at the award.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from json import dumps

from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.rules.laytime import LaytimeTerms

MAX_QUANTITY = Tonnes.of(20_000)
"""The Changzhou chambers take vessels of 3,000–5,000 t; a larger cargo is a mistyped unit."""

MAX_PRICE_PER_TONNE = Money.yuan(10_000)
MAX_LUMP_SUM = Money.yuan(50_000_000)
LONGEST_AHEAD = timedelta(days=180)
LONGEST_WINDOW = timedelta(days=31)

PLATFORM_FEE_PERMILLE = 8
"""The platform's fee on freight; frozen into each lot at the award."""

CARRIER_TAX_PERMILLE = 10
"""Withheld (代扣) from a private carrier's income; a draft for a lawyer, frozen at the award."""
MOST_AGENT_PERMILLE = 100
MOST_AGENT_FIXED_FEN = 5_000_000

EMPTY_RUN_FEN_PER_KM = 4_000
"""What an empty kilometre costs a 2,000–3,000 t vessel (estimate); frozen at the award."""


class PriceMode(StrEnum):
    """How a price is found. Further modes (negotiation, reverse auction, framework) come later."""

    FIXED = "fixed"
    SEALED = "sealed"


class PriceBasis(StrEnum):
    """What the price is for."""

    PER_TONNE = "per_tonne"
    LUMP_SUM = "lump_sum"


class SettlementBasis(StrEnum):
    """Which weight the freight is reckoned on."""

    LOADED = "loaded"
    DELIVERED = "delivered"
    AGREED = "agreed"


class OperatingMode(StrEnum):
    """Who is the carrier by contract; rivers are brokered by default (交运规〔2026〕1号)."""

    CARRIER = "carrier"
    BROKER = "broker"


PRICE_MODE_NAMES = {
    PriceMode.FIXED: ("一口价抢单", "fixed price, first come"),
    PriceMode.SEALED: ("密封报价", "sealed offers"),
}
PRICE_BASIS_NAMES = {
    PriceBasis.PER_TONNE: ("按吨", "per tonne"),
    PriceBasis.LUMP_SUM: ("包船价", "lump sum"),
}
SETTLEMENT_BASIS_NAMES = {
    SettlementBasis.LOADED: ("按装货量", "by loaded weight"),
    SettlementBasis.DELIVERED: ("按卸货量", "by delivered weight"),
    SettlementBasis.AGREED: ("按合同量", "by agreed weight"),
}
OPERATING_MODE_NAMES = {
    OperatingMode.CARRIER: ("承运", "carrier"),
    OperatingMode.BROKER: ("撮合", "broker"),
}

CARGO_CATEGORIES: dict[str, tuple[str, str]] = {
    "sand": ("机制砂", "machine-made sand"),
    "gravel": ("碎石", "gravel"),
    "cement": ("水泥", "cement"),
    "clinker": ("水泥熟料", "cement clinker"),
    "coal": ("煤炭", "coal"),
    "limestone": ("石灰石", "limestone"),
    "steel": ("钢材", "steel"),
    "grain": ("粮食", "grain"),
    "sugar": ("食糖", "sugar"),
    "timber": ("木材", "timber"),
    "ceramics": ("陶瓷", "ceramics"),
    "ore": ("矿石", "ore"),
    "general": ("件杂货", "general cargo"),
}
"""Dangerous goods are missing on purpose: GB 12268 data comes first (facts, section 4)."""

VESSEL_TYPES: dict[str, tuple[str, str]] = {
    "8010-BULK": ("散货船", "bulk carrier"),
    "8010-SAND": ("自卸砂船", "self-unloading sand carrier"),
    "8010-MULTI": ("多用途船（集散两用）", "multi-purpose vessel"),
    "8010-GENERAL": ("干货船", "dry cargo vessel"),
    "8023": ("散装水泥船", "bulk cement carrier"),
    "8030": ("集装箱船", "container vessel"),
    "8150": ("货驳", "dumb cargo barge"),
}
"""UNECE Recommendation 28 with the suffixes of the vessel register, so that its cards compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselNeeds:
    """What a vessel must have to be asked; None and "" ask for nothing."""

    deadweight_min_kg: int | None = None
    deadweight_max_kg: int | None = None
    vessel_type: str = ""
    hatch: str = ""
    draught_max_cm: int | None = None
    length_max_cm: int | None = None
    beam_max_cm: int | None = None
    air_draught_max_cm: int | None = None
    sealed_hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTerms:
    """The custom of the river in figures (facts, section 4): what is held, advanced, charged."""

    advance_percent: int = 30
    deposit_percent: int = 10
    escrow_percent: int = 100
    demurrage_fen_per_tonne_day: int = 60
    laytime_hours: int = 120
    notice_hours: int = 0
    shortage_permille: int = 3
    cargo_value_fen_per_tonne: int = 8_000
    payment_days: int = 3
    settlement_basis: SettlementBasis = SettlementBasis.LOADED
    agent: str = ""  # The agent (货代) who has part of the freight, by party code.
    agent_permille: int = 0
    agent_fixed_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandTerms:
    """A cargo demand as the shipper states it."""

    origin: str
    destination: str
    loading: Period
    cargo: str
    cargo_name: str
    quantity: Tonnes
    tolerance_permille: int = 50
    mode: PriceMode
    price_basis: PriceBasis = PriceBasis.PER_TONNE
    price: Money | None = None
    offers_until: datetime | None = None
    consignee: str
    operating_mode: OperatingMode = OperatingMode.BROKER
    vessel: VesselNeeds = VesselNeeds()
    money: MoneyTerms = MoneyTerms()
    payment_terms: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTerms:
    """What both sides of a lot sign; the SHA-256 of its canonical text is what they sign."""

    quantity_kg: int
    tolerance_permille: int
    price_basis: PriceBasis
    price_fen: int
    advance_percent: int
    deposit_percent: int
    escrow_percent: int
    demurrage_fen_per_tonne_day: int
    laytime_hours: int
    notice_hours: int
    shortage_permille: int
    cargo_value_fen_per_tonne: int
    payment_days: int
    settlement_basis: SettlementBasis
    operating_mode: OperatingMode
    fee_permille: int
    empty_run_fen_per_km: int
    # What lots of older days did not agree on is nobody's and nothing.
    agent: str = ""
    agent_permille: int = 0
    agent_fixed_fen: int = 0
    tax_permille: int = 0

    @property
    def most_kg(self) -> int:
        """The most that may be loaded: agreed plus tolerance."""
        return self.quantity_kg * (1000 + self.tolerance_permille) // 1000

    @property
    def least_kg(self) -> int:
        """The least that must be loaded: agreed less tolerance."""
        return -(-self.quantity_kg * (1000 - self.tolerance_permille) // 1000)

    @property
    def price_fen_per_tonne(self) -> int:
        """The price per tonne, for a lump sum reckoned on the agreed weight."""
        if self.price_basis is PriceBasis.PER_TONNE:
            return self.price_fen
        return self.price_fen * 1000 // self.quantity_kg

    @property
    def laytime(self) -> LaytimeTerms:
        """The laytime clause (两港装卸时间): one pool for both ports."""
        return LaytimeTerms(
            allowed=timedelta(hours=self.laytime_hours),
            notice_time=timedelta(hours=self.notice_hours),
            rate=Money(self.demurrage_fen_per_tonne_day),
        )


def lot_terms(*, demand: DemandTerms, price: Money, tax_permille: int = 0) -> LotTerms:
    """Freeze the terms of a demand at the awarded price; tax is withheld where a rate is given."""
    return LotTerms(
        quantity_kg=demand.quantity.kg,
        tolerance_permille=demand.tolerance_permille,
        price_basis=demand.price_basis,
        price_fen=price.fen,
        operating_mode=demand.operating_mode,
        fee_permille=PLATFORM_FEE_PERMILLE,
        empty_run_fen_per_km=EMPTY_RUN_FEN_PER_KM,
        tax_permille=tax_permille,
        **{name: getattr(demand.money, name) for name in MoneyTerms.__slots__},
    )


def without_agent(terms: LotTerms) -> LotTerms:
    """Return the terms with the agent's share left to the carrier."""
    return replace(terms, agent="", agent_permille=0, agent_fixed_fen=0)


def text_sha256(*, terms: LotTerms, facts: dict[str, str]) -> str:
    """Return the SHA-256 of the canonical contract text: the terms and who, what, where, when."""
    text = dumps({"terms": asdict(terms), **facts}, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def check_terms(*, terms: DemandTerms, now: datetime) -> None:
    """Refuse terms that no carrier could sign; raises InvalidInput naming the field."""
    _check_route(terms, now)
    _check_cargo(terms)
    check_price(mode=terms.mode, basis=terms.price_basis, price=terms.price)
    _check_offers(terms, now)
    _check_money(terms.money)
    _check_vessel(terms.vessel)


def check_price(*, mode: PriceMode, basis: PriceBasis, price: Money | None) -> None:
    """Refuse a missing, negative or unearthly price; a sealed demand states none."""
    if mode is PriceMode.SEALED:
        _require(price is None, "运价 price", "密封报价不填运价。", "Sealed offers state no price.")
        return
    check_offered_price(basis=basis, price=price)


def check_offered_price(*, basis: PriceBasis, price: Money | None) -> None:
    """Refuse a price that cannot be meant; raises InvalidInput."""
    most = MAX_PRICE_PER_TONNE if basis is PriceBasis.PER_TONNE else MAX_LUMP_SUM
    _require(
        price is not None and Money(0) < price <= most,
        "运价 price",
        f"运价须大于 0 且不超过 {most}。",
        f"Above 0 and at most {most}.",
    )


def _check_route(terms: DemandTerms, now: datetime) -> None:
    _require(
        terms.origin != terms.destination,
        "卸货港 destination",
        "装货港与卸货港不能相同。",
        "Origin and destination must differ.",
    )
    _require(
        now < terms.loading.until_at,
        "装货期 loading window",
        "装货期已过。",
        "The loading window is over.",
    )
    _require(
        terms.loading.until_at <= now + LONGEST_AHEAD,
        "装货期 loading window",
        "装货期最远为 180 天内。",
        "At most 180 days ahead.",
    )
    _require(
        terms.loading.length <= LONGEST_WINDOW,
        "装货期 loading window",
        "装货期最长 31 天。",
        "At most 31 days long.",
    )


def _check_cargo(terms: DemandTerms) -> None:
    _require(
        terms.cargo in CARGO_CATEGORIES,
        "货类 cargo",
        "请从货类表中选择。危险货物暂不受理。",
        "Choose from the list. Dangerous goods are not taken yet.",
    )
    check_text(terms.cargo_name, "货名 cargo name", most=80, least=1)
    check_text(terms.notes, "备注 notes", most=1000)
    check_text(terms.payment_terms, "付款方式 payment terms", most=200)
    check_text(terms.consignee, "收货人 consignee", most=64, least=1)
    _require(
        Tonnes(0) < terms.quantity <= MAX_QUANTITY,
        "货量 quantity",
        f"货量须大于 0 且不超过 {MAX_QUANTITY}。",
        f"Above 0 and at most {MAX_QUANTITY}.",
    )
    check_range(terms.tolerance_permille, 0, 200, "溢短装 tolerance")


def _check_offers(terms: DemandTerms, now: datetime) -> None:
    if terms.mode is PriceMode.FIXED:
        return
    _require(
        terms.offers_until is not None and now < terms.offers_until <= terms.loading.until_at,
        "报价截止 offers until",
        "密封报价须填截止时间，且在装货期结束前。",
        "Sealed offers need a closing time before the loading window ends.",
    )


def _check_money(money: MoneyTerms) -> None:
    check_range(money.advance_percent, 0, 50, "开航费比例 advance")
    check_range(money.deposit_percent, 0, 20, "定金比例 deposit")
    check_range(money.escrow_percent, 50, 100, "托管比例 escrow share")
    check_range(money.demurrage_fen_per_tonne_day, 0, 10_000, "滞期费率 demurrage")
    check_range(money.laytime_hours, 1, 24 * 60, "两港装卸时间 laytime")
    check_range(money.notice_hours, 0, 48, "通知时间 notice")
    check_range(money.shortage_permille, 0, 50, "允许货损 shortage tolerance")
    check_range(money.cargo_value_fen_per_tonne, 0, 100_000_000, "货值 cargo value")
    check_range(money.payment_days, 0, 30, "结算天数 payment days")
    check_text(money.agent, "货代 agent", most=64)
    check_range(money.agent_permille, 0, MOST_AGENT_PERMILLE, "货代比例 agent's share")
    check_range(money.agent_fixed_fen, 0, MOST_AGENT_FIXED_FEN, "货代定额 agent's fixed part")
    _require(
        bool(money.agent) == bool(money.agent_permille or money.agent_fixed_fen),
        "货代 agent",
        "货代与其份额须同时填写。",
        "An agent needs a share, and a share an agent.",
    )


def _check_vessel(vessel: VesselNeeds) -> None:
    _require(
        vessel.vessel_type in {"", *VESSEL_TYPES},
        "船型 vessel type",
        "请从船型表中选择。",
        "Choose from the list.",
    )
    check_text(vessel.hatch, "舱口结构 hatch", most=80)
    low, high = vessel.deadweight_min_kg, vessel.deadweight_max_kg
    check_range(low or 0, 0, 100_000_000, "最小载重 least deadweight")
    check_range(high or 0, 0, 100_000_000, "最大载重 most deadweight")
    check_range(vessel.draught_max_cm or 0, 0, 2_000, "最大吃水 draught")
    check_range(vessel.length_max_cm or 0, 0, 40_000, "船长上限 length")
    check_range(vessel.beam_max_cm or 0, 0, 6_000, "船宽上限 beam")
    check_range(vessel.air_draught_max_cm or 0, 0, 8_000, "船高上限 air draught")
    _require(
        low is None or high is None or low <= high,
        "载重范围 deadweight range",
        "最小载重不能大于最大载重。",
        "The least must not exceed the most.",
    )


def check_range(value: int, low: int, high: int, field: str) -> None:
    """Refuse a whole number outside its range, both ends allowed; raises InvalidInput."""
    _require(low <= value <= high, field, f"须在 {low}–{high} 之间。", f"From {low} to {high}.")


def check_text(text: str, field: str, *, most: int, least: int = 0) -> None:
    """Refuse a text that is too short, too long or holds NUL; raises InvalidInput."""
    _require(
        least <= len(text.strip()) and len(text) <= most and "\x00" not in text,
        field,
        f"须为 {least}–{most} 个字。",
        f"From {least} to {most} characters.",
    )


def _require(holds: bool, field: str, reason_zh: str, reason_en: str) -> None:  # noqa: FBT001
    if not holds:
        raise InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)
