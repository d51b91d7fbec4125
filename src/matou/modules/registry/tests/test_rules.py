"""Rules of the registers: each border from both sides."""

from datetime import date

import pytest

from matou.modules.registry.contracts import DraughtRow, ReferenceLoads, VesselCard
from matou.modules.registry.models import Vessel
from matou.modules.registry.rules import names
from matou.modules.registry.rules.faults import BadValue
from matou.modules.registry.rules.fields import FIELD_BY_NAME, FIELDS, Kind
from matou.modules.registry.rules.importing import columns, decoded, read_vessels
from matou.modules.registry.rules.plausibility import faults_of
from matou.modules.registry.rules.proposals import MOVES, ProposalDecided, check_move
from matou.modules.registry.rules.values import (
    PartyRef,
    Value,
    clean_text,
    from_json,
    read_shown,
    read_table,
    read_text,
    shown,
    to_json,
)
from matou.modules.registry.rules.vessel_types import VESSEL_TYPES, vessel_type_of
from matou.modules.registry.seeds import demo_vessels
from matou.modules.registry.tests.conftest import TODAY, plain_vessel

TABLE = (
    DraughtRow(draught_cm=75, displacement_kg=520_000),
    DraughtRow(draught_cm=200, displacement_kg=1_500_000),
    DraughtRow(draught_cm=350, displacement_kg=2_660_000),
)


def read(name: str, text: str) -> Value:
    return read_text(FIELD_BY_NAME[name], text)


@pytest.mark.parametrize(
    "mmsi", ["412000000", "413801234", "414999999", " 413 801 234 ".replace(" ", "")]
)
def test_chinese_mmsis_are_taken(mmsi: str) -> None:
    assert read("mmsi", mmsi) == mmsi


@pytest.mark.parametrize("mmsi", ["411999999", "415000000", "41380123", "4138012345", "41380123A"])
def test_other_mmsis_are_refused(mmsi: str) -> None:
    with pytest.raises(BadValue):
        read("mmsi", mmsi)


def test_full_width_digits_are_read_as_digits() -> None:
    assert read("mmsi", "４１３８０１２３４") == "413801234"


@pytest.mark.parametrize(
    ("number", "is_good"), [("9074729", True), ("9074728", False), ("907472", False)]
)
def test_imo_numbers_carry_a_check_digit(number: str, *, is_good: bool) -> None:
    outcome = _outcome("imo_number", number)

    assert (outcome == number) is is_good


@pytest.mark.parametrize(
    ("number", "is_good"),
    [
        ("CN20201234567", True),
        ("cn20201234567", True),
        ("CN18991234567", False),
        ("CN2020123456", False),
        ("XX20201234567", False),
    ],
)
def test_identification_numbers_have_their_shape(number: str, *, is_good: bool) -> None:
    outcome = _outcome("identification_number", number)

    assert (outcome == number.upper()) is is_good


def _outcome(name: str, text: str) -> object:
    try:
        return read(name, text)
    except BadValue:
        return None


@pytest.mark.parametrize("text", ["6800", " 6800 "])
def test_stored_lengths_are_whole_centimetres(text: str) -> None:
    assert read("length_overall_cm", text) == 6800


@pytest.mark.parametrize("text", ["68.5", "0", "-1", "40001", "68 m", "九", "1e3", "9" * 13])
def test_other_lengths_are_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read("length_overall_cm", text)


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("length_overall_cm", "68.5", 6850),
        ("length_overall_cm", "68", 6800),
        ("deadweight_kg", "2,000.125", 2_000_125),
        ("engine_power_kw", "600", 600),
        ("built_on", "2020-02-29", date(2020, 2, 29)),
        ("status", "停航", "laid_up"),
        ("status", "Laid up", "laid_up"),
        ("vessel_type", "散货船", "8010-BULK"),
    ],
)
def test_forms_read_shown_units_and_words(name: str, text: str, stored: Value) -> None:
    assert read_shown(FIELD_BY_NAME[name], text) == stored


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("length_overall_cm", "68.555"),
        ("length_overall_cm", "NaN"),
        ("length_overall_cm", "Infinity"),
        ("built_on", "2021-02-29"),
        ("built_on", "1899-12-31"),
        ("built_on", "2100-01-01"),
        ("status", "sunk"),
        ("name_zh", "长" * 41),
        ("registration_number", "<script>"),
    ],
)
def test_forms_refuse_other_text(name: str, text: str) -> None:
    with pytest.raises(BadValue):
        read_shown(FIELD_BY_NAME[name], text)


def test_refusals_say_the_range_in_shown_units() -> None:
    with pytest.raises(BadValue) as caught:
        read_shown(FIELD_BY_NAME["depth_cm"], "41")

    assert "40.00 m" in caught.value.en
    assert "40.00 m" in caught.value.zh


def test_control_characters_vanish_from_text() -> None:
    assert clean_text(" 桂\x00梧州\u200b  货\n88 ") == "桂梧州 货 88"


