"""The events of refunds and receivables: ``aggregate`` is the code of the lot they stem from."""

from dataclasses import dataclass

from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundGranted(Event):
    """Part of a settled lot goes back to the shipper (退款); ``later_fen`` as it is recovered."""

    refund: str
    shipper: str
    ground: str
    amount_fen: int
    later_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(Event):
    """A refund above the amount waits for a second operator; nothing has moved (待复核)."""

    refund: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDropped(Event):
    """A waiting refund was taken back or refused; nothing has moved."""

    refund: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableEvent(Event):
    """Something happened to what a payee owes (应收)."""

    receivable: str
    debtor: str
    amount_fen: int


class ReceivableOpened(ReceivableEvent):
    """A payee's wallet did not cover its part of a refund."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableRecovered(ReceivableEvent):
    """Part of it came back; ``kind`` says whether from a settlement or by the debtor's own hand."""

    kind: str
    left_fen: int


class WriteOffProposed(ReceivableEvent):
    """An operator proposes to give it up; a second one must agree."""


class WriteOffDropped(ReceivableEvent):
    """The proposal was taken back or refused; it is still owed."""


class ReceivableWrittenOff(ReceivableEvent):
    """A second operator agreed: what was left is given up (核销)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeFunded(Event):
    """Fee income was set aside to pay refunds at once; ``aggregate`` is the account."""

    amount_fen: int
