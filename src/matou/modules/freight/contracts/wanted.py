"""Ports by which another room has cargo carried: open a demand, and take it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from matou.kit.actor import Actor
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.port import Port
from matou.kit.tonnes import Tonnes


@dataclass(frozen=True, slots=True, kw_only=True)
class LotWanted:
    """One vessel or truckload that is to be carried, at a fixed price for the whole of it.

    ``code`` is made by who asks, so that asking twice opens one demand.
    """

    code: str
    origin: str
    destination: str
    loading: Period
    quantity: Tonnes
    price: Money
    cargo: str
    cargo_name: str
    consignee: str
    draught_max_cm: int | None = None
    notes: str = ""


LOT_OPENER: Port[Callable[[LotWanted, Actor, datetime], str]] = Port("freight.LOT_OPENER")
"""Publish a demand in the actor's name; returns its code, also where it stood already.

Raises NotAllowed and InvalidInput.
"""

LOT_WITHDRAWER: Port[Callable[[str, Actor, datetime], bool]] = Port("freight.LOT_WITHDRAWER")
"""Take a demand of the actor's party back; False where a carrier has it, so that it stays."""

CARGO_KINDS: Port[Callable[[], Mapping[str, tuple[str, str]]]] = Port("freight.CARGO_KINDS")
"""The categories under which freight takes cargo, with their names in both languages."""
