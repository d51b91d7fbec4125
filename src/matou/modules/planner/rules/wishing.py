"""Wishes (要求): reading them from words, and refusing those that cannot be met together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from matou.kit.errors import DomainError, InvalidInput
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.cargo import Cargo, Load, Wishes
from matou.modules.planner.rules.compile import FLAGS, LAYERS, PLANNED
from matou.modules.planner.rules.network import MINUTES_PER_WEEK, Mode, Network

MAX_READY_MIN = 52 * MINUTES_PER_WEEK
MAX_ARRIVE_MIN = 2 * MAX_READY_MIN
FIELDS = ("modes", "nodes", "links", "services")
Reason = tuple[str, str]


class ContradictoryWishes(DomainError):
    """Two things that are wished for cannot both be."""

    code = "contradictory-wishes"
    status = 422
    zh = "{reason_zh}请取消其中一项。"
    en = "{reason_en} Drop one of the two."


def cargo_of(  # one cargo as a person tells it
    *,
    tonnes: Decimal | None,
    teu: int | None,
    is_air: bool,
    draught_m: Decimal | None,
    dangerous_class: str,
    flags: frozenset[str],
) -> Cargo:
    """Return the cargo of a question as forms, API and command are told it; raises InvalidInput."""
    if is_air and teu is not None:
        raise InvalidInput(
            field="air",
            reason_zh="空运不装集装箱，空运（air）与箱量（teu）请只用一个。",
            reason_en="Flights carry no containers here: give air or teu (--air, --teu), not both.",
        )
    if teu is not None:
        return cargoes.containers(
            teu=teu, tonnes=tonnes, dangerous_class=dangerous_class, flags=flags
        )
    if tonnes is None:
        raise InvalidInput(
            field="tonnes",
            reason_zh="请给出重量（tonnes）或箱量（teu）。",
            reason_en="Say how much there is, by tonnes or teu (--tonnes, --teu).",
        )
    if is_air:
        return cargoes.air_freight(tonnes=tonnes, dangerous_class=dangerous_class, flags=flags)
    return cargoes.bulk(
        tonnes=tonnes, draught_m=draught_m, dangerous_class=dangerous_class, flags=flags
    )


def read_codes(*, network: Network, field: str, words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Sort words into modes, nodes, links and services; raises InvalidInput for others."""
    if not words:  # as in most questions, which need not know every code
        return dict.fromkeys(("modes", *FIELDS), frozenset())
    wanted = frozenset(word.strip() for word in words)
    known: dict[str, frozenset[str]] = {
        "modes": frozenset(Mode),
        "nodes": frozenset(node.code for node in network.nodes),
        "links": frozenset(link.code for link in network.links),
        "services": frozenset(service.code for service in network.services),
    }
    unknown = sorted(wanted.difference(*known.values()))
    if unknown:
        raise InvalidInput(
            field=field,
            reason_zh=f"“{unknown[0]}”不是方式、地点、线路或班次。",
            reason_en=f"“{unknown[0]}” is no mode, place, link or service.",
        )
    return {name: wanted & codes for name, codes in known.items()}


def with_codes(
    wishes: Wishes, *, network: Network, without: Sequence[str], must: Sequence[str]
) -> Wishes:
    """Return the wishes with what is to be avoided and what must be used, given as words."""
    out = read_codes(network=network, field="without", words=without)
    use = read_codes(network=network, field="must", words=must)
    return replace(
        wishes,
        without_modes=frozenset(map(Mode, out["modes"])),
        without_nodes=out["nodes"],
        without_links=out["links"],
        without_services=out["services"],
        must_modes=frozenset(map(Mode, use["modes"])),
        must_nodes=use["nodes"],
        must_links=use["links"],
        must_services=use["services"],
    )


def check_wishes(*, network: Network, cargo: Cargo, wishes: Wishes, starts_min: int) -> None:
    """Refuse wishes out of bounds or at odds; raises InvalidInput and ContradictoryWishes."""
    _check_bounds(wishes)
    for field in FIELDS:
        words = [*getattr(wishes, f"must_{field}")]
        if not read_codes(network=network, field="must", words=words)[field].issuperset(words):
            raise _bad("must", f"{words} 类别不符。", f"{words} are no {field}.")
    for zh, en in (
        *_at_odds(wishes),
        *_wrong_mode(network, cargo, wishes),
        *_no_such_link(network, cargo, wishes),
        *_no_such_ride(network, cargo, wishes),
        *_too_late(wishes, starts_min),
        *_too_few(network, wishes),
    ):
        raise ContradictoryWishes(reason_zh=zh, reason_en=en)


