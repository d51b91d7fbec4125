"""What a vessel's page shows: particulars by group with their source, and every former value."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matou.kit.actor import Actor
from matou.modules.registry.contracts import VesselCard
from matou.modules.registry.models import FieldRecord, Vessel
from matou.modules.registry.models.projection import particulars_of
from matou.modules.registry.queries.cards import card_of
from matou.modules.registry.queries.vessels import public_value, vessel_of_code
from matou.modules.registry.rules.fields import (
    FIELD_BY_NAME,
    FIELDS,
    GROUP_LABELS,
    Field,
    Group,
)
from matou.modules.registry.rules.history import Entry, present
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.rules.values import Value, empty_value, from_json, shown, to_json

MOST_LINES = 500
"""Lines of history on a page; the API pages through all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One value that a field had, from which day, by whose word; ready to show."""

    id: int
    field: str
    label: str
    value: Any
    shown: str
    source: str
    confidence: str
    valid_from: date
    recorded_at: datetime
    actor: str
    is_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One field of the page with its present value, source and former values."""

    field: Field
    label: str
    value: Value
    shown: str
    present: HistoryLine | None
    former: tuple[HistoryLine, ...]

    @property
    def origin(self) -> tuple[str, date, str] | None:
        """Source, day and confidence of the present value; None where nothing is recorded."""
        line = self.present
        return (line.source, line.valid_from, line.confidence) if line else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticularGroup:
    """A block of the page; only fields that are recorded stand in it."""

    group: Group
    title: str
    particulars: tuple[Particular, ...]

    @property
    def common_origin(self) -> tuple[str, date, str] | None:
        """Where most values of the block come from: said once, and only exceptions apart."""
        origins = Counter(item.origin for item in self.particulars if item.origin)
        return origins.most_common(1)[0][0] if origins else None


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselDetail:
    """A vessel's page: card, blocks, and whether the reader may correct or propose."""

    card: VesselCard
    groups: tuple[ParticularGroup, ...]
    missing: tuple[str, ...]
    registered_at: datetime
    updated_at: datetime
    may_correct: bool
    may_propose: bool

    @property
    def is_insider(self) -> bool:
        """Tell whether the reader keeps the register or has a stake in the vessel."""
        return self.may_correct or self.may_propose


def vessel_detail(code: str, *, viewer: Actor | None, language: str = "zh") -> VesselDetail:
    """Return what the viewer may read of a vessel; raises UnknownVessel."""
    vessel = vessel_of_code(code)
    reader = _Reader(sees_names=_sees_names(vessel, viewer), language=language)
    lines = _lines_by_field(vessel, reader)
    values = particulars_of(vessel)
    particulars = [
        _particular(field, values[field.name], lines.get(field.name, []), reader)
        for field in FIELDS
    ]
    is_registrar = _is_registrar(viewer)
    return VesselDetail(
        card=card_of(vessel),
        groups=_grouped(particulars, language),
        missing=tuple(item.label for item in particulars if item.value == empty_value(item.field)),
        registered_at=vessel.registered_at,
        updated_at=vessel.updated_at,
        may_correct=is_registrar,
        may_propose=not is_registrar and _is_party(vessel, viewer),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    sees_names: bool
    language: str


def history_page(
    code: str, *, field: str = "", before: int | None = None, limit: int = 50
) -> tuple[HistoryLine, ...]:
    """Return the history as anyone may read it, the latest recorded first.

    Raises UnknownVessel.
    """
    vessel = vessel_of_code(code)
    records = FieldRecord.objects.of(vessel.code)
    if field:
        records = records.filter(field=field)
    current = {entry.id for entry in present(record.entry() for record in records).values()}
    anyone = _Reader(sees_names=False, language="zh")
    page = records.order_by("-id")
    if before is not None:
        page = page.filter(pk__lt=before)
    return tuple(
        _line(record.entry(), anyone, is_present=record.pk in current)
        for record in page[: max(1, min(limit, 101))]
    )


def present_values(code: str) -> dict[str, Value]:
    """Return all present values in full, for the registrar's and owner's forms."""
    return particulars_of(vessel_of_code(code))


def _lines_by_field(vessel: Vessel, reader: _Reader) -> dict[str, list[HistoryLine]]:
    records = FieldRecord.objects.of(vessel.code).newest_first()[:MOST_LINES]
    entries = [record.entry() for record in records]
    current = {entry.id for entry in present(entries).values()}
    lines: dict[str, list[HistoryLine]] = {}
    for entry in entries:
        line = _line(entry, reader, is_present=entry.id in current)
        lines.setdefault(entry.field, []).append(line)
    return lines


def _line(entry: Entry, reader: _Reader, *, is_present: bool) -> HistoryLine:
    field = FIELD_BY_NAME[entry.field]
    value = from_json(field, entry.value)
    if not reader.sees_names:
        value = public_value(field.name, value)
    return HistoryLine(
        id=entry.id,
        field=field.name,
        label=field.label(reader.language),
        value=to_json(value),
        shown=shown(field, value, reader.language),
        source=entry.source,
        confidence=entry.confidence,
        valid_from=entry.valid_from,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        is_present=is_present,
    )


def _particular(
    field: Field, value: Value, lines: list[HistoryLine], reader: _Reader
) -> Particular:
    readable = value if reader.sees_names else public_value(field.name, value)
    current = next((line for line in lines if line.is_present), None)
    return Particular(
        field=field,
        label=field.label(reader.language),
        value=readable,
        shown=shown(field, readable, reader.language),
        present=current,
        former=tuple(line for line in lines if line is not current),
    )


def _grouped(particulars: list[Particular], language: str) -> tuple[ParticularGroup, ...]:
    groups = []
    for group, (zh, en) in GROUP_LABELS.items():
        recorded = tuple(
            item
            for item in particulars
            if item.field.group is group and (item.shown or item.former)
        )
        if recorded:
            title = zh if language.startswith("zh") else en
            groups.append(ParticularGroup(group=group, title=title, particulars=recorded))
    return tuple(groups)


def _is_registrar(viewer: Actor | None) -> bool:
    return viewer is not None and bool(REGISTRARS & viewer.roles)


def _is_party(vessel: Vessel, viewer: Actor | None) -> bool:
    return viewer is not None and viewer.acts_for in {vessel.owner_code, vessel.operator_code}


def _sees_names(vessel: Vessel, viewer: Actor | None) -> bool:
    return _is_registrar(viewer) or _is_party(vessel, viewer)
