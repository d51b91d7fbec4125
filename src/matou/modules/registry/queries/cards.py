"""Vessel cards for neighbours: the answers behind the registry's ports."""

from collections.abc import Collection

from matou.modules.registry.contracts import DraughtRow, ReferenceLoads, VesselCard
from matou.modules.registry.models import Vessel
from matou.modules.registry.rules.vessel_types import vessel_type_of


def vessel_card(code: str) -> VesselCard | None:
    """Return the card of the vessel with this code, None for an unknown one."""
    vessel = Vessel.objects.filter(code=code).first()
    return card_of(vessel) if vessel else None


def vessel_card_by_mmsi(mmsi: str) -> VesselCard | None:
    """Return the card of the active vessel with this MMSI."""
    if not mmsi:
        return None
    vessel = Vessel.objects.active().filter(mmsi=mmsi).first()
    return card_of(vessel) if vessel else None


def vessel_cards_by_mmsi(mmsis: Collection[str]) -> dict[str, VesselCard]:
    """Return the cards of the active vessels among these, by MMSI, in one query."""
    vessels = Vessel.objects.active().filter(mmsi__in=[mmsi for mmsi in mmsis if mmsi])
    return {vessel.mmsi: card_of(vessel) for vessel in vessels}


def vessel_cards_of_party(party: str) -> tuple[VesselCard, ...]:
    """Return the active vessels that the party owns or operates, by name."""
    if not party:
        return ()
    vessels = Vessel.objects.active().of_party(party).order_by("sort_key", "id")
    return tuple(card_of(vessel) for vessel in vessels)


def card_of(vessel: Vessel) -> VesselCard:
    """Return the card of one row."""
    vessel_type = vessel_type_of(vessel.vessel_type)
    return VesselCard(
        code=vessel.code,
        name_zh=vessel.name_zh,
        name_en=vessel.name_en,
        mmsi=vessel.mmsi,
        vessel_type=vessel.vessel_type,
        type_zh=vessel_type.zh,
        type_en=vessel_type.en,
        status=vessel.status,
        home_port=vessel.home_port,
        owner=vessel.owner_code,
        operator=vessel.operator_code,
        deadweight_kg=vessel.deadweight_kg,
        reference_loads=ReferenceLoads(
            area_a_kg=vessel.reference_load_a_kg,
            area_b_kg=vessel.reference_load_b_kg,
            area_c_kg=vessel.reference_load_c_kg,
        ),
        gross_tonnage=vessel.gross_tonnage,
        length_cm=vessel.length_overall_cm or vessel.length_cm,
        beam_cm=vessel.breadth_cm or vessel.moulded_breadth_cm,
        air_draught_cm=air_draught_cm(vessel),
        light_draught_cm=vessel.light_draught_cm,
        full_draught_cm=vessel.full_draught_cm,
        light_displacement_kg=vessel.light_displacement_kg,
        full_displacement_kg=vessel.full_displacement_kg,
        hatch_length_cm=vessel.hatch_length_cm,
        hatch_width_cm=vessel.hatch_width_cm,
        draught_table=tuple(
            DraughtRow(draught_cm=draught, displacement_kg=displacement)
            for draught, displacement in vessel.draught_table
        ),
    )


def air_draught_cm(vessel: Vessel) -> int | None:
    """Return the height above water of the empty vessel, the case that meets bridges first.

    Certificates give the greatest height above the keel; light draught comes off it.
    """
    if vessel.height_cm is None:
        return None
    return vessel.height_cm - (vessel.light_draught_cm or 0)
