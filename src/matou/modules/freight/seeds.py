"""Clearly named demo demands on real terminals, the same on every machine; safe to repeat."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.queries.demands import demand_window
from matou.modules.freight.queries.lots import my_lots
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.rules.terms import (
    DemandTerms,
    MoneyTerms,
    PriceBasis,
    PriceMode,
    VesselNeeds,
)
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.services.awards import accept_demand
from matou.modules.freight.services.demands import keep_draft, publish_demand
from matou.modules.freight.services.offers import make_offer
from matou.spine.custody import queries as custody
from matou.spine.parties import seeds as parties
from matou.web.samples import PageSample

_ANY_VESSEL = VesselNeeds()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    origin: str
    destination: str
    cargo: str
    name: str
    tonnes: int
    yuan: str = ""
    lump_sum: bool = False
    in_days: int = 2
    window_days: int = 3
    vessel: VesselNeeds = _ANY_VESSEL
    notes: str = ""
    is_draft: bool = False
    offer_yuan: str = ""
    """At what price the second demo carrier offers, sealed."""
    is_taken: bool = False
    """Whether the second demo carrier has taken it, so that a lot waits for its signatures."""


_DEMOS = (
    _Demo(
        origin="P_CHI",
        destination="P_SAN",
        cargo="sand",
        name="机制砂 0–5 mm",
        tonnes=2600,
        yuan="31.50",
    ),
    _Demo(
        origin="P_LJZ",
        destination="P_GAM",
        cargo="gravel",
        name="碎石 10–20 mm",
        tonnes=2000,
        yuan="33.00",
        in_days=1,
    ),
    _Demo(
        origin="P_TEN",
        destination="P_JJI",
        cargo="cement",
        name="散装水泥 P.O 42.5",
        tonnes=1500,
        yuan="38.00",
        vessel=VesselNeeds(sealed_hold=True),
        notes="须封舱，防雨。",
    ),
    _Demo(
        origin="P_CWU",
        destination="P_XIN",
        cargo="clinker",
        name="水泥熟料",
        tonnes=2800,
        offer_yuan="34.20",
        in_days=4,
        window_days=5,
    ),
    _Demo(
        origin="P_FEK",
        destination="P_HXG",
        cargo="limestone",
        name="石灰石",
        tonnes=3000,
        yuan="29.80",
        vessel=VesselNeeds(deadweight_min_kg=3_000_000, draught_max_cm=380),
    ),
    _Demo(
        origin="P_HXG",
        destination="P_CHI",
        cargo="coal",
        name="动力煤 5500K",
        tonnes=2200,
        in_days=3,
        notes="上行货，欢迎回程船。",
    ),
    _Demo(
        origin="P_MAC",
        destination="P_LBW",
        cargo="grain",
        name="进口玉米",
        tonnes=1800,
        yuan="52.00",
        vessel=VesselNeeds(sealed_hold=True),
        in_days=5,
    ),
    _Demo(
        origin="P_DLK",
        destination="P_FXG",
        cargo="ceramics",
        name="陶瓷砖（托盘）",
        tonnes=900,
        yuan="42000",
        lump_sum=True,
        in_days=2,
    ),
    _Demo(
        origin="P_GPI",
        destination="P_NEI",
        cargo="timber",
        name="桉木单板",
        tonnes=1000,
        yuan="45.00",
        in_days=6,
        window_days=4,
    ),
    _Demo(
        origin="P_WUL",
        destination="P_DEQ",
        cargo="steel",
        name="螺纹钢 φ16–25",
        tonnes=1200,
        in_days=3,
    ),
    _Demo(
        origin="P_CHI",
        destination="P_GAM",
        cargo="gravel",
        name="碎石 5–10 mm",
        tonnes=1800,
        yuan="32.00",
        in_days=7,
        is_draft=True,
    ),
    _Demo(
        origin="P_LJZ",
        destination="P_SAN",
        cargo="sand",
        name="河砂（水洗）",
        tonnes=1600,
        yuan="30.00",
        is_taken=True,
    ),
)
"""Without a price a demand takes sealed offers; prices are illustrative, not a price list."""

_OFFER = OfferTerms(
    vessel="MMSI413000092",
    trip_days=6,
    particulars=Particulars(name="演示船92", mmsi="413000092", deadweight_kg=3_200_000),
)
"""A vessel outside of the register, which the carrier has described itself."""

_UNKNOWN = "01890000-0000-7000-8000-000000000000"

_DISPUTE_ACTS = ("reply", "withdraw", "accept", "appeal", "paper", "bundle")
_SHOWN = (1, 4, 11)
_GRAVEL = "?origin=P_WUL&destination=P_NSA&quantity=2000"
"""The numbers of a fixed-price demand, a sealed one and a draft, for the walk over all pages."""


def seed(*, now: datetime) -> None:
    """Publish the demo demands that are missing; one whose window is over is posted anew."""
    handles = parties.seed(now=now)
    handle = handles["shipper"]
    shipper = Actor(
        code=handle.person,
        name="演示货主",
        acts_for=handle.acts_for,
        roles=frozenset({SHIPPER_ROLE}),
    )
    carrier = Actor(
        code=handles["carrier2"].person,
        name="演示船东二",
        acts_for=handles["carrier2"].acts_for,
        roles=frozenset({CARRIER_ROLE}),
    )
    consignee = handles["consignee"].acts_for
    for number, demo in enumerate(_DEMOS, start=1):
        code = _free_code(number=number, now=now)
        if code is not None:
            terms = _terms(demo, consignee=consignee, now=now)
            keep_draft(code=code, terms=terms, actor=shipper, now=now)
            if not demo.is_draft:
                publish_demand(demand_code=code, actor=shipper, now=now)
            _answer(demo, code=code, carrier=carrier, now=now)


def _answer(demo: _Demo, *, code: str, carrier: Actor, now: datetime) -> None:
    """Let the second carrier offer for a demand, or take it, where the demo says so."""
    if demo.offer_yuan:
        offer = replace(_OFFER, price=Money.yuan(demo.offer_yuan))
        make_offer(demand_code=code, offer=offer, actor=carrier, now=now)
    if demo.is_taken:
        accept_demand(demand_code=code, offer=_OFFER, actor=carrier, now=now)


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of freight."""
    return (*_demand_samples(), *_lot_samples(), *_payout_samples(), *_desk_samples())


