"""The demo people of a case at work, and one clock for all they do."""

from datetime import datetime, timedelta

from matou.kit.actor import Actor
from matou.modules.affairs.queries.cases import case_detail
from matou.modules.affairs.queries.items import ItemFilter, items_page
from matou.modules.affairs.rules.case_decisions import GRANTED, Decision
from matou.modules.affairs.seeds.filling import fill_form
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_deciding,
    case_handling,
    case_submitting,
)
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people


class Desk:
    """The clerk and the signer, two applicants, and the instant that is now for all of them."""

    def __init__(self, *, now: datetime) -> None:
        """Find the demo people, made now where they are missing."""
        handles = people.seed(now=now)

        def actor(key: str) -> Actor:
            return parties.actor_of_person(
                person=handles[key].person, acts_for=handles[key].acts_for
            )

        self.now = now
        self.shipper, self.skipper = actor("shipper"), actor("skipper")
        self.clerk, self.signer = actor("case-clerk"), actor("case-signer")
        self.supervisor = actor("case-supervisor")

    def draft(self, basic: str, applicant: Actor, *, at: datetime) -> str:
        """Begin a draft; returns the case."""
        row = items_page(wanted=ItemFilter(text=basic, region="450400"), now=at).rows[0]
        return case_applying.ensure_draft(item=row.code, actor=applicant, now=at)

    def submitted(self, basic: str, applicant: Actor, *, ago: timedelta) -> str:
        """Submit a case, which the clerk takes; returns it."""
        at = self.now - ago
        code = self.draft(basic, applicant, at=at)
        fill_form(code=code, actor=applicant, now=at)
        version = case_detail(code=code, actor=applicant, now=at).newest_version
        case_submitting.submit_case(code=code, version=version, actor=applicant, now=at)
        case_assigning.take_case(code=code, actor=self.clerk, now=at)
        return code

    def accepted(self, basic: str, applicant: Actor, *, ago: timedelta) -> str:
        """Lead a case to its acceptance; returns it."""
        code = self.submitted(basic, applicant, ago=ago)
        case_handling.accept_case(code=code, actor=self.clerk, now=self.now - ago)
        return code

    def delivered(self, basic: str, applicant: Actor, *, ago: timedelta) -> str:
        """Lead a case to its delivered grant; returns the case."""
        code, at = self.accepted(basic, applicant, ago=ago), self.now - ago
        detail = case_detail(code=code, actor=self.clerk, now=at)
        for _step in detail.steps:
            case_handling.finish_step(code=code, actor=self.clerk, now=at)
        yes = Decision(outcome=GRANTED)
        case_deciding.propose_decision(code=code, decision=yes, actor=self.clerk, now=at)
        case_deciding.sign_decision(code=code, actor=self.signer, now=at)
        case_handling.move_case(code=code, key="deliver", reason="", actor=self.clerk, now=at)
        return code
