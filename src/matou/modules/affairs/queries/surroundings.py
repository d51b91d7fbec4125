"""What items are judged against: the catalogue, who issues which paper, links that died."""

from datetime import datetime

from matou.modules.affairs.models import CatalogueEntry, ItemVersion, LinkState
from matou.modules.affairs.rules import circles
from matou.modules.affairs.rules.lint import Surroundings


def surroundings(*, now: datetime) -> Surroundings:
    """Return what the lint of any item needs to know of the others in force."""
    rows = list(ItemVersion.objects.at(now).values_list("item__basic_id", "name_zh", "content"))
    issued_by = {content["result_name"]: basic for basic, _name, content in rows}
    needs: dict[str, frozenset[str]] = {}
    for basic, _name, content in rows:
        own = circles.needs_of(content, issued_by=issued_by)
        needs[basic] = needs.get(basic, frozenset()) | own
    return Surroundings(
        basic_codes=frozenset(CatalogueEntry.objects.values_list("code", flat=True)),
        issued_by=issued_by,
        needs=needs,
        names={basic: name for basic, name, _content in rows},
        dead_links=frozenset(
            LinkState.objects.filter(is_alive=False).values_list("address", flat=True)
        ),
    )
