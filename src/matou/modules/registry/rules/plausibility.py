"""Rules that tie fields together: what no vessel of the real world can be (合理性检查).

A rule speaks only when every field it needs is recorded. The database repeats those that must
never be false as constraints; here they explain.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from matou.modules.registry.contracts import DraughtRow
from matou.modules.registry.rules.faults import Fault
from matou.modules.registry.rules.fields import FIELD_BY_NAME, FIELDS
from matou.modules.registry.rules.values import Value, empty_value

Particulars = Mapping[str, Value]

NARROWEST = 12
BROADEST = 1.5
"""Length over breadth of floating hulls: rowing shells exceed 12, pontoons fall below 1.5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """``smaller`` must not exceed ``larger``; with ``strict`` it must stay below."""

    smaller: str
    larger: str
    strict: bool = False


BELOW: tuple[Below, ...] = (
    Below(smaller="full_draught_cm", larger="depth_cm", strict=True),
    Below(smaller="light_draught_cm", larger="full_draught_cm", strict=True),
    Below(smaller="light_displacement_kg", larger="full_displacement_kg", strict=True),
    Below(smaller="moulded_breadth_cm", larger="breadth_cm"),
    Below(smaller="length_cm", larger="length_overall_cm"),
    Below(smaller="depth_cm", larger="height_cm"),
    Below(smaller="net_tonnage", larger="gross_tonnage"),
    Below(smaller="hatch_length_cm", larger="length_overall_cm"),
    Below(smaller="hatch_width_cm", larger="breadth_cm"),
    # Waves are highest in area A, so a hull may carry least there.
    Below(smaller="reference_load_a_kg", larger="reference_load_b_kg"),
    Below(smaller="reference_load_b_kg", larger="reference_load_c_kg"),
    Below(smaller="built_on", larger="rebuilt_on"),
)


def faults_of(particulars: Particulars, *, today: date) -> tuple[Fault, ...]:
    """Return all that is implausible or missing, in the order of the catalogue."""
    found = [*_missing(particulars), *_order_faults(particulars)]
    for rule in _RULES:
        found.extend(rule(particulars))
    found.extend(_built_later(particulars, today))
    order = {field.name: place for place, field in enumerate(FIELDS)}
    return tuple(sorted(found, key=lambda fault: order.get(fault.field, len(order))))


def _missing(particulars: Particulars) -> list[Fault]:
    return [
        Fault(field=field.name, zh="必须填写。", en="This is required.")
        for field in FIELDS
        if field.required and particulars.get(field.name, "") == empty_value(field)
    ]


def _order_faults(particulars: Particulars) -> list[Fault]:
    found = []
    for rule in BELOW:
        smaller, larger = particulars.get(rule.smaller), particulars.get(rule.larger)
        if smaller is None or larger is None:
            continue
        is_wrong = (
            not (smaller < larger)  # type: ignore[operator]  # two whole numbers or two days
            if rule.strict
            else smaller > larger  # type: ignore[operator]  # see above
        )
        if is_wrong:
            found.append(_order_fault(rule))
    return found


def _order_fault(rule: Below) -> Fault:
    other = FIELD_BY_NAME[rule.larger]
    if rule.strict:
        return Fault(
            field=rule.smaller,
            zh=f"必须小于“{other.zh}”。",
            en=f"Must be smaller than “{other.en}”.",
        )
    return Fault(
        field=rule.smaller,
        zh=f"不能大于“{other.zh}”。",
        en=f"Must not exceed “{other.en}”.",
    )


def _whole(particulars: Particulars, *names: str) -> tuple[int, ...] | None:
    numbers = tuple(particulars.get(name) for name in names)
    if all(isinstance(number, int) for number in numbers):
        return numbers  # type: ignore[return-value]  # all are int by the line above
    return None


def _slender(particulars: Particulars) -> list[Fault]:
    size = _whole(particulars, "length_overall_cm", "breadth_cm")
    if size is None or BROADEST <= size[0] / size[1] <= NARROWEST:
        return []
    return [
        Fault(
            field="breadth_cm",
            zh="总长与船宽之比不合常理（应在 1.5 至 12 之间），请核对单位。",
            en="Length over breadth is out of reason (1.5 to 12); compare the units.",
        )
    ]


def _fits_its_box(particulars: Particulars) -> list[Fault]:
    size = _whole(
        particulars,
        "length_overall_cm",
        "breadth_cm",
        "full_draught_cm",
        "full_displacement_kg",
    )
    if size is None:
        return []
    length, breadth, draught, displacement = size
    # One cubic centimetre of fresh water weighs one gram: a block coefficient above 1 is none.
    if displacement * 1000 <= length * breadth * draught:
        return []
    return [
        Fault(
            field="full_displacement_kg",
            zh="大于总长 × 船宽 × 满载吃水的水体重量。",
            en="Exceeds the water that length × breadth × full draught displace.",
        )
    ]


def _loads_fit(particulars: Particulars) -> list[Fault]:
    found = []
    for name in ("reference_load_a_kg", "reference_load_b_kg", "reference_load_c_kg"):
        masses = _whole(particulars, name, "light_displacement_kg", "full_displacement_kg")
        if masses and masses[0] > masses[2] - masses[1]:
            found.append(
                Fault(
                    field=name,
                    zh="大于满载与空载排水量之差。",
                    en="Exceeds full displacement less light displacement.",
                )
            )
    return found


def _table_fits(particulars: Particulars) -> list[Fault]:
    table = particulars.get("draught_table")
    if not isinstance(table, tuple) or not table:
        return []
    found = []
    if any(not _grows(lower, upper) for lower, upper in pairwise(table)):
        found.append(("吃水与排水量须逐行增大。", "Draught and displacement must grow by row."))
    draughts = _whole(particulars, "light_draught_cm", "full_draught_cm")
    if draughts and not (
        table[0].draught_cm <= draughts[0] and draughts[1] <= table[-1].draught_cm
    ):
        found.append(
            (
                "须覆盖从空载吃水到满载吃水的范围。",
                "Must cover the range from light to full draught.",
            )
        )
    return [Fault(field="draught_table", zh=zh, en=en) for zh, en in found]


def _grows(lower: DraughtRow, upper: DraughtRow) -> bool:
    return lower.draught_cm < upper.draught_cm and lower.displacement_kg < upper.displacement_kg


def _built_later(particulars: Particulars, today: date) -> list[Fault]:
    return [
        Fault(field=name, zh="不能晚于今天。", en="Must not lie after today.")
        for name in ("built_on", "rebuilt_on")
        if isinstance(day := particulars.get(name), date) and day > today
    ]


_RULES: tuple[Callable[[Particulars], list[Fault]], ...] = (
    _slender,
    _fits_its_box,
    _loads_fit,
    _table_fits,
)
