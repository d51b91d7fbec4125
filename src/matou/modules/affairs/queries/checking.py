"""The findings on every version that holds or is being written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from matou.modules.affairs.models import ItemVersion
from matou.modules.affairs.models.items import VersionQuerySet
from matou.modules.affairs.queries.surroundings import surroundings
from matou.modules.affairs.rules import fields, states
from matou.modules.affairs.rules.links import is_well_formed, links
from matou.modules.affairs.rules.lint import Finding, lint


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A version and what is to be mended in it."""

    code: str
    number: int
    findings: tuple[Finding, ...]


def findings_of_all(*, code: str, now: datetime) -> Iterator[Checked]:
    """Yield every version with findings, of one item or of all."""
    around = surroundings(now=now)
    for row in _current(now).filter(**({"item__code": code} if code else {})):
        found = lint({**fields.empty_content(), **row.content}, around)
        if found:
            yield Checked(code=row.item.code, number=row.number, findings=found)


def addresses(*, now: datetime) -> tuple[str, ...]:
    """Return every well-formed web address of the versions that hold or are being written."""
    found = {
        address
        for row in _current(now)
        for _field, _row, _column, address in links({**fields.empty_content(), **row.content})
        if is_well_formed(address)
    }
    return tuple(sorted(found))


def _current(now: datetime) -> VersionQuerySet:
    rows = ItemVersion.objects.select_related("item")
    holds = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
    return rows.filter(
        Q(state__in=states.UNDER_WAY) | (Q(state=states.PUBLISHED) & holds)
    ).order_by("item_id", "number")
