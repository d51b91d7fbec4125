"""The desk's queues: searched, filtered and paged by keys, so that length costs nothing.

Counting stops at ``MOST`` rows and pages go no further: who needs row 1,001 should narrow the
list. Every list is cut from an index that ends with ``sort_at`` and ``id``.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Q

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Case
from matou.modules.affairs.models.cases import CaseQuerySet
from matou.modules.affairs.queries.case_clocks import hands_of
from matou.modules.affairs.queries.cases import CasePage, row_of
from matou.modules.affairs.rules import case_states
from matou.spine.parties import queries as parties

SIZE = 25
MOST = 1000
MINE, FREE = "mine", "free"
LATE, PROVISIONAL = "late", "provisional"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What a clerk looks at: a queue, whose cases, which clocks, which words."""

    queue: str = "acceptance"
    whose: str = ""
    clock: str = ""
    text: str = ""
    clerk: str = ""
    """Cases that one clerk has; the manager's board leads here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The case before and after one in its queue; empty at an end."""

    before: str
    after: str


def queue_page(*, wanted: QueueFilter, actor: Actor, now: datetime, page: int = 1) -> CasePage:
    """Return one page of a queue, what is due first at the top; raises NotAllowed."""
    actor.require_any(case_states.DESK)
    found = _found(wanted, actor=actor, now=now)
    page = min(page, MOST // SIZE)
    first = (page - 1) * SIZE
    # Not joined: a join hides from the planner that the index already gives this order.
    rows = found.prefetch_related("version__item", "stops")
    told = tuple(
        row_of(one, now=now) for one in rows.order_by("sort_at", "id")[first : first + SIZE]
    )
    people = {row.applicant for row in told} | {row.assignee for row in told}
    names = {code: card.name for code, card in parties.party_cards(people - {""}).items()}
    return CasePage(rows=told, total=found[: MOST + 1].count(), names=names)


def neighbours(*, code: str, actor: Actor) -> Neighbours:
    """Return a case's neighbours in its queue; raises NotAllowed and NotFound."""
    actor.require_any(case_states.DESK)
    here = Case.objects.filter(code=code).values_list("queue", "sort_at", "pk").first()
    if here is None:
        raise NotFound(what=code[:20])
    queue, sort_at, number = here
    rows = Case.objects.filter(queue=queue)
    earlier = rows.filter(sort_at__lte=sort_at).filter(Q(sort_at__lt=sort_at) | Q(pk__lt=number))
    later = rows.filter(sort_at__gte=sort_at).filter(Q(sort_at__gt=sort_at) | Q(pk__gt=number))
    codes = (
        earlier.order_by("-sort_at", "-id").values_list("code", flat=True).first(),
        later.order_by("sort_at", "id").values_list("code", flat=True).first(),
    )
    return Neighbours(before=codes[0] or "", after=codes[1] or "")


def first_code(*, queue: str) -> str:
    """Return the case at the top of a queue, for samples and tests; raises NotFound."""
    codes = (
        Case.objects.filter(queue=queue).order_by("sort_at", "id").values_list("code", flat=True)
    )
    found = next(islice(codes, 1), None)
    if found is None:
        raise NotFound(what=queue)
    return found


def _found(wanted: QueueFilter, *, actor: Actor, now: datetime) -> CaseQuerySet:
    found = Case.objects.filter(queue=wanted.queue)
    if wanted.whose == MINE:
        found = found.filter(assignee__in=sorted(hands_of(actor, now=now)))
    if wanted.whose == FREE:
        found = found.filter(assignee="")
    if wanted.clerk:
        found = found.filter(assignee=wanted.clerk)
    if wanted.clock == LATE:
        found = found.filter(promised_due_at__lte=now)
    if wanted.clock == PROVISIONAL:
        found = found.filter(is_provisional=True)
    for word in wanted.text.lower().split()[:5]:
        found = found.filter(words__contains=word.replace("-", ""))
    return found
