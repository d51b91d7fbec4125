"""Writing down what vessels report: positions, ship data, refused lines, proposals for lots."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from matou.kit.geo import Position
from matou.modules.freight.models import AisReject, ShipStatic, VesselTrack
from matou.modules.freight.queries import tracking as queries
from matou.modules.freight.rules import geofence
from matou.modules.freight.rules.ais_reports import Fix, Other, Reject, Report, ShipData
from matou.modules.freight.services import fences

FULL_SAMPLES = 20
"""The first refused lines of each reason are all kept …"""
SAMPLE_EVERY = 100
"""… later ones by this sieve: a broken receiver must not fill the disk."""

_STATIC_FIELDS = (
    "name",
    "call_sign",
    "ship_type",
    "length_m",
    "beam_m",
    "draught_dm",
    "destination",
)
_TEXTS = frozenset({"name", "call_sign", "destination"})
_MOVING_FIELDS = {
    "at": "timestamptz",
    "latitude": "float8",
    "longitude": "float8",
    "speed_kn": "float8",
    "course_deg": "float8",
    "heading_deg": "int2",
    "nav_status": "int2",
    "suspect_at": "timestamptz",
    "suspect_latitude": "float8",
    "suspect_longitude": "float8",
    "suspect_count": "int2",
    "stay_place": "text",
    "stay_since": "timestamptz",
    "lying_since": "timestamptz",
}
_MOVE_TRACKS = (
    "UPDATE freight_vesseltrack AS track SET "  # noqa: S608 only names from above
    + ", ".join(f"{name} = moved.{name}" for name in _MOVING_FIELDS)
    + " FROM unnest(%s::text[], "
    + ", ".join(f"%s::{kind}[]" for kind in _MOVING_FIELDS.values())
    + f") AS moved (mmsi, {', '.join(_MOVING_FIELDS)}) WHERE track.mmsi = moved.mmsi"
)
_LOCK_TRACKS = (
    "SELECT * FROM freight_vesseltrack WHERE mmsi = ANY(%s) ORDER BY mmsi FOR NO KEY UPDATE"
)
"""One array where a queryset would quote every MMSI by itself."""
_INSERT_FIXES = """
    INSERT INTO freight_positionfix (mmsi, at, latitude, longitude, speed_kn, course_deg,
        heading_deg, nav_status, is_teleport, source, received_at)
    SELECT fix.*, %s, %s
    FROM unnest(%s::text[], %s::timestamptz[], %s::float8[], %s::float8[], %s::float8[],
        %s::float8[], %s::int2[], %s::int2[], %s::bool[]) AS fix
    ON CONFLICT DO NOTHING
