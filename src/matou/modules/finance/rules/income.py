"""Carriers' quarterly income (涉税收入): which lines of the ledger count, and what a row must have.

State Council decree 810 (互联网平台企业涉税信息报送规定, in force since 2025-06-20) has platforms
report the identity and income of those who trade on them, each quarter, within the month after.
Income is what was paid to the carrier for freight; earnest money that comes back, compensation for
a cancelled trip and corrections of statements are none.
"""

from dataclasses import dataclass
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.money import Money

GROSS_PURPOSES = ("freight.advance", "freight.freight", "freight.freed", "freight.reshared")
"""Credits of a carrier's wallet, fee already taken: fuel advance, the rest of the freight, what a
dispute had frozen of it, and shares that others gave back after a ruling."""
REFUND_PURPOSES = ("freight.refunded", "freight.offset", "freight.repaid")
"""Debits of a carrier's wallet that take freight back after it was paid out."""


TAX_ACCOUNT = "platform:tax"
"""Where tax withheld (代扣税款) from private carriers waits until it is handed over."""


class ReportKind(StrEnum):
    """What a quarter's report tells the authority."""

    INCOME = "income"
    """What carriers earned (decree 810)."""
    WITHHELD = "withheld"
    """What was withheld from them: gross is withheld, refunds given back, net to be paid over."""


REPORT_KIND_NAMES: dict[ReportKind, tuple[str, str]] = {
    ReportKind.INCOME: ("收入报送", "Income report"),
    ReportKind.WITHHELD: ("代扣税款申报", "Declaration of tax withheld"),
}


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    RELEASED = "released"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"


REPORT_STATE_NAMES: dict[ReportState, tuple[str, str]] = {
    ReportState.DRAFT: ("待复核", "To be released"),
    ReportState.RELEASED: ("已复核待报送", "Released, to be sent"),
    ReportState.SENT: ("已报送待回执", "Sent, no answer yet"),
    ReportState.ACCEPTED: ("已受理", "Accepted"),
    ReportState.REFUSED: ("部分退回", "Partly refused"),
}


class ReportAct(StrEnum):
    """What can be done to a report."""

    RELEASE = "release"
    SEND = "send"
    ACCEPT = "accept"
    REFUSE = "refuse"


REPORT_ACT_NAMES: dict[ReportAct, tuple[str, str]] = {
    ReportAct.RELEASE: ("复核放行", "be released"),
    ReportAct.SEND: ("报送", "be sent"),
    ReportAct.ACCEPT: ("受理", "be accepted"),
    ReportAct.REFUSE: ("退回", "be refused"),
}
REPORT_TABLE: dict[tuple[ReportState, ReportAct], ReportState] = {
    (ReportState.DRAFT, ReportAct.RELEASE): ReportState.RELEASED,
    (ReportState.RELEASED, ReportAct.SEND): ReportState.SENT,
    # Sent again where the answer is lost: the same submission counts once at the authority.
    (ReportState.SENT, ReportAct.SEND): ReportState.SENT,
    (ReportState.SENT, ReportAct.ACCEPT): ReportState.ACCEPTED,
    (ReportState.SENT, ReportAct.REFUSE): ReportState.REFUSED,
}


class ReportNotReady(DomainError):
    """The act does not belong to the state in which the report is."""

    code = "finance.report-not-ready"
    status = 409
    zh = "报表当前为“{state_zh}”，不能{act_zh}。请刷新页面查看下一步。"
    en = "The report is “{state_en}” and cannot {act_en} now. Reload to see the next step."


def next_report_state(*, state: ReportState, act: ReportAct) -> ReportState:
    """Return where the act leads; raises ReportNotReady."""
    target = REPORT_TABLE.get((state, act))
    if target is None:
        state_zh, state_en = REPORT_STATE_NAMES[state]
        act_zh, act_en = REPORT_ACT_NAMES[act]
        raise ReportNotReady(state_zh=state_zh, state_en=state_en, act_zh=act_zh, act_en=act_en)
    return target


class RowState(StrEnum):
    """What the authority said of a row, if anything."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class IdentityKind(StrEnum):
    """By which number the authority knows an operator."""

    USCC = "uscc"
    ID_NUMBER = "id_number"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What one party earned in a quarter, or what was withheld from it."""

    party: str
    gross: Money
    refunds: Money
    transactions: int

    @property
    def net(self) -> Money:
        """Gross less refunds; below zero where old freight was paid back."""
        return self.gross - self.refunds


def masked(number: str) -> str:
    """Return a number with its middle hidden, as pages show it."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) > 8 else ""  # noqa: PLR2004
