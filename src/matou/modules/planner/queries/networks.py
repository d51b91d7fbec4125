"""The network as of an instant, with its notices, and the version under which offers pin it."""

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError
from matou.modules.planner.models import NetworkChange, NetworkVersion
from matou.modules.planner.queries.notices import standing_notices
from matou.modules.planner.queries.tables import Tables, tables_at
from matou.modules.planner.rules import basin, kinds
from matou.modules.planner.rules.network import Network, ServiceDay
from matou.modules.planner.rules.notices import StandingNotice, week_start, with_notices

_MOST_KEPT = 4
_KEPT: OrderedDict[tuple[int, int, datetime], Network] = OrderedDict()
"""The networks read last in this process. A key is the count and last id of the changes in force,
and the Monday from which minutes count: ids are never given twice, so a key never lies."""


class NetworkMissing(DomainError):
    """No network is loaded as of the instant that was asked for."""

    code = "planner.network-missing"
    status = 404
    zh = "当时还没有路网数据。请先导入，或换一个时刻。"
    en = "There was no network then. Import one first, or ask for another instant."


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """A version of the network: running number, hash of its content, since when it holds."""

    number: int
    digest: str
    effective_at: datetime

    @property
    def name(self) -> str:
        """How offers write it: the number, and enough of the hash to tell a forgery."""
        return f"{self.number}-{self.digest[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """How many changes of the network were in force at an instant, and the last of them."""

    number: int
    last: int
    effective_at: datetime


def network_at(instant: datetime) -> Network:
    """Return the network as plans made at an instant see it; raises NetworkMissing.

    Rows in force then, without services out of season, and with the notices that were published
    by then. The same instant always answers the same: a change never reaches back.
    """
    stamp = stamp_at(instant)
    key = (stamp.number, stamp.last, week_start(instant))
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = _built(instant, stamp)
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return found


def stamp_at(instant: datetime) -> Stamp:
    """Return where the network's history stood at an instant; raises NetworkMissing."""
    seen = NetworkChange.objects.filter(effective_at__lte=instant).aggregate(
        number=Count("id"), last=Max("id"), effective_at=Max("effective_at")
    )
    if not seen["number"]:
        raise NetworkMissing
    return Stamp(**seen)


def number_at(instant: datetime) -> int:
    """Return the network's number at an instant, 0 before the first change."""
    return NetworkChange.objects.filter(effective_at__lte=instant).count()


def version_at(instant: datetime) -> VersionCard:
    """Return the version in force at an instant, recorded or not; raises NetworkMissing."""
    stamp = stamp_at(instant)
    known = NetworkVersion.objects.filter(number=stamp.number).first()
    digest = known.digest if known else digest_at(instant)
    return VersionCard(number=stamp.number, digest=digest, effective_at=stamp.effective_at)


def network_of_version(number: int) -> Network:
    """Return the network that a recorded version pinned; raises NetworkMissing."""
    version = NetworkVersion.objects.filter(number=number).first()
    if version is None:
        raise NetworkMissing
    return network_at(version.effective_at)


def digest_at(instant: datetime) -> str:
    """Return the SHA-256 over everything that a plan of that instant can depend on."""
    return _digest(tables_at(instant), standing_notices(instant))


def next_change_after(instant: datetime) -> datetime | None:
    """Return when the network changes next, as far as is known."""
    following = NetworkChange.objects.filter(effective_at__gt=instant).order_by("effective_at")
    return following.values_list("effective_at", flat=True).first()


def recent_changes(*, limit: int = 10) -> list[NetworkChange]:
    """Return the changes recorded last."""
    return list(NetworkChange.objects.order_by("-id")[:limit])


def _built(instant: datetime, stamp: Stamp) -> Network:
    tables = tables_at(instant)
    if not tables[kinds.NODE.file]:
        raise NetworkMissing
    notices = standing_notices(instant)
    version = VersionCard(
        number=stamp.number, digest=_digest(tables, notices), effective_at=stamp.effective_at
    )
    network = basin.read_network(tables=tables, version=version.name)
    off = _out_of_season(tables, instant.astimezone(CHINA).date())
    running = tuple(one for one in network.services if one.code not in off)
    days = service_days(tables, week_start(instant).date())
    network = replace(network, services=running, service_days=days)
    return with_notices(network, notices, at=instant)


def service_days(tables: Tables, monday: date) -> tuple[ServiceDay, ...]:
    """Return the exceptions from the Monday on from which minutes count; none lies too far off."""
    days = (
        (row, (date.fromisoformat(row["date"]) - monday).days)
        for row in tables[kinds.EXCEPTION.file]
    )
    return tuple(
        ServiceDay(service=row["service_id"], day=day, runs=row["what"] == kinds.ADDED)
        for row, day in days
        if day >= 0
    )


def _out_of_season(tables: Tables, day: date) -> set[str]:
    """Return the services that do not run on a day, by their seasons."""
    text = day.isoformat()
    return {
        row["service_id"]
        for row in tables[kinds.SEASON.file]
        if not row["runs_from"] <= text < (row["runs_until"] or "9999")
    }


def _digest(tables: Tables, notices: tuple[StandingNotice, ...]) -> str:
    content: dict[str, Any] = {
        **tables,
        "notices": [
            {
                "code": one.code,
                "kind": one.terms.kind,
                "targets": sorted(one.terms.targets),
                "depth_cm": one.terms.depth_cm,
                "starts_at": one.terms.starts_at.timestamp(),
                "ends_at": one.terms.ends_at.timestamp(),
            }
            for one in notices
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
