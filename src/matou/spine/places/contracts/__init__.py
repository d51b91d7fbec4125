"""What other rooms may know of places: kinds, cards, events and refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.event import Event
from matou.kit.geo import Position
from matou.spine.places.contracts.loading import BasinLoaded, BasinRefused, LoadReport, RowProblem

__all__ = [
    "AttributeRow",
    "BasinLoaded",
    "BasinRefused",
    "Correction",
    "LoadReport",
    "LockChamberCard",
    "NearPlace",
    "NewBerth",
    "PlaceAlreadyKnown",
    "PlaceCard",
    "PlaceCorrected",
    "PlaceKind",
    "RowProblem",
    "UnreadableOpeningHours",
]


class PlaceKind(StrEnum):
    """What a place is; UN/CEFACT has no one list for all of these, so the house names them."""

    CITY = "city"
    PORT = "port"
    TERMINAL = "terminal"
    BERTH = "berth"
    ANCHORAGE = "anchorage"
    LOCK = "lock"
    JUNCTION = "junction"
    STATION = "station"
    AIRPORT = "airport"
    AREA = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCard:
    """A place as other rooms and pages read it; the position is WGS-84.

    ``confidence_…`` is A (published source), B (well known or computed) or C (estimate, to be
    checked by a person). None means that the source says nothing.
    """

    code: str
    kind: PlaceKind
    name_zh: str
    name_en: str
    position: Position
    city: str
    parent: str | None
    modes: tuple[str, ...]
    cargo: tuple[str, ...]
    berth_dwt_max: int | None
    takes_containers: bool | None
    takes_dangerous_goods: bool | None
    opening_hours: str
    locode: str
    iata: str
    confidence_position: str
    confidence_attributes: str
    source: str
    note: str

    def name(self, language: str) -> str:
        """Return the Chinese name for ``zh…``, else the English one."""
        return self.name_zh if language.startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPlace:
    """A place and its great-circle distance from the point that was asked about."""

    place: PlaceCard
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """One entry in the history of a place's field: what it became, by whom, from which source."""

    field: str
    value: object
    previous: object
    source: str
    confidence: str
    actor: str
    recorded_at: datetime
    is_correction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LockChamberCard:
    """A lock chamber (闸室) with its usable size and usual times."""

    lock: str
    chamber: str
    length_cm: int
    width_cm: int
    sill_depth_cm: int
    vessel_dwt: int
    opened_year: int | None
    passage_min: int
    wait_median_min: int
    wait_ninetieth_min: int
    confidence: str
    source: str
    closure_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCorrected(Event):
    """A registrar corrected one field of a place; ``aggregate`` is the place's code."""

    field: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBerth:
    """A berth, anchorage or area that a registrar adds below a port or terminal.

    ``number`` is its sign on the quay (``3``, ``B12``); the code becomes ``P_CHI_3``.
    """

    number: str
    name_zh: str
    name_en: str
    position: Position
    kind: PlaceKind = PlaceKind.BERTH
    berth_dwt_max: int | None = None
    cargo: tuple[str, ...] = ()
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """New values for fields of a place, with the one source that supports them all."""

    changes: Mapping[str, object]
    source: str
    confidence: str


class PlaceAlreadyKnown(DomainError):
    """A place with this code exists."""

    code = "place-already-known"
    zh = "地点 {place} 已存在。请换一个编号，或更正已有地点。"
    en = "The place {place} exists. Use another number or correct the one there is."


class UnreadableOpeningHours(DomainError):
    """Opening hours are not written as ``HH:MM-HH:MM/days``."""

    code = "unreadable-opening-hours"
    status = 422
    zh = "开放时间“{text}”无法识别。请写成“08:00-18:00/7”：开始-结束/每周天数(从周一起)。"
    en = "Opening hours “{text}” cannot be read. Write “08:00-18:00/7”: from-until/days a week."
