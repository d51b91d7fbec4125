"""Who stands at a clerk's window, and which item a scan or a number names."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.modules.affairs.contracts import CLERK_ROLE
from matou.modules.affairs.models import WindowVisit
from matou.modules.affairs.queries.items import ItemFilter, items_page
from matou.modules.affairs.rules.windows import LONGEST_VISIT, item_text
from matou.spine.parties import queries as parties


class ItemNotNamed(DomainError):
    """The words name no item, or several."""

    code = "affairs.item-not-named"
    status = 422
    zh = "“{text}”对应 {count} 个事项。请扫办事指南上的码，或输入完整编号。{names}"
    en = "“{text}” names {count} items. Scan the guide's code or type its whole number. {names}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit as pages show it, and who acts in it."""

    case: str
    person_name: str
    shown_as: str
    queue_number: str
    item_zh: str
    item_en: str
    state: str
    actor: Actor


def open_visit(*, case: str, clerk: Actor, now: datetime) -> Visit | None:
    """Return the visit in which a clerk serves the applicant of a case, if it is open."""
    if not clerk.has(CLERK_ROLE):
        return None
    found = [one for one in open_visits(clerk=clerk, now=now) if one.case == case]
    return found[0] if found else None


def open_visits(*, clerk: Actor, now: datetime) -> tuple[Visit, ...]:
    """Return whom a clerk serves now; at one window there is one."""
    rows = WindowVisit.objects.filter(
        clerk=clerk.code, until_at__isnull=True, consented_at__gt=now - LONGEST_VISIT
    ).select_related("case__version")
    return tuple(_visit(row, clerk) for row in rows.order_by("-pk"))


def item_named(text: str, *, now: datetime) -> str:
    """Return the code of the one item that a scan or number names; raises ItemNotNamed."""
    told = item_text(text)
    found = (
        items_page(wanted=ItemFilter(text=told, samples="no"), now=now, size=5) if told else None
    )
    if found is None or found.total != 1:
        names = "、".join(row.name_zh for row in found.rows) if found else ""
        raise ItemNotNamed(text=told, count=found.total if found else 0, names=names)
    return found.rows[0].code


def _visit(row: WindowVisit, clerk: Actor) -> Visit:
    case = row.case
    name = parties.party_card(row.person).name
    # The header goes on to show who types.
    actor = Actor(code=row.person, name=clerk.name, acts_for=case.applicant, through=clerk.code)
    return Visit(
        case=case.code, person_name=name, shown_as=row.shown_as, queue_number=row.queue_number,
        item_zh=case.version.name_zh, item_en=case.version.name_en or case.version.name_zh,
        state=case.state, actor=actor,
    )  # fmt: skip
