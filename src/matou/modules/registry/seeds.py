"""Demo vessels, clearly named and real in size for the West River; the same on every machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matou.kit.actor import REGISTRAR, Actor
from matou.modules.registry.contracts import DraughtRow, VesselCard
from matou.modules.registry.queries.cards import vessel_card_by_mmsi
from matou.modules.registry.queries.proposals import proposals_page
from matou.modules.registry.rules.history import CERTIFIED, Provenance
from matou.modules.registry.rules.values import PERSON, PartyRef, Value
from matou.modules.registry.services import propose_correction, register_vessel
from matou.spine.credentials.seeds import VESSEL_KINDS, ensure_verified
from matou.spine.parties.seeds import demo_code_of
from matou.web.samples import PageSample

_SINCE = date(2026, 1, 1)
_SOURCE = "演示数据 demo data"
_KEEPER = Actor(code="system", name="系统 system", acts_for="system", roles=frozenset({REGISTRAR}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hull:
    """One hull form: the sizes that certificates of the river show for its class (cm, t)."""

    length: int
    breadth: int
    depth: int
    height: int
    light: int
    full: int
    block: float
    light_t: int
    gross: int
    power_kw: int


_HULLS = {
    1000: _Hull(length=6400, breadth=1200, depth=300, height=1050, light=62, full=250, block=0.84,
                light_t=330, gross=640, power_kw=440),
    1500: _Hull(length=6600, breadth=1300, depth=350, height=1100, light=68, full=290, block=0.85,
                light_t=430, gross=890, power_kw=600),
    2000: _Hull(length=6800, breadth=1300, depth=420, height=1180, light=75, full=350, block=0.86,
                light_t=520, gross=1180, power_kw=760),
    2500: _Hull(length=7000, breadth=1380, depth=470, height=1220, light=80, full=390, block=0.87,
                light_t=610, gross=1450, power_kw=880),
    3000: _Hull(length=7000, breadth=1560, depth=510, height=1280, light=80, full=430, block=0.86,
                light_t=760, gross=1790, power_kw=1100),
    3500: _Hull(length=7500, breadth=1580, depth=540, height=1320, light=85, full=460, block=0.87,
                light_t=880, gross=2150, power_kw=1320),
}  # fmt: skip

_CLASSES = (1000, 1500, 2000, 2500, 3000, 3500)
_BOLD_TYPES = ("8010-BULK", "8010-SAND", "8010-MULTI", "8030", "8010-GENERAL", "8023")
_TRADES = {"8010-BULK": "bulk", "8010-SAND": "sand", "8010-MULTI": "combined",
           "8030": "container", "8010-GENERAL": "general", "8023": "bulk",
           "8020-OIL": "liquid"}  # fmt: skip
_PORTS = ("梧州", "贵港", "佛山", "南宁", "肇庆")
_MAIN_MMSI = "413800013"
_OPEN_LISTS = ("home", "vessels", "companies", "terminals")
_REPLAY_TANKERS = {1, 6, 11}
"""In the synthetic replay these three report themselves as tankers."""


def seed(*, now: datetime) -> dict[str, VesselCard]:
    """Register the demo vessels that are missing; returns all of them by MMSI."""
    vessels = {str(demo["mmsi"]): ensure_vessel(demo, now=now) for demo in demo_vessels()}
    _ensure_proposal(vessels[_MAIN_MMSI], now=now)
    return vessels


def page_samples() -> tuple[PageSample, ...]:
    """Return one page for each address of the registers."""
    company = {"code": demo_code_of("skipper-company")}
    return (
        *(PageSample(name=f"registry:{name}") for name in _OPEN_LISTS),
        PageSample(name="registry:vessel", kwargs=_main_vessel),
        PageSample(name="registry:paper", kwargs=_main_vessel, actor="registrar"),
        PageSample(name="registry:company", kwargs=company),
        PageSample(name="registry:terminal", kwargs={"code": "P_CHI"}),
        PageSample(name="web:map_layer", kwargs={"name": "registry.terminals"}),
        PageSample(name="registry:register", actor="registrar"),
        PageSample(name="registry:import", actor="registrar"),
        PageSample(name="registry:import_template", actor="registrar"),
        PageSample(name="registry:correct", kwargs=_main_vessel, actor="registrar"),
        PageSample(name="registry:transfer", kwargs=_main_vessel, actor="registrar"),
        PageSample(name="registry:propose", kwargs=_main_vessel, actor="skipper"),
        PageSample(name="registry:proposals", actor="registrar"),
        PageSample(name="registry:proposal", kwargs=_proposal, actor="registrar"),
        PageSample(name="registry:accept", kwargs=_proposal, actor="registrar", status=405),
        PageSample(name="registry:refuse", kwargs=_proposal, actor="registrar", status=405),
        PageSample(name="registry:reverse", kwargs=_proposal, actor="registrar", status=405),
        PageSample(name="registry:withdraw", kwargs=_proposal, actor="skipper", status=405),
    )


def _main_vessel() -> Mapping[str, str]:
    card = vessel_card_by_mmsi(_MAIN_MMSI)
    return {"code": card.code if card else ""}


def _proposal() -> Mapping[str, str]:
    return {"proposal": str(proposals_page(viewer=_KEEPER, limit=1)[0].id)}


def _ensure_proposal(vessel: VesselCard, *, now: datetime) -> None:
    """Let the demo skipper propose one correction, so that the registrar's list is not empty."""
    if proposals_page(viewer=_KEEPER, limit=1):
        return
    skipper = Actor(code=demo_code_of("skipper"), name="演示船长", acts_for=vessel.operator)
    propose_correction(
        vessel=vessel.code,
        changes={"home_port": "佛山"},
        provenance=Provenance(source=_SOURCE, confidence=CERTIFIED, valid_from=now.date()),
        actor=skipper,
        now=now,
    )


