"""A case's acts: what they do, whom they refuse, and what the database guarantees."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from matou.kit.actor import SYSTEM
from matou.kit.errors import NotAllowed, NotFound
from matou.kit.workdays import PLANS, YearPlan
from matou.modules.affairs.contracts import DECIDER_ROLE
from matou.modules.affairs.models import Case, CaseAct, ItemVersion
from matou.modules.affairs.queries import cases
from matou.modules.affairs.rules import case_decisions, case_states, case_steps
from matou.modules.affairs.rules.case_decisions import REFUSED, Decision
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_deciding,
    case_handling,
    case_submitting,
    case_sweeping,
)
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import DAY, HOUR, MONDAY, kept, someone
from matou.modules.affairs.tests.world import code_of, published
from matou.spine.codes import queries as codes
from matou.spine.journal import queries as journal
from matou.spine.notices import queries as notices

NO = Decision(outcome=REFUSED, reason="不符合条件。", remedy="可申请行政复议。")


def test_a_case_is_pinned_to_the_version_that_was_read(stock: int) -> None:
    code = world.filled()
    number = published(code_of(world.CERTIFICATE), now=MONDAY, promise_day=2)

    with pytest.raises(case_submitting.VersionChanged):
        case_submitting.submit_case(code=code, version=1, actor=someone("shipper"), now=MONDAY)
    case_submitting.submit_case(code=code, version=number, actor=someone("shipper"), now=MONDAY)

    assert (kept(code).version.number, kept(code).state) == (number, "submitted")


def test_the_database_keeps_the_version_of_a_submitted_case(stock: int) -> None:
    code = world.submitted()
    published(code_of(world.CERTIFICATE), now=MONDAY, promise_day=2)
    newer = kept(code).version.item.versions.get(number=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(code=code).update(version=newer)


def test_an_applicant_has_one_draft_an_item(stock: int) -> None:
    assert world.drafted() == world.drafted()
    assert Case.objects.count() == 1


def test_an_auditor_reads_and_applies_for_nothing(stock: int) -> None:
    with pytest.raises(NotAllowed):
        case_applying.ensure_draft(
            item=code_of(world.CERTIFICATE), actor=someone("auditor"), now=MONDAY
        )

    assert not Case.objects.exists()


def test_a_sample_takes_no_cases(stock: int) -> None:
    sample = ItemVersion.objects.filter(item__is_sample=True).select_related("item")[0]

    with pytest.raises(case_applying.ItemTakesNoCases):
        case_applying.ensure_draft(item=sample.item.code, actor=someone("shipper"), now=MONDAY)


def test_a_submit_that_is_repeated_is_told_so(stock: int) -> None:
    code = world.submitted()

    with pytest.raises(case_states.CaseMoveNotPossible):
        case_submitting.submit_case(code=code, version=1, actor=someone("shipper"), now=MONDAY)


def test_acceptance_starts_both_clocks(stock: int) -> None:
    case = kept(world.accepted())

    assert case.promised_due_at == MONDAY.replace(hour=16) + DAY
    assert case.statutory_due_at == MONDAY.replace(hour=16) + 7 * DAY
    assert case.next_mark_at == MONDAY.replace(hour=4) + DAY  # noon of the one working day


def test_missing_things_are_asked_for_once(stock: int) -> None:
    code = world.taken()
    clerk = someone("case-clerk")
    case_handling.ask_correction(code=code, missing="缺船舶检验证书。", actor=clerk, now=MONDAY)
    case_submitting.correct_case(code=code, note="已补。", actor=someone("shipper"), now=MONDAY)

    with pytest.raises(case_states.AskedAlready):
        case_handling.ask_correction(code=code, missing="再补。", actor=clerk, now=MONDAY)

    assert kept(code).queue == "acceptance"


def test_a_procedure_stops_the_clock_and_its_end_moves_it(stock: int) -> None:
    code = world.accepted(world.ANNEX)
    clerk, before = someone("case-clerk"), kept(code).promised_due_at

    case_handling.suspend_case(
        code=code, procedure="expert_review", basis="", actor=clerk, now=MONDAY + DAY
    )
    standing = kept(code)
    case_handling.resume_case(code=code, actor=clerk, now=MONDAY + 2 * DAY)

    assert (standing.promised_due_at, standing.next_mark_at) == (None, None)
    assert before is not None
    assert kept(code).promised_due_at == before + 2 * DAY
    assert kept(code).stops.get().basis == case_steps.ARTICLE_45


def test_only_a_lawful_procedure_stops_the_clock(stock: int) -> None:
    code = world.accepted()

    with pytest.raises(case_steps.ProcedureNotLawful):
        case_handling.suspend_case(
            code=code, procedure="publicity", basis="公示", actor=someone("case-clerk"), now=MONDAY
        )


def test_a_grant_waits_for_the_steps_of_the_item(stock: int) -> None:
    code = world.accepted()

    with pytest.raises(case_steps.StepsUnfinished):
        case_deciding.propose_decision(
            code=code, decision=Decision(outcome="granted"), actor=someone("case-clerk"),
            now=MONDAY,
        )  # fmt: skip


@pytest.mark.parametrize("missing", [{"reason": ""}, {"remedy": " "}])
def test_a_refusal_says_why_and_what_helps(stock: int, missing: dict[str, str]) -> None:
    code = world.accepted()

    with pytest.raises(case_decisions.RefusalSaysWhy):
        case_deciding.propose_decision(
            code=code, decision=replace(NO, **missing), actor=someone("case-clerk"), now=MONDAY
        )


def test_the_house_signs_nothing(stock: int) -> None:
    code = world.proposed(decision=NO)
    machine = replace(SYSTEM, roles=frozenset({DECIDER_ROLE}))

    with pytest.raises(case_decisions.SignedByAPerson):
        case_deciding.sign_decision(code=code, actor=machine, now=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(code=code).update(
            state="decided", queue="delivery", signed_by="system", decided_at=MONDAY
        )


def test_two_decide_where_the_item_says_so(stock: int) -> None:
    code, clerk = world.proposed(world.ANNEX), someone("case-clerk")
    both = replace(clerk, roles=clerk.roles | {DECIDER_ROLE})

    with pytest.raises(case_decisions.AnotherSigns):
        case_deciding.sign_decision(code=code, actor=both, now=MONDAY)
    case_deciding.sign_decision(code=code, actor=someone("case-signer"), now=MONDAY)

    assert kept(code).state == "decided"


def test_one_may_propose_and_sign_where_the_item_allows_it(stock: int) -> None:
    code, clerk = world.proposed(), someone("case-clerk")
    both = replace(clerk, roles=clerk.roles | {DECIDER_ROLE})

    case_deciding.sign_decision(code=code, actor=both, now=MONDAY)

    assert kept(code).signed_by == clerk.code


def test_declining_is_signed_and_the_clock_never_starts(stock: int) -> None:
    code = world.submitted()

    case_deciding.decline_case(
        code=code, reason="不属于本机关职权。", remedy="可申请行政复议。",
        actor=someone("case-signer"), now=MONDAY,
    )  # fmt: skip

    assert (kept(code).outcome, kept(code).accepted_at) == ("declined", None)


def test_a_reopened_case_gets_a_new_clock_and_keeps_its_history(stock: int) -> None:
    code = world.delivered()
    later = MONDAY + 10 * DAY

    case_handling.reopen_case(
        code=code, reason="复议决定撤销。", actor=someone("case-supervisor"), now=later
    )

    assert (kept(code).round, kept(code).accepted_at, kept(code).outcome) == (2, later, "")
    assert kept(code).acts.filter(act="sign").exists()


def test_the_history_only_grows(stock: int) -> None:
    world.submitted()

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseAct.objects.update(reason="x")


def test_a_case_that_is_not_mine_is_taken_first(stock: int) -> None:
    code = world.taken()

    with pytest.raises(case_states.TakeItFirst):
        case_handling.accept_case(code=code, actor=someone("case-clerk2"), now=MONDAY)
    with pytest.raises(case_assigning.CaseTaken):
        case_assigning.take_case(code=code, actor=someone("case-clerk2"), now=MONDAY)


def test_a_clerk_gives_a_case_to_a_colleague_who_is_told(stock: int) -> None:
    code, other = world.taken(), someone("case-clerk2")

    case_assigning.give_case(code=code, to=other.code, actor=someone("case-clerk"), now=MONDAY)

    assert kept(code).assignee == other.code
    assert notices.inbox(party=other.code)[0].url == f"/affairs/cases/{code}/"


def test_a_cover_works_on_the_cases_of_who_is_away(stock: int) -> None:
    code, away, cover = world.taken(), someone("case-clerk"), someone("case-clerk2")
    today = MONDAY.date()

    case_assigning.record_absence(
        person=away.code, cover=cover.code, days=(today, today), actor=away, now=MONDAY
    )
    case_handling.accept_case(code=code, actor=cover, now=MONDAY)

    assert kept(code).state == "accepted"
    with pytest.raises(case_states.TakeItFirst):
        case_handling.finish_step(code=code, actor=cover, now=MONDAY + DAY)


def test_absences_of_one_do_not_overlap(stock: int) -> None:
    away, cover = someone("case-clerk"), someone("case-clerk2")
    days = (MONDAY.date(), MONDAY.date() + timedelta(days=3))
    case_assigning.record_absence(
        person=away.code, cover=cover.code, days=days, actor=away, now=MONDAY
    )

    with pytest.raises(case_assigning.AbsenceOverlaps):
        case_assigning.record_absence(
            person=away.code, cover=cover.code, days=days, actor=away, now=MONDAY
        )


def test_strangers_do_not_learn_that_there_is_a_case(stock: int) -> None:
    code = world.submitted()

    with pytest.raises(NotFound):
        cases.case_detail(code=code, actor=someone("skipper"), now=MONDAY)
    with pytest.raises(NotFound):
        case_applying.withdraw_case(code=code, reason="x", actor=someone("skipper"), now=MONDAY)
    assert cases.code_facts(code, someone("skipper")) is None
    assert cases.code_facts(code, someone("shipper")) is not None


def test_the_desk_does_not_see_drafts(stock: int) -> None:
    code = world.drafted()

    with pytest.raises(NotFound):
        cases.case_detail(code=code, actor=someone("case-clerk"), now=MONDAY)


def test_nobody_handles_their_own_application(stock: int) -> None:
    applicant, clerk = someone("shipper"), someone("case-clerk")
    code = world.submitted()
    own = replace(applicant, roles=applicant.roles | clerk.roles)

    with pytest.raises(NotAllowed):
        case_assigning.take_case(code=code, actor=own, now=MONDAY)


def test_the_code_leads_to_the_case(stock: int) -> None:
    card = codes.card(world.submitted())

    assert (card.kind, card.page_url) == ("case", f"/affairs/cases/{card.code}/")


def test_every_act_is_told_and_written_down(stock: int) -> None:
    code = world.delivered()

    told = [entry.event for entry in journal.entries_of(aggregate=code)]
    acts = list(kept(code).acts.order_by("id").values_list("act", flat=True))
    assert told.count("affairs.CaseMoved") == 6
    assert acts == ["begin", "submit", "take", "accept", "step", "propose", "sign", "deliver"]
    told_to = [one.url for one in notices.inbox(party=someone("shipper").code)]
    assert len([url for url in told_to if url == f"/affairs/cases/{code}/"]) == 3
    assert len([url for url in told_to if url.startswith("/affairs/rate/")]) == 1


def test_a_breach_is_raised_by_the_sweep_of_its_minute(stock: int) -> None:
    code = world.accepted()
    due = kept(code).promised_due_at
    assert due is not None

    early = case_sweeping.sweep_cases(now=due - timedelta(seconds=1))
    late = case_sweeping.sweep_cases(now=due + timedelta(seconds=59))

    marks = list(kept(code).marks.order_by("id").values_list("clock", "per_cent"))
    assert (early, late) == (2, 1)
    assert marks == [("promised", 50), ("promised", 80), ("promised", 100)]
    assert notices.inbox(party=someone("case-signer").code)[0].facts["per_cent"] == "100"


def test_a_repeated_sweep_tells_nothing_twice(stock: int) -> None:
    code = world.accepted()
    late = MONDAY + 30 * DAY

    first, again = case_sweeping.sweep_cases(now=late), case_sweeping.sweep_cases(now=late)

    assert (first, again, kept(code).marks.count(), kept(code).next_mark_at) == (5, 0, 5, None)


def test_a_case_that_stands_is_not_swept(stock: int) -> None:
    code = world.accepted()
    case_handling.suspend_case(
        code=code, procedure="hearing", basis="", actor=someone("case-clerk"), now=MONDAY + HOUR
    )

    assert case_sweeping.sweep_cases(now=MONDAY + 60 * DAY) == 0


def test_a_case_nobody_has_is_the_supervisors_from_the_first_mark_on(stock: int) -> None:
    code = world.accepted()
    case_assigning.lay_down_case(code=code, actor=someone("case-clerk"), now=MONDAY)

    case_sweeping.sweep_cases(now=MONDAY.replace(hour=4) + DAY)

    assert notices.inbox(party=someone("case-supervisor").code)[0].facts["per_cent"] == "50"


def test_the_database_refuses_a_case_in_another_queue(stock: int) -> None:
    code = world.submitted()

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(code=code).update(queue="closed")


def test_an_announced_year_moves_provisional_ends_and_tells_it(
    stock: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = world.accepted(at=datetime(2026, 12, 31, 1, tzinfo=UTC))
    before = kept(code)
    days_off = ((date(2027, 1, 1), date(2027, 1, 3)), (date(2027, 1, 4), date(2027, 1, 6)))
    plan = YearPlan(source="test", off=days_off, worked=frozenset())
    untouched = case_sweeping.recompute_provisional(now=MONDAY)

    monkeypatch.setitem(PLANS, 2027, plan)
    moved = case_sweeping.recompute_provisional(now=MONDAY)

    assert (before.is_provisional, untouched, moved) == (True, 0, 1)
    assert before.promised_due_at == datetime(2027, 1, 1, 16, tzinfo=UTC)
    assert kept(code).promised_due_at == datetime(2027, 1, 7, 16, tzinfo=UTC)
    assert not kept(code).is_provisional
