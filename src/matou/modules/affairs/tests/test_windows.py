"""Window mode: the person applies, the clerk types, and everybody can see which is which."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput, NotAllowed
from matou.modules.affairs.models import Case, WindowVisit
from matou.modules.affairs.queries import windows as visits
from matou.modules.affairs.queries.windows import ItemNotNamed
from matou.modules.affairs.rules.case_decisions import GRANTED, Decision
from matou.modules.affairs.rules.windows import LONGEST_VISIT, SayConsent
from matou.modules.affairs.seeds.filling import fill_form
from matou.modules.affairs.services import (
    case_assigning,
    case_deciding,
    case_handling,
    case_submitting,
    windows,
)
from matou.modules.affairs.services.case_deciding import TakenInByYou
from matou.modules.affairs.services.windows import AtWindow, CompanyUnknown, ServedElsewhere
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import HOUR, MONDAY, kept, someone
from matou.modules.affairs.tests.test_pages import as_person, text
from matou.modules.affairs.tests.world import code_of
from matou.spine.parties.models import Party

__all__ = ["as_person"]
pytestmark = pytest.mark.usefixtures("stock")
NUMBER = "11010519491231002X"
CARD = f"{NUMBER}\t到场人\t"


def told(basic: str = world.CERTIFICATE, **changes: Any) -> AtWindow:
    asked = AtWindow(card=CARD, item=code_of(basic), consents=True, queue_number="a012")
    return replace(asked, **changes)


def begun(basic: str = world.CERTIFICATE) -> str:
    return windows.begin_visit(told=told(basic), actor=someone("case-clerk"), now=MONDAY)


def submitted(basic: str = world.CERTIFICATE) -> str:
    code = begun(basic)
    visit = visits.open_visit(case=code, clerk=someone("case-clerk"), now=MONDAY)
    assert visit is not None
    fill_form(code=code, actor=visit.actor, now=MONDAY)
    case_submitting.submit_case(code=code, version=1, actor=visit.actor, now=MONDAY)
    return code


def test_the_person_is_the_applicant_and_the_clerk_is_in_the_history() -> None:
    case = kept(submitted())

    person = Party.objects.get(code=case.applied_by)
    acts = {act.act: act for act in case.acts.all()}
    assert (person.name, case.applicant) == ("到场人", person.code)
    assert acts["submit"].actor == person.code
    assert acts["submit"].facts["window_by"] == someone("case-clerk").code


def test_the_number_of_the_card_is_kept_masked_alone() -> None:
    visit = WindowVisit.objects.get(case__code=begun())

    assert (visit.shown_as, visit.queue_number) == ("11**************2X", "A012")
    assert NUMBER not in str(list(WindowVisit.objects.values()) + list(Case.objects.values()))


def test_the_same_person_is_found_again() -> None:
    begun()
    begun()

    assert Party.objects.filter(name="到场人").count() == 1


def test_a_card_of_another_name_is_refused() -> None:
    begun()

    with pytest.raises(InvalidInput):
        windows.begin_visit(told=told(name="另一人"), actor=someone("case-clerk"), now=MONDAY)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"consents": False}, SayConsent), ({"item": "没有这个事项"}, ItemNotNamed),
     ({"item": ""}, ItemNotNamed), ({"card": "到场人"}, InvalidInput),
     ({"card": "110105194912310021 到场人"}, InvalidInput),
     ({"uscc": "91450400NOBODY0001"}, CompanyUnknown)],
)  # fmt: skip
def test_what_is_wrong_at_the_window_is_refused(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        windows.begin_visit(told=told(**changes), actor=someone("case-clerk"), now=MONDAY)

    assert not Case.objects.exists()


def test_a_company_that_is_known_is_the_applicant() -> None:
    shipper = someone("shipper")
    company = Party.objects.get(code=shipper.acts_for)

    code = windows.begin_visit(
        told=told(uscc=str(company.uscc)), actor=someone("case-clerk"), now=MONDAY
    )

    assert kept(code).applicant == company.code


def test_only_clerks_serve_at_a_window() -> None:
    with pytest.raises(NotAllowed):
        windows.begin_visit(told=told(), actor=someone("case-signer"), now=MONDAY)


def test_one_window_serves_a_case() -> None:
    begun()

    with pytest.raises(ServedElsewhere):
        windows.begin_visit(told=told(), actor=someone("case-clerk2"), now=MONDAY)


def test_a_visit_ends_by_itself() -> None:
    code, clerk = begun(), someone("case-clerk")

    assert visits.open_visit(case=code, clerk=clerk, now=MONDAY + LONGEST_VISIT) is None
    assert visits.open_visit(case=code, clerk=clerk, now=MONDAY + timedelta(minutes=119))
    assert (
        windows.begin_visit(told=told(), actor=someone("case-clerk2"), now=MONDAY + LONGEST_VISIT)
        == code
    )


def test_who_took_a_case_in_decides_it_nowhere_where_two_decide() -> None:
    code, clerk = submitted(world.ANNEX), someone("case-clerk")
    case_assigning.take_case(code=code, actor=clerk, now=MONDAY)
    case_handling.accept_case(code=code, actor=clerk, now=MONDAY)
    case_handling.finish_step(code=code, actor=clerk, now=MONDAY + HOUR)

    with pytest.raises(TakenInByYou):
        case_deciding.propose_decision(
            code=code, decision=Decision(outcome=GRANTED), actor=clerk, now=MONDAY + HOUR
        )


def test_who_took_a_case_in_may_propose_where_one_decides() -> None:
    code, clerk = submitted(), someone("case-clerk")
    case_assigning.take_case(code=code, actor=clerk, now=MONDAY)
    case_handling.accept_case(code=code, actor=clerk, now=MONDAY)
    case_handling.finish_step(code=code, actor=clerk, now=MONDAY + HOUR)
    case_deciding.propose_decision(
        code=code, decision=Decision(outcome=GRANTED), actor=clerk, now=MONDAY + HOUR
    )

    assert kept(code).state == "proposed"


def test_a_clerk_fills_in_and_prints_while_the_person_stands_there(as_person: Any) -> None:
    clerk = as_person("case-clerk")
    sent = {"card": CARD, "item": code_of(world.CERTIFICATE), "consents": "on"}

    begun_page = clerk.post("/affairs/cases/window", sent, follow=True)
    code = Case.objects.get().code
    visit = visits.open_visit(case=code, clerk=someone("case-clerk"), now=utc_now())
    assert visit is not None
    fill_form(code=code, actor=visit.actor, now=utc_now())
    state = Case.objects.get().form.revision
    clerk.post(f"/affairs/cases/{code}/form/check", {"version": "1", "revision": state})
    receipt = text(clerk.get(f"/affairs/cases/{code}/receipt"))
    clerk.post(f"/affairs/cases/{code}/window/end")
    after = text(clerk.get(f"/affairs/cases/{code}/receipt"))

    assert ("正在代" in text(begun_page), NUMBER in text(begun_page)) == (True, False)
    assert ("/affairs/rate/" in receipt, "/affairs/rate/" in after) == (True, False)


def test_another_clerk_reads_no_draft_of_the_window(as_person: Any) -> None:
    code = begun()

    assert as_person("case-clerk2").get(f"/affairs/cases/{code}/form/").status_code == 404


def test_a_refusal_at_the_window_keeps_what_was_typed(as_person: Any) -> None:
    sent = {"card": CARD, "item": "没有这个事项", "consents": "on"}

    answer = as_person("case-clerk").post("/affairs/cases/window", sent)

    assert (answer.status_code, "没有这个事项" in text(answer)) == (422, True)