def _demand_samples() -> tuple[PageSample, ...]:
    fixed, sealed, draft = ({"code": _first_code(number)} for number in _SHOWN)
    unknown = {"offer": _UNKNOWN}
    return (
        PageSample(name="freight:demands"),
        PageSample(name="freight:fitting", actor="skipper"),
        PageSample(name="freight:demand", kwargs=fixed),
        PageSample(name="freight:my_demands", actor="shipper"),
        PageSample(name="freight:demand_new", actor="shipper"),
        PageSample(name="freight:demand_plan", query=_GRAVEL, actor="shipper"),
        PageSample(name="freight:demand_edit", kwargs=draft, actor="shipper"),
        PageSample(name="freight:demand_publish", kwargs=draft, actor="shipper"),
        PageSample(name="freight:demand_withdraw", kwargs=fixed, actor="shipper"),
        PageSample(name="freight:demand_take", kwargs=fixed, actor="skipper"),
        PageSample(name="freight:offer_new", kwargs=sealed, actor="skipper"),
        PageSample(name="freight:my_offers", actor="skipper"),
        PageSample(name="freight:demand_offers", kwargs=sealed, actor="shipper"),
        # Offers have ids of their own on every machine; the tests of the pages make some.
        PageSample(
            name="freight:offer_withdraw", kwargs=sealed | unknown, actor="skipper", status=404
        ),
        PageSample(
            name="freight:offer_award", kwargs=sealed | unknown, actor="shipper", status=404
        ),
    )


def _lot_samples() -> tuple[PageSample, ...]:
    def lot(**more: str) -> Callable[[], dict[str, str]]:
        return lambda: {"code": _lot_in(LotState.CLOSED), **more}

    skipper, shipper, consignee = "skipper", "shipper", "consignee"
    return (
        PageSample(name="freight:lots", actor=skipper),
        PageSample(name="freight:lots", actor=shipper, query="?q=%E6%A2%A7%E5%B7%9E&state=ended"),
        PageSample(name="freight:lot", kwargs=lot(), actor=skipper),
        PageSample(name="freight:lot", kwargs=_to_be_signed(), actor=shipper),
        PageSample(name="freight:lot", kwargs=_to_be_signed(), actor="operator"),
        PageSample(name="freight:lot_act", kwargs=_to_be_signed(act="cancel"), actor=shipper),
        PageSample(name="freight:lot_sign", kwargs=_to_be_signed(), actor=shipper),
        # The demo's cargo has arrived: nothing can be done to it any more.
        PageSample(name="freight:lot_act", kwargs=lot(act="cancel"), actor=shipper, status=409),
        PageSample(name="freight:lot_evidence", kwargs=lot(kind="photo"), actor=skipper),
        PageSample(name="freight:lot_code_send", kwargs=lot(), actor=skipper, status=405),
        PageSample(name="freight:lot_code_enter", kwargs=lot(), actor=consignee),
        PageSample(name="freight:lot_eta", kwargs=lot(), actor=consignee),
        PageSample(name="freight:lot_track", kwargs=lot(), actor=consignee),
        PageSample(name="freight:lot_contract_pdf", kwargs=lot(), actor=shipper),
        PageSample(name="freight:lot_statement", kwargs=lot(), actor=skipper),
        PageSample(name="freight:lot_statement_pdf", kwargs=lot(), actor=skipper),
        PageSample(name="freight:statement_accept", kwargs=lot(), actor=skipper, status=409),
        PageSample(name="freight:statement_top_up", kwargs=lot(), actor=shipper, status=409),
        PageSample(name="freight:dispute_open", kwargs=lot(), actor=shipper),
        *(
            PageSample(
                name=f"freight:{name}", kwargs=lot(dispute=_UNKNOWN), actor=shipper, status=404
            )
            for name in ("dispute", *(f"dispute_{act}" for act in _DISPUTE_ACTS))
        ),
        PageSample(name="freight:precedents", actor=skipper),
        PageSample(name="freight:precedents", actor="operator", query="?q=shortage&outcome=part"),
        PageSample(name="freight:money", actor=skipper),
        PageSample(name="freight:money_owed", actor=skipper),
        PageSample(name="freight:money_in", actor=shipper),
        PageSample(name="freight:money_out", actor=skipper),
    )


