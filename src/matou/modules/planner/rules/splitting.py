"""How a leg is split to vessels and trucks, and whether its weights chain from leg to leg."""

from dataclasses import dataclass
from itertools import pairwise

from matou.modules.planner.rules.cargo import Cargo
from matou.modules.planner.rules.network import Mode, Params

VESSEL_KG = 3_000_000
"""What one vessel of the trunk carries: the 3,000 t class of the Xijiang (GB 50139-2014, class I),
for which the older chambers at Changzhou are built."""
MOST_PARTS = 60
"""More vehicles than that are asked for in groups: nobody answers seven hundred demands."""
CHAIN_TOLERANCE_PERMILLE = 5
"""By how much a weight may differ where one carriage ends and the next begins: the upper end of
the custom of 3 to 5 per mille for bulk on the river."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one vessel, truck or group of them carries, and its share of the leg's price."""

    number: int
    vehicles: int
    mass_kg: int
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegWeight:
    """What was loaded for a leg and what was delivered, None until it is known."""

    number: int
    loaded_kg: int | None
    delivered_kg: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightGap:
    """Between two legs a weight changed by more than the tolerance."""

    after_leg: int
    delivered_kg: int
    loaded_kg: int


def vehicles_for(*, mode: Mode, service: str, cargo: Cargo, params: Params) -> int:
    """Return how many vessels or trucks a leg needs; 0 where a railway or a service carries it."""
    if service or mode not in {Mode.WATER, Mode.ROAD}:
        return 0
    if mode is Mode.WATER:
        return -(-cargo.mass_kg // VESSEL_KG)
    if cargo.teu:
        return -(-cargo.teu // params.truck_capacity_teu)
    return -(-cargo.mass_kg // (params.truck_capacity_t * 1000))


def split(*, vehicles: int, mass_kg: int, fen: int) -> tuple[Part, ...]:
    """Return the parts of a leg: as even as whole kilograms allow, their sums exact."""
    if vehicles <= 0:
        return ()
    count = min(vehicles, MOST_PARTS, mass_kg)
    return tuple(
        Part(
            number=number + 1,
            vehicles=_share(vehicles, number, count),
            mass_kg=_share(mass_kg, number, count),
            fen=_share(fen, number, count),
        )
        for number in range(count)
    )


def chains(*, delivered_kg: int, loaded_kg: int) -> bool:
    """Tell whether what was loaded on is what had arrived, within the tolerance."""
    return abs(loaded_kg - delivered_kg) * 1000 <= delivered_kg * CHAIN_TOLERANCE_PERMILLE


def weight_gaps(weights: tuple[LegWeight, ...]) -> tuple[WeightGap, ...]:
    """Return where weights do not chain; legs without lots are passed over."""
    known = [one for one in weights if one.loaded_kg is not None or one.delivered_kg is not None]
    return tuple(
        WeightGap(
            after_leg=before.number, delivered_kg=before.delivered_kg, loaded_kg=after.loaded_kg
        )
        for before, after in pairwise(known)
        if before.delivered_kg is not None
        and after.loaded_kg is not None
        and not chains(delivered_kg=before.delivered_kg, loaded_kg=after.loaded_kg)
    )


def _share(whole: int, number: int, count: int) -> int:
    return whole // count + (number < whole % count)
