"""Vessel types (船舶类型): Chinese labels keyed on UNECE Recommendation 28.

No national code list of inland vessel types was found, so the key is the four-digit code of
Recommendation 28 for inland waters (as in the ERI code table), and a suffix where Chinese
practice tells apart what the code does not.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselType:
    """One type: key in the register, UNECE Rec 28 code, labels, whether it carries dry bulk."""

    key: str
    rec28: str
    zh: str
    en: str
    is_dry_cargo: bool = False


VESSEL_TYPES: tuple[VesselType, ...] = (
    VesselType(key="8010-BULK", rec28="8010", zh="散货船", en="Bulk carrier", is_dry_cargo=True),
    VesselType(
        key="8010-SAND",
        rec28="8010",
        zh="自卸砂船",
        en="Self-unloading sand carrier",
        is_dry_cargo=True,
    ),
    VesselType(
        key="8010-MULTI",
        rec28="8010",
        zh="多用途船（集散两用）",
        en="Multi-purpose vessel",
        is_dry_cargo=True,
    ),
    VesselType(
        key="8010-GENERAL", rec28="8010", zh="干货船", en="Dry cargo vessel", is_dry_cargo=True
    ),
    VesselType(key="8023", rec28="8023", zh="散装水泥船", en="Bulk cement carrier"),
    VesselType(key="8030", rec28="8030", zh="集装箱船", en="Container vessel"),
    VesselType(key="8020-OIL", rec28="8020", zh="油船", en="Oil tanker"),
    VesselType(key="8020-CHEM", rec28="8020", zh="化学品船", en="Chemical tanker"),
    VesselType(key="8040", rec28="8040", zh="液化气船", en="Gas tanker"),
    VesselType(key="8150", rec28="8150", zh="货驳", en="Dumb cargo barge", is_dry_cargo=True),
    VesselType(key="8160", rec28="8160", zh="液货驳", en="Dumb tank barge"),
    VesselType(key="8400", rec28="8400", zh="拖船", en="Tug"),
    VesselType(key="8430", rec28="8430", zh="推船", en="Pusher"),
    VesselType(key="8440", rec28="8440", zh="客船", en="Passenger vessel"),
    VesselType(key="8441", rec28="8441", zh="渡船", en="Ferry"),
    VesselType(key="8460", rec28="8460", zh="工程船", en="Work vessel"),
    VesselType(key="8490", rec28="8490", zh="供油船", en="Bunker vessel"),
    VesselType(key="8000", rec28="8000", zh="其他船舶", en="Other vessel"),
)

_BY_KEY = {vessel_type.key: vessel_type for vessel_type in VESSEL_TYPES}


def vessel_type_of(key: str) -> VesselType:
    """Return the type; an unknown key reads as “other vessel”, never as an error."""
    return _BY_KEY.get(key, _BY_KEY["8000"])
