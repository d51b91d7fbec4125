"""The synthetic Xijiang replay (西江模拟航次): one loaded voyage, made the same way every time.

The demo vessel comes down to Chishuixu (P_CHI), loads, waits at Changzhou lock, passes, runs down
the river and lies at Sanshui (P_SAN). Positions follow the places of the basin with gentle bends
and noise; some lines are broken on purpose, as real feeds are. Nothing in it is a real vessel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, radians, sin
from random import Random

from pyais.encode import encode_dict
from pyais.messages import TagBlock

DEMO_MMSI = "413800013"
DEMO_NAME = "MATOU DEMO 01"
STARTS_AT_S = 1_793_000_000
"""The first instant of the recording of the twelve other vessels (Unix seconds)."""
SEED = 20_261_122

M_PER_DEGREE = 111_195.0
"""One degree of a great circle on the mean sphere."""
MS_PER_KN = 1852 / 3600
UNDER_WAY_EVERY_S, LYING_EVERY_S, STATIC_EVERY_S = 60, 180, 1800
NOISE_M = 12.0
BEND_M = 350.0
LIGHT_DM, LADEN_DM = 12, 32
UNDER_WAY, AT_ANCHOR, MOORED = 0, 1, 5
"""Navigational status, ITU-R M.1371-5 table 45."""

Point = tuple[float, float]

RIVER: tuple[tuple[str, Point], ...] = (
    ("P_CHI", (23.42, 111.08)),
    ("L_CHZ", (23.46, 111.175)),
    ("P_LJZ", (23.458, 111.215)),
    ("P_DLK", (23.455, 111.232)),
    ("P_ZJC", (23.462, 111.25)),
    ("J_GJK", (23.475, 111.303)),
    ("J_HJK", (23.425, 111.52)),
    ("P_YNA", (23.25, 111.535)),
    ("P_DEQ", (23.14, 111.79)),
    ("P_YUF", (23.07, 111.985)),
    ("P_ZQG", (23.055, 112.4)),
    ("P_ZQX", (23.11, 112.68)),
    ("J_SXJ", (23.16, 112.82)),
    ("J_HEK", (23.18, 112.84)),
    ("P_SAN", (23.17, 112.85)),
)
"""The way down, place by place; a test holds it against the basin."""

UPSTREAM: Point = (23.395, 110.985)
"""Where the voyage is first heard, 10 km above Chishuixu."""
ANCHORAGE: Point = (23.4485, 111.1475)
"""The waiting place 3 km above the lock."""
QUAY_M = 120.0
"""How far north of its place's point the demo vessel makes fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestones:
    """The instants of the voyage that a demonstration steps to, in Unix seconds."""

    first_heard: int
    alongside: int
    cast_off: int
    lock_queue: int
    lock_entered: int
    lock_left: int
    arrived: int
    last_heard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leg:
    """A stretch under way (points and speed) or a stay (one point and a length of time)."""

    name: str
    points: tuple[Point, ...]
    speed_kn: float = 0.0
    lasts_s: int = 0
    status: int = UNDER_WAY
    draught_dm: int = LADEN_DM


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    at_s: int
    point: Point
    speed_kn: float
    course_deg: float
    leg: _Leg


def milestones() -> Milestones:
    """Return when the demo voyage comes where."""
    starts = {leg.name: at_s for leg, at_s, _ in _timed()}
    *_, (_, _, last_s) = _timed()
    return Milestones(
        first_heard=STARTS_AT_S,
        alongside=starts["loading"],
        cast_off=starts["to_lock"],
        lock_queue=starts["waiting"],
        lock_entered=starts["locking"],
        lock_left=starts["downriver"],
        arrived=starts["discharging"],
        last_heard=last_s,
    )


