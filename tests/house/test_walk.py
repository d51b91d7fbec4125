"""Every page of the house, opened on the demo data: status, queries, HTML, both languages."""

import os
import re
from collections.abc import Callable

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from house_samples import all_samples, committed_counts, named_urls, record
from matou.web.samples import PageSample

MOST_QUERIES = 12
SAMPLES = all_samples()
COUNTS = committed_counts()
ClientOf = Callable[[str], Client]


def named(sample: PageSample) -> str:
    return f"{sample.name}-{sample.actor}"


def address(sample: PageSample) -> str:
    return reverse(sample.name, kwargs=dict(sample.kwargs)) + sample.query


def chinese_left(html: str) -> list[str]:
    """Return Chinese text of an English page, outside what is marked as data or as Chinese."""
    dropped = re.sub(
        r"<(script|style|template)\b.*?</\1>|<(\w+)[^>]*\b(?:lang=\"zh[^\"]*\"|data-data)[^>]*>.*?</\2>",
        "",
        html,
        flags=re.DOTALL,
    )
    text = re.sub(r"<[^>]+>", "\n", dropped)
    return [line.strip() for line in text.splitlines() if re.search(r"[\u4e00-\u9fff]", line)]


def test_every_url_has_a_sample() -> None:
    missing = named_urls() - {sample.name for sample in SAMPLES}

    assert missing == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_a_page_opens_with_its_committed_queries(sample: PageSample, client_of: ClientOf) -> None:
    client = client_of(sample.actor)
    client.get(address(sample))  # caches of content types and sites are warm on any real day

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address(sample))

    assert response.status_code == sample.status, response.content[:500]
    if os.environ.get("MATOU_RECORD"):
        record(sample.name, len(queries))
    elif sample.status == 200:
        assert len(queries) <= COUNTS.get(sample.name, 0), [q["sql"] for q in queries]
        assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.status == 200], ids=named)
def test_a_page_is_valid_html_in_both_languages(sample: PageSample, client_of: ClientOf) -> None:
    client = client_of(sample.actor)

    for language in ("zh-hans", "en"):
        client.cookies["matou_language"] = language
        response = client.get(address(sample))
        if not response.get("Content-Type", "").startswith("text/html"):
            return
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(response.content.decode())
        assert parser.errors == [], [(error[0], error[1]) for error in parser.errors]


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.status == 200], ids=named)
def test_an_english_page_has_no_chinese_label(sample: PageSample, client_of: ClientOf) -> None:
    client = client_of(sample.actor)
    client.cookies["matou_language"] = "en"

    response = client.get(address(sample))

    if response.get("Content-Type", "").startswith("text/html"):
        assert chinese_left(response.content.decode()) == []


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.actor != "guest" and s.status == 200], ids=named
)
def test_a_page_for_members_sends_guests_to_sign_in(
    sample: PageSample, client_of: ClientOf
) -> None:
    response = client_of("guest").get(address(sample))

    assert response.status_code in {302, 403, 404}
