"""The one way in which a place's fields change: with history, and with its search words kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matou.spine.places.models import Place, PlaceAttribute
from matou.spine.places.rules import words
from matou.spine.places.rules.fields import POSITION_FIELDS

ABOUT_THE_ROW = frozenset({"source", "confidence_position", "confidence_attributes"})
"""Fields that say how far to trust the others; each history entry carries them itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where new values come from."""

    source: str
    confidence_position: str
    confidence_attributes: str
    actor: str
    is_correction: bool
    now: datetime

    def confidence(self, field: str) -> str:
        """Return how far the value of a field is to be trusted."""
        return self.confidence_position if field in POSITION_FIELDS else self.confidence_attributes


def changed_fields(place: Place, values: Mapping[str, object]) -> dict[str, object]:
    """Return those of the values that differ from what the place has."""
    return {field: value for field, value in values.items() if getattr(place, field) != value}


def history_of_change(
    place: Place, changes: Mapping[str, object], origin: Origin
) -> list[PlaceAttribute]:
    """Return history entries for the changes, not yet saved; call before ``apply``."""
    return [
        PlaceAttribute(
            place=place,
            field=field,
            value=value,
            previous=getattr(place, field) if place.pk else None,
            source=origin.source,
            confidence=origin.confidence(field),
            actor=origin.actor,
            is_correction=origin.is_correction,
            recorded_at=origin.now,
        )
        for field, value in changes.items()
        if field not in ABOUT_THE_ROW
    ]


def apply(place: Place, changes: Mapping[str, object]) -> None:
    """Set the fields and the words by which the place is found; the caller saves."""
    for field, value in changes.items():
        setattr(place, field, value)
    place.sort_key = words.sort_key(place.name_zh)
    place.search_text = words.search_text(
        (place.name_zh, place.name_en, place.city, place.code, place.locode, place.iata)
    )
    place.grams = words.grams(place.search_text)
