"""Signals of resale rings (倒卖、套现信号): what several parties have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.port import Port


class SignalKind(StrEnum):
    """What was noticed."""

    SAME_PHONE = "same_phone"
    SAME_ACCOUNT = "same_account"
    SAME_DEVICE = "same_device"
    CIRCULAR_FLOW = "circular_flow"
    VESSEL_TO_AND_FRO = "vessel_to_and_fro"


class SignalState(StrEnum):
    """Where a signal stands."""

    OPEN = "open"
    """The payouts of its parties wait for one officer."""
    HOLD_PROPOSED = "hold_proposed"
    HELD = "held"
    """Two officers stopped the payouts of its parties."""
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCard:
    """One signal as officers see it: masked."""

    signal_id: int
    kind: SignalKind
    state: SignalState
    parties: tuple[str, ...]
    common: str
    since: datetime
    found_at: datetime
    seen_at: datetime
    proposed_by: str
    note: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselHand:
    """A vessel was in a party's hands at an instant."""

    vessel: str
    party: str
    at: datetime


VESSEL_HANDS: Port[Callable[[datetime], tuple[VesselHand, ...]]] = Port("custody.VESSEL_HANDS")
"""Asked with an instant; answers who worked which vessel since, in order of time."""


class SignalNotOpen(DomainError):
    """The signal was dealt with meanwhile."""

    code = "custody-signal-not-open"
    status = 409
    zh = "这条信号已处理或状态已变，请刷新页面查看。"
    en = "This signal has been dealt with or has moved on. Reload the page."
