"""Work on bad ratings, for supervisors without a hand in the case; to others there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import CaseForm, Rectification
from matou.modules.affairs.queries.rated import may_follow
from matou.modules.affairs.queries.rating_codes import CONFIRM, read_code
from matou.modules.affairs.rules import case_states, rectification
from matou.modules.affairs.rules.rectification import WorkMove
from matou.spine.parties import queries as parties

SIZE = 25
OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One line of the list."""

    code: str
    state: str
    name_zh: str
    name_en: str
    assignee: str
    opened_at: datetime
    call_back_due_at: datetime
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """One page of the list."""

    rows: tuple[WorkRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAct:
    """One line of the work's history."""

    act: str
    note: str
    way: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDetail:
    """The work in full: what was said, about which case, whom to call."""

    row: WorkRow
    case: str
    level: int
    tags: tuple[str, ...]
    text: str
    channel: str
    rated_at: datetime
    applicant: str
    phone: str
    moves: tuple[WorkMove, ...]
    may_take: bool
    history: tuple[WorkAct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What a rater is asked who told of something bad: whether it was put right."""

    name_zh: str
    name_en: str
    state: str
    done: str


def work_page(*, state: str, actor: Actor, now: datetime, page: int = 1) -> WorkPage:
    """Return one page of the work, what is due first at the top; raises NotAllowed."""
    actor.require_any(case_states.SUPERVISORS)
    found = Rectification.objects.exclude(rating__served_by__contains=[actor.code]).exclude(
        rating__case__applied_by=actor.code
    )
    wanted = sorted(rectification.OPEN) if state == OPEN else [state]
    found = found.filter(state__in=wanted)
    first = (page - 1) * SIZE
    rows = list(
        found.select_related("rating__case__version").order_by("due_at", "pk")[first : first + SIZE]
    )
    names = _names({one.assignee for one in rows})
    return WorkPage(rows=tuple(_row(one, names, now=now) for one in rows), total=found.count())


def work_detail(*, code: str, actor: Actor, now: datetime) -> WorkDetail:
    """Return the work to a supervisor who may follow it up; raises NotFound."""
    rows = Rectification.objects.select_related("rating__case__version")
    work = rows.filter(code=code).first()
    if work is None or not may_follow(work.rating.case, actor):
        raise NotFound(what=code[:20])
    rating, case = work.rating, work.rating.case
    acts = list(work.acts.order_by("-id"))
    names = _names({work.assignee, case.applicant, *(one.actor for one in acts)})
    is_assignee = work.assignee == actor.code
    return WorkDetail(
        row=_row(work, names, now=now),
        case=case.code,
        level=rating.level,
        tags=tuple(rating.tags),
        text=rating.text,
        channel=rating.channel,
        rated_at=rating.rated_at,
        applicant=names.get(case.applicant, ""),
        phone=_phone(case.pk),
        moves=rectification.work_moves_open(state=work.state, is_assignee=is_assignee),
        may_take=not is_assignee and work.state in rectification.OPEN,
        history=tuple(
            WorkAct(act=one.act, note=one.note, way=one.facts.get("way", ""),
                    actor=names.get(one.actor, ""), at=one.recorded_at)
            for one in acts
        ),
    )  # fmt: skip


def answering(text: str) -> Answering:
    """Return what a rater's own code asks; raises NotFound."""
    code = read_code(text)
    rows = Rectification.objects.select_related("rating__case__version")
    work = rows.filter(rating__case__code=code.case).first() if code.way == CONFIRM else None
    if work is None:
        raise NotFound(what=text[:20])
    version = work.rating.case.version
    done = work.acts.filter(act="rectify").order_by("-id").first()
    return Answering(
        name_zh=version.name_zh, name_en=version.name_en or version.name_zh, state=work.state,
        done=done.note if done else "",
    )  # fmt: skip


def first_work() -> str:
    """Return the code of some open work, for samples; raises NotFound."""
    code = Rectification.objects.order_by("pk").values_list("code", flat=True).first()
    if code is None:
        raise NotFound(what="work")
    return code


def _row(work: Rectification, names: Mapping[str, str], *, now: datetime) -> WorkRow:
    version: Any = work.rating.case.version
    ends = work.call_back_due_at if work.state == rectification.OPENED else work.due_at
    return WorkRow(
        code=work.code, state=work.state, name_zh=version.name_zh,
        name_en=version.name_en or version.name_zh, assignee=names.get(work.assignee, ""),
        opened_at=work.opened_at, call_back_due_at=work.call_back_due_at, due_at=work.due_at,
        is_late=work.state in {rectification.OPENED, rectification.CALLED_BACK} and ends <= now,
    )  # fmt: skip


def _phone(case: int) -> str:
    typed = CaseForm.objects.filter(case_id=case).values_list("typed", flat=True).first() or {}
    return str(typed.get("contact_phone", ""))


def _names(codes: set[str]) -> dict[str, str]:
    return {code: card.name for code, card in parties.party_cards(codes - {""}).items()}
