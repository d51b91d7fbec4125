"""What custody tells the house."""

from dataclasses import dataclass
from uuid import UUID

from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositArrived(Event):
    """Money of a party arrived in its wallet; ``aggregate`` and ``reference`` are the order's."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositFailed(Event):
    """An announced deposit will not come."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutConfirmed(Event):
    """A payout reached the party's bank account."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFailed(Event):
    """A payout was refused outside; the money is free in the wallet again."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakTaken(Event):
    """A person took a break to explain; ``aggregate`` is ``break:<number>``."""

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakExplained(Event):
    """It is recorded why provider and house differ; ``aggregate`` is ``break:<number>``."""

    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeRegistered(Event):
    """A party registered a payee account, masked; ``aggregate`` is ``payee:<id>``."""

    party: str
    holder: str
    role: str
    account: str
    usable_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeRefused(Event):
    """A payee account, masked, was not taken; ``aggregate`` is ``payees:<party>``.

    ``reason`` is the refusal's code, so that attempts at other people's accounts can be counted.
    """

    party: str
    holder: str
    account: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeEnded(Event):
    """A payee account is paid no more."""

    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutWaits(Event):
    """A payout is held until officers let it go; ``aggregate`` is the order's reference."""

    order_id: UUID
    party: str
    amount_fen: int
    reasons: tuple[str, ...]
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutProposed(Event):
    """The first of two officers proposes to let a payout go."""

    order_id: UUID
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutApproved(Event):
    """A waiting payout was let go."""

    order_id: UUID
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRefused(Event):
    """An officer refused a waiting payout; its money is free in the wallet again."""

    order_id: UUID
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutWithdrawn(Event):
    """The party took a waiting payout back; its money is free in the wallet again."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalHoldProposed(Event):
    """An officer proposes to stop payouts; ``aggregate`` is ``signal:<number>``."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalHeld(Event):
    """A second officer stopped the payouts of a signal's parties."""

    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDismissed(Event):
    """An officer found a signal harmless, with the reason."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCompared(Event):
    """A statement was compared with the orders; ``aggregate`` is ``statement:<day>``."""

    lines: int
    matched: int
    breaks: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRefused(Event):
    """A statement file was refused whole; ``aggregate`` is ``statement:<day>``."""

    reason: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionProposed(Event):
    """Somebody wants the books to follow the custodian; ``aggregate`` is ``break:<number>``."""

    correction: int
    account: str
    party_fen: int
    bank_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionExecuted(Event):
    """A second person approved, and the correction is posted."""

    correction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRejected(Event):
    """A second person said no, or the proposer withdrew."""

    correction: int
    reason: str
