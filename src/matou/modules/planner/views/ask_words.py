"""The planner's own words for minutes, rates, units and marks, as plan pages print them."""

from fractions import Fraction

from django.utils.translation import gettext as _

from matou.modules.planner.rules.choice import Criterion
from matou.modules.planner.rules.network import Mode
from matou.modules.planner.rules.relaxing import MODE_NAMES
from matou.modules.planner.rules.sheets import Rate, Spent
from matou.web.language import in_language

MODE_ICONS = {
    Mode.ROAD: "truck",
    Mode.WATER: "ship",
    Mode.RAIL: "train",
    Mode.AIR: "plane",
}
_G_PER_KG, _KG_PER_T = 1000, 1000
_DIGITS = 6
_MINUTES_PER_HOUR = 60


def mode_words(mode: Mode) -> str:
    """Return a mode in words."""
    zh, en = MODE_NAMES[mode]
    return in_language(zh=zh, en=en)


def mark_words(criterion: Criterion) -> str:
    """Return what a chain is best in."""
    return {
        Criterion.TIME: _("最快"),
        Criterion.COST: _("最省"),
        Criterion.CO2E: _("最低碳"),
        Criterion.RELIABILITY: _("最可靠"),
    }[criterion]


def spent_words(spent: Spent) -> str:
    """Return what minutes go by with."""
    return {
        Spent.MOVING: _("行驶"),
        Spent.HANDLING: _("装卸"),
        Spent.BORDER: _("口岸查验"),
        Spent.CUT_OFF: _("截载后等开行"),
        Spent.DEPARTURE: _("等班次"),
        Spent.OPENING: _("等开工"),
        Spent.LOCK_PASSAGE: _("过闸"),
        Spent.LOCK_WAIT: _("候闸"),
        Spent.CLOSURE: _("等船闸开放"),
        Spent.POSITIONING: _("调船、调车"),
    }[spent]


def rate_words(rate: Rate) -> str:
    """Return what a price is paid for."""
    return {
        Rate.TRUCK_KM: _("汽车运价"),
        Rate.TOLL_KM: _("通行费"),
        Rate.BORDER: _("口岸费"),
        Rate.BARGE_DOWN: _("驳船下水运价"),
        Rate.BARGE_UP: _("驳船上水运价"),
        Rate.LOCK: _("过闸费"),
        Rate.WAGON_T: _("铁路发到费"),
        Rate.WAGON_KM: _("铁路运行费"),
        Rate.TICKET: _("班次运价"),
        Rate.HANDLING: _("装卸费"),
    }[rate]


def unit_words(unit: str) -> str:
    """Return a unit; those that are the same everywhere stay."""
    words = {"tkm": _("吨公里"), "truck_km": _("车公里"), "truck": _("车"), "teu": "TEU"}
    return words.get(unit, unit)


def span(minutes: int) -> str:
    """Return minutes as hours and minutes."""
    hours, rest = divmod(minutes, _MINUTES_PER_HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def number(value: Fraction) -> str:
    """Return an exact number as people write it, thousands parted, at most six decimals."""
    text = f"{float(value):,.{_DIGITS}f}"
    return text.rstrip("0").rstrip(".")


def yuan(fen: Fraction) -> str:
    """Return a rate in yuan."""
    return f"¥{number(fen / 100)}"


def kilometres(length_m: int) -> str:
    """Return metres as kilometres."""
    return f"{number(Fraction(length_m, 1000))} km"


def carbon(grams: int) -> str:
    """Return a mass of CO2e in whole kilograms; to the gram it stands in the sheet."""
    return f"{round(Fraction(grams, _G_PER_KG)):,} kg"


def carbon_exact(grams: int) -> str:
    """Return a mass of CO2e to the gram."""
    return f"{grams / _G_PER_KG:,.3f} kg"


def percent(share: float) -> str:
    """Return a probability; the model is good to half a point, so no more is shown."""
    return f"{100 * share:.0f} %" if share == 0 or share >= 0.095 else f"{100 * share:.1f} %"  # noqa: PLR2004