def _check_bounds(wishes: Wishes) -> None:
    if wishes.musts > cargoes.MOST_MUSTS:
        most = cargoes.MOST_MUSTS
        raise _bad("must", f"必经要求至多 {most} 项。", f"At most {most} things may be musts.")
    most = cargoes.MOST_TRANSFERS
    if wishes.max_transfers is not None and not 0 <= wishes.max_transfers <= most:
        raise _bad("max_transfers", f"换装次数须为 0 至 {most}。", f"Give 0 to {most} transfers.")
    if not 0 <= wishes.lower_water_cm <= cargoes.MAX_LOWER_CM:
        raise _bad("lower_water", "水位下降须为 0 至 1000 厘米。", "Give 0 to 1000 cm.")
    if not 0 <= wishes.depart_from_min <= MAX_READY_MIN:
        raise _bad("depart_from", "最早出发须在一年之内。", "It must depart within a year.")
    by = wishes.arrive_by_min
    if by is not None and not 0 <= by <= MAX_ARRIVE_MIN:
        raise _bad("arrive_by", "最晚到达须在两年之内。", "It must arrive within two years.")


def _at_odds(wishes: Wishes) -> Iterator[Reason]:
    for field in FIELDS:
        both: frozenset[str] = getattr(wishes, f"must_{field}") & getattr(
            wishes, f"without_{field}"
        )
        for code in sorted(both):
            yield f"{code} 既要求使用，又要求避开。", f"{code} must be used and is to be avoided."


def _wrong_mode(network: Network, cargo: Cargo, wishes: Wishes) -> Iterator[Reason]:
    """Musts of a mode that is ruled out, or that takes no such cargo."""
    wanted = [(str(mode), mode) for mode in sorted(wishes.must_modes)]
    wanted += _must_rows(network, wishes)
    for code, mode in wanted:
        if mode not in LAYERS[cargo.load]:
            yield f"{code} 不运这类货物。", f"{code} takes no cargo of this kind."
        if mode in wishes.without_modes:
            yield f"要求使用 {code}，又排除了 {mode}。", f"{code} needs {mode}, which is ruled out."


def _must_rows(network: Network, wishes: Wishes) -> list[tuple[str, Mode]]:
    """Return the links and services that must be used, with their modes."""
    links = [(one.code, one.mode) for one in network.links if one.code in wishes.must_links]
    rides = [(one.code, one.mode) for one in network.services if one.code in wishes.must_services]
    return links + rides


def _no_such_link(network: Network, cargo: Cargo, wishes: Wishes) -> Iterator[Reason]:
    """Links that must be used and are not open, or lead to a place to be avoided."""
    opened = {FLAGS.get(flag) for flag in cargo.flags}
    for link in network.links:
        if link.code not in wishes.must_links:
            continue
        is_planned = link.status.startswith(PLANNED) and link.name in opened
        if link.status != "open" and not is_planned:
            yield f"要求使用的 {link.code} 没有开通。", f"{link.code} must be used but is not open."
        for place in sorted({link.origin, link.destination} & wishes.without_nodes):
            yield _leads_to(link.code, place)
        if link.mode is not Mode.ROAD and cargo.load is not Load.BULK:
            yield f"{link.code} 只走散货。", f"On {link.code} only bulk goes link by link."


def _no_such_ride(network: Network, cargo: Cargo, wishes: Wishes) -> Iterator[Reason]:
    """Services that must be used and do not run, or lead over a place to be avoided."""
    for service in network.services:
        if service.code not in wishes.must_services:
            continue
        if (service.mode is Mode.AIR) != (cargo.load is Load.AIR) or cargo.load is Load.BULK:
            yield f"{service.code} 不运这类货物。", f"{service.code} takes no cargo of this kind."
        if service.code in network.cancelled_services:
            yield f"要求使用的 {service.code} 已停开。", f"{service.code} is cancelled."
        ends = {service.origin, service.destination, *service.locks}
        for place in sorted(ends & wishes.without_nodes):
            yield _leads_to(service.code, place)


def _leads_to(code: str, place: str) -> Reason:
    return (
        f"要求使用的 {code} 经过要求避开的 {place}。",
        f"{code} must be used but leads over {place}, which is to be avoided.",
    )


def _too_late(wishes: Wishes, starts_min: int) -> Iterator[Reason]:
    if wishes.arrive_by_min is not None and wishes.arrive_by_min <= starts_min:
        yield "最晚到达不晚于最早出发。", "It would have to arrive before it may leave."


def _too_few(network: Network, wishes: Wishes) -> Iterator[Reason]:
    """Doors are on the road: leaving it for another mode is one transfer, coming back another."""
    if wishes.max_transfers is None or wishes.max_transfers > 1:
        return
    off_road = [str(mode) for mode in sorted(wishes.must_modes) if mode is not Mode.ROAD]
    off_road += [code for code, mode in _must_rows(network, wishes) if mode is not Mode.ROAD]
    for code in off_road:
        yield (
            f"使用 {code} 至少换装 2 次（装、卸各一），超过所限次数。",
            f"Using {code} takes two transfers, on and off, which is more than allowed.",
        )


def _bad(field: str, reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)
