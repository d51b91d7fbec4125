"""Loading the reference network: everything or nothing, and safe to repeat."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from matou.kit.actor import SYSTEM
from matou.spine.journal import services as journal
from matou.spine.places.contracts import BasinLoaded, BasinRefused, LoadReport, RowProblem
from matou.spine.places.models import LockChamber, Place, PlaceAttribute, WaterwayLink
from matou.spine.places.queries import corrected_fields
from matou.spine.places.rules import basin
from matou.spine.places.services.changing import (
    Origin,
    apply,
    changed_fields,
    history_of_change,
)

BASIN = Path(__file__).parents[1] / "basin"
"""The reference network that comes with the project."""

Rows = list[dict[str, str]]


def load_basin(*, now: datetime, directory: Path = BASIN) -> LoadReport:
    """Load places, waterways and lock chambers from a folder of reference files.

    Raises BasinRefused, naming every bad cell, before anything is written. A registrar's
    correction stands against a newer file; places that left the file stay, for codes never die.
    """
    problems: list[RowProblem] = []
    nodes = basin.read_nodes(_rows(directory / "nodes.csv", problems), problems)
    links = basin.read_links(_rows(directory / "links.csv", problems), nodes, problems)
    chambers = basin.read_chambers(_rows(directory / "locks.csv", problems), nodes, problems)
    if problems:
        raise BasinRefused(problems=tuple(problems))
    return _write(nodes, links, chambers, now)


@transaction.atomic
def _write(
    nodes: Iterable[basin.NodeRow],
    links: Iterable[basin.LinkRow],
    chambers: Iterable[basin.ChamberRow],
    now: datetime,
) -> LoadReport:
    tally = _write_places(nodes, now)
    places = {place.code: place for place in Place.objects.all()}
    if tally["created"] or tally["changed"]:
        journal.publish(
            BasinLoaded(
                aggregate="basin",
                actor=SYSTEM.code,
                occurred_at=now,
                created=tally["created"],
                changed=tally["changed"],
            )
        )
    return LoadReport(
        created=tally["created"],
        changed=tally["changed"],
        unchanged=tally["unchanged"],
        kept=tally["kept"],
        links=_mirror_links(links, places),
        chambers=_mirror_chambers(chambers, places),
    )


def _write_places(nodes: Iterable[basin.NodeRow], now: datetime) -> Counter[str]:
    known = {place.code: place for place in Place.objects.select_for_update(of=("self",))}
    corrected = corrected_fields()
    tally: Counter[str] = Counter()
    history: list[PlaceAttribute] = []
    fresh: list[Place] = []
    altered: list[Place] = []
    for node in nodes:
        place = known.get(node.code) or Place(code=node.code)
        values, kept = _without(node.values, corrected.get(node.code, set()), place)
        tally["kept"] += kept
        changes = changed_fields(place, values) if place.pk else dict(values)
        tally["created" if not place.pk else "changed" if changes else "unchanged"] += 1
        if changes:
            history += history_of_change(place, changes, _origin(node.values, now))
            apply(place, changes)
            (altered if place.pk else fresh).append(place)
    Place.objects.bulk_create(fresh)
    for place in altered:
        place.save()
    PlaceAttribute.objects.bulk_create(history)
    return tally


def _without(
    values: Mapping[str, object], corrected: set[str], place: Place
) -> tuple[dict[str, object], int]:
    """Return the values but for corrected fields, and how many of those the file contradicts."""
    left = {field: value for field, value in values.items() if field not in corrected}
    kept = sum(getattr(place, field) != values[field] for field in corrected & values.keys())
    return left, kept


def _origin(values: Mapping[str, object], now: datetime) -> Origin:
    return Origin(
        source=str(values["source"]),
        confidence_position=str(values["confidence_position"]),
        confidence_attributes=str(values["confidence_attributes"]),
        actor=SYSTEM.code,
        is_correction=False,
        now=now,
    )


def _mirror_links(rows: Iterable[basin.LinkRow], places: Mapping[str, Place]) -> int:
    """Make the table say what the file says; nothing points at a link, so none need stay."""
    links = [
        WaterwayLink(
            code=row.code,
            origin=places[row.origin],
            destination=places[row.destination],
            **row.values,
        )
        for row in rows
    ]
    WaterwayLink.objects.exclude(code__in=[link.code for link in links]).delete()
    WaterwayLink.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_own_fields(WaterwayLink, besides={"code"}),
    )
    return len(links)


def _mirror_chambers(rows: Iterable[basin.ChamberRow], places: Mapping[str, Place]) -> int:
    """Make the table say what the file says, like the links."""
    chambers = [
        LockChamber(lock=places[row.lock], chamber=row.chamber, **row.values) for row in rows
    ]
    named = {(chamber.lock_id, chamber.chamber) for chamber in chambers}
    gone = [row.pk for row in LockChamber.objects.all() if (row.lock_id, row.chamber) not in named]
    LockChamber.objects.filter(pk__in=gone).delete()
    LockChamber.objects.bulk_create(
        chambers,
        update_conflicts=True,
        unique_fields=["lock", "chamber"],
        update_fields=_own_fields(LockChamber, besides={"lock", "chamber"}),
    )
    return len(chambers)


def _own_fields(model: type[Model], *, besides: set[str]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields  # noqa: SLF001  # Django documents _meta as API
        if not field.primary_key and field.name not in besides
    ]


def _rows(path: Path, problems: list[RowProblem]) -> Rows:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(
            RowProblem(
                file=path.name,
                line=0,
                column="",
                value="",
                reason_zh=f"无法读取文件({error})。",
                reason_en=f"The file cannot be read ({error}).",
            )
        )
        return []
