"""Finding places: by words, by distance, for the map."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput, NotFound
from matou.kit.geo import Position
from matou.spine.places import queries
from matou.spine.places.contracts import LoadReport, PlaceKind
from matou.spine.places.models import Place
from matou.spine.places.queries.near import nearest_rows, within_rows

pytestmark = pytest.mark.django_db
WUZHOU = Position(23.4805, 111.2885)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("赤水", "P_CHI"),
        ("梧", "C_WUZ"),
        ("CHISHUIXU", "P_CHI"),
        ("chishuixu", "P_CHI"),
        ("czcz", "L_CHZ"),
        ("长洲", "L_CHZ"),
        ("p_chi", "P_CHI"),
        ("cnwuz", "P_WUZ"),
        ("Ｌｉｔａｎｇ", "T_LIT"),
    ],
)
def test_a_place_is_found_by_what_people_type(basin: LoadReport, typed: str, found: str) -> None:
    assert found in [card.code for card in queries.search(typed, limit=50)]


def test_an_exact_code_comes_first(basin: LoadReport) -> None:
    assert queries.search("wuz")[0].code == "A_WUZ"


@pytest.mark.parametrize("typed", ["", "   ", "不存在的地方", "%", "|", "\x00", "x" * 500])
def test_nonsense_finds_nothing(basin: LoadReport, typed: str) -> None:
    assert queries.search(typed) == ()


def test_lists_come_in_pinyin_order(basin: LoadReport) -> None:
    cities = [card.name_zh for card in queries.places_of(kinds={PlaceKind.CITY})]

    assert cities.index("岑溪市") < cities.index("藤县") < cities.index("梧州市区")


def test_the_nearest_are_the_nearest(basin: LoadReport) -> None:
    near = queries.nearest(WUZHOU, limit=10)

    by_hand = sorted(queries.places_of(), key=lambda card: WUZHOU.distance_m(card.position))
    assert [row.place.code for row in near] == [card.code for card in by_hand[:10]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    latitude=st.floats(18, 32),
    longitude=st.floats(103, 123),
    radius_m=st.floats(0, 3_000_000),
)
def test_within_a_distance_agrees_with_the_haversine(
    basin: LoadReport, latitude: float, longitude: float, radius_m: float
) -> None:
    centre = Position(latitude, longitude)

    found = {row.place.code for row in queries.within(centre, radius_m=radius_m)}

    distances = {c.code: centre.distance_m(c.position) for c in queries.places_of()}
    assert {code for code, metres in distances.items() if metres < radius_m - 0.01} <= found
    assert found <= {code for code, metres in distances.items() if metres <= radius_m + 0.01}


@pytest.mark.parametrize("radius_m", [-1.0, float("nan"), float("inf"), 3e7])
def test_an_impossible_radius_is_refused(basin: LoadReport, radius_m: float) -> None:
    with pytest.raises(InvalidInput):
        queries.within(WUZHOU, radius_m=radius_m)


@pytest.fixture
def many_places(basin: LoadReport) -> None:
    """Twenty thousand more, so that the planner has a reason to use an index."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO places_place (code, kind, name_zh, name_en, city, latitude, longitude,
                modes, cargo, opening_hours, locode, iata, confidence_position,
                confidence_attributes, source, note, sort_key, search_text, grams)
            SELECT 'X' || n, 'area', 'x', 'x', '', 20 + random() * 10, 103 + random() * 15,
                '{}', '{}', '00:00-24:00/7', '', '', 'C', 'C', 'test', '', 'x', 'x', '{x}'
              FROM generate_series(1, 20000) n
            """
        )
        # What waits in the index's pending list is costed as a scan of its own.
        cursor.execute("SELECT gin_clean_pending_list('places_by_grams')")
        cursor.execute("ANALYZE places_place")


def test_the_nearest_are_read_from_the_index(many_places: None) -> None:
    plan = nearest_rows(WUZHOU)[:5].explain()

    assert "places_by_point" in plan
    assert "Seq Scan on places_place " not in plan.split("\n")[0]


def test_a_distance_is_read_from_the_index(many_places: None) -> None:
    plan = within_rows(WUZHOU, radius_m=20_000).explain()

    assert "places_by_point" in plan


def test_two_characters_are_read_from_the_index(many_places: None) -> None:
    plan = Place.objects.filter(grams__contains=["梧州"]).explain()

    assert "places_by_grams" in plan


def test_an_unknown_place_is_not_found(basin: LoadReport) -> None:
    with pytest.raises(NotFound):
        queries.place("P_NONE")


def test_several_places_come_in_one_query(
    basin: LoadReport, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's type is private
        cards = queries.places_by_code(["P_CHI", "L_CHZ", "P_NONE"])

    assert set(cards) == {"P_CHI", "L_CHZ"}


def test_the_map_gets_points_inside_its_window(basin: LoadReport) -> None:
    window = queries.BoundingBox(west=110.8, south=23.2, east=111.6, north=23.7)

    layer = queries.places_geojson(kinds={PlaceKind.TERMINAL}, bbox=window)

    codes = {feature["id"] for feature in layer["features"]}
    assert "P_CHI" in codes
    assert "P_HKG" not in codes
    assert layer["features"][0]["geometry"]["type"] == "Point"


def test_the_map_gets_every_waterway(basin: LoadReport) -> None:
    layer = queries.waterway_geojson()

    assert len(layer["features"]) == 106
    closed = [f for f in layer["features"] if f["properties"]["status"] == "closed"]
    assert len(closed) == 1


def test_the_chambers_of_a_lock_are_listed(basin: LoadReport) -> None:
    chambers = queries.chambers_of("L_CHZ")

    assert [chamber.chamber for chamber in chambers] == ["1#", "2#", "3#", "4#"]
    assert chambers[2].length_cm == 34_000
