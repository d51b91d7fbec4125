"""Places and parties get codes without knowing this room."""

from datetime import UTC, datetime

import pytest

from matou.kit.actor import OPERATOR, REGISTRAR, Actor
from matou.spine.codes import queries, services
from matou.spine.codes.services import below
from matou.spine.codes.tests.conftest import NOW
from matou.spine.parties.contracts import NewPerson, PersonRegistered
from matou.spine.parties.services import register_person
from matou.spine.places.contracts import BasinLoaded
from matou.spine.places.services import load_basin

pytestmark = pytest.mark.django_db


def test_every_place_gets_a_code_and_keeps_it() -> None:
    load_basin(now=NOW)
    services.ensure_place_codes(now=NOW)
    first = queries.code_of(kind="place", subject="P_CHI")

    below.follow_basin(
        BasinLoaded(aggregate="basin", actor="system", occurred_at=NOW, created=0, changed=1)
    )

    assert first is not None
    assert queries.code_of(kind="place", subject="P_CHI") == first
    assert queries.card(first).title_zh == "梧州港赤水圩作业区"


def test_a_registrar_reads_more_of_a_place_than_a_guest() -> None:
    load_basin(now=NOW)
    registrar = Actor(code="R", name="R", acts_for="R", roles=frozenset({REGISTRAR}))

    assert "source" not in (below.place_facts("P_CHI", None) or {})
    assert "source" in (below.place_facts("P_CHI", registrar) or {})
    assert below.place_facts("P_NONE", None) is None


def test_a_persons_code_never_shows_the_name() -> None:
    card = register_person(person=NewPerson(name="张三丰"), now=datetime(2026, 1, 1, tzinfo=UTC))
    below.follow_person(PersonRegistered(aggregate=card.code, actor=card.code, occurred_at=NOW))

    found = queries.card(card.code)
    guest = queries.facts_of(found, actor=None)
    officer = Actor(code="O", name="O", acts_for="O", roles=frozenset({OPERATOR}))

    assert "张" not in found.title_zh
    assert guest is None
    assert (queries.facts_of(found, actor=officer) or {})["name"] == "张三丰"
