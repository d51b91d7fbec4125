"""Notices (通告): what each kind may name, and what it does to the network while in effect."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.planner.rules.network import Chamber, Closure, Link, Network

DRAUGHT_LIMIT = "draught_limit"
LOCK_CLOSURE = "lock_closure"
SERVICE_CANCELLED = "service_cancelled"
STORM_STOP = "storm_stop"
KINDS = (
    (DRAUGHT_LIMIT, "限制水深", "Depth limit"),
    (LOCK_CLOSURE, "船闸停航", "Lock closure"),
    (SERVICE_CANCELLED, "班次停开", "Service cancelled"),
    (STORM_STOP, "防台停工", "Typhoon stop"),
)
PUBLISHED, AMENDED, WITHDRAWN = "published", "amended", "withdrawn"
STATES = (
    (PUBLISHED, "已发布", "published"),
    (AMENDED, "已变更", "amended"),
    (WITHDRAWN, "已撤销", "withdrawn"),
)
LONGEST = timedelta(days=366)
MOST_TARGETS = 60
DEEPEST_CM = 5000
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTerms:
    """What a notice says: kind, what it names, from when until when, and on whose word.

    ``targets`` are codes: links of a stretch, a lock or chambers of it, services, or places; a
    city stands for every place of that city. ``depth_cm`` is the depth left on a stretch.
    """

    kind: str
    targets: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    issuer: str
    source: str
    confidence: str
    depth_cm: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingNotice:
    """A published notice as the network takes it into account."""

    code: str
    terms: NoticeTerms


class NoticeOver(DomainError):
    """A notice that is over or withdrawn can be changed no more."""

    code = "planner.notice-over"
    zh = "通告 {notice} 已撤销或已结束，不能再改。请发布新的通告。"
    en = "The notice {notice} is withdrawn or over. Publish a new one instead."


def check_terms(terms: NoticeTerms, *, known: Collection[str], now: datetime) -> None:
    """Refuse a notice that cannot be; raises InvalidInput naming the field.

    ``known`` are the codes that a notice of this kind may name.
    """
    unknown = sorted(set(terms.targets) - set(known))
    if not terms.targets or len(terms.targets) > MOST_TARGETS:
        raise _bad("targets", f"请填写 1 至 {MOST_TARGETS} 个对象编号。",
                   f"Name 1 to {MOST_TARGETS} codes.")  # fmt: skip
    if unknown:
        names = ", ".join(unknown)
        raise _bad("targets", f"不能作为此类通告的对象：{names}。请核对编号。",
                   f"This kind of notice cannot name {names}. Check the codes.")  # fmt: skip
    if terms.ends_at <= terms.starts_at:
        raise _bad("ends_at", "结束须晚于开始。", "The end must come after the start.")
    if terms.ends_at <= now:
        raise _bad("ends_at", "结束须晚于现在：通告只影响以后的航次。",
                   "The end must lie ahead: a notice changes only what is to come.")  # fmt: skip
    if terms.ends_at - terms.starts_at > LONGEST:
        raise _bad("ends_at", "一份通告至多一年。长期变化请修改路网。",
                   "A notice lasts a year at most. Change the network for what stays.")  # fmt: skip
    if (terms.kind == DRAUGHT_LIMIT) != (terms.depth_cm is not None):
        raise _bad("depth_cm", "限制水深的通告须填水深，其他通告不填。",
                   "A depth limit needs the depth, and no other notice has one.")  # fmt: skip
    if terms.depth_cm is not None and not 0 < terms.depth_cm <= DEEPEST_CM:
        raise _bad("depth_cm", "水深须大于 0 且不超过 50 米。", "Give a depth up to 50 m.")


def with_notices(network: Network, notices: Collection[StandingNotice], *, at: datetime) -> Network:
    """Return the network with what the notices do to it for plans made at an instant.

    Lock closures become absolute spans, also those still to come. The others count while they are
    in effect: less depth on the links, cancelled services, and around a stopped place no service,
    link or transfer.
    """
    acting = [one.terms for one in notices if one.terms.starts_at <= at < one.terms.ends_at]
    stopped = stopped_places(network, _named(acting, STORM_STOP))
    shut = _shut_chambers(network, [one.terms for one in notices], at=at)
    return replace(
        network,
        links=tuple(_limited(link, acting, stopped) for link in network.links),
        transfers=tuple(
            one for one in network.transfers if not {one.origin, one.destination} & stopped
        ),
        chambers=tuple(one for one in network.chambers if chamber_code(one) not in shut),
        closures=(*network.closures, *_closures(network, notices, at=at)),
        cancelled_services=network.cancelled_services | _cancelled(network, acting, stopped),
    )


def week_start(at: datetime) -> datetime:
    """Return the Monday 00:00 in China from which the network's minutes count at an instant."""
    local = at.astimezone(CHINA)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=CHINA)