def _to_be_signed(**more: str) -> Callable[[], dict[str, str]]:
    """Return the arguments of the seeded lot that waits for its signatures."""
    return lambda: {"code": _lot_in(LotState.OFFERED), **more}


def _lot_in(state: LotState) -> str:
    """Return the code of the demo shipper's latest lot in this state."""
    company = parties.demo_code_of("shipper-company")
    shipper = Actor(code="", name="", acts_for=company, roles=frozenset({SHIPPER_ROLE}))
    rows, _more = my_lots(actor=shipper, now=utc_now(), limit=100)
    return next(row.code for row in rows if row.state is state)


def _payout_samples() -> tuple[PageSample, ...]:
    own: dict[str, Any] = {"payees": {}, "payee_new": {}, "payee_change": _payee}
    own |= {"payee_end": _payee, "payout": _waiting_payout, "payout_withdraw": _waiting_payout}
    return tuple(
        PageSample(name=f"freight:{name}", kwargs=kwargs, actor="skipper")
        for name, kwargs in own.items()
    )


def _payee() -> dict[str, str]:
    return {"payee": str(custody.payees_of(parties.demo_code_of("skipper-company"))[0].payee_id)}


def _waiting_payout() -> dict[str, str]:
    found = custody.approvals_page(party=parties.demo_code_of("skipper-company"), limit=1)
    return {"order": str(found[0].order.order_id) if found else _UNKNOWN}


_DESK = ["board", "disputes", "proposals", "feeds", "receivables", "refund_requests", "guarantee"]
_UNKNOWN_ROWS = (
    ("receivable", {"receivable": _UNKNOWN}),
    ("write_off", {"receivable": _UNKNOWN}),
    ("write_off_decide", {"receivable": _UNKNOWN, "act": "confirm"}),
    ("refund_request", {"refund": _UNKNOWN}),
    ("refund_decide", {"refund": _UNKNOWN, "act": "confirm"}),
    ("dispute_rule", {"dispute": _UNKNOWN}),
)


def _desk_samples() -> tuple[PageSample, ...]:
    """Return the operator's desk; disputes have ids of their own on every machine."""
    hold = _to_be_signed(act="place_hold")
    return (
        *(PageSample(name=f"freight:{name}", actor="operator") for name in _DESK),
        PageSample(name="freight:receivables", actor="operator", query="?closed=1&q=%E6%B2%99"),
        PageSample(name="freight:lot_refund", kwargs=_closed_lot, actor="operator"),
        *(
            PageSample(name=f"freight:{name}", kwargs=row, actor="operator", status=404)
            for name, row in _UNKNOWN_ROWS
        ),
        PageSample(name="freight:refund_requests", actor="operator", query="?decided=1"),
        PageSample(name="freight:disputes", actor="operator", query="?decided=1"),
        PageSample(name="freight:lot_flag", kwargs=hold, actor="operator"),
        PageSample(name="freight:lot_stop", kwargs=_to_be_signed(), actor="operator"),
    )


def _closed_lot() -> dict[str, str]:
    """Return the arguments of the demo's cargo that has arrived."""
    return {"code": _lot_in(LotState.CLOSED)}


def _first_code(number: int) -> str:
    """Return the code of a demo demand's first edition, which stands after fresh seeding."""
    return parties.demo_code_of(f"freight demand {number} 1")


def _free_code(*, number: int, now: datetime) -> str | None:
    """Return the code for the next edition of a demo demand, None while one still stands."""
    edition = 1
    while True:
        code = parties.demo_code_of(f"freight demand {number} {edition}")
        window = demand_window(code)
        if window is None:
            return code
        if now < window.until_at:
            return None
        edition += 1


def _terms(demo: _Demo, *, consignee: str, now: datetime) -> DemandTerms:
    from_at = now + timedelta(days=demo.in_days)
    is_sealed = not demo.yuan
    return DemandTerms(
        origin=demo.origin,
        destination=demo.destination,
        loading=Period(from_at, from_at + timedelta(days=demo.window_days)),
        cargo=demo.cargo,
        cargo_name=demo.name,
        quantity=Tonnes.of(demo.tonnes),
        mode=PriceMode.SEALED if is_sealed else PriceMode.FIXED,
        price_basis=PriceBasis.LUMP_SUM if demo.lump_sum else PriceBasis.PER_TONNE,
        price=None if is_sealed else Money.yuan(demo.yuan),
        offers_until=from_at if is_sealed else None,
        consignee=consignee,
        vessel=demo.vessel,
        money=MoneyTerms(),
        payment_terms="签收后 3 日内结清",
        notes=demo.notes,
    )
