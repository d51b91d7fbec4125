"""The network and the register of places: new nodes become places, corrections become nodes."""

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from matou.kit.actor import Actor
from matou.modules.planner.contracts import EDITOR_ROLE
from matou.modules.planner.queries.tables import Tables, cells_of, rows_of
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.columns import Cells
from matou.modules.planner.rules.editing import CHANGED, RowChange, RowsRefused
from matou.modules.planner.services.writing import (
    Occasion,
    lock_network,
    record_change,
    write_changes,
)
from matou.spine.places import queries as places
from matou.spine.places import services as place_services
from matou.spine.places.contracts import BasinRefused, PlaceCard, PlaceCorrected

MIRRORED = (kinds.NODE, kinds.LINK, kinds.CHAMBER)
"""What the spine keeps a picture of, for maps and for rooms that plan nothing."""

_HEADS = {
    # column of nodes.csv: field of the place
    "name_zh": "name_zh", "name_en": "name_en", "city": "city", "lat": "latitude",
    "lon": "longitude", "cargo": "cargo", "berth_dwt_max": "berth_dwt_max",
    "container": "takes_containers", "dg": "takes_dangerous_goods",
    "open_hours": "opening_hours", "note": "note",
}  # fmt: skip


def mirror_to_places(tables: Tables, *, now: datetime) -> None:
    """Make the places, waterways and chambers of the spine say what the network says.

    Raises RowsRefused with what the register of places will not take.
    """
    with TemporaryDirectory(prefix="matou-network-") as folder:
        for kind in MIRRORED:
            _write(Path(folder) / kind.file, kind.heads, tables[kind.file])
        try:
            place_services.load_basin(now=now, directory=Path(folder))
        except BasinRefused as refusal:
            raise RowsRefused(refusal.problems) from refusal


def with_corrections(rows: list[Cells]) -> list[Cells]:
    """Return rows of nodes in which the registrars' corrections of places stand."""
    corrected = places.corrected_fields()
    cards = places.places_by_code(list(corrected))
    return [
        _corrected(row, cards[row["node_id"]], corrected[row["node_id"]])
        if row["node_id"] in cards
        else row
        for row in rows
    ]


@transaction.atomic
def follow_place(event: PlaceCorrected, *, now: datetime) -> None:
    """Take a registrar's correction of a place over into its node; others are no node of ours."""
    now = lock_network(now=now)
    row = rows_of(kinds.NODE).filter(code=event.aggregate, valid_until__isnull=True).first()
    if row is None:
        return
    before = cells_of(kinds.NODE, row)
    fields = places.corrected_fields().get(event.aggregate, set())
    card = places.place(event.aggregate)
    after = _corrected(before, card, fields)
    if after == before:
        return
    after |= {"source": card.source or event.source, "conf_attr": card.confidence_attributes}
    actor = Actor(code=event.actor, name="", acts_for="", roles=frozenset({EDITOR_ROLE}))
    occasion = Occasion(actor=actor, now=now, effective_at=max(now, row.valid_from))
    change = RowChange(kind=kinds.NODE, code=event.aggregate, before=before, after=after)
    write_changes([change], occasion=occasion)
    record_change(what=CHANGED, subject=change.code, subjects=(change.code,), occasion=occasion)


def _corrected(row: Cells, card: PlaceCard, fields: set[str]) -> Cells:
    texts = _texts(card)
    return row | {head: texts[head] for head, field in _HEADS.items() if field in fields}


def _texts(card: PlaceCard) -> dict[str, str]:
    values: Mapping[str, object] = {
        "name_zh": card.name_zh,
        "name_en": card.name_en,
        "city": card.city,
        "lat": f"{round(card.position.latitude, 6):f}".rstrip("0").rstrip("."),
        "lon": f"{round(card.position.longitude, 6):f}".rstrip("0").rstrip("."),
        "cargo": ";".join(card.cargo),
        "berth_dwt_max": "" if card.berth_dwt_max is None else str(card.berth_dwt_max),
        "container": _flag(is_taken=card.takes_containers),
        "dg": _flag(is_taken=card.takes_dangerous_goods),
        "open_hours": card.opening_hours,
        "note": card.note,
    }
    return {head: str(value) for head, value in values.items()}


def _flag(*, is_taken: bool | None) -> str:
    return "" if is_taken is None else str(int(is_taken))


def _write(path: Path, heads: tuple[str, ...], rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
