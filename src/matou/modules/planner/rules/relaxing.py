"""Why nothing was found: the one condition whose loosening would give an answer (放宽条件)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import MOST_TRANSFERS, NO_WISHES, Load
from matou.modules.planner.rules.compile import FLAGS
from matou.modules.planner.rules.network import MINUTES_PER_DAY, Mode, Network

DAYS_ZH = "一二三四五六日"
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MODE_NAMES = {
    Mode.ROAD: ("公路", "road"),
    Mode.WATER: ("水路", "water"),
    Mode.RAIL: ("铁路", "rail"),
    Mode.AIR: ("航空", "air"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """A condition that binds, what to change, and the question with it loosened."""

    zh: str
    en: str
    question: Question


NOTHING_HELPS = (
    "路网中没有可供这类货物往返两地的线路。",
    "The network has no way between these two places for this kind of cargo.",
)


SEVERAL = (
    "单独放宽任何一项都不够；取消全部要求即有方案。",
    "Loosening one wish alone is not enough; without all of them there is a way.",
)


def binding(
    *, network: Network, question: Question, earliest: Callable[[Question], int | None]
) -> Relaxation | None:
    """Return the first single loosening that gives an answer, least first; None where none does.

    ``earliest`` tells when the first chain that answers a question arrives.
    """
    late = _deadline(question, earliest)
    if late is not None:
        return late
    for relaxation in _loosened(network, question):
        if earliest(relaxation.question) is not None:
            return relaxation
    free = replace(question, wishes=NO_WISHES)
    if question.wishes != NO_WISHES and earliest(free) is not None:
        return Relaxation(zh=SEVERAL[0], en=SEVERAL[1], question=free)
    return None


def moment(minute: int, *, is_zh: bool) -> str:
    """Return a minute as day and time of the week, later weeks counted."""
    day, of_day = divmod(minute, MINUTES_PER_DAY)
    week, of_week = divmod(day, 7)
    name = f"周{DAYS_ZH[of_week]}" if is_zh else DAYS_EN[of_week]
    later = f" +{week}w" if week else ""
    return f"{name} {of_day // 60:02}:{of_day % 60:02}{later}"


def _deadline(question: Question, earliest: Callable[[Question], int | None]) -> Relaxation | None:
    if question.wishes.arrive_by_min is None:
        return None
    arrival = earliest(_wishing(question, arrive_by_min=None))
    if arrival is None:
        return None
    return Relaxation(
        zh=f"最晚到达时间太早；最早 {moment(arrival, is_zh=True)} 可到。",
        en=f"The latest arrival is too early; {moment(arrival, is_zh=False)} can be reached.",
        question=_wishing(question, arrive_by_min=arrival),
    )


def _loosened(network: Network, question: Question) -> Iterator[Relaxation]:
    yield from _transfers(question)
    yield from _musts(question)
    yield from _water(network, question)
    yield from _draughts(network, question)
    yield from _planned(question)
    yield from _wishes(question)
    yield from _cargo(question)


def _wishing(question: Question, **changes: object) -> Question:
    return replace(question, wishes=replace(question.wishes, **changes))  # type: ignore[arg-type]  # fields of Wishes


def _transfers(question: Question) -> Iterator[Relaxation]:
    most = question.wishes.max_transfers
    if most is None:
        return
    for more in range(most + 1, MOST_TRANSFERS + 1):
        yield Relaxation(
            zh=f"至多换装 {most} 次太少；允许 {more} 次即有方案。",
            en=f"At most {most} transfers are too few; {more} would do.",
            question=_wishing(question, max_transfers=more),
        )
    yield Relaxation(
        zh=f"至多换装 {most} 次太少；不限次数即有方案。",
        en=f"At most {most} transfers are too few; without a limit there is a way.",
        question=_wishing(question, max_transfers=None),
    )


def _musts(question: Question) -> Iterator[Relaxation]:
    for field in ("must_modes", "must_nodes", "must_links", "must_services"):
        wanted: frozenset[str] = getattr(question.wishes, field)
        for code in sorted(wanted):
            yield Relaxation(
                zh=f"必须使用 {code} 就无路可走；不作要求即有方案。",
                en=f"With {code} as a must there is no way; without it there is.",
                question=_wishing(question, **{field: wanted - {code}}),
            )
    if question.wishes.avoids_dangerous_terminals:
        yield Relaxation(
            zh="避开接收危险货物的码头、车站就无路可走；允许使用即有方案。",
            en="Avoiding terminals for dangerous goods leaves no way; using them would.",
            question=_wishing(question, avoids_dangerous_terminals=False),
        )


def _water(network: Network, question: Question) -> Iterator[Relaxation]:
    """The next smaller falls of the water at which some stretch or sill would bear the draught."""
    asked = question.wishes.lower_water_cm
    if not asked:
        return
    needs_cm = -(-question.cargo.draught_mm // 10) + network.params.under_keel_cm
    depths = {link.depth_cm for link in network.links if link.depth_cm}
    spare = {depth - needs_cm for depth in depths}
    spare |= {chamber.sill_depth_cm - needs_cm for chamber in network.chambers}
    for lower_cm in sorted({0, *(cm for cm in spare if 0 < cm < asked)}, reverse=True):
        yield Relaxation(
            zh=f"水位下降 {asked} 厘米后水深不足；下降不超过 {lower_cm} 厘米即有方案。",
            en=f"With the water {asked} cm lower there is no way; {lower_cm} cm lower there is.",
            question=_wishing(question, lower_water_cm=lower_cm),
        )


def _draughts(network: Network, question: Question) -> Iterator[Relaxation]:
    """The next shallower draughts that some waterway would bear, deepest first."""
    draught_mm = question.cargo.draught_mm
    under_keel = network.params.under_keel_cm
    borne = {10 * (link.depth_cm - under_keel) for link in network.links if link.depth_cm}
    for mm in sorted((mm for mm in borne if 0 < mm < draught_mm), reverse=True):
        metres, asked = f"{mm / 1000:g}", f"{draught_mm / 1000:g}"
        yield Relaxation(
            zh=f"吃水 {asked} 米超过沿途水深；减载到 {metres} 米即有方案。",
            en=f"A draught of {asked} m is too deep on the way; {metres} m would pass.",
            question=replace(question, cargo=replace(question.cargo, draught_mm=mm)),
        )


def _planned(question: Question) -> Iterator[Relaxation]:
    for flag in sorted(FLAGS.keys() - question.cargo.flags):
        flags = question.cargo.flags | {flag}
        yield Relaxation(
            zh=f"只有规划中的{FLAGS[flag]}相通；可用 {flag} 假定其开通。",
            en=f"Only a planned waterway leads there; {flag} takes it as open.",
            question=replace(question, cargo=replace(question.cargo, flags=flags)),
        )


def _wishes(question: Question) -> Iterator[Relaxation]:
    wishes = question.wishes
    for mode in sorted(wishes.without_modes):
        kept = replace(wishes, without_modes=wishes.without_modes - {mode})
        zh, en = MODE_NAMES[mode]
        yield Relaxation(
            zh=f"排除了{zh}；允许{zh}即有方案。",
            en=f"Without {en} there is no way; with it there is.",
            question=replace(question, wishes=kept),
        )
    for field in ("without_nodes", "without_links", "without_services"):
        avoided: frozenset[str] = getattr(wishes, field)
        for code in sorted(avoided):
            changed = {field: avoided - {code}}
            yield Relaxation(
                zh=f"避开 {code} 就无路可走；允许经过即有方案。",
                en=f"Avoiding {code} leaves no way; passing it would.",
                question=replace(question, wishes=replace(wishes, **changed)),  # type: ignore[arg-type]  # one of the three
            )


def _cargo(question: Question) -> Iterator[Relaxation]:
    cargo = question.cargo
    if cargo.is_dangerous:
        yield Relaxation(
            zh="沿途码头、车站不接收危险货物；普通货物有方案。",
            en="Terminals on the way take no dangerous goods; other cargo would pass.",
            question=replace(question, cargo=replace(cargo, dangerous_class="")),
        )
    if cargo.load is Load.CONTAINER and cargo.teu > 1:
        one = replace(cargo, teu=1, mass_kg=cargo.mass_kg // cargo.teu)
        yield Relaxation(
            zh=f"{cargo.teu} TEU 超过班轮、班列的舱位；分批即有方案。",
            en=f"{cargo.teu} TEU exceed what liners and trains hold; smaller lots would pass.",
            question=replace(question, cargo=one),
        )
    if cargo.load is Load.AIR:
        yield Relaxation(
            zh="货量超过航班舱位；分批（1 吨以内）即有方案。",
            en="The cargo exceeds what a flight holds; lots of up to 1 t would pass.",
            question=replace(question, cargo=replace(cargo, mass_kg=min(cargo.mass_kg, 1000))),
        )
    if cargo.load is Load.BULK:
        heavier = max(cargo.mass_kg, 300_000)
        yield Relaxation(
            zh="散货驳船 300 吨起租；加到 300 吨即有方案。",
            en="A barge is chartered from 300 t; that much would find a way.",
            question=replace(question, cargo=replace(cargo, mass_kg=heavier)),
        )
