"""The e-licence of a case as its page shows it."""

from datetime import datetime
from typing import Any

from matou.kit.actor import Actor
from matou.modules.affairs.queries.cases import CaseDetail
from matou.modules.affairs.rules import case_states
from matou.spine.credentials import queries as licences
from matou.web.language import in_language


def licence_facts(detail: CaseDetail, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the licence that a case led to, or that it lacks."""
    if detail.row.state not in {case_states.DELIVERED, case_states.ARCHIVED}:
        return {}
    card = licences.licence_of_case(detail.row.code, at=now)
    if card is not None:
        opens = licences.is_own(card, actor=actor) or bool(
            actor.roles & (card.officers | licences.READERS)
        )
        return {
            "licence": {
                "code": card.code,
                "title": in_language(zh=card.title_zh, en=card.title_en),
                "url": f"/credentials/{card.code}/",
                "opens": opens,
            }
        }
    return {
        "lacks_licence": detail.wants_licence,
        "may_issue": bool(actor.roles & case_states.CLERKS) and not detail.is_applicant,
    }
