"""Tables of the network: rows with validity, the changes that made them, notices, versions."""

from matou.modules.planner.models.base import VersionedQuerySet, VersionedRow
from matou.modules.planner.models.changes import NetworkChange, NetworkVersion
from matou.modules.planner.models.notices import NetworkNotice
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
    "Chamber",
    "EmissionFactor",
    "Link",
    "NetworkChange",
    "NetworkNotice",
    "NetworkVersion",
    "Node",
    "Service",
    "ServiceException",
    "ServiceSeason",
    "Tariff",
    "Transfer",
    "VersionedQuerySet",
    "VersionedRow",
]