@pytest.mark.parametrize(
    "text", ["75:520000;350:2660000", "75：520000\n350 2660000", "75,520000；350,2660000"]
)
def test_draught_tables_are_read_in_the_usual_spellings(text: str) -> None:
    assert read_table(text) == (TABLE[0], TABLE[2])


@pytest.mark.parametrize(
    "text", ["75:520000", "75:520000;75:530000", "80:1;75:2", "75:2;80:1", "a:b;c:d"]
)
def test_other_draught_tables_are_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_table(text)


def test_a_plain_vessel_is_plausible() -> None:
    assert faults_of(plain_vessel(), today=TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_draught_cm": 420}, "full_draught_cm"),
        ({"light_draught_cm": 350}, "light_draught_cm"),
        ({"light_displacement_kg": 2_660_000}, "light_displacement_kg"),
        ({"moulded_breadth_cm": 1301}, "moulded_breadth_cm"),
        ({"length_cm": 6801}, "length_cm"),
        ({"height_cm": 419}, "depth_cm"),
        ({"net_tonnage": 901, "gross_tonnage": 900}, "net_tonnage"),
        ({"hatch_length_cm": 6801}, "hatch_length_cm"),
        ({"hatch_width_cm": 1301}, "hatch_width_cm"),
        ({"reference_load_a_kg": 1_900_001}, "reference_load_a_kg"),
        ({"reference_load_c_kg": 1_899_999}, "reference_load_b_kg"),
        ({"reference_load_b_kg": 2_140_001}, "reference_load_b_kg"),
        ({"breadth_cm": 566}, "breadth_cm"),
        ({"full_displacement_kg": 3_094_001}, "full_displacement_kg"),
        ({"built_on": date(2026, 6, 2)}, "built_on"),
        ({"built_on": date(2020, 1, 2), "rebuilt_on": date(2020, 1, 1)}, "built_on"),
        ({"draught_table": (TABLE[0], TABLE[1])}, "draught_table"),
        ({"draught_table": (TABLE[1], TABLE[0], TABLE[2])}, "draught_table"),
        ({"name_zh": ""}, "name_zh"),
        ({"vessel_type": ""}, "vessel_type"),
    ],
)
def test_implausible_vessels_are_told_apart(changes: dict[str, Value], field: str) -> None:
    found = faults_of({**plain_vessel(), "status": "in_service", **changes}, today=TODAY)

    assert field in {fault.field for fault in found}
    assert all(fault.zh and fault.en for fault in found)


@pytest.mark.parametrize(
    "changes",
    [
        {"full_draught_cm": 419},
        {"light_draught_cm": 349},
        {"moulded_breadth_cm": 1300},
        {"length_cm": 6800},
        {"height_cm": 420},
        {"net_tonnage": 900, "gross_tonnage": 900},
        {"reference_load_b_kg": 2_140_000},
        {"breadth_cm": 1300, "length_overall_cm": 15_600},
        {"full_displacement_kg": 3_094_000},
        {"built_on": date(2026, 6, 1)},
        {"draught_table": TABLE},
    ],
)
def test_vessels_on_the_border_are_plausible(changes: dict[str, Value]) -> None:
    assert faults_of({**plain_vessel(), "status": "in_service", **changes}, today=TODAY) == ()


def test_all_demo_vessels_are_plausible() -> None:
    found = [faults_of(vessel, today=TODAY) for vessel in demo_vessels()]

    assert set(found) == {()}


def card(**changes: object) -> VesselCard:
    facts: dict[str, object] = {
        "code": "C",
        "name_zh": "桂梧州货88",
        "name_en": "",
        "mmsi": "",
        "vessel_type": "8010-BULK",
        "type_zh": "散货船",
        "type_en": "Bulk carrier",
        "status": "in_service",
        "home_port": "",
        "owner": "",
        "operator": "",
        "deadweight_kg": None,
        "reference_loads": ReferenceLoads(area_b_kg=1_900_000),
        "gross_tonnage": None,
        "length_cm": None,
        "beam_cm": None,
        "air_draught_cm": None,
        "light_draught_cm": 75,
        "full_draught_cm": 350,
        "light_displacement_kg": 520_000,
        "full_displacement_kg": 2_660_000,
        "hatch_length_cm": None,
        "hatch_width_cm": None,
        "draught_table": TABLE,
    }
    return VesselCard(**{**facts, **changes})  # type: ignore[arg-type]  # facts of mixed kinds


@pytest.mark.parametrize(
    ("draught", "load"),
    [
        (74, 0),
        (75, 0),
        (200, 980_000),
        (275, 1_560_000),
        (350, 2_140_000),
        (400, 2_140_000),
    ],
)
def test_loads_are_interpolated_and_never_extended(draught: int, load: int) -> None:
    assert card().load_kg_at(draught) == load


def test_without_a_table_no_load_is_claimed() -> None:
    assert card(draught_table=()).load_kg_at(200) is None
    assert card(light_displacement_kg=None).load_kg_at(200) is None


