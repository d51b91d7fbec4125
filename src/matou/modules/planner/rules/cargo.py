"""The cargo (货物) and the wishes that a network is compiled for."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from matou.kit.errors import InvalidInput
from matou.modules.planner.rules.network import Closure, Mode

KG_PER_TEU = 14_000
"""Cargo in a 20-foot container where nobody says otherwise; the reference results use it too."""

MAX_KG = 1_000_000_000
"""One million tonnes: five hundred loads of the largest vessel that passes Changzhou."""
MAX_TEU = 20_000
MAX_DRAUGHT_MM = 20_000
"""Deeper than the deepest fairway of the network; no vessel afloat draws more than 25 m."""
DANGEROUS_CLASS = re.compile(r"[1-9](\.[1-6])?")
"""Classes and divisions of the UN Model Regulations, chapter 2.0."""


class Load(StrEnum):
    """How the cargo is shipped: it decides which layers exist."""

    BULK = "bulk"
    CONTAINER = "container"
    AIR = "air"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """What is to be moved; ``draught_mm`` is that of the loaded vessel, 0 where none is named."""

    load: Load
    mass_kg: int
    teu: int = 0
    draught_mm: int = 0
    dangerous_class: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def is_dangerous(self) -> bool:
        """Whether terminals need a permit for it."""
        return bool(self.dangerous_class)


MOST_MUSTS = 3
"""Each doubles the states of the graph."""
MOST_TRANSFERS = 8
MAX_LOWER_CM = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the shipper will not use and what must be used, when, and what is taken for the case.

    ``closures`` are locks taken to be closed on top of the notices, ``lower_water_cm`` how much
    less water rivers and sills are taken to have.
    """

    without_modes: frozenset[Mode] = frozenset()
    without_nodes: frozenset[str] = frozenset()
    without_links: frozenset[str] = frozenset()
    without_services: frozenset[str] = frozenset()
    must_modes: frozenset[Mode] = frozenset()
    must_nodes: frozenset[str] = frozenset()
    must_links: frozenset[str] = frozenset()
    must_services: frozenset[str] = frozenset()
    max_transfers: int | None = None
    """Handlings between carriages, those at both gates counted, and changes of sailing."""
    depart_from_min: int = 0
    arrive_by_min: int | None = None
    avoids_dangerous_terminals: bool = False
    """Handle nowhere where dangerous goods are handled."""
    closures: tuple[Closure, ...] = ()
    lower_water_cm: int = 0

    @property
    def looks_back(self) -> bool:
        """Whether a wish depends on the way that was taken, so that states need a memory."""
        return self.max_transfers is not None or self.musts > 0

    @property
    def musts(self) -> int:
        """How many things must be used."""
        each = (self.must_modes, self.must_nodes, self.must_links, self.must_services)
        return sum(map(len, each))

    def of_arcs(self) -> "Wishes":
        """Return the part that decides which arcs there are, whatever way is taken over them."""
        return Wishes(
            without_modes=self.without_modes,
            without_nodes=self.without_nodes,
            without_links=self.without_links,
            without_services=self.without_services,
            avoids_dangerous_terminals=self.avoids_dangerous_terminals,
            closures=self.closures,
            lower_water_cm=self.lower_water_cm,
        )

    def remembered(self) -> tuple[object, ...]:
        """Return the part that states must remember: see ``looks_back``."""
        musts = (self.must_modes, self.must_nodes, self.must_links, self.must_services)
        return (*musts, self.max_transfers)


NO_WISHES = Wishes()


def bulk(
    *, tonnes: Decimal, draught_m: Decimal | None, dangerous_class: str, flags: frozenset[str]
) -> Cargo:
    """Return a bulk cargo; raises InvalidInput for masses and draughts that cannot be."""
    return Cargo(
        load=Load.BULK,
        mass_kg=_mass_kg(tonnes),
        draught_mm=_draught_mm(draught_m),
        dangerous_class=_class(dangerous_class),
        flags=flags,
    )


def containers(
    *, teu: int, tonnes: Decimal | None, dangerous_class: str, flags: frozenset[str]
) -> Cargo:
    """Return a cargo in containers, 14 t each unless said; raises InvalidInput."""
    if not 0 < teu <= MAX_TEU:
        raise InvalidInput(
            field="teu",
            reason_zh=f"箱量须为 1 至 {MAX_TEU} TEU。",
            reason_en=f"Give 1 to {MAX_TEU} TEU.",
        )
    return Cargo(
        load=Load.CONTAINER,
        mass_kg=teu * KG_PER_TEU if tonnes is None else _mass_kg(tonnes),
        teu=teu,
        dangerous_class=_class(dangerous_class),
        flags=flags,
    )


def air_freight(*, tonnes: Decimal, dangerous_class: str, flags: frozenset[str]) -> Cargo:
    """Return a cargo for the air; raises InvalidInput."""
    return Cargo(
        load=Load.AIR,
        mass_kg=_mass_kg(tonnes),
        dangerous_class=_class(dangerous_class),
        flags=flags,
    )


def _mass_kg(tonnes: Decimal) -> int:
    kg = tonnes * 1000
    if not kg.is_finite() or not 0 < kg <= MAX_KG or kg != kg.to_integral_value():
        raise InvalidInput(
            field="tonnes",
            reason_zh="重量须大于 0、不超过 100 万吨，最多三位小数。",
            reason_en="Give more than 0 and at most 1,000,000 t, with at most three decimals.",
        )
    return int(kg)


def _draught_mm(draught_m: Decimal | None) -> int:
    if draught_m is None:
        return 0
    mm = draught_m * 1000
    if not mm.is_finite() or not 0 < mm <= MAX_DRAUGHT_MM or mm != mm.to_integral_value():
        raise InvalidInput(
            field="draught",
            reason_zh="吃水须大于 0、不超过 20 米。",
            reason_en="Give a draught above 0 and at most 20 m.",
        )
    return int(mm)


def _class(text: str) -> str:
    if text and not DANGEROUS_CLASS.fullmatch(text):
        raise InvalidInput(
            field="dg",
            reason_zh="危险货物类别须为 1 至 9，或带项别如 2.1。",
            reason_en="Give a class from 1 to 9, or a division such as 2.1.",
        )
    return text
