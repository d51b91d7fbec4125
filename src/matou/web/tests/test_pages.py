import json
import re

import pytest
from django.test import Client

from matou.web.slots import MAP_LAYERS, SEARCH, MapLayer, SearchHit, SearchSource
from matou.web.tests.pages import no_inline, no_untranslated, valid_html

pytestmark = pytest.mark.django_db
PAGES = ["/", "/help", "/map", "/find", "/find?q=nowhere", "/styleguide", "/styleguide/confirm"]


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["matou_language"] = "en"
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_valid_in_chinese_and_carries_nothing_inline(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert '<html lang="zh-CN">' in response.content.decode()
    no_inline(response.content)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_complete_in_english(english: Client, path: str) -> None:
    response = english.get(path)

    assert response.status_code == 200
    valid_html(response.content)
    no_untranslated(response.content)


def test_the_policy_forbids_everything_but_our_own_files(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_reader_who_chose_nothing_reads_chinese_whatever_the_browser_says(
    client: Client,
) -> None:
    page = client.get("/", headers={"accept-language": "en-GB"}).content.decode()

    assert '<html lang="zh-CN">' in page


def test_switching_the_language_comes_back_to_the_same_page(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/help"})

    assert response.headers["Location"] == "/help"
    assert '<html lang="en">' in client.get("/help").content.decode()


def test_switching_the_language_never_leads_to_another_site(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "xx", "next": "/"})

    assert "matou_language" not in client.cookies


def test_health_answers_without_the_database_and_readiness_with_it(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["checks"] == {"database": True, "migrations": True}


def test_readiness_is_a_page_for_people(english: Client) -> None:
    response = english.get("/readyz", headers={"accept": "text/html"})

    no_untranslated(response.content)
    assert "All is well" in response.content.decode()


def test_a_map_layer_is_geojson_and_free_when_unchanged(client: Client) -> None:
    layer = MapLayer(
        name="test-layer",
        title_zh="试",
        title_en="Test",
        kind="place",
        features=lambda _request: {"type": "FeatureCollection", "features": []},
    )
    MAP_LAYERS.fill(layer)

    first = client.get("/map/test-layer.geojson")
    again = client.get("/map/test-layer.geojson", headers={"if-none-match": first.headers["ETag"]})

    MAP_LAYERS.remove("test-layer")
    assert json.loads(first.content)["features"] == []
    assert again.status_code == 304


def test_an_unknown_layer_is_refused_with_a_sentence(client: Client) -> None:
    assert client.get("/map/nothing.geojson").status_code == 404


def test_search_asks_every_room_and_leaves_silent_ones_out(english: Client) -> None:
    for name, hits in (("test-a", [SearchHit(title="Chishuixu", url="/x")]), ("test-b", [])):
        SEARCH.fill(
            SearchSource(
                name=name,
                title_zh=name,
                title_en=name,
                search=lambda _text, _actor, hits=hits: hits,  # type: ignore[misc]
            )
        )

    page = english.get("/find", {"q": "Chi"}).content.decode()

    SEARCH.remove("test-a")
    SEARCH.remove("test-b")
    assert "Chishuixu" in page
    assert "test-b" not in page


def test_a_search_with_a_null_byte_or_ten_thousand_letters_is_just_empty(client: Client) -> None:
    assert client.get("/find", {"q": "\x00" + "x" * 10_000}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/help"])
def test_every_link_of_the_house_leads_somewhere(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    links = {link.split("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', page)}

    broken = [link for link in sorted(links) if client.get(link).status_code >= 400]

    assert broken == []
