"""Payees (收款账户): to whose bank account a party's money may go, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.port import Port


class PayeeRole(StrEnum):
    """What makes somebody a legitimate payee of a party's money."""

    SELF = "self"
    """The party itself: its own money goes back to it."""
    ACTUAL_CARRIER = "actual_carrier"
    """The party itself, which carried the work that is paid (实际承运人)."""
    VESSEL_OWNER = "vessel_owner"
    """The registered owner of a vessel that carried the work (船舶所有人)."""
    DRIVER = "driver"
    """A person who works for the carrier, aboard or at the wheel (驾驶员、船员)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Why one party may be paid for another's work; ``because`` names vessel or company."""

    holder: str
    role: PayeeRole
    because: str = ""


PAYEE_STANDINGS: Port[Callable[[str, datetime], tuple[Standing, ...]]] = Port(
    "custody.PAYEE_STANDINGS"
)
"""Asked with a party and an instant; the room that knows the work answers who earned there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayee:
    """What a party tells of a bank account; ``number`` is sealed before it is stored."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeCard:
    """A payee account as its party and officers see it: the number masked."""

    payee_id: UUID
    party: str
    holder: str
    holder_name: str
    role: PayeeRole
    because: str
    bank: str
    number_masked: str
    registered_at: datetime
    usable_from: datetime
    ended_at: datetime | None

    def is_cooling(self, at: datetime) -> bool:
        """Tell whether the account must still wait at the instant."""
        return at < self.usable_from


class NameVerdict(StrEnum):
    """What an institution says of a holder's name and number (户名核验)."""

    MATCHES = "matches"
    DIFFERS = "differs"


class NameChecker(Protocol):
    """The institution's check of name against number, before money goes there."""

    def check_name(self, *, name: str, number: str) -> NameVerdict:
        """Say whether the number is held under the name; raises ProviderUnavailable."""


class PayeeNotEntitled(DomainError):
    """Neither driver, nor vessel's owner, nor actual carrier: no payee of this money."""

    code = "custody-payee-not-entitled"
    status = 403
    zh = (
        "{holder} 不能作为收款人：运费只能付给实际承运人、船舶所有人或本单位驾驶员（船员）。"
        "请选择符合条件的收款人；船舶过户或人员入职后请先办理登记。"
    )
    en = (
        "{holder} cannot be paid here: freight goes to the actual carrier, the vessel's owner or "
        "the carrier's own driver or crew. Choose one of them, or register the change first."
    )


class PayeeNameDiffers(DomainError):
    """The institution knows the account under another name."""

    code = "custody-payee-name-differs"
    status = 409
    zh = "存管机构核验：户名与账号不一致。请按开户资料核对户名“{holder}”和账号后重新登记。"
    en = (
        "The custodian finds another name on this account. Check “{holder}” and the number "
        "against the bank's papers and register again."
    )


class PayeeCooling(DomainError):
    """A new payee account is not paid before its cooling period is over."""

    code = "custody-payee-cooling"
    status = 409
    zh = "收款账户 {account} 为新登记或新变更，冷静期到 {until} 为止，之后即可提现。"
    en = "Payee account {account} is new. Its cooling period ends at {until}; draw money then."


class PayeeMissing(DomainError):
    """No payee account is registered, or several and none was chosen."""

    code = "custody-payee-missing"
    status = 409
    zh = "请先登记并选择收款账户，再提现。"
    en = "Register and choose a payee account before drawing money."


class TooManyPayees(DomainError):
    """A party keeps a handful of payee accounts, not a list to scatter money over."""

    code = "custody-too-many-payees"
    status = 409
    zh = "最多登记 {most} 个收款账户，请先停用不再使用的账户。"
    en = "At most {most} payee accounts may stand. End one that is no longer used."
