"""The facts of freight's papers: a lot's contract and statement, ready to be set."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from json import dumps

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.models import Lot, Statement
from matou.modules.freight.queries.accounts import lot_with_money
from matou.modules.freight.queries.pictures import lot_view
from matou.modules.freight.rules.guards import OBJECTION_WINDOW
from matou.modules.freight.rules.laytime import days_decimal
from matou.modules.freight.rules.papers import (
    Both,
    ContractPaper,
    PaperHead,
    PaperParty,
    PaperRow,
    StatementLine,
    StatementPaper,
    paper_instant,
)
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.shares import agent_basis
from matou.modules.freight.rules.statement import Settlement
from matou.modules.freight.rules.states import RELATION_NAMES, LotState, Relation
from matou.modules.freight.rules.terms import CARGO_CATEGORIES, LotTerms, PriceBasis
from matou.modules.freight.rules.vessels import Particulars
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard

_SIGNING = (Relation.SHIPPER, Relation.CARRIER)


def contract_paper(*, code: str, actor: Actor, base_url: str) -> ContractPaper:
    """Return the contract of a lot for one who sees its money; raises NotFound for others."""
    lot = lot_with_money(code, actor)
    signed = dict(
        lot.evidence.filter(kind="contract_signature")
        .order_by("id")
        .values_list("relation", "taken_at")
    )
    return ContractPaper(
        head=_head(lot=lot, base_url=base_url, text_sha256=lot.text_sha256),
        parties=tuple(
            PaperParty(
                role=_both(RELATION_NAMES[side]),
                name=name,
                code=party,
                signed_at=signed.get(side),
            )
            for side, party, name in sides_of(lot)
            if side in _SIGNING
        ),
        facts=(*voyage_rows(lot), _consignee(lot)),
        terms=typed(LotTerms, lot.terms),
    )


def statement_paper(*, code: str, actor: Actor, base_url: str) -> StatementPaper:
    """Return the statement of a lot; raises NotFound for strangers and before it is issued."""
    lot = lot_with_money(code, actor)
    statement: Statement | None = getattr(lot, "statement", None)
    if statement is None:
        raise NotFound(what=f"结算单 statement {code}")
    settlement = typed(Settlement, statement.lines)
    text = dumps({"lot": lot.code, "lines": statement.lines}, sort_keys=True, ensure_ascii=False)
    head = _head(lot=lot, base_url=base_url, text_sha256=sha256(text.encode()).hexdigest())
    return StatementPaper(
        head=PaperHead(
            code=head.code,
            url=head.url,
            issued_at=statement.issued_at,
            text_sha256=head.text_sha256,
        ),
        parties=tuple(
            PaperParty(role=_both(RELATION_NAMES[side]), name=name, code=party)
            for side, party, name in sides_of(lot)
        ),
        facts=(*voyage_rows(lot), *_performance(lot)),
        lines=_lines(settlement, typed(LotTerms, lot.terms)),
        payable=settlement.payable,
        object_until=statement.issued_at + OBJECTION_WINDOW,
    )


def _head(*, lot: Lot, base_url: str, text_sha256: str) -> PaperHead:
    return PaperHead(
        code=lot.code,
        url=f"{base_url.rstrip('/')}/c/{lot.code}",
        issued_at=lot.created_at,
        text_sha256=text_sha256,
    )


def sides_of(lot: Lot) -> tuple[tuple[Relation, str, str], ...]:
    """Return who stands on which side of a lot: relation, code, name."""
    sides = {
        Relation.SHIPPER: lot.shipper,
        Relation.CARRIER: lot.carrier,
        Relation.CONSIGNEE: lot.consignee,
    }
    cards = parties.party_cards(sides.values())
    return tuple(
        (side, code, cards[code].name if code in cards else code) for side, code in sides.items()
    )


def voyage_rows(lot: Lot) -> tuple[PaperRow, ...]:
    """Return what is carried from where to where, by which vessel."""
    cargo_zh, cargo_en = CARGO_CATEGORIES.get(lot.cargo, (lot.cargo, lot.cargo))
    vessel = typed(Particulars, lot.particulars)
    mmsi = f", MMSI {vessel.mmsi}" if vessel.mmsi else ""
    known = places.places_by_code((lot.origin, lot.destination))
    window = f"{paper_instant(lot.window_from_at)} – {paper_instant(lot.window_until_at)}"
    return (
        _row("货物", "Cargo", f"{lot.cargo_name} ({cargo_zh} {cargo_en}), {Tonnes(lot.agreed_kg)}"),
        _row("装货港", "Port of loading", _place(known, lot.origin)),
        _row("卸货港", "Port of discharge", _place(known, lot.destination)),
        _row("装货期", "Loading window", window),
        _row("船舶", "Vessel", f"{vessel.name}{mmsi}"),
    )


def _consignee(lot: Lot) -> PaperRow:
    name = next(name for side, _, name in sides_of(lot) if side is Relation.CONSIGNEE)
    return _row("收货人", "Consignee", f"{name} ({lot.consignee})")


def _performance(lot: Lot) -> tuple[PaperRow, ...]:
    reached = lot_view(lot).reached_at
    weights = (("装货量", "Loaded", lot.loaded_kg), ("卸货量", "Delivered", lot.delivered_kg))
    instants = (
        ("抵装货港", "At loading", LotState.AT_LOAD),
        ("装货完成", "Loaded at", LotState.LOADED),
        ("抵卸货港", "At discharge", LotState.AT_DISCHARGE),
        ("签收", "Delivered at", LotState.DELIVERED),
    )
    return (
        *(_row(zh, en, str(Tonnes(kg))) for zh, en, kg in weights if kg is not None),
        *(
            _row(zh, en, paper_instant(reached[state]))
            for zh, en, state in instants
            if state in reached
        ),
    )


def _lines(settlement: Settlement, terms: LotTerms) -> tuple[StatementLine, ...]:
    """Return the lines that sum to what the carrier is paid; those of nothing are left out."""
    charges = settlement.charges
    weight, price = Tonnes(charges.billed_kg), Money(terms.price_fen)
    is_lump = terms.price_basis is PriceBasis.LUMP_SUM
    used = days_decimal(timedelta(seconds=charges.laytime_used_s))
    allowed = days_decimal(timedelta(hours=terms.laytime_hours))
    rate = Money(terms.demurrage_fen_per_tonne_day)
    fee = f"{Decimal(terms.fee_permille) / 10} %"
    lines = (
        _line(
            "运费",
            "Freight",
            "包船价 lump sum" if is_lump else f"{weight} × {price}",
            charges.freight,
        ),
        _line("亏舱费", "Dead freight", f"× {price}", charges.dead_freight),
        _line("滞期费", "Demurrage", f"({used} − {allowed}) d × {rate}/t·d", charges.demurrage),
        _line(
            "货损货差",
            "Shortage",
            f"{Tonnes(charges.shortage_kg)} × {Money(terms.cargo_value_fen_per_tonne)}",
            -charges.shortage,
        ),
        _line("平台服务费", "Platform fee", fee, -charges.fee),
        _line("货代份额", "Agent's share", agent_basis(terms), -charges.agent),
        _line("代扣税款", "Tax withheld", f"{Decimal(terms.tax_permille) / 10} %", -charges.tax),
        _line("已付开航费", "Advance paid", f"{terms.advance_percent} %", -charges.advance),
        # A shortage above the freight: what stands against it, so that nothing goes below zero.
        _line("由定金支付", "Paid from the deposit", "", settlement.from_deposit),
        _line("未获偿付的索赔", "Claim left open", "", settlement.unpaid_claim),
    )
    return tuple(line for line in lines if line.amount)


def _line(zh: str, en: str, basis: str, amount: Money) -> StatementLine:
    return StatementLine(label=Both(zh, en), basis=basis, amount=amount)


def _place(known: Mapping[str, PlaceCard], code: str) -> str:
    place = known.get(code)
    return code if place is None else f"{place.name_zh} {place.name_en} ({code})"


def _row(zh: str, en: str, value: str) -> PaperRow:
    return PaperRow(label=Both(zh, en), value=value)


def _both(pair: tuple[str, str]) -> Both:
    return Both(*pair)
