"""What stands on freight's papers: the contract's clauses in two languages, the statement's lines.

Each paper names the SHA-256 of the text that both sides sign; whoever holds the paper can type
its code at ``/c/<code>`` and compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from matou.kit.clock import CHINA
from matou.kit.money import Money
from matou.modules.freight.rules.refunds import RECOVERY_PERCENT
from matou.modules.freight.rules.terms import (
    OPERATING_MODE_NAMES,
    SETTLEMENT_BASIS_NAMES,
    LotTerms,
    OperatingMode,
    PriceBasis,
)


@dataclass(frozen=True, slots=True)
class Both:
    """A text in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A labelled fact; ``value`` reads the same in both languages."""

    label: Both
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperParty:
    """A party as a paper names it; no personal numbers stand on papers."""

    role: Both
    name: str
    code: str
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """What every paper has: the lot's code, where to look it up, when it was drawn up."""

    code: str
    url: str
    issued_at: datetime
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPaper:
    """The carriage contract (运输合同) of one lot."""

    head: PaperHead
    parties: tuple[PaperParty, ...]
    facts: tuple[PaperRow, ...]
    terms: LotTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One amount with how it was reckoned; deductions are negative."""

    label: Both
    basis: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPaper:
    """The statement (结算单) of one lot."""

    head: PaperHead
    parties: tuple[PaperParty, ...]
    facts: tuple[PaperRow, ...]
    lines: tuple[StatementLine, ...]
    payable: Money
    object_until: datetime | None = None


def clauses(terms: LotTerms) -> tuple[Both, ...]:
    """Return the contract's clauses, each in both languages."""
    return (
        _quantity(terms),
        _price(terms),
        _laytime(terms),
        _deposit(terms),
        _escrow(terms),
        _shortage(terms),
        _cancelling(terms),
        _disputes(),
        _mode(terms),
        *_shares(terms),
        _refunds(),
    )


def paper_instant(at: datetime) -> str:
    """Write an instant in China's time with its zone: ``2026-11-22 08:30 UTC+8``."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M UTC+8")


def total_of(lines: Sequence[StatementLine]) -> Money:
    """Return the sum of a statement's lines."""
    return Money.total(line.amount for line in lines)


def _quantity(terms: LotTerms) -> Both:
    tonnes, tolerance = _number(terms.quantity_kg, 1000), _number(terms.tolerance_permille, 10)
    return Both(
        f"货量 {tonnes} 吨，允许溢短装 {tolerance}%。重量以水尺计量或磅单为准，由双方签字确认。",
        f"Quantity {tonnes} t, {tolerance} % more or less. The weight is that of the draught "
        "survey or weighbridge note which both sides sign.",
    )


def _price(terms: LotTerms) -> Both:
    price = Money(terms.price_fen)
    weight = SETTLEMENT_BASIS_NAMES[terms.settlement_basis]
    if terms.price_basis is PriceBasis.LUMP_SUM:
        return Both(f"运价为包船价 {price}。", f"The freight is a lump sum of {price}.")
    return Both(
        f"运价每吨 {price}，{weight[0]}计算。",
        f"The freight is {price} per tonne, {weight[1]}.",
    )


def _laytime(terms: LotTerms) -> Both:
    rate = Money(terms.demurrage_fen_per_tonne_day)
    return Both(
        f"装卸两港合计允许 {terms.laytime_hours} 小时，自接受装卸准备就绪通知后"
        f" {terms.notice_hours} 小时起算；天气、待闸、承运人原因不计。超出部分按每吨每天 {rate}"
        "计滞期费，不足一天按比例。",
        f"Both ports together are allowed {terms.laytime_hours} hours, counted from "
        f"{terms.notice_hours} hours after the notice of readiness is accepted; weather, lock "
        f"queues and the carrier's faults do not count. Beyond that demurrage is {rate} per tonne "
        "and day, pro rata.",
    )


def _deposit(terms: LotTerms) -> Both:
    percent = terms.deposit_percent
    return Both(
        f"承运人缴运费 {percent}% 的定金，完结后退还；船舶未到则定金归货主。",
        f"The carrier deposits {percent} % of the freight and has it back at the end; if the "
        "vessel does not come, the shipper gets it.",
    )