def ensure_vessel(particulars: dict[str, Value], *, now: datetime) -> VesselCard:
    """Register one demo vessel with its papers, unless its MMSI is known."""
    card = vessel_card_by_mmsi(str(particulars["mmsi"])) or _entered(particulars, now=now)
    for kind in VESSEL_KINDS:
        ensure_verified(holder=card.code, kind=kind, now=now)
    return card


def _entered(particulars: dict[str, Value], *, now: datetime) -> VesselCard:
    since = min(_SINCE, now.date())
    return register_vessel(
        particulars=particulars,
        provenance=Provenance(source=_SOURCE, confidence=CERTIFIED, valid_from=since),
        actor=_KEEPER,
        now=now,
    )


def demo_vessels() -> tuple[dict[str, Value], ...]:
    """Return the particulars of all demo vessels: twelve of the replay, then twelve others."""
    replayed = [_replayed(number) for number in range(1, 13)]
    others = [_demo(number) for number in range(1, 13)]
    return (*replayed, *others)


def _replayed(number: int) -> dict[str, Value]:
    """One vessel of the synthetic replay: 63 + n metres long and 13 wide, as it reports."""
    is_tanker = number in _REPLAY_TANKERS
    kind = "8020-OIL" if is_tanker else _BOLD_TYPES[number % 3]
    hull = _HULLS[2000] if number <= 6 else _HULLS[2500]  # noqa: PLR2004  # half and half
    hull = _resized(hull, length=(63 + number) * 100, breadth=1300)
    return {
        **_particulars(hull, kind=kind, number=number),
        "name_zh": f"演示西江{number:03}",
        "name_en": f"SYN XIJIANG {number:03}",
        "mmsi": f"4138000{number:02}",
        "identification_number": f"CN2020{number:06}0",
        "owner": _carrier(2) if number % 2 == 0 else _carrier(1),
        "operator": _carrier(2) if number % 2 == 0 else _carrier(1),
    }


def _demo(number: int) -> dict[str, Value]:
    """A named demo vessel; number 1 is the 3,000 t bulk carrier of the main job."""
    first = number == 1
    deadweight = 3000 if first else _CLASSES[number % len(_CLASSES)]
    kind = "8010-BULK" if first else _BOLD_TYPES[number % len(_BOLD_TYPES)]
    owner = _carrier(1 if number % 3 else 2)
    # Two belong to private persons, so that the masking of names can be seen.
    person = PartyRef(name=f"演示个体船东{number:02}", kind=PERSON)
    return {
        **_particulars(_HULLS[deadweight], kind=kind, number=number + 12),
        "name_zh": f"演示船{number:02}",
        "name_en": f"MATOU DEMO {number:02}",
        "mmsi": f"4138000{number + 12:02}",
        "identification_number": f"CN2021{number:06}0",
        "owner": person if number in {5, 9} else owner,
        "operator": owner,
        "operation_mode": "affiliated" if number in {5, 9} else "owned",
    }


