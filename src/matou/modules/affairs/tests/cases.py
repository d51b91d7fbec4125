"""What the tests of cases share: the people of a desk, and cases led to any state."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.affairs.models import Case
from matou.modules.affairs.rules.case_decisions import GRANTED, Decision
from matou.modules.affairs.seeds.filling import fill_form
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_deciding,
    case_handling,
    case_submitting,
)
from matou.modules.affairs.tests.world import code_of
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people

MONDAY = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
"""Nine in the morning in China."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES = Decision(outcome=GRANTED)
CERTIFICATE, ANNEX = "000118911000", "000118903000"
"""An item of one working day, and one that two decide."""


def someone(key: str) -> Actor:
    """Return a demo person at work; seeding all of them anew would cost a tenth of a second."""
    with suppress(NotFound):
        user = parties.user_by_name(username=f"demo-{key}")
        companies = parties.companies_of(person=user.party.code)
        return parties.actor_of(user=user, acts_for=companies[0].code if companies else None)
    handle = people.seed(now=MONDAY)[key]
    return parties.actor_of_person(person=handle.person, acts_for=handle.acts_for)


def drafted(basic: str = CERTIFICATE) -> str:
    return case_applying.ensure_draft(item=code_of(basic), actor=someone("shipper"), now=MONDAY)


def filled(basic: str = CERTIFICATE) -> str:
    code = drafted(basic)
    fill_form(code=code, actor=someone("shipper"), now=MONDAY)
    return code


def submitted(basic: str = CERTIFICATE) -> str:
    code = filled(basic)
    case_submitting.submit_case(code=code, version=1, actor=someone("shipper"), now=MONDAY)
    return code


def taken(basic: str = CERTIFICATE) -> str:
    code = submitted(basic)
    case_assigning.take_case(code=code, actor=someone("case-clerk"), now=MONDAY)
    return code


def accepted(basic: str = CERTIFICATE, *, at: datetime = MONDAY) -> str:
    code = taken(basic)
    case_handling.accept_case(code=code, actor=someone("case-clerk"), now=at)
    return code


def proposed(basic: str = CERTIFICATE, decision: Decision = YES) -> str:
    code, clerk = accepted(basic), someone("case-clerk")
    case_handling.finish_step(code=code, actor=clerk, now=MONDAY + HOUR)
    case_deciding.propose_decision(code=code, decision=decision, actor=clerk, now=MONDAY + HOUR)
    return code


def decided(basic: str = CERTIFICATE) -> str:
    code = proposed(basic)
    case_deciding.sign_decision(code=code, actor=someone("case-signer"), now=MONDAY + 2 * HOUR)
    return code


def delivered(basic: str = CERTIFICATE) -> str:
    code = decided(basic)
    case_handling.move_case(
        code=code, key="deliver", reason="", actor=someone("case-clerk"), now=MONDAY + 3 * HOUR
    )
    return code


def kept(code: str) -> Case:
    """Return a case as the database has it."""
    return Case.objects.select_related("version").get(code=code)
