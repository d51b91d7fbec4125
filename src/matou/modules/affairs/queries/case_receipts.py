"""What was submitted, as the applicant's receipt and the desk's page show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import CaseSubmission
from matou.modules.affairs.queries.case_clocks import is_applicant
from matou.modules.affairs.queries.cases import name_of, seen_case
from matou.modules.affairs.queries.rating_codes import RECEIPT, rating_url
from matou.modules.affairs.rules.case_snapshot import Change, changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The last submission of a case, and what it changed of the one before."""

    number: int
    content: Mapping[str, Any]
    sha256: str
    note: str
    submitted_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt (提交回执; once accepted, 受理回执)."""

    code: str
    item: str
    name_zh: str
    name_en: str
    version: int
    department: str
    applicant: str
    submitted: Submitted
    accepted_at: datetime | None
    promised_due_at: datetime | None
    is_provisional: bool
    promised_count: int
    promised_unit: str
    ask_at: str
    rate_at: str
    """Where the applicant rates once the case is closed; empty for the desk."""


def last_submission(code: str) -> Submitted | None:
    """Return what was last submitted of a case that the caller may see, None before."""
    rows = list(CaseSubmission.objects.filter(case__code=code).order_by("-number")[:2])
    if not rows:
        return None
    last, before = rows[0], rows[1] if len(rows) > 1 else None
    return Submitted(
        number=last.number,
        content=last.content,
        sha256=last.sha256,
        note=last.note,
        submitted_at=last.submitted_at,
        changes=changes(before.content, last.content) if before else (),
    )


def receipt(*, code: str, actor: Actor) -> Receipt:
    """Return the receipt of a case to who may see it; raises NotFound before it is submitted."""
    case = seen_case(code, actor)
    submitted = last_submission(code)
    if submitted is None:
        raise NotFound(what=code[:20])
    content = case.version.content
    return Receipt(
        code=case.code,
        item=case.version.item.code,
        name_zh=case.version.name_zh,
        name_en=case.version.name_en or case.version.name_zh,
        version=case.version.number,
        department=case.version.department,
        applicant=name_of(case.applicant),
        submitted=submitted,
        accepted_at=case.accepted_at,
        promised_due_at=case.promised_due_at,
        is_provisional=case.is_provisional,
        promised_count=content["promise_day"],
        promised_unit=content["promise_type"],
        ask_at=content["link_way"],
        rate_at=rating_url(case.code, RECEIPT) if is_applicant(case, actor) else "",
    )
