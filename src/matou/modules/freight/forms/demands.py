"""Forms of demands: what a shipper types, read in shown units into the terms that rules judge."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.codes import new_code
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.forms.fields import InstantField, NumberField
from matou.modules.freight.rules.terms import (
    CARGO_CATEGORIES,
    PRICE_BASIS_NAMES,
    PRICE_MODE_NAMES,
    SETTLEMENT_BASIS_NAMES,
    VESSEL_TYPES,
    DemandTerms,
    MoneyTerms,
    PriceBasis,
    PriceMode,
    SettlementBasis,
    VesselNeeds,
)
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyKind
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard
from matou.web.language import in_language

FIELD_OF_RULE: Mapping[str, str] = {
    "装货港 origin": "origin",
    "卸货港 destination": "destination",
    "装货期 loading window": "loading_until",
    "货类 cargo": "cargo",
    "货名 cargo name": "cargo_name",
    "备注 notes": "notes",
    "付款方式 payment terms": "payment_terms",
    "收货人 consignee": "consignee",
    "货量 quantity": "quantity",
    "重量 mass": "quantity",
    "溢短装 tolerance": "tolerance",
    "运价 price": "price",
    "金额 amount": "price",
    "报价截止 offers until": "offers_until",
    "开航费比例 advance": "advance",
    "定金比例 deposit": "deposit",
    "托管比例 escrow share": "escrow",
    "滞期费率 demurrage": "demurrage",
    "两港装卸时间 laytime": "laytime_hours",
    "通知时间 notice": "notice_hours",
    "允许货损 shortage tolerance": "shortage",
    "货值 cargo value": "cargo_value",
    "结算天数 payment days": "payment_days",
    "货代 agent": "agent",
    "货代比例 agent's share": "agent_share",
    "货代定额 agent's fixed part": "agent_fixed",
    "船型 vessel type": "vessel_type",
    "舱口结构 hatch": "hatch",
    "最小载重 least deadweight": "deadweight_min",
    "最大载重 most deadweight": "deadweight_max",
    "载重范围 deadweight range": "deadweight_max",
    "最大吃水 draught": "draught_max",
    "船长上限 length": "length_max",
    "船宽上限 beam": "beam_max",
    "船高上限 air draught": "air_draught_max",
}
"""The rules' names of fields and the form's."""

_TICKET_SALT = "freight.demand"
_VESSEL_NUMBERS = (
    ("deadweight_min", "deadweight_min_kg", 1000),
    ("deadweight_max", "deadweight_max_kg", 1000),
    ("draught_max", "draught_max_cm", 100),
    ("length_max", "length_max_cm", 100),
    ("beam_max", "beam_max_cm", 100),
    ("air_draught_max", "air_draught_max_cm", 100),
)
"""Field of the form, field of the needs, and how many of its small units one shown unit holds."""


def ticket() -> str:
    """Return a sealed code for a demand not yet kept, so that a form sent twice keeps one."""
    return signing.dumps(new_code(), salt=_TICKET_SALT)


def demand_places() -> tuple[PlaceCard, ...]:
    """Return the ports and terminals that a demand may name."""
    return tuple(places.kept_ports().values())


def labels(names: Mapping[Any, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the choices of a catalogue in the reader's language."""
    return [(str(key), in_language(zh=zh, en=en)) for key, (zh, en) in names.items()]


def place_choices(known: Sequence[PlaceCard]) -> list[tuple[str, Any]]:
    """Return places in groups by city; in English one list, since cities have Chinese names."""
    names = [(place.code, in_language(zh=place.name_zh, en=place.name_en)) for place in known]
    if in_language(zh="zh", en="en") == "en":
        return sorted(names, key=lambda pair: pair[1])
    groups: dict[str, list[tuple[str, str]]] = {}
    for place, pair in zip(known, names, strict=True):
        groups.setdefault(place.city or _("其他"), []).append(pair)
    return list(groups.items())


