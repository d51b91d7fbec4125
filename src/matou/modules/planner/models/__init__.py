"""Tables of the network (rows with validity, changes, notices, versions), bookings, re-plans."""

from matou.modules.planner.models.base import VersionedQuerySet, VersionedRow
from matou.modules.planner.models.bookings import Booking, ChainOffer, Departure, Hold
from matou.modules.planner.models.changes import NetworkChange, NetworkVersion
from matou.modules.planner.models.legs import BookingLeg, LegPart, WorkOrder
from matou.modules.planner.models.notices import NetworkNotice
from matou.modules.planner.models.replans import Replan, ReplanSweep
from matou.modules.planner.models.rows import (
    Chamber,
    EmissionFactor,
    Link,
    Node,
    Service,
    ServiceException,
    ServiceSeason,
    Tariff,
    Transfer,
)

__all__ = [
    "Booking",
    "BookingLeg",
    "ChainOffer",
    "Chamber",
    "Departure",
    "EmissionFactor",
    "Hold",
    "LegPart",
    "Link",
    "NetworkChange",
    "NetworkNotice",
    "NetworkVersion",
    "Node",
    "Replan",
    "ReplanSweep",
    "Service",
    "ServiceException",
    "ServiceSeason",
    "Tariff",
    "Transfer",
    "VersionedQuerySet",
    "VersionedRow",
    "WorkOrder",
]
