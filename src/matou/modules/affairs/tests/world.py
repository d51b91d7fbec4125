"""What the tests of items share: a clock, the people, contents and the way to publication."""

from datetime import UTC, datetime, timedelta
from typing import Any

from matou.kit.actor import REGISTRAR, Actor
from matou.modules.affairs.contracts import EDITOR_ROLE, LEGAL_ROLE, PUBLISHER_ROLE
from matou.modules.affairs.queries.items import ItemFilter, items_page
from matou.modules.affairs.rules import samples
from matou.modules.affairs.rules.lint import Surroundings
from matou.modules.affairs.services import drafting, moving

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
"""Monday noon in China."""
LATER = NOW + timedelta(days=1)
LICENCE, ANNEX = "000118902000", "000118903000"


def person(code: str, *roles: str) -> Actor:
    return Actor(code=code, name=code, acts_for=code, roles=frozenset(roles))


EDITOR = person("EDITOR", EDITOR_ROLE)
LAWYER = person("LAWYER", LEGAL_ROLE)
SECOND = person("SECOND", PUBLISHER_ROLE)
EVERYTHING = person("EVERYTHING", EDITOR_ROLE, LEGAL_ROLE, PUBLISHER_ROLE)
KEEPER = person("KEEPER", REGISTRAR)
STRANGER = person("STRANGER")


def content(basic: str = LICENCE, **changes: Any) -> dict[str, Any]:
    """Return one of the port items, some fields changed."""
    found = next(one for one in samples.port_items() if one["catalog_code"] == basic)
    return {**found, **changes}


def around(**changes: Any) -> Surroundings:
    """Return what the port items are judged against."""
    codes = frozenset(one["catalog_code"] for one in samples.port_items())
    return Surroundings(**{"basic_codes": codes, **changes})


def material(content_: dict[str, Any], number: int, **changes: Any) -> dict[str, Any]:
    """Return a content with one material changed."""
    rows = [dict(row) for row in content_["materials"]]
    rows[number] |= changes
    return {**content_, "materials": rows}


def code_of(basic: str = LICENCE) -> str:
    """Return the code of a port item of the first stock."""
    return items_page(wanted=ItemFilter(text=basic), now=LATER + timedelta(days=400)).rows[0].code


def new_draft(code: str, *, now: datetime = LATER, **changes: Any) -> int:
    """Begin the next version of an item and write some fields; returns its number."""
    draft = drafting.begin_version(code=code, actor=EDITOR, now=now)
    if changes:
        drafting.write_fields(code=code, changes=changes, revision=0, actor=EDITOR, now=now)
    return draft.number


def checked(code: str, number: int, *, now: datetime = LATER) -> None:
    """Lead a draft to where it waits for the second person."""
    for key, actor in (("submit", EDITOR), ("pass", LAWYER)):
        moving.move_version(code=code, number=number, key=key, reason="", actor=actor, now=now)


def published(
    code: str, *, at: datetime | None = None, now: datetime = LATER, **changes: Any
) -> int:
    """Publish the next version of an item; returns its number."""
    number = new_draft(code, now=now, **changes)
    checked(code, number, now=now)
    moving.publish_version(code=code, number=number, valid_from=at, actor=SECOND, now=now)
    return number