def demo_lines(*, others: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the recording: the demo vessel, the other vessels' lines, and what is broken.

    ``others`` are lines with tag blocks in their order; they are merged in by instant.
    """
    noise = Random(SEED)  # noqa: S311 the noise must repeat, nothing is secret
    stamped = [(_stamp_of(line), line) for line in others]
    next_static_s = STARTS_AT_S
    for report in _reports(noise):
        if report.at_s >= next_static_s:
            stamped += [(report.at_s, line) for line in _static_lines(report)]
            next_static_s = report.at_s + STATIC_EVERY_S
        stamped.append((report.at_s, _position_line(report)))
    # A stable sort: parts of one message and the order within a second stay as they are.
    lines = [line for _, line in sorted(stamped, key=lambda pair: pair[0])]
    return tuple(_with_faults(lines))


def _legs() -> tuple[_Leg, ...]:
    points = [point for _, point in RIVER]
    quay, lock, port = _north(points[0]), points[1], _north(points[-1])
    hour = 3600
    return (
        _Leg(name="coming", points=(UPSTREAM, quay), speed_kn=6.5, draught_dm=LIGHT_DM),
        _Leg(name="loading", points=(quay,), lasts_s=9 * hour, status=MOORED, draught_dm=LIGHT_DM),
        _Leg(name="to_lock", points=(quay, ANCHORAGE), speed_kn=6.0),
        _Leg(name="waiting", points=(ANCHORAGE,), lasts_s=6 * hour + 600, status=AT_ANCHOR),
        _Leg(name="into_lock", points=(ANCHORAGE, lock), speed_kn=3.5),
        _Leg(name="locking", points=(lock,), lasts_s=75 * 60, status=MOORED),
        _Leg(name="downriver", points=(*points[1:-1], port), speed_kn=7.2),
        _Leg(name="discharging", points=(port,), lasts_s=12 * hour, status=MOORED),
    )


def _timed() -> Iterator[tuple[_Leg, int, int]]:
    """Yield each leg with the instants of its start and end."""
    at_s = STARTS_AT_S
    for leg in _legs():
        length_s = leg.lasts_s or round(_length_m(leg.points) / (leg.speed_kn * MS_PER_KN))
        yield leg, at_s, at_s + length_s
        at_s += length_s


def _reports(noise: Random) -> Iterator[_Report]:
    for leg, start_s, end_s in _timed():
        every_s = UNDER_WAY_EVERY_S if leg.speed_kn else LYING_EVERY_S
        for at_s in range(start_s, end_s, every_s):
            share = (at_s - start_s) / (end_s - start_s)
            point, course = _along(leg.points, share) if leg.speed_kn else (leg.points[0], 90.0)
            speed = leg.speed_kn + noise.gauss(0, 0.25) if leg.speed_kn else noise.random() * 0.2
            yield _Report(
                at_s=at_s,
                point=_jittered(point, noise),
                speed_kn=round(max(speed, 0.0), 1),
                course_deg=round((course + noise.gauss(0, 2)) % 360, 1) % 360,
                leg=leg,
            )


def _along(points: Sequence[Point], share: float) -> tuple[Point, float]:
    """Return the point at this share of the way, bent sideways between places, and the course."""
    to_go = share * _length_m(points)
    for start, end in pairwise(points):
        east, north = _metres(start, end)
        length = hypot(east, north)
        if to_go <= length:
            break
        to_go -= length
    part = min(to_go / length, 1.0)
    # A full sine: it leaves and meets both places and crosses the straight line half-way.
    aside = min(BEND_M, length * 0.04) * sin(2 * pi * part)
    shift_north, shift_east = aside * -east / length, aside * north / length
    latitude = start[0] + (end[0] - start[0]) * part + shift_north / M_PER_DEGREE
    longitude = start[1] + (end[1] - start[1]) * part
    longitude += shift_east / (M_PER_DEGREE * cos(radians(latitude)))
    return (latitude, longitude), degrees(atan2(east, north)) % 360


def _length_m(points: Sequence[Point]) -> float:
    return sum(hypot(*_metres(start, end)) for start, end in pairwise(points))


def _metres(start: Point, end: Point) -> tuple[float, float]:
    middle = cos(radians((start[0] + end[0]) / 2))
    return (end[1] - start[1]) * M_PER_DEGREE * middle, (end[0] - start[0]) * M_PER_DEGREE


def _north(point: Point) -> Point:
    return point[0] + QUAY_M / M_PER_DEGREE, point[1]


def _jittered(point: Point, noise: Random) -> Point:
    scale = NOISE_M / M_PER_DEGREE
    return point[0] + noise.gauss(0, scale), point[1] + noise.gauss(0, scale)


def _position_line(report: _Report) -> bytes:
    (line,) = encode_dict(
        {
            "type": 1,
            "mmsi": DEMO_MMSI,
            "lat": round(report.point[0], 6),
            "lon": round(report.point[1], 6),
            "speed": report.speed_kn,
            "course": report.course_deg,
            "heading": round(report.course_deg) % 360,
            "status": report.leg.status,
            "second": report.at_s % 60,
        },
        talker_id="AI",
        sentence_type="VDM",
        radio_channel="A",
    )
    return _tagged(line, at_s=report.at_s)


def _static_lines(report: _Report) -> list[bytes]:
    lines = encode_dict(
        {
            "type": 5,
            "mmsi": DEMO_MMSI,
            "shipname": DEMO_NAME,
            "callsign": "BDEMO1",
            "ship_type": 70,
            "to_bow": 60,
            "to_stern": 10,
            "to_port": 7,
            "to_starboard": 7,
            "draught": report.leg.draught_dm / 10,
            "destination": "SANSHUI" if report.leg.draught_dm == LADEN_DM else "WUZHOU",
        },
        talker_id="AI",
        sentence_type="VDM",
        radio_channel="A",
        seq_id=report.at_s // STATIC_EVERY_S % 9 + 1,
    )
    return [_tagged(line, at_s=report.at_s) for line in lines]


def _tagged(sentence: str, *, at_s: int) -> bytes:
    tag = TagBlock.create(source_station="demo", receiver_timestamp=at_s)  # type: ignore[arg-type]
    return b"\\" + tag + b"\\" + sentence.encode("ascii")


def _stamp_of(line: bytes) -> int:
    return int(line.split(b"c:")[1][:10])


def _with_faults(lines: list[bytes]) -> Iterator[bytes]:
    """Yield the lines with one fault of each kind in between, at fixed places."""
    step = len(lines) // (len(_FAULTS) + 1)
    for number, line in enumerate(lines):
        fault, rest = divmod(number, step)
        if rest == 0 and 0 < fault <= len(_FAULTS):
            yield from _FAULTS[fault - 1](line)
        yield line


def _flipped(line: bytes) -> list[bytes]:
    """Give one character of the payload another value: the checksum fails."""
    return [line[:-8] + (b"0" if line[-8:-7] != b"0" else b"1") + line[-7:]]


def _cut(line: bytes) -> list[bytes]:
    return [line[: len(line) // 2]]


def _garbage(_line: bytes) -> list[bytes]:
    return [b"\xff\xfe\x00 broken receiver", b"foobar"]


def _empty(_line: bytes) -> list[bytes]:
    return [b"!AIVDM,1,1,,B,,0*25"]


def _orphan(_line: bytes) -> list[bytes]:
    return [b"!AIVDM,2,2,7,B,88888888880,2*20"]


def _torn_tag(line: bytes) -> list[bytes]:
    return [line.replace(b"c:1", b"c:2", 1)]


def _elsewhere(line: bytes) -> list[bytes]:
    """Report the demo vessel off Africa (0 N, 0 E), a second before the line: a teleport."""
    return [_at_sea(at_s=_stamp_of(line) - 1, lat=0.0, lon=0.0)]


def _nowhere(line: bytes) -> list[bytes]:
    """Report the demo vessel without a position."""
    return [_at_sea(at_s=_stamp_of(line) - 1, lat=91.0, lon=181.0)]


def _double(line: bytes) -> list[bytes]:
    return [line]


def _far_future(line: bytes) -> list[bytes]:
    sentence = line.rsplit(b"\\", 1)[1].decode("ascii")
    return [_tagged(sentence, at_s=_stamp_of(line) + 400 * 86_400)]


def _at_sea(*, at_s: int, lat: float, lon: float) -> bytes:
    (line,) = encode_dict(
        {"type": 1, "mmsi": DEMO_MMSI, "lat": lat, "lon": lon, "speed": 0, "course": 0},
        talker_id="AI",
        sentence_type="VDM",
        radio_channel="B",
    )
    return _tagged(line, at_s=at_s)


_FAULTS = (
    _flipped,
    _cut,
    _garbage,
    _empty,
    _orphan,
    _torn_tag,
    _elsewhere,
    _nowhere,
    _double,
    _far_future,
    _flipped,
    _garbage,
)
