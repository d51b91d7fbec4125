"""The history of a place's fields."""

from matou.spine.places.contracts import AttributeRow
from matou.spine.places.models import PlaceAttribute


def history_of(code: str, *, field: str | None = None) -> tuple[AttributeRow, ...]:
    """Return what the place's fields became, newest first."""
    rows = PlaceAttribute.objects.filter(place__code=code).order_by("-id")
    if field is not None:
        rows = rows.filter(field=field)
    return tuple(
        AttributeRow(
            field=row.field,
            value=row.value,
            previous=row.previous,
            source=row.source,
            confidence=row.confidence,
            actor=row.actor,
            recorded_at=row.recorded_at,
            is_correction=row.is_correction,
        )
        for row in rows
    )


def corrected_fields() -> dict[str, set[str]]:
    """Return the fields whose latest word came from a registrar, by place."""
    latest = (
        PlaceAttribute.objects.order_by("place_id", "field", "-id")
        .distinct("place_id", "field")
        .values_list("place__code", "field", "is_correction")
    )
    corrected: dict[str, set[str]] = {}
    for code, field, is_correction in latest:
        if is_correction:
            corrected.setdefault(code, set()).add(field)
    return corrected