def test_reference_loads_answer_by_area() -> None:
    loads = ReferenceLoads(area_b_kg=5)

    assert (loads.kg_in("b"), loads.kg_in("A"), loads.kg_in("Z")) == (5, None, None)


def test_a_card_without_english_name_shows_the_chinese_one() -> None:
    assert card().name("en") == "桂梧州货88"


def test_bigrams_never_cross_names() -> None:
    assert names.bigrams(names.search_text("西江 1", "AB")) == ("ab", "江1", "西江")


@pytest.mark.parametrize(
    ("party", "name"),
    [
        (PartyRef(name="张三丰", kind="person"), "张**"),
        (PartyRef(name="", kind="person"), ""),
        (PartyRef(name="西江航运", kind="company"), "西江航运"),
    ],
)
def test_only_private_names_are_masked(party: PartyRef, name: str) -> None:
    assert names.public_name(party) == name


def test_names_sort_by_pinyin() -> None:
    assert sorted(["西江", "北海", "桂江"], key=names.sort_key) == ["北海", "桂江", "西江"]


def test_every_type_key_begins_with_its_recommendation_28_code() -> None:
    assert [kind.key[:4] for kind in VESSEL_TYPES] == [kind.rec28 for kind in VESSEL_TYPES]
    assert vessel_type_of("unknown").rec28 == "8000"


def test_the_catalogue_and_the_table_hold_the_same_fields() -> None:
    stored = {field.name for field in Vessel._meta.get_fields() if field.concrete}
    expected = {field.name for field in FIELDS if field.kind is not Kind.PARTY} | {
        f"{role}_{part}" for role in ("owner", "operator") for part in ("code", "name", "kind")
    }

    derived = {
        "id", "code", "registered_at", "updated_at", "search_text", "search_bigrams", "sort_key",
    }  # fmt: skip
    assert stored - derived == expected


def test_every_field_has_labels_in_two_languages() -> None:
    assert all(field.zh and field.en for field in FIELDS)


def test_persons_are_counted_in_the_readers_language() -> None:
    field = FIELD_BY_NAME["minimum_crew"]

    assert (shown(field, 6, "zh"), shown(field, 6, "en")) == ("6 人", "6 persons")


@pytest.mark.parametrize("vessel", demo_vessels()[:3])
def test_values_survive_their_way_through_json(vessel: dict[str, Value]) -> None:
    back = {name: from_json(FIELD_BY_NAME[name], to_json(value)) for name, value in vessel.items()}

    assert back == vessel


@pytest.mark.parametrize(
    ("state", "wanted"), [(a, b) for a in MOVES for b in MOVES if b not in MOVES[a]]
)
def test_decided_proposals_stay_decided(state: str, wanted: str) -> None:
    with pytest.raises(ProposalDecided):
        check_move(state=state, wanted=wanted)


def csv_of(*lines: str) -> str:
    return "name_zh,vessel_type,mmsi,length_overall_cm\n" + "\n".join(lines)


def test_a_good_file_is_read_line_by_line() -> None:
    lines, faults = read_vessels(csv_of("桂A,散货船,413801234,6800", "", "桂B,8030,,"))

    assert faults == ()
    assert [(line.line, line.particulars["name_zh"]) for line in lines] == [(2, "桂A"), (4, "桂B")]
    assert lines[0].particulars["length_overall_cm"] == 6800


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, "name_zh"),
        ("mmsi\n413801234", 1, "name_zh"),
        ("name_zh,colour\n桂A,red", 1, "colour"),
        ("name_zh,mmsi,mmsi\n桂A,,", 1, "mmsi"),
        ("name_zh\n", 1, ""),
        (csv_of("桂A,散货船,123,6800"), 2, "mmsi"),
        (csv_of("桂A,散货船,,68 m"), 2, "length_overall_cm"),
        (csv_of("桂A,散货船,,6800,extra"), 2, ""),
        (csv_of("桂A,飞船,,6800"), 2, "vessel_type"),
        (csv_of('"桂A,散货船,,6800'), 2, ""),
        ("name_zh\0\n桂A", 1, ""),
        (csv_of("桂" * 5000 + ",散货船,,"), 2, "name_zh"),
        (csv_of(*["桂A,散货船,,"] * 501), 502, ""),
    ],
)
def test_bad_files_are_told_by_line_and_column(text: str, line: int, column: str) -> None:
    _lines, faults = read_vessels(text)

    assert (faults[0].line, faults[0].column) == (line, column)
    assert faults[0].zh
    assert faults[0].en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_of_excel_are_decoded(encoding: str) -> None:
    assert decoded("name_zh\n桂梧州".encode(encoding)) == ("name_zh\n桂梧州", ())


@pytest.mark.parametrize("content", [b"\xff\xff\xff\xff", b"x" * 1_000_001])
def test_other_files_are_refused(content: bytes) -> None:
    _text, faults = decoded(content)

    assert len(faults) == 1


def test_the_template_has_every_column_once() -> None:
    assert len(columns()) == len(set(columns())) == len(FIELDS) + 4