def chamber_code(chamber: Chamber) -> str:
    """Return the code under which a notice names one chamber."""
    return f"{chamber.lock}-{chamber.chamber.replace('#', '')}"


def _named(acting: Collection[NoticeTerms], kind: str) -> set[str]:
    return {code for terms in acting if terms.kind == kind for code in terms.targets}


def stopped_places(network: Network, targets: Iterable[str]) -> set[str]:
    """Return the places that a typhoon stop names; a city stands for every place of that city."""
    named = set(targets)
    cities = {node.city for node in network.nodes if node.code in named and node.kind == "city"}
    cities.discard("")
    return {node.code for node in network.nodes if node.code in named or node.city in cities}


def _limited(link: Link, acting: Collection[NoticeTerms], stopped: set[str]) -> Link:
    if {link.origin, link.destination} & stopped and link.status == "open":
        link = replace(link, status="closed")
    limits = [
        terms.depth_cm
        for terms in acting
        if terms.kind == DRAUGHT_LIMIT and link.code in terms.targets and terms.depth_cm
    ]
    if not limits:
        return link
    return replace(link, depth_cm=min(*limits, link.depth_cm or DEEPEST_CM))


def _shut_chambers(network: Network, notices: Collection[NoticeTerms], *, at: datetime) -> set[str]:
    """Return the chambers out of use at the instant whose lock goes on with its others.

    Where every chamber is shut the lock itself waits, and its chambers stay for when it opens.
    """
    shut = {
        chamber_code(one)
        for one in network.chambers
        if any(_shuts(terms, one) and terms.starts_at <= at < terms.ends_at for terms in notices)
    }
    going = {one.lock for one in network.chambers if chamber_code(one) not in shut}
    return {chamber_code(one) for one in network.chambers if one.lock in going} & shut


def _shuts(terms: NoticeTerms, chamber: Chamber) -> bool:
    named = {chamber.lock, chamber_code(chamber)} & set(terms.targets)
    return terms.kind == LOCK_CLOSURE and bool(named)


def _cancelled(
    network: Network, acting: Collection[NoticeTerms], stopped: set[str]
) -> frozenset[str]:
    touched = {one.code for one in network.services if {one.origin, one.destination} & stopped}
    return frozenset(touched | _named(acting, SERVICE_CANCELLED))


def _closures(
    network: Network, notices: Collection[StandingNotice], *, at: datetime
) -> list[Closure]:
    """Return the spans in which whole locks are out of use, in minutes from this Monday.

    A lock is out of use while each of its chambers is closed by one notice or another.
    """
    start = week_start(at)
    ahead = [one.terms for one in notices if one.terms.ends_at > at]
    locks: dict[str, list[Chamber]] = {}
    for chamber in network.chambers:
        locks.setdefault(chamber.lock, []).append(chamber)
    return [
        Closure(
            lock=lock,
            from_min=max(0, (from_at - start) // _MINUTE),
            # Rounded up: a ship that waits must not leave before the lock opens.
            until_min=-((start - until_at) // _MINUTE),
        )
        for lock, chambers in sorted(locks.items())
        for from_at, until_at in _spans_shut(chambers, ahead)
    ]


def _spans_shut(
    chambers: Collection[Chamber], notices: Collection[NoticeTerms]
) -> list[tuple[datetime, datetime]]:
    acting = [terms for terms in notices if any(_shuts(terms, one) for one in chambers)]
    borders = sorted({at for terms in acting for at in (terms.starts_at, terms.ends_at)})
    spans: list[tuple[datetime, datetime]] = []
    for from_at, until_at in pairwise(borders):
        now = [terms for terms in acting if terms.starts_at <= from_at < terms.ends_at]
        if not all(any(_shuts(terms, one) for terms in now) for one in chambers):
            continue
        if spans and spans[-1][1] == from_at:
            from_at = spans.pop()[0]  # noqa: PLW2901  # two notices in a row are one span
        spans.append((from_at, until_at))
    return spans


def _bad(field: str, reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)
