"""Every page of the house, opened on the demo data: status, queries, HTML, both languages."""

import os
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from house_samples import all_samples, committed_counts, named_urls, record
from matou.web.samples import GUEST, PageSample
from matou.web.tests.pages import no_inline, no_untranslated

MOST_QUERIES = 12
LEAVING = "account_logout"
"""A guest who leaves is led to the front page."""
SAMPLES = all_samples()
COUNTS = committed_counts()
ClientOf = Callable[[str], Client]


def named(sample: PageSample) -> str:
    return f"{sample.name}-{sample.actor}"


def test_every_url_has_a_sample() -> None:
    missing = named_urls() - {sample.name for sample in SAMPLES}

    assert missing == set()


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_a_page_opens_with_its_committed_queries(sample: PageSample, client_of: ClientOf) -> None:
    client = client_of(sample.actor)
    caches["bell"].clear()  # else its fifteen seconds may end between the two visits
    address = sample.address()  # finding a code that only the demo knows is no query of the page
    client.get(address)  # caches of content types and sites are warm on any real day

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)

    assert response.status_code == sample.status, response.content[:500]
    if os.environ.get("MATOU_RECORD"):
        record(sample.name, len(queries))
    elif sample.status == 200:
        assert len(queries) <= COUNTS.get(sample.name, 0), [q["sql"] for q in queries]
        assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.status == 200], ids=named)
def test_a_page_is_valid_and_complete_in_both_languages(
    sample: PageSample, client_of: ClientOf
) -> None:
    client = client_of(sample.actor)

    chinese = client.get(sample.address())
    client.cookies["matou_language"] = "en"
    english = client.get(sample.address())

    if chinese.get("Content-Type", "").startswith("text/html"):
        no_inline(chinese.content)
        no_inline(english.content)
        no_untranslated(english.content)


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.actor != GUEST and s.status == 200], ids=named
)
def test_a_page_for_members_sends_guests_to_sign_in(
    sample: PageSample, client_of: ClientOf
) -> None:
    response = client_of(GUEST).get(sample.address())

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?") or sample.name == LEAVING
