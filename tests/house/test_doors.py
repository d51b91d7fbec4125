"""Every door of the house: no form without its token, no page for the wrong role."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from house_samples import all_samples
from matou.spine.journal import queries as journal
from matou.spine.parties import queries as parties
from matou.spine.parties.models import User
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.samples import GUEST, PageSample

ClientOf = Callable[[str], Client]
SAMPLES = all_samples()
PEOPLE = ("shipper", "skipper", "consignee", "operator", "registrar", "auditor", "admin")
REFUSED = {403, 405}
"""Not allowed, or (before anybody asks who it is) not an address for this method."""

WITHOUT_TOKEN = {"web:language"}
"""Choosing a language gains a stranger nothing, and lets guests share a page."""


def named(sample: PageSample) -> str:
    return f"{sample.name}-{sample.actor}"


def view_of(path: str) -> Any:
    """Return the outermost function behind an address that knows its roles."""
    view: Any = resolve(path.partition("?")[0]).func
    while not hasattr(view, "required_roles") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view


def strict_client(key: str, demo_world: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    if key != GUEST:
        sign_in(client, User.objects.get(username=demo_world[key].username))
    return client


@pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.name not in WITHOUT_TOKEN], ids=named
)
def test_a_post_without_its_token_is_refused(
    sample: PageSample, client_of: ClientOf, demo_world: Any
) -> None:
    client = strict_client(sample.actor, demo_world)

    response = client.post(sample.address(), {"anything": "1"})

    assert response.status_code in REFUSED


@pytest.mark.parametrize("person", PEOPLE)
def test_a_page_of_a_role_is_closed_to_every_other_person(
    person: str, client_of: ClientOf, demo_world: Any
) -> None:
    client = client_of(person)
    handle = demo_world[person]
    roles = parties.actor_of_person(person=handle.person, acts_for=handle.acts_for).roles
    addresses = [sample.address() for sample in SAMPLES]
    foreign = [path for path in addresses if closed_to(roles, path)]

    answers = {path: client.get(path).status_code for path in foreign}

    assert {path: code for path, code in answers.items() if code not in REFUSED} == {}
    assert {path for path in foreign if client.post(path).status_code not in REFUSED} == set()


def closed_to(roles: frozenset[str], path: str) -> bool:
    """Tell whether the page asks for a role that none of these is."""
    needed: frozenset[str] = getattr(view_of(path), "required_roles", frozenset())
    return bool(needed) and not needed & roles


def test_roles_guard_pages_in_every_room_with_pages(client_of: ClientOf) -> None:
    guarded = {
        sample.name.partition(":")[0]
        for sample in SAMPLES
        if getattr(view_of(sample.address()), "required_roles", None)
    }

    assert guarded >= {"console", *settings.MODULES}


OWN_ACCOUNT = "/account/"
"""What everybody has: one's own password, companies, tokens."""


def test_an_auditor_can_post_nothing_anywhere(client_of: ClientOf) -> None:
    client = client_of("auditor")
    addresses = {sample.address() for sample in SAMPLES if sample.name not in WITHOUT_TOKEN}
    others = sorted(path for path in addresses if not path.startswith(OWN_ACCOUNT))

    last = journal.entries_page(before=None, limit=1)

    answers = {path: client.post(path, {"note": "test"}).status_code for path in others}

    # A door may first say what is wrong with a form, or that the thing is not the reader's.
    assert {path: code for path, code in answers.items() if code < HTTPStatus.BAD_REQUEST} == {}
    desks = {path: code for path, code in answers.items() if is_console(path)}
    assert {path: code for path, code in desks.items() if code not in REFUSED} == {}
    assert journal.entries_page(before=None, limit=1) == last


def is_console(path: str) -> bool:
    """Tell whether an address is an office's desk, where an auditor may read."""
    return "/console/" in path


@pytest.mark.parametrize(
    "name",
    ["journal", "seals", "accounts", "account", "transfer", "group", "audit", "custody", "orders",
     "break", "payouts", "payout", "signals", "signal"],
)  # fmt: skip
def test_an_auditor_reads_the_books(name: str, client_of: ClientOf) -> None:
    sample = next(sample for sample in SAMPLES if sample.name == f"console:{name}")

    page = client_of("auditor").get(sample.address())

    assert page.status_code == 200
    assert 'method="post"' not in page.content.decode().partition("<main")[2]
