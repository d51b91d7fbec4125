"""What others may know of the planner: its events, who edits it, and the estimate of a route."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from matou.kit.event import Event
from matou.kit.money import Money
from matou.kit.port import Port
from matou.kit.tonnes import Tonnes

EDITOR_ROLE = "planner.editor"
"""The role that keeps the network (路网编辑); ``platform.registrar`` may do the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChanged(Event):
    """The network was changed, or will be from ``effective_at`` on.

    ``aggregate`` is the code of the row or notice, ``network`` for an import; ``what`` is
    ``imported``, ``added``, ``changed``, ``ended``, or ``notice_published``, ``notice_amended``,
    ``notice_withdrawn``. ``subjects`` names what is touched: links, services, locks, places.
    """

    what: str
    subjects: tuple[str, ...]
    effective_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingEvent(Event):
    """Something happened to a booking (订舱); ``aggregate`` is its code, ``party`` the shipper."""

    party: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainBooked(BookingEvent):
    """Room for every leg of a chain is held; ``services`` are those that it rides."""

    origin: str
    destination: str
    services: tuple[str, ...]
    price_fen: int
    network: str
    held_until: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingConfirmed(BookingEvent):
    """The shipper confirmed: room is taken, ``demands`` are asked of carriers in freight."""

    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReleased(BookingEvent):
    """The booking will not be carried on and its room is free again.

    ``why`` is ``released``, ``expired`` or ``failed``; ``engaged`` are demands of it that a carrier
    had already: their lots end in freight.
    """

    why: str
    reason: str
    engaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegChanged(BookingEvent):
    """A leg got a carrier, a time (``classifier`` tells which kind), or fell through."""

    leg: int
    leg_state: str
    carrier: str
    departs_at: datetime | None
    arrives_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanProposed(BookingEvent):
    """A booking's plan no longer holds and its shipper is asked about ``choices`` other chains.

    ``reason`` is ``lock``, ``water``, ``sailing``, ``storm``, ``row``, ``missed`` or ``slower``.
    """

    replan: str
    reason: str
    choices: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanClosed(BookingEvent):
    """A proposal ended without a new plan.

    ``what`` is ``declined``, ``superseded``, ``obsolete`` or ``expired``.
    """

    replan: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReplanned(BookingEvent):
    """A booking is carried on by other legs from now on; its waybill bears the next version.

    ``replaced`` are numbers of legs that will not be carried, ``demands`` are asked of carriers.
    """

    replan: str
    version: int
    replaced: tuple[int, ...]
    services: tuple[str, ...]
    demands: tuple[str, ...]
    price_fen: int
    arrives_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteQuestion:
    """A place pair and a cargo; ``teu`` makes it a cargo in containers.

    Without ``draught_cm`` bulk is taken to sail in vessels that fit the water.
    """

    origin: str
    destination: str
    ready_at: datetime
    mass: Tonnes
    teu: int = 0
    draught_cm: int | None = None
    dangerous_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOption:
    """One chain from door to door: what it costs delivered, how long it takes, what it emits."""

    cost: Money
    arrives_at: datetime
    duration_min: int
    co2e_g: int
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEstimate:
    """The options that no other beats in one respect, on a version of the network.

    ``limiting_draught_cm`` is the deepest draught with which a barge gets from one place to the
    other, under-keel clearance left; None where no waterway joins them.
    """

    network: str
    fastest: RouteOption
    cheapest: RouteOption
    greenest: RouteOption
    limiting_draught_cm: int | None


ROUTE_ESTIMATOR: Port[Callable[[RouteQuestion], RouteEstimate | None]] = Port(
    "planner.ROUTE_ESTIMATOR"
)
"""The estimate for a place pair and cargo; None where no chain is found in time.

Raises DomainError with the cause for a question that cannot be asked.
"""

ROUTE_PAGE: Port[Callable[[RouteQuestion], str]] = Port("planner.ROUTE_PAGE")
"""The address of the page that answers the question with every alternative, for a link to it."""
