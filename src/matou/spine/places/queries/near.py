"""Places near a point: an index over points on the sphere answers, not a scan."""

from collections.abc import Collection

from django.db.models import BooleanField, FloatField, Func, QuerySet, TextField, Value
from django.db.models.lookups import LessThanOrEqual

from matou.kit.geo import Position
from matou.spine.places.contracts import NearPlace
from matou.spine.places.models import Place
from matou.spine.places.queries.cards import card_of, checked_limit, of_kinds
from matou.spine.places.rules.geometry import chord_of_arc


class _EarthPoint(Func):
    """The point on the sphere, in metres from the earth's centre, that the index keeps."""

    function = "places_point"
    output_field = TextField()


class _Chord(Func):
    """The straight line between two points through the earth, which ``<->`` measures."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


class _BoxAround(Func):
    """The cube around a point that the index can be asked about."""

    function = "cube_enlarge"
    template = "%(function)s(%(expressions)s, 3)"
    output_field = TextField()


class _LiesIn(Func):
    """Whether a point lies in a cube."""

    template = "(%(expressions)s)"
    arg_joiner = " <@ "
    output_field = BooleanField()


def nearest(
    position: Position, *, kinds: Collection[str] = (), limit: int = 5
) -> tuple[NearPlace, ...]:
    """Return the nearest places by great-circle distance."""
    rows = nearest_rows(position, kinds=kinds)[: checked_limit(limit)]
    return tuple(_near(row, position) for row in rows)


def within(
    position: Position, *, radius_m: float, kinds: Collection[str] = ()
) -> tuple[NearPlace, ...]:
    """Return the places at most ``radius_m`` away, nearest first; raises InvalidInput."""
    rows = within_rows(position, radius_m=radius_m, kinds=kinds)
    return tuple(_near(row, position) for row in rows)


def nearest_rows(position: Position, *, kinds: Collection[str] = ()) -> QuerySet[Place]:
    """Return places, nearest first."""
    return of_kinds(kinds).order_by(_chord_to(position))


def within_rows(
    position: Position, *, radius_m: float, kinds: Collection[str] = ()
) -> QuerySet[Place]:
    """Return the places at most ``radius_m`` away, nearest first.

    The box is what the index can answer; the chord cuts its corners off.
    """
    chord = chord_of_arc(radius_m)
    box = _BoxAround(_at(position), Value(chord))
    inside = _LiesIn(_EarthPoint("latitude", "longitude"), box)
    close = LessThanOrEqual(_chord_to(position), Value(chord))
    return nearest_rows(position, kinds=kinds).filter(inside, close)


def _chord_to(position: Position) -> _Chord:
    return _Chord(_EarthPoint("latitude", "longitude"), _at(position))


def _at(position: Position) -> _EarthPoint:
    return _EarthPoint(Value(position.latitude), Value(position.longitude))


def _near(row: Place, position: Position) -> NearPlace:
    card = card_of(row)
    return NearPlace(place=card, distance_m=position.distance_m(card.position))