def choose(form: forms.Form, name: str, choices: Sequence[Any], *, blank: str | None) -> None:
    """Fill the choices of a field; ``blank`` labels the empty one."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), "declared so"  # noqa: S101
    field.choices = choices if blank is None else [("", blank), *choices]


class DemandForm(forms.Form):
    """A cargo demand (货盘) on one page; what is customary on the river is filled in already."""

    ticket = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    cargo = forms.ChoiceField(label=gettext_lazy("货类"))
    cargo_name = forms.CharField(
        label=gettext_lazy("货名与规格"),
        max_length=80,
        help_text=gettext_lazy("船家据此判断能否装，例如：机制砂 0–5 mm。"),
    )
    quantity = NumberField(label=gettext_lazy("货量"), decimal_places=3, max_digits=9)
    tolerance = NumberField(
        label=gettext_lazy("溢短装"),
        decimal_places=1,
        max_digits=4,
        initial=Decimal(5),
        help_text=gettext_lazy("实装可多可少的幅度。"),
    )
    origin = forms.ChoiceField(label=gettext_lazy("装货港"))
    destination = forms.ChoiceField(label=gettext_lazy("卸货港"))
    loading_from = InstantField(label=gettext_lazy("装货期开始"))
    loading_until = InstantField(label=gettext_lazy("装货期结束"))
    consignee = forms.CharField(
        label=gettext_lazy("收货单位"),
        max_length=80,
        help_text=gettext_lazy("单位全称、统一社会信用代码或平台编号。个人收货人填平台编号。"),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("成交方式"), widget=forms.RadioSelect, initial=PriceMode.FIXED
    )
    price_basis = forms.ChoiceField(
        label=gettext_lazy("计价"), widget=forms.RadioSelect, initial=PriceBasis.PER_TONNE
    )
    price = NumberField(
        label=gettext_lazy("运价"),
        decimal_places=2,
        max_digits=12,
        required=False,
        help_text=gettext_lazy("一口价必填；按吨计价填每吨多少元。密封报价留空。"),
    )
    offers_until = InstantField(
        label=gettext_lazy("报价截止"),
        required=False,
        help_text=gettext_lazy("密封报价必填；截止前任何人都看不到报价。"),
    )
    advance = NumberField(label=gettext_lazy("开航费（燃油预付）"), initial=30, max_digits=3)
    deposit = NumberField(label=gettext_lazy("承运定金"), initial=10, max_digits=3)
    escrow = NumberField(label=gettext_lazy("运费托管比例"), initial=100, max_digits=3)
    demurrage = NumberField(
        label=gettext_lazy("滞期费"), decimal_places=2, max_digits=6, initial=Decimal("0.6")
    )
    laytime_hours = NumberField(label=gettext_lazy("两港装卸时间"), initial=120, max_digits=5)
    notice_hours = NumberField(label=gettext_lazy("通知时间"), initial=0, max_digits=3)
    shortage = NumberField(
        label=gettext_lazy("允许货损"), decimal_places=0, initial=3, max_digits=3
    )
    cargo_value = NumberField(
        label=gettext_lazy("货值"), decimal_places=2, max_digits=10, initial=Decimal(80)
    )
    payment_days = NumberField(label=gettext_lazy("结算天数"), initial=3, max_digits=3)
    settlement_basis = forms.ChoiceField(
        label=gettext_lazy("结算重量"), initial=SettlementBasis.LOADED
    )
    agent = forms.CharField(
        label=gettext_lazy("货代"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "参与分账的货代：单位全称、统一社会信用代码或平台编号。没有则留空。"
        ),
    )
    agent_share = NumberField(
        label=gettext_lazy("货代份额"),
        decimal_places=1,
        max_digits=3,
        required=False,
        help_text=gettext_lazy("占运费的比例，从承运人所得中支付，最多 10%。"),
    )
    agent_fixed = NumberField(
        label=gettext_lazy("货代定额"), decimal_places=2, max_digits=8, required=False
    )
    payment_terms = forms.CharField(label=gettext_lazy("付款约定"), max_length=200, required=False)
    vessel_type = forms.ChoiceField(label=gettext_lazy("船型"), required=False)
    hatch = forms.CharField(label=gettext_lazy("舱口结构"), max_length=80, required=False)
    deadweight_min = NumberField(
        label=gettext_lazy("载重不少于"), decimal_places=3, max_digits=9, required=False
    )
    deadweight_max = NumberField(
        label=gettext_lazy("载重不超过"), decimal_places=3, max_digits=9, required=False
    )
    draught_max = NumberField(
        label=gettext_lazy("吃水不超过"), decimal_places=2, max_digits=6, required=False
    )
    length_max = NumberField(
        label=gettext_lazy("船长不超过"), decimal_places=2, max_digits=6, required=False
    )
    beam_max = NumberField(
        label=gettext_lazy("船宽不超过"), decimal_places=2, max_digits=6, required=False
    )
    air_draught_max = NumberField(
        label=gettext_lazy("水面以上高度不超过"), decimal_places=2, max_digits=6, required=False
    )
    sealed_hold = forms.BooleanField(label=gettext_lazy("货舱须可封舱"), required=False)
    notes = forms.CharField(
        label=gettext_lazy("备注"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **options)
        ends = place_choices(demand_places())
        for name in ("origin", "destination"):
            choose(self, name, ends, blank=_("请选择"))
        choose(self, "cargo", labels(CARGO_CATEGORIES), blank=_("请选择"))
        choose(self, "mode", labels(PRICE_MODE_NAMES), blank=None)
        choose(self, "price_basis", labels(PRICE_BASIS_NAMES), blank=None)
        choose(self, "settlement_basis", labels(SETTLEMENT_BASIS_NAMES), blank=None)
        choose(self, "vessel_type", labels(VESSEL_TYPES), blank=_("不限"))

    def clean_consignee(self) -> str:
        """Return the party code of the consignee; the name must mean one party."""
        return self._party_named(str(self.cleaned_data["consignee"]).strip())

    def clean_agent(self) -> str:
        """Return the party code of the agent, "" without one; the name must mean one party."""
        typed = str(self.cleaned_data["agent"]).strip()
        return self._party_named(typed) if typed else ""

    @staticmethod
    def _party_named(typed: str) -> str:
        kinds = (PartyKind.COMPANY, PartyKind.PERSON)
        found = parties.search(text=typed, limit=6, kinds=kinds)
        exact = [card for card in found if typed in {card.name, card.name_en, card.uscc, card.code}]
        chosen = exact or found
        if len(chosen) == 1:
            return chosen[0].code
        if not chosen:
            raise forms.ValidationError(_("没有找到这个单位。请核对名称，或请对方先注册。"))
        names = _("、").join(card.name for card in chosen[:5])
        raise forms.ValidationError(_("有几个单位相符：%s。请填写全称或编号。") % names)

    def clean(self) -> dict[str, Any]:
        """Refuse a window that ends before it starts."""
        values = super().clean() or self.cleaned_data
        starts, ends = values.get("loading_from"), values.get("loading_until")
        if starts and ends and ends <= starts:
            self.add_error("loading_until", _("结束时间须晚于开始时间。"))
        return values

    def demand_code(self) -> str:
        """Return the code to keep the demand under; a form without its seal gets a new one."""
        try:
            return str(signing.loads(self.cleaned_data["ticket"], salt=_TICKET_SALT))
        except signing.BadSignature:
            return new_code()

    def terms(self) -> DemandTerms:
        """Return what was typed, once the form is valid; raises InvalidInput."""
        typed = self.cleaned_data
        is_sealed = typed["mode"] == PriceMode.SEALED
        return DemandTerms(
            origin=typed["origin"],
            destination=typed["destination"],
            loading=Period(typed["loading_from"], typed["loading_until"]),
            cargo=typed["cargo"],
            cargo_name=typed["cargo_name"],
            quantity=Tonnes.of(typed["quantity"]),
            tolerance_permille=int(typed["tolerance"] * 10),
            mode=PriceMode(typed["mode"]),
            price_basis=PriceBasis(typed["price_basis"]),
            price=None if typed["price"] is None else Money.yuan(typed["price"]),
            offers_until=typed["offers_until"] if is_sealed else None,
            consignee=typed["consignee"],
            vessel=self._vessel(),
            money=self._money(),
            payment_terms=typed["payment_terms"],
            notes=typed["notes"],
        )

    def _vessel(self) -> VesselNeeds:
        typed = self.cleaned_data
        numbers = {
            wanted: None if typed[name] is None else int(typed[name] * factor)
            for name, wanted, factor in _VESSEL_NUMBERS
        }
        return VesselNeeds(
            vessel_type=typed["vessel_type"],
            hatch=typed["hatch"],
            sealed_hold=typed["sealed_hold"],
            **numbers,
        )

    def _money(self) -> MoneyTerms:
        typed = self.cleaned_data
        return MoneyTerms(
            advance_percent=int(typed["advance"]),
            deposit_percent=int(typed["deposit"]),
            escrow_percent=int(typed["escrow"]),
            demurrage_fen_per_tonne_day=int(typed["demurrage"] * 100),
            laytime_hours=int(typed["laytime_hours"]),
            notice_hours=int(typed["notice_hours"]),
            shortage_permille=int(typed["shortage"]),
            cargo_value_fen_per_tonne=int(typed["cargo_value"] * 100),
            payment_days=int(typed["payment_days"]),
            agent=typed["agent"],
            agent_permille=int((typed["agent_share"] or 0) * 10),
            agent_fixed_fen=int((typed["agent_fixed"] or 0) * 100),
            settlement_basis=SettlementBasis(typed["settlement_basis"]),
        )


def typed_terms(terms: DemandTerms, *, consignee: str) -> dict[str, Any]:
    """Return terms as one would type them; ``consignee`` is the party's name."""
    numbers = {
        name: None if value is None else Decimal(value) / factor
        for name, wanted, factor in _VESSEL_NUMBERS
        for value in (getattr(terms.vessel, wanted),)
    }
    money = terms.money
    return numbers | {
        "cargo": terms.cargo,
        "cargo_name": terms.cargo_name,
        "quantity": terms.quantity.decimal,
        "tolerance": Decimal(terms.tolerance_permille) / 10,
        "origin": terms.origin,
        "destination": terms.destination,
        "loading_from": terms.loading.from_at,
        "loading_until": terms.loading.until_at,
        "consignee": consignee,
        "mode": terms.mode,
        "price_basis": terms.price_basis,
        "price": None if terms.price is None else Decimal(terms.price.fen) / 100,
        "offers_until": terms.offers_until,
        "advance": money.advance_percent,
        "deposit": money.deposit_percent,
        "escrow": money.escrow_percent,
        "demurrage": Decimal(money.demurrage_fen_per_tonne_day) / 100,
        "laytime_hours": money.laytime_hours,
        "notice_hours": money.notice_hours,
        "shortage": money.shortage_permille,
        "cargo_value": Decimal(money.cargo_value_fen_per_tonne) / 100,
        "payment_days": money.payment_days,
        "agent": money.agent,
        "agent_share": Decimal(money.agent_permille) / 10 if money.agent_permille else None,
        "agent_fixed": Decimal(money.agent_fixed_fen) / 100 if money.agent_fixed_fen else None,
        "settlement_basis": money.settlement_basis,
        "payment_terms": terms.payment_terms,
        "vessel_type": terms.vessel.vessel_type,
        "hatch": terms.vessel.hatch,
        "sealed_hold": terms.vessel.sealed_hold,
        "notes": terms.notes,
    }


def dates_left_open(typed: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return typed terms for posting the same cargo again: dates that have passed are dropped."""
    dates = ("loading_from", "loading_until", "offers_until")
    return {
        name: None if name in dates and value is not None and value <= now else value
        for name, value in typed.items()
    }