def _escrow(terms: LotTerms) -> Both:
    return Both(
        f"货主在启航前将运费的 {terms.escrow_percent}% 交平台托管；装货完成付开航费"
        f" {terms.advance_percent}%，签收后出结算单，24 小时内可提异议，"
        f"无异议后 {terms.payment_days} 天内付清。",
        f"Before the vessel sets out the shipper puts {terms.escrow_percent} % of the freight "
        f"into escrow. {terms.advance_percent} % is paid when loaded; after delivery the statement "
        f"is open to objection for 24 hours and then paid within {terms.payment_days} days.",
    )


def _shortage(terms: LotTerms) -> Both:
    tolerance, value = terms.shortage_permille, Money(terms.cargo_value_fen_per_tonne)
    return Both(
        f"货损货差允许 {tolerance}‰，超出部分按每吨 {value} 由承运人赔偿，从运费中扣除。",
        f"A shortage of {tolerance} ‰ is allowed. Beyond it the carrier pays {value} per tonne, "
        "taken from the freight.",
    )


def _cancelling(terms: LotTerms) -> Both:
    empty = Money(terms.empty_run_fen_per_km)
    return Both(
        f"启航前取消，按定金的 10% 补偿；启航后按定金加空驶每公里 {empty}；"
        "通知就绪后按等候时间加半额运费。"
        "主管机关禁令、洪水、停闸不计过错，以通告编号为证。",
        "Cancelling costs a tenth of the deposit before the vessel sets out, the deposit and "
        f"{empty} per empty kilometre under way, and the waiting time and half the freight after "
        "readiness. A stop by authority, flood or lock is nobody's fault; its notice proves it.",
    )


def _disputes() -> Both:
    return Both(
        "争议只冻结争议金额，其余照付；对方 24 小时内答复，平台 72 小时内裁决，"
        "48 小时内可申诉一次，由另一人终局裁决，均只计工作日。平台裁决不影响依法诉讼或仲裁。",
        "A dispute freezes only the amount in dispute and the rest is paid. The other side answers "
        "within 24 hours, the platform rules within 72, and within 48 either side may appeal once, "
        "on which another person rules; only working days count. The way to court or arbitration "
        "stays open.",
    )


def _mode(terms: LotTerms) -> Both:
    zh, en = OPERATING_MODE_NAMES[terms.operating_mode]
    fee = _number(terms.fee_permille, 10)
    if terms.operating_mode is OperatingMode.BROKER:
        return Both(
            f"平台以{zh}方式参与，不是承运人；服务费为运费的 {fee}%。",
            f"The platform acts as {en}, not as carrier. Its fee is {fee} % of the freight.",
        )
    return Both(
        f"平台以{zh}方式参与，对全程运输负责；服务费为运费的 {fee}%。",
        f"The platform acts as {en} and answers for the whole carriage. "
        f"Its fee is {fee} % of the freight.",
    )


def _shares(terms: LotTerms) -> tuple[Both, ...]:
    """Return who else has part of the freight; nothing where it is the carrier's alone."""
    found = []
    if terms.agent:
        ratio, fixed = _number(terms.agent_permille, 10), Money(terms.agent_fixed_fen)
        found.append(
            Both(
                f"货代（平台编号 {terms.agent}）的份额为运费与亏舱费的 {ratio}% 加定额 {fixed}，"
                "从承运人所得中支付，结算时由平台分账。",
                f"The agent (code {terms.agent}) has {ratio} % of freight and dead freight and "
                f"{fixed} besides, paid out of the carrier's part when the lot is settled.",
            )
        )
    if terms.tax_permille:
        rate = _number(terms.tax_permille, 10)
        found.append(
            Both(
                f"承运人为个人，平台从其运费所得中代扣税款 {rate}%"
                "（税率与义务以税务机关规定为准）。",
                f"The carrier being a private person, the platform withholds {rate} % of its "
                "income as tax; rate and duty are those of the tax office.",
            )
        )
    return tuple(found)


def _refunds() -> Both:
    return Both(
        "结算后经认定的退款，由各收款方按所得比例退还；余额不足的部分记为应收，"
        f"从其以后的结算款中抵扣，每次不超过 {RECOVERY_PERCENT}%。",
        "A refund granted after settlement is given back by all payees in proportion. What a "
        "wallet lacks is owed and kept back from later settlements, at most "
        f"{RECOVERY_PERCENT} % of each.",
    )


def _number(value: int, divisor: int) -> str:
    return f"{(Decimal(value) / divisor).normalize():,f}"
