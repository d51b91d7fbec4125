"""Several people at the same case at once: one succeeds, the others are told."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from matou.modules.affairs.models import Case, CaseForm, CaseMark
from matou.modules.affairs.rules.case_states import CaseMoveNotPossible
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_deciding,
    case_forms,
    case_submitting,
    case_sweeping,
    starting,
)
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import MONDAY, kept, someone
from matou.modules.affairs.tests.test_races import together
from matou.modules.affairs.tests.world import NOW, code_of

pytestmark = pytest.mark.slow


@pytest.fixture
def ready(transactional_db: None) -> None:
    starting.ensure_first_stock(now=NOW)


def test_of_two_clerks_one_takes_the_case(ready: None) -> None:
    code = world.submitted()
    clerks = (someone("case-clerk"), someone("case-clerk2"))

    ended = together(
        [
            lambda: case_assigning.take_case(code=code, actor=clerks[0], now=MONDAY),
            lambda: case_assigning.take_case(code=code, actor=clerks[1], now=MONDAY),
        ]
    )

    assert ended == Counter({"done": 1, case_assigning.CaseTaken.code: 1})
    assert kept(code).acts.filter(act="take").count() == 1


def test_of_many_submits_one_counts(ready: None) -> None:
    code, applicant = world.filled(), someone("shipper")

    ended = together(
        [lambda: case_submitting.submit_case(code=code, version=1, actor=applicant, now=MONDAY)] * 8
    )

    assert ended == Counter({"done": 1, CaseMoveNotPossible.code: 7})
    assert kept(code).acts.filter(act="submit").count() == 1


def test_of_many_tabs_one_saves_and_the_others_are_told(ready: None) -> None:
    code, applicant = world.drafted(), someone("shipper")

    def tab(name: str) -> Callable[[], object]:
        return lambda: case_forms.save_answers(
            code=code, typed={"vessel_name": name}, revision=0, actor=applicant, now=MONDAY
        )

    ended = together([tab("甲船"), tab("乙船"), tab("丙船"), tab("丁船")])

    assert ended == Counter({"done": 1, case_forms.AnswersChanged.code: 3})
    assert CaseForm.objects.get(case__code=code).revision == 1


def test_many_taps_begin_one_draft(ready: None) -> None:
    item, applicant = code_of(world.CERTIFICATE), someone("shipper")

    ended = together(
        [lambda: case_applying.ensure_draft(item=item, actor=applicant, now=MONDAY)] * 8
    )

    assert (ended, Case.objects.count()) == (Counter({"done": 8}), 1)


def test_signing_and_withdrawing_at_once_leave_one_truth(ready: None) -> None:
    code = world.proposed()
    signer, applicant = someone("case-signer"), someone("shipper")

    ended = together(
        [
            lambda: case_deciding.sign_decision(code=code, actor=signer, now=MONDAY),
            lambda: case_applying.withdraw_case(
                code=code, reason="不办了", actor=applicant, now=MONDAY
            ),
        ]
    )

    assert ended == Counter({"done": 1, CaseMoveNotPossible.code: 1})


def test_two_sweeps_at_once_tell_each_mark_once(ready: None) -> None:
    world.accepted()
    late = MONDAY + timedelta(days=30)

    together([lambda: case_sweeping.sweep_cases(now=late)] * 4)

    assert CaseMark.objects.count() == 5
