"""Reading of ``params.csv``: unit costs, capacities and factors, by name."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from matou.modules.planner.rules import cells
from matou.modules.planner.rules.network import Params
from matou.spine.places.contracts import RowProblem
from matou.spine.places.rules.basin import Reader

FILE = "params.csv"
ON_TIME = "p_"

COLUMNS = {
    # field of Params: (name in the file, how many of our units make one of the file's)
    "truck_capacity_t": ("truck_capacity_t", 1),
    "truck_capacity_teu": ("truck_capacity_teu", 1),
    "truck_fen_per_km": ("truck_cny_km", 100),
    "border_fen_per_truck": ("border_cny_truck", 100),
    "border_min": ("border_min", 1),
    "barge_fen_per_tkm_down": ("barge_cny_tkm_down", 100),
    "barge_fen_per_tkm_up": ("barge_cny_tkm_up", 100),
    "barge_positioning_min": ("barge_positioning_min", 1),
    "barge_min_t": ("barge_min_t", 1),
    "lock_fee_fen_per_t": ("lock_fee_cny_t", 100),
    "under_keel_cm": ("ukc_m", 100),
    "wagon_fen_per_t": ("wagon_cny_t", 100),
    "wagon_fen_per_tkm": ("wagon_cny_tkm", 100),
    "wagon_dispatch_min": ("wagon_dispatch_min", 1),
    "rail_fen_per_teu": ("rail_teu_base", 100),
    "rail_fen_per_teu_km": ("rail_teu_km", 100),
    "road_g_per_tkm": ("co2_road_g_tkm", 1),
    "rail_g_per_tkm": ("co2_rail_g_tkm", 1),
    "barge_g_per_tkm": ("co2_barge_g_tkm", 1),
    "liner_g_per_tkm": ("co2_liner_g_tkm", 1),
    "air_g_per_tkm": ("co2_air_g_tkm", 1),
}
WHOLE = frozenset(
    {
        *("truck_capacity_t", "truck_capacity_teu", "border_fen_per_truck", "border_min"),
        *("barge_positioning_min", "barge_min_t", "under_keel_cm", "wagon_dispatch_min"),
    }
)
"""Fields of ``Params`` that hold whole numbers; the others are exact fractions."""


def read_params(rows: Sequence[Mapping[str, str]], problems: list[RowProblem]) -> Params:
    """Read the parameters; a missing, doubled or unreadable one is added to ``problems``."""
    reader = Reader(FILE, problems)
    found = _values(reader, rows)
    values: dict[str, int | Fraction] = {}
    for name, (column, factor) in COLUMNS.items():
        value = found.get(column)
        if value is None:
            reader.refuse("name", column, "缺少此参数。", "This parameter is missing.")
            value = Fraction(1)
        values[name] = _whole(reader, column, value * factor) if name in WHOLE else value * factor
    on_time = {name[2:]: value for name, value in found.items() if name.startswith(ON_TIME)}
    return Params(**values, on_time=on_time)  # type: ignore[arg-type]  # named by COLUMNS


def _values(reader: Reader, rows: Sequence[Mapping[str, str]]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for line, row in enumerate(rows, start=2):
        reader.line = line
        name = (row.get("name") or "").strip()
        if not name or name in found:
            reader.refuse("name", name, "参数名为空或重复。", "Empty, or listed twice.")
        found[name] = reader.read(row, "value", cells.fraction(1), Fraction(1))
    return found


def _whole(reader: Reader, column: str, value: Fraction) -> int:
    if value.denominator != 1 or value == 0:
        reader.refuse(
            "value", f"{column} = {value}", "须为正整数。", "Give a whole number above 0."
        )
    return int(value)