def _carrier(number: int) -> PartyRef:
    key = "skipper-company" if number == 1 else "carrier2-company"
    return PartyRef(code=demo_code_of(key))


def _resized(hull: _Hull, *, length: int, breadth: int) -> _Hull:
    return _Hull(
        length=length, breadth=breadth, depth=hull.depth, height=hull.height, light=hull.light,
        full=hull.full, block=hull.block, light_t=hull.light_t, gross=hull.gross,
        power_kw=hull.power_kw,
    )  # fmt: skip


def _particulars(hull: _Hull, *, kind: str, number: int) -> dict[str, Value]:
    table = draught_table(hull)
    light_kg = next(row for row in table if row.draught_cm == hull.light).displacement_kg
    full_kg = table[-1].displacement_kg
    load_kg = (full_kg - light_kg) // 10_000 * 10_000
    built = date(2012 + number % 10, 1 + number % 12, 15)
    return {
        "vessel_type": kind,
        "status": "in_service",
        "call_sign": f"BDM{number:03}",
        "registration_number": f"2104{number:08}",
        "first_registration_number": f"2104{number:08}",
        "inspection_registration_number": f"{built.year}G52{number:05}",
        "home_port": _PORTS[number % len(_PORTS)],
        "operator_licence_number": f"桂交水许演{number:04}",
        "operation_mode": "owned",
        "trade_type": _TRADES[kind],
        "operation_certificate_number": f"桂SJ演({built.year}){number:05}",
        "operation_certificate_until_on": date(2028, 12, 31),
        "inspection_kind": "annual",
        "next_inspection_on": date(2027, 1 + number % 12, 20),
        "inspection_until_on": date(2028, 1 + number % 12, 20),
        "safety_certificate_number": f"安检演{number:05}",
        "safety_certificate_until_on": date(2027, 12, 31),
        "minimum_crew": 5 if hull.length < 7000 else 6,  # noqa: PLR2004  # by hull class
        "insurance_until_on": date(2027, 6, 30),
        "gross_tonnage": hull.gross,
        "net_tonnage": hull.gross * 56 // 100,
        "deadweight_kg": load_kg,
        "reference_load_a_kg": load_kg * 90 // 100 // 1000 * 1000,
        "reference_load_b_kg": load_kg * 96 // 100 // 1000 * 1000,
        "reference_load_c_kg": load_kg,
        "length_overall_cm": hull.length,
        "length_cm": hull.length - 260,
        "moulded_breadth_cm": hull.breadth - 20,
        "breadth_cm": hull.breadth,
        "depth_cm": hull.depth,
        "height_cm": hull.height,
        "hatch_length_cm": hull.length * 62 // 100,
        "hatch_width_cm": hull.breadth - 320,
        "hold_depth_cm": hull.depth - 80,
        "light_draught_cm": hull.light,
        "full_draught_cm": hull.full,
        "light_displacement_kg": light_kg,
        "full_displacement_kg": full_kg,
        "draught_table": table,
        "engine_power_kw": hull.power_kw,
        "hull_material": "steel",
        "built_on": built,
    }


def draught_table(hull: _Hull) -> tuple[DraughtRow, ...]:
    """Return a table by steps of some 20 cm: linear, as river hulls are nearly boxes."""
    full_kg = int(hull.length * hull.breadth * hull.full * hull.block / 1000) // 1000 * 1000
    light_kg = hull.light_t * 1000
    draughts = [*range(hull.light, hull.full, 20), hull.full]
    if hull.full - draughts[-2] < 10:  # noqa: PLR2004  # a last step too short to read
        del draughts[-2]
    run = hull.full - hull.light
    return tuple(
        DraughtRow(
            draught_cm=draught,
            displacement_kg=light_kg + (full_kg - light_kg) * (draught - hull.light) // run,
        )
        for draught in draughts
    )
