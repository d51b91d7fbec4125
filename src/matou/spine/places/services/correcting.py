"""What registrars do to places: correct a field, add a berth."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import ADMIN, REGISTRAR, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.spine.journal import services as journal
from matou.spine.places import queries
from matou.spine.places.contracts import (
    Correction,
    NewBerth,
    PlaceAlreadyKnown,
    PlaceCard,
    PlaceCorrected,
    PlaceKind,
)
from matou.spine.places.models import Place, PlaceAttribute
from matou.spine.places.rules import fields
from matou.spine.places.services.changing import (
    Origin,
    apply,
    changed_fields,
    history_of_change,
)

MAY_CORRECT = (REGISTRAR, ADMIN)
INSIDE_A_TERMINAL = frozenset({PlaceKind.BERTH, PlaceKind.ANCHORAGE, PlaceKind.AREA})


@transaction.atomic
def correct_place(*, code: str, correction: Correction, actor: Actor, now: datetime) -> PlaceCard:
    """Correct fields of a place, keep what they were, and tell the others.

    Raises NotAllowed unless the actor is a registrar, NotFound, and InvalidInput for a field
    that may not be corrected or a value it cannot hold. Values already in place change nothing.
    """
    actor.require_any(MAY_CORRECT)
    place = _locked(code)
    origin = _origin(correction.source, correction.confidence, actor, now)
    changes = changed_fields(place, fields.clean_changes(correction.changes))
    PlaceAttribute.objects.bulk_create(history_of_change(place, changes, origin))
    apply(place, changes)
    place.save()
    for field in changes:
        journal.publish(
            PlaceCorrected(
                aggregate=code,
                actor=actor.code,
                occurred_at=now,
                field=field,
                source=origin.source,
            )
        )
    return queries.place(code)


@transaction.atomic
def add_berth(*, terminal: str, berth: NewBerth, actor: Actor, now: datetime) -> PlaceCard:
    """Add a berth, anchorage or area to a port or terminal.

    Raises NotAllowed unless the actor is a registrar, NotFound, PlaceAlreadyKnown, InvalidInput.
    """
    actor.require_any(MAY_CORRECT)
    parent = _locked(terminal)
    code = _berth_code(parent, berth)
    if Place.objects.filter(code=code).exists():
        raise PlaceAlreadyKnown(place=code)
    origin = _origin(berth.source, berth.confidence, actor, now)
    place = Place(
        code=code,
        kind=berth.kind,
        parent=parent,
        modes=parent.modes,
        opening_hours=parent.opening_hours,
        source=origin.source,
        confidence_position=origin.confidence_position,
        confidence_attributes=origin.confidence_attributes,
    )
    values = fields.clean_changes(_berth_values(parent, berth))
    history = history_of_change(place, values, origin)
    apply(place, values)
    place.save()
    PlaceAttribute.objects.bulk_create(history)
    return queries.place(code)


def _locked(code: str) -> Place:
    place = Place.objects.select_for_update(of=("self",)).filter(code=code).first()
    if place is None:
        raise NotFound(what=code)
    return place


def _origin(source: str, confidence: str, actor: Actor, now: datetime) -> Origin:
    grade = fields.clean_confidence(confidence)
    return Origin(
        source=fields.clean_source(source),
        confidence_position=grade,
        confidence_attributes=grade,
        actor=actor.code,
        is_correction=True,
        now=now,
    )


def _berth_code(parent: Place, berth: NewBerth) -> str:
    if parent.kind not in {PlaceKind.PORT, PlaceKind.TERMINAL}:
        raise InvalidInput(
            field="terminal",
            reason_zh="泊位只能加在港口或码头下。",
            reason_en="Berths are added to ports and terminals only.",
        )
    if berth.kind not in INSIDE_A_TERMINAL:
        raise InvalidInput(
            field="kind",
            reason_zh="只能是泊位、锚地或区域。",
            reason_en="It must be a berth, an anchorage or an area.",
        )
    number = berth.number.strip().upper()
    if not number.isascii() or not number.isalnum() or len(number) > 8:  # noqa: PLR2004
        raise InvalidInput(
            field="number",
            reason_zh="请填写 1 至 8 位字母或数字。",
            reason_en="Give 1 to 8 letters or digits.",
        )
    return f"{parent.code}_{number}"


def _berth_values(parent: Place, berth: NewBerth) -> dict[str, object]:
    return {
        "name_zh": berth.name_zh,
        "name_en": berth.name_en,
        "city": parent.city,
        "latitude": berth.position.latitude,
        "longitude": berth.position.longitude,
        "cargo": list(berth.cargo),
        "berth_dwt_max": berth.berth_dwt_max,
    }
