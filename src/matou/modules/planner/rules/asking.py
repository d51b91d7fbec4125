"""Questions to the planner: what may be asked, and the refusals that a person can meet."""

import re
from dataclasses import dataclass

from matou.kit.errors import DomainError, InvalidInput
from matou.modules.planner.rules.cargo import NO_WISHES, Cargo, Load, Wishes
from matou.modules.planner.rules.compile import FLAGS
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    Closure,
    Mode,
    Network,
    Node,
    NodeKind,
)
from matou.modules.planner.rules.wishing import (
    MAX_READY_MIN,
    ContradictoryWishes,
    check_wishes,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
READY = re.compile(rf"({'|'.join(DAYS)})-([01]\d|2[0-3]):([0-5]\d)")
CLOSED = re.compile(r"([A-Z0-9_]+)=(\d{1,7})\.\.(\d{1,7})")


class SamePlace(DomainError):
    """Origin and destination are one place."""

    code = "same-place"
    status = 422
    zh = "起点与终点相同（{place}）。请改选其中一个。"
    en = "Origin and destination are the same place ({place}). Choose another for one of them."


class UnknownPlace(DomainError):
    """No node of the network has this code."""

    code = "unknown-place"
    status = 404
    zh = "路网中没有地点“{place}”。请核对编号，如 P_WUL。"
    en = "The network has no place “{place}”. Check the code, such as P_WUL."


class NotADoor(DomainError):
    """Cargo cannot start or end at a lock or a junction."""

    code = "not-a-door"
    status = 422
    zh = "{place} 是船闸或航道汊口，货物不能在此起运或到达。请改选港口、车站、机场或城市。"
    en = "{place} is a lock or a junction: no cargo starts or ends there. Choose a port, a yard, "
    en += "an airport or a city."


class NoModeLeft(DomainError):
    """The wishes rule out every mode that could carry this cargo."""

    code = "no-mode"
    status = 422
    zh = "这批货可用的运输方式都被排除了。请至少保留一种：{modes}。"
    en = "Every mode that could carry this cargo is ruled out. Keep at least one of {modes}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """From where to where, what, and when it is ready; minute 0 is Monday 00:00."""

    origin: str
    destination: str
    ready_min: int
    cargo: Cargo
    wishes: Wishes = NO_WISHES
    slack_permille: int = 0
    """At 0 the front is exact; else each chain left out is within 1 + slack/1000 of one kept."""
    origin_mode: Mode = Mode.ROAD
    """On what the cargo lies where it starts: doors are on the road, cargo under way may not be."""

    @property
    def starts_min(self) -> int:
        """From when on the cargo may move: ready, and not earlier than wished for."""
        return max(self.ready_min, self.wishes.depart_from_min)


def check_question(*, network: Network, question: Question) -> None:
    """Refuse what cannot be answered; raises the refusals of this file and InvalidInput."""
    nodes = {node.code: node for node in network.nodes}
    is_at_a_door = question.origin_mode is Mode.ROAD
    for place in (question.origin, question.destination)[not is_at_a_door :]:
        _check_door(nodes, place, question.wishes)
    if question.origin == question.destination and is_at_a_door:
        raise SamePlace(place=question.origin)
    wanted = [Mode.ROAD, Mode.WATER, Mode.RAIL]
    if question.cargo.load is Load.AIR:
        wanted = [Mode.ROAD, Mode.AIR]
    if question.wishes.without_modes.issuperset(wanted):
        raise NoModeLeft(modes=", ".join(wanted))
    for flag in sorted(question.cargo.flags - FLAGS.keys()):
        choices = ", ".join(FLAGS)
        raise _bad(
            "allow", f"“{flag}”未知，可选：{choices}。", f"“{flag}” is not one of {choices}."
        )
    if not 0 <= question.ready_min <= MAX_READY_MIN:
        raise _bad(
            "ready",
            "备妥时间须在一年之内：更远没有时刻表。",
            "It must be ready within a year: no timetable reaches further.",
        )
    for closure in question.wishes.closures:
        _check_closure(nodes, closure)
    check_wishes(
        network=network,
        cargo=question.cargo,
        wishes=question.wishes,
        starts_min=question.starts_min,
    )


def read_ready(text: str) -> int:
    """Read ``mon-08:00``, or minutes from Monday 00:00; raises InvalidInput."""
    if re.fullmatch(r"\d{1,7}", text, re.ASCII):
        return int(text)
    found = READY.fullmatch(text.strip().lower())
    if found is None:
        raise _bad("ready", "须写作 mon-08:00 之类。", "Write it such as mon-08:00.")
    day, hour, minute = found.groups()
    return DAYS.index(day) * MINUTES_PER_DAY + int(hour) * 60 + int(minute)


def read_closure(text: str) -> Closure:
    """Read ``L_DTX=0..28800``: a lock and the minutes of its closure; raises InvalidInput."""
    found = CLOSED.fullmatch(text.strip())
    if found is None:
        raise _bad("close", "须写作 L_DTX=0..28800。", "Write it such as L_DTX=0..28800.")
    lock, begin, end = found.groups()
    if int(begin) >= int(end):
        raise _bad("close", "停航结束须晚于开始。", "The closure must end after it begins.")
    return Closure(lock=lock, from_min=int(begin), until_min=int(end))


def _check_door(nodes: dict[str, Node], place: str, wishes: Wishes) -> None:
    if place not in nodes:
        raise UnknownPlace(place=place)
    if Mode.ROAD not in nodes[place].modes:
        raise NotADoor(place=place)
    if place in wishes.without_nodes:
        raise ContradictoryWishes(
            reason_zh=f"{place} 既是起点或终点，又被要求避开。",
            reason_en=f"{place} is an end of the journey and is to be avoided.",
        )


def _check_closure(nodes: dict[str, Node], closure: Closure) -> None:
    if closure.lock not in nodes:
        raise UnknownPlace(place=closure.lock)
    if nodes[closure.lock].kind is not NodeKind.LOCK:
        lock = closure.lock
        raise _bad("close", f"{lock} 不是船闸。", f"{lock} is not a lock.")
    if closure.until_min <= closure.from_min:
        raise _bad("close", "停航结束须晚于开始。", "The closure must end after it begins.")
    if closure.until_min > MAX_READY_MIN:
        raise _bad("close", "停航须在一年之内结束。", "The closure must end within a year.")


def _bad(field: str, reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)
