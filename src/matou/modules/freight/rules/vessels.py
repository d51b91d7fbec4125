"""Vessels (船舶) as freight sees them: a snapshot of particulars, and whether it fits a demand."""

from dataclasses import dataclass

from matou.kit.errors import DomainError
from matou.modules.freight.rules.guards import Lack
from matou.modules.freight.rules.terms import VESSEL_TYPES, DemandTerms, check_range, check_text
from matou.modules.registry.contracts import VesselCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What an offer says of its vessel; a snapshot, so that freight needs no register."""

    name: str
    mmsi: str = ""
    vessel_type: str = ""
    hatch: str = ""
    deadweight_kg: int | None = None
    draught_cm: int | None = None
    length_cm: int | None = None
    beam_cm: int | None = None
    air_draught_cm: int | None = None
    sealed_hold: bool = False


class VesselUnfit(DomainError):
    """The vessel does not meet what the demand asks for; ``facts["lacks"]`` lists it."""

    code = "freight.vessel-unfit"
    status = 422
    zh = "船舶不符合货盘要求：{missing_zh}。请换船或另选货盘。"
    en = "The vessel does not fit: {missing_en}. Offer another vessel or choose another demand."


def particulars_of(card: VesselCard, *, sealed_hold: bool) -> Particulars:
    """Return the register's word on a vessel; whether her holds seal is the carrier's to say."""
    return Particulars(
        name=card.name_zh,
        mmsi=card.mmsi,
        vessel_type=card.vessel_type,
        deadweight_kg=card.deadweight_kg or _largest_load_kg(card),
        draught_cm=card.full_draught_cm,
        length_cm=card.length_cm,
        beam_cm=card.beam_cm,
        air_draught_cm=card.air_draught_cm,
        sealed_hold=sealed_hold,
    )


def check_particulars(vessel: Particulars) -> None:
    """Refuse particulars that no vessel has; raises InvalidInput naming the field."""
    check_text(vessel.name, "船名 name", most=80, least=1)
    check_text(vessel.mmsi, "MMSI", most=9)
    check_text(vessel.hatch, "舱口结构 hatch", most=80)
    check_text(vessel.vessel_type, "船型 vessel type", most=24)
    check_range(vessel.deadweight_kg or 0, 1, 100_000_000, "载重 deadweight")
    check_range(vessel.draught_cm or 0, 0, 2_000, "吃水 draught")
    check_range(vessel.length_cm or 0, 0, 40_000, "船长 length")
    check_range(vessel.beam_cm or 0, 0, 6_000, "船宽 beam")
    check_range(vessel.air_draught_cm or 0, 0, 8_000, "船高 air draught")


def check_vessel_fit(*, terms: DemandTerms, vessel: Particulars) -> None:
    """Refuse a vessel that the demand rules out; raises VesselUnfit naming every reason."""
    missing = vessel_lacks(terms=terms, vessel=vessel)
    if missing:
        raise VesselUnfit(
            missing_zh="、".join(lack.zh for lack in missing),
            missing_en="; ".join(lack.en for lack in missing),
            lacks=tuple(lack.code for lack in missing),
        )


def vessel_lacks(*, terms: DemandTerms, vessel: Particulars) -> tuple[Lack, ...]:
    """Return every way in which a vessel misses the demand; what is unknown is not held against.

    The deadweight is the exception: without it nobody can say that the cargo fits.
    """
    asked = terms.vessel
    capacity = vessel.deadweight_kg or 0
    least = max(asked.deadweight_min_kg or 0, terms.quantity.kg)
    type_zh, type_en = VESSEL_TYPES.get(asked.vessel_type, ("", ""))
    is_other_type = bool(asked.vessel_type) and vessel.vessel_type not in {"", asked.vessel_type}
    found = (
        (capacity < least, _lack("deadweight_min", "载重不足", "too little deadweight")),
        (
            _exceeds(capacity, asked.deadweight_max_kg),
            _lack("deadweight_max", "载重超过上限", "too much deadweight"),
        ),
        (is_other_type, _lack("vessel_type", f"船型须为{type_zh}", f"must be a {type_en}")),
        (
            _exceeds(vessel.draught_cm, asked.draught_max_cm),
            _lack("draught", "吃水超限", "too deep a draught"),
        ),
        (
            _exceeds(vessel.length_cm, asked.length_max_cm),
            _lack("length", "船长超限", "too long"),
        ),
        (_exceeds(vessel.beam_cm, asked.beam_max_cm), _lack("beam", "船宽超限", "too wide")),
        (
            _exceeds(vessel.air_draught_cm, asked.air_draught_max_cm),
            _lack("air_draught", "船高超限", "too high"),
        ),
        (
            asked.sealed_hold and not vessel.sealed_hold,
            _lack("sealed_hold", "须可封舱", "holds must be sealable"),
        ),
    )
    return tuple(lack for is_missed, lack in found if is_missed)


def _largest_load_kg(card: VesselCard) -> int | None:
    loads = (card.reference_loads.kg_in(area) for area in "ABC")
    return max((load for load in loads if load), default=None)


def _exceeds(value: int | None, limit: int | None) -> bool:
    return value is not None and limit is not None and value > limit


def _lack(code: str, zh: str, en: str) -> Lack:
    return Lack(code=code, zh=zh, en=en)