"""


@dataclass(slots=True, kw_only=True)
class Intake:
    """What became of a batch of reports."""

    fixes: int = 0
    doubles: int = 0
    statics: int = 0
    others: int = 0
    teleports: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    proposed: tuple[geofence.Proposal, ...] = ()
    taken: tuple[geofence.Proposal, ...] = ()


@transaction.atomic
def record_reports(*, source: str, reports: Sequence[Report], received_at: datetime) -> Intake:
    """Keep a batch: one statement for the positions, the latest per vessel, what fences say.

    A position that is there already is counted as a double and changes nothing.
    """
    fixes = sorted(_of(reports, Fix), key=lambda fix: (fix.mmsi, fix.at))
    statics = sorted(_of(reports, ShipData), key=lambda data: (data.mmsi, data.at))
    tracks = _locked_tracks({one.mmsi for one in (*fixes, *statics)})
    locks = queries.lock_fences() if fixes else ()
    flags = [_follow(track=tracks[fix.mmsi], fix=fix, locks=locks) for fix in fixes]
    written = _insert_fixes(fixes=fixes, flags=flags, source=source, received_at=received_at)
    changed = [data for data in statics if _describe(track=tracks[data.mmsi], data=data)]
    _insert_statics(statics=changed, tracks=tracks, source=source)
    _move_tracks(tracks=[tracks[mmsi] for mmsi in sorted({fix.mmsi for fix in fixes})])
    _rename_tracks(tracks=[tracks[mmsi] for mmsi in sorted({data.mmsi for data in changed})])
    judged = fences.judge(fixes=[fix for fix, flag in zip(fixes, flags, strict=True) if not flag])
    return Intake(
        fixes=len(fixes),
        doubles=len(fixes) - written,
        statics=len(statics),
        others=sum(isinstance(report, Other) for report in reports),
        teleports=sum(flags),
        rejects=_counted(reports),
        proposed=judged.proposed,
        taken=judged.taken,
    )


def sample_rejects(
    *, source: str, reports: Iterable[Report], seen: dict[str, int], received_at: datetime
) -> None:
    """Keep a sample of the refused lines; ``seen`` counts those of this feed before."""
    counts = dict(seen)
    kept: list[AisReject] = []
    for reject in _of(reports, Reject):
        number = counts[reject.reason] = counts.get(reject.reason, 0) + 1
        if number <= FULL_SAMPLES or number % SAMPLE_EVERY == 0:
            line = reject.line.decode("ascii", "backslashreplace").replace("\x00", "\\x00")
            kept.append(
                AisReject(
                    source=source,
                    reason=reject.reason,
                    line=line[:512],
                    received_at=received_at,
                )
            )
    AisReject.objects.bulk_create(kept)


def _of(reports: Iterable[Report], kind: type) -> list:  # type: ignore[type-arg]
    return [report for report in reports if isinstance(report, kind)]


def _counted(reports: Iterable[Report]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for reject in _of(reports, Reject):
        counts[reject.reason.value] += 1
    return dict(counts)


def _locked_tracks(mmsis: Iterable[str]) -> dict[str, VesselTrack]:
    # One order everywhere: two feeds with the same vessels wait for each other, never deadlock.
    ordered = sorted(mmsis)
    tracks = _lock_known(ordered)
    strangers = [mmsi for mmsi in ordered if mmsi not in tracks]
    if strangers:
        VesselTrack.objects.bulk_create(
            [VesselTrack(mmsi=mmsi) for mmsi in strangers], ignore_conflicts=True
        )
        tracks |= _lock_known(strangers)
    return tracks


def _lock_known(mmsis: Sequence[str]) -> dict[str, VesselTrack]:
    return {row.mmsi: row for row in VesselTrack.objects.raw(_LOCK_TRACKS, [list(mmsis)])}


def _follow(*, track: VesselTrack, fix: Fix, locks: Sequence[geofence.Fence]) -> bool:
    """Move the track to the fix if it is news; return whether the fix is a teleport."""
    here = Position(fix.latitude, fix.longitude)
    is_news = track.at is None or fix.at > track.at
    if _is_out_of_reach(track=track, here=here, at=fix.at) and not (
        is_news and _is_confirmed(track, here, fix.at)
    ):
        return True
    if not is_news:
        return False
    stay = geofence.next_stay(
        stay=geofence.Stay(
            place=track.stay_place or None, since=track.stay_since, lying_since=track.lying_since
        ),
        fences=locks,
        position=here,
        speed_kn=fix.speed_kn,
        at=fix.at,
    )
    track.stay_place, track.stay_since = stay.place or "", stay.since
    track.lying_since = stay.lying_since
    track.at, track.latitude, track.longitude = fix.at, fix.latitude, fix.longitude
    track.speed_kn, track.course_deg = fix.speed_kn, fix.course_deg
    track.heading_deg, track.nav_status = fix.heading_deg, fix.nav_status
    track.suspect_at, track.suspect_count = None, 0
    track.suspect_latitude = track.suspect_longitude = None
    return False


def _is_out_of_reach(*, track: VesselTrack, here: Position, at: datetime) -> bool:
    if track.at is None or track.latitude is None or track.longitude is None:
        return False
    return geofence.is_teleport(
        one=Position(track.latitude, track.longitude), one_at=track.at, other=here, other_at=at
    )


def _is_confirmed(track: VesselTrack, here: Position, at: datetime) -> bool:
    """Note a suspect position; return whether enough of them agree that it must be true."""
    agrees = (
        track.suspect_at is not None
        and track.suspect_latitude is not None
        and track.suspect_longitude is not None
        and not geofence.is_teleport(
            one=Position(track.suspect_latitude, track.suspect_longitude),
            one_at=track.suspect_at,
            other=here,
            other_at=at,
        )
    )
    track.suspect_count = track.suspect_count + 1 if agrees else 1
    track.suspect_at = at
    track.suspect_latitude, track.suspect_longitude = here.latitude, here.longitude
    return track.suspect_count > geofence.AGREEING_SUSPECTS


def _insert_fixes(
    *, fixes: Sequence[Fix], flags: Sequence[bool], source: str, received_at: datetime
) -> int:
    """Write the positions by one statement over arrays; return how many were new.

    Rows as objects cost four times as much here (bench/ais.py).
    """
    if not fixes:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_FIXES,
            [
                source,
                received_at,
                [fix.mmsi for fix in fixes],
                [fix.at for fix in fixes],
                [fix.latitude for fix in fixes],
                [fix.longitude for fix in fixes],
                [fix.speed_kn for fix in fixes],
                [fix.course_deg for fix in fixes],
                [fix.heading_deg for fix in fixes],
                [fix.nav_status for fix in fixes],
                list(flags),
            ],
        )
        return int(cursor.rowcount)


def _describe(*, track: VesselTrack, data: ShipData) -> bool:
    """Take over what the vessel says of herself; return whether anything changed.

    Message 24 comes in two halves: what a half does not say stays as it was.
    """
    if track.static_at is not None and data.at <= track.static_at:
        return False
    changed = False
    for name in _STATIC_FIELDS:
        said = getattr(data, name)
        if said is not None and said != getattr(track, name):
            setattr(track, name, said)
            changed = True
    if changed:
        track.static_at = data.at
    return changed


def _insert_statics(
    *, statics: Sequence[ShipData], tracks: dict[str, VesselTrack], source: str
) -> None:
    # Several changes of one vessel in one batch: each row shows what that message said,
    # the last one the whole of what is known.
    rows = [
        ShipStatic(
            mmsi=data.mmsi,
            at=data.at,
            source=source,
            **{name: _known(data, tracks[data.mmsi], name) for name in _STATIC_FIELDS},
        )
        for data in statics
    ]
    ShipStatic.objects.bulk_create(rows, ignore_conflicts=True)


def _known(data: ShipData, track: VesselTrack, name: str) -> object:
    said = getattr(data, name)
    if said is not None:
        return said
    return getattr(track, name) or ("" if name in _TEXTS else None)


def _move_tracks(*, tracks: Sequence[VesselTrack]) -> None:
    """Write where the vessels are by one statement over arrays."""
    if not tracks:
        return
    columns = [[getattr(track, name) for track in tracks] for name in _MOVING_FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_TRACKS, [[track.mmsi for track in tracks], *columns])


def _rename_tracks(*, tracks: Sequence[VesselTrack]) -> None:
    if tracks:
        VesselTrack.objects.bulk_update(tracks, ["static_at", *_STATIC_FIELDS])
