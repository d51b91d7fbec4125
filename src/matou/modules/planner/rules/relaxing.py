"""Why nothing was found: the one condition whose loosening would give an answer (放宽条件)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Load
from matou.modules.planner.rules.compile import FLAGS
from matou.modules.planner.rules.network import Mode, Network

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


def binding(
    *, network: Network, question: Question, has_answer: Callable[[Question], bool]
) -> Relaxation | None:
    """Return the first single loosening that gives an answer, least first; None where none does."""
    for relaxation in _loosened(network, question):
        if has_answer(relaxation.question):
            return relaxation
    return None


def _loosened(network: Network, question: Question) -> Iterator[Relaxation]:
    yield from _draughts(network, question)
    yield from _planned(question)
    yield from _wishes(question)
    yield from _cargo(question)


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
