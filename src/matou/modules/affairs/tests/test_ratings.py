"""Ratings: everyone is asked, once a case, bad ones open work that somebody else follows up."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.modules.affairs.models import Case, Rating, RatingAsk, Rectification
from matou.modules.affairs.queries.rating_codes import CONFIRM, MESSAGE, RECEIPT, rating_code
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_states import CaseMoveNotPossible
from matou.modules.affairs.rules.ratings import Told, is_to_be_asked
from matou.modules.affairs.rules.rectification import (
    NotYourWork,
    SecondPersonCloses,
    Terms,
    WorkMoveNotPossible,
)
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_handling,
    rating,
    rating_asking,
    rating_periods,
    rectifying,
)
from matou.modules.affairs.services.rating import RatedAlready, RatingNotOpen
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests import rated as tools
from matou.modules.affairs.tests.cases import DAY, HOUR, MONDAY, kept, someone
from matou.modules.affairs.tests.rated import BAD, CLOSED, GOOD, WORDS
from matou.spine.notices.models import Notice

pytestmark = pytest.mark.usefixtures("stock")
LATER = CLOSED + HOUR


def test_every_closed_case_is_asked_about() -> None:
    world.delivered()
    case_applying.withdraw_case(
        code=world.accepted(world.ANNEX), reason="不办了", actor=someone("shipper"), now=MONDAY
    )
    world.submitted()

    asked = set(RatingAsk.objects.values_list("case", flat=True))

    closed = {
        case.pk
        for case in Case.objects.all()
        if is_to_be_asked(state=case.state, was_accepted=case.accepted_at is not None)
    }
    assert asked == closed
    assert Notice.objects.filter(template="affairs.rating_asked").count() == 2


def test_a_case_withdrawn_before_acceptance_is_not_asked_about() -> None:
    code = world.submitted()

    case_applying.withdraw_case(code=code, reason="不办了", actor=someone("shipper"), now=MONDAY)

    assert not RatingAsk.objects.exists()


def test_closed_cases_that_nobody_asked_about_are_asked_by_the_sweep() -> None:
    world.delivered()
    RatingAsk.objects.all().delete()

    told = rating_asking.ask_missing(now=LATER), rating_asking.ask_missing(now=LATER)

    assert told == (1, 0)


def test_an_applicant_rates_once() -> None:
    code = tools.rated()

    with pytest.raises(RatedAlready):
        rating.rate_own(code=code, told=GOOD, actor=someone("shipper"), now=LATER)

    assert tools.rating_of(code).level == 1


def test_the_database_holds_one_rating_a_case() -> None:
    row = tools.rating_of(tools.rated())

    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(case=row.case, item=row.item, level=5, channel="web",
                              rated_at=LATER)  # fmt: skip


def test_a_rating_is_never_written_over() -> None:
    row = tools.rating_of(tools.rated())

    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.filter(pk=row.pk).update(level=5)


@pytest.mark.parametrize(("way", "channel"), [(RECEIPT, "receipt"), (MESSAGE, "sms")])
def test_a_code_opens_one_rating(way: str, channel: str) -> None:
    code = world.delivered()
    text = rating_code(code, way)

    rating.rate_by_code(text=text.lower(), told=GOOD, now=LATER)

    assert tools.rating_of(code).channel == channel
    with pytest.raises(RatedAlready):
        rating.rate_by_code(text=text, told=BAD, now=LATER)


@pytest.mark.parametrize("text", ["", "AAAA", "K" * 22])
def test_a_code_that_is_made_up_opens_nothing(text: str) -> None:
    with pytest.raises(NotFound):
        rating.rate_by_code(text=text, told=GOOD, now=LATER)


def test_a_code_of_another_way_opens_no_rating() -> None:
    code = world.delivered()

    with pytest.raises(NotFound):
        rating.rate_by_code(text=rating_code(code, CONFIRM), told=GOOD, now=LATER)


def test_a_window_tablet_is_a_channel_of_its_own() -> None:
    code = world.delivered()

    rating.rate_by_code(text=rating_code(code, RECEIPT), told=GOOD, now=LATER, at_window="1")

    assert tools.rating_of(code).channel == "tablet"


@pytest.mark.parametrize("channel", ["phone", "paper"])
def test_an_officer_without_a_hand_in_the_case_enters_a_rating(channel: str) -> None:
    code = world.delivered()

    rating.enter_rating(code=code, told=GOOD, channel=channel, actor=tools.supervisor(), now=LATER)

    assert tools.rating_of(code).entered_by == tools.supervisor().code


def test_whoever_handled_the_case_enters_no_rating() -> None:
    code = world.delivered()

    with pytest.raises(NotAllowed):
        rating.enter_rating(
            code=code, told=GOOD, channel="phone", actor=someone("case-clerk"), now=LATER
        )


def test_a_stranger_learns_of_no_case_to_rate() -> None:
    with pytest.raises(NotFound):
        rating.rate_own(code=world.delivered(), told=GOOD, actor=someone("skipper"), now=LATER)


@pytest.mark.parametrize("told", [Told(level=0), Told(level=6), Told(level=3, tags=("x",)),
                                  Told(level=3, text="长" * 501)])  # fmt: skip
def test_a_rating_outside_the_five_levels_is_refused(told: Told) -> None:
    code = world.delivered()

    with pytest.raises(InvalidInput):
        rating.rate_own(code=code, told=told, actor=someone("shipper"), now=LATER)

    assert not Rating.objects.exists()


@pytest.mark.parametrize(("late", "is_open"), [(-1, True), (0, False)])
def test_a_rating_is_open_until_the_period_ends(late: int, is_open: bool) -> None:  # noqa: FBT001
    code = world.delivered()
    at = CLOSED + timedelta(days=Terms().ask_days, microseconds=late)

    def rate() -> None:
        rating.rate_own(code=code, told=GOOD, actor=someone("shipper"), now=at)

    if is_open:
        rate()
    else:
        with pytest.raises(RatingNotOpen):
            rate()


def test_a_case_that_is_not_closed_is_not_rated() -> None:
    code = world.decided()

    with pytest.raises(RatingNotOpen):
        rating.rate_own(code=code, told=GOOD, actor=someone("shipper"), now=LATER)


def test_the_state_tells_nobody_whether_a_case_was_rated() -> None:
    silent, told = world.delivered(), tools.rated()
    before = {kept(code).state for code in (silent, told)}

    rating_periods.close_periods(now=CLOSED + 16 * DAY)

    assert before == {"delivered"}
    assert {kept(code).state for code in (silent, told)} == {"rated"}


def test_a_case_is_archived_after_its_rating_period() -> None:
    code, clerk = world.delivered(), someone("case-clerk")

    with pytest.raises(CaseMoveNotPossible):
        case_handling.move_case(code=code, key="archive", reason="", actor=clerk, now=LATER)
    rating_periods.close_periods(now=CLOSED + 16 * DAY)
    case_handling.move_case(code=code, key="archive", reason="", actor=clerk, now=LATER)

    assert kept(code).state == "archived"


@pytest.mark.parametrize(("level", "count"), [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_the_lowest_two_levels_open_work_at_once(level: int, count: int) -> None:
    code = tools.rated(Told(level=level))

    works = Rectification.objects.filter(rating__case__code=code)

    assert [(one.opened_at - one.rating.rated_at).seconds for one in works] == [0] * count


def test_work_goes_to_a_supervisor_with_both_limits() -> None:
    work = tools.work_of(tools.rated())

    assert work.assignee == tools.supervisor().code
    assert work.call_back_due_at.isoformat() == "2026-06-09T16:00:00+00:00"
    # 19 June is a holiday: fifteen working days from the 9th end with the 30th.
    assert work.due_at.isoformat() == "2026-06-30T16:00:00+00:00"


def test_work_never_goes_to_whoever_handled_the_case() -> None:
    code = world.taken()
    case_assigning.lay_down_case(code=code, actor=someone("case-clerk"), now=MONDAY)
    both = tools.second_supervisor()

    work = tools.work_of(tools.rated())

    assert work.assignee in {tools.supervisor().code, both.code}
    assert work.assignee not in work.rating.served_by


def test_work_keeps_the_limits_of_the_day_it_was_opened() -> None:
    rating_asking.set_terms(
        terms=Terms(rectify_days=5), reason="本市通知", actor=tools.supervisor(), now=MONDAY
    )

    work = tools.work_of(tools.rated())

    assert work.due_at.isoformat() == "2026-06-15T16:00:00+00:00"


@pytest.mark.parametrize("days", [0, 61])
def test_terms_that_cannot_be_kept_are_refused(days: int) -> None:
    with pytest.raises(InvalidInput):
        rating_asking.set_terms(terms=Terms(rectify_days=days), reason="试",
                                actor=tools.supervisor(), now=MONDAY)  # fmt: skip


def test_only_supervisors_set_terms() -> None:
    with pytest.raises(NotAllowed):
        rating_asking.set_terms(terms=Terms(), reason="试", actor=someone("case-clerk"),
                                now=MONDAY)  # fmt: skip


def _rectified() -> str:
    code = tools.rated()
    work, who = tools.work_of(code).code, tools.supervisor()
    rectifying.call_back(code=work, way="phone", note="已致电致歉", actor=who, now=LATER)
    rectifying.rectify(code=work, note="已取消多余材料", actor=who, now=LATER + HOUR)
    return code


def test_work_is_called_back_put_right_and_confirmed_by_the_rater() -> None:
    code = _rectified()

    rectifying.answer_by_code(text=rating_code(code, CONFIRM), key="confirm", note="", now=LATER)

    work = tools.work_of(code)
    assert (work.state, work.acts.count()) == ("confirmed", 4)
    assert Notice.objects.filter(template="affairs.work_done").count() == 1


def test_a_rater_sends_work_back() -> None:
    code = _rectified()

    rectifying.answer_by_code(text=rating_code(code, CONFIRM), key="reject", note="还是要",
                              now=LATER)  # fmt: skip

    assert (tools.work_of(code).state, tools.work_of(code).rectified_at) == ("called_back", None)


def test_a_receipts_code_answers_for_nobody() -> None:
    code = _rectified()

    with pytest.raises(NotFound):
        rectifying.answer_by_code(text=rating_code(code, RECEIPT), key="confirm", note="",
                                  now=LATER)  # fmt: skip


def test_a_second_person_closes_with_a_reason() -> None:
    work, second = tools.work_of(_rectified()).code, tools.second_supervisor()

    with pytest.raises(SecondPersonCloses):
        rectifying.close_work(code=work, reason="好", actor=tools.supervisor(), now=LATER)
    with pytest.raises(InvalidInput):
        rectifying.close_work(code=work, reason=" ", actor=second, now=LATER)
    rectifying.close_work(code=work, reason="评价人未答复", actor=second, now=LATER)

    assert Rectification.objects.get(code=work).state == "closed"


def test_nothing_is_closed_without_a_call_back() -> None:
    work = tools.work_of(tools.rated()).code

    with pytest.raises(WorkMoveNotPossible):
        rectifying.close_work(code=work, reason="好", actor=tools.second_supervisor(), now=LATER)


def test_only_whose_work_it_is_calls_back() -> None:
    work, second = tools.work_of(tools.rated()).code, tools.second_supervisor()

    with pytest.raises(NotYourWork):
        rectifying.call_back(code=work, way="phone", note="好", actor=second, now=LATER)
    rectifying.take_work(code=work, actor=second, now=LATER)
    rectifying.call_back(code=work, way="phone", note="好", actor=second, now=LATER)

    assert Rectification.objects.get(code=work).state == "called_back"


@pytest.mark.parametrize("key", ["case-clerk", "case-signer", "shipper"])
def test_work_is_not_there_for_the_rated(key: str) -> None:
    work = tools.work_of(tools.rated()).code

    with pytest.raises(NotFound):
        rectifying.take_work(code=work, actor=someone(key), now=LATER)


def test_marks_of_work_are_told_once_each() -> None:
    tools.rated()
    late = CLOSED + 60 * DAY

    told = rectifying.sweep_work(now=late), rectifying.sweep_work(now=late)

    assert told == (3, 0)
    assert Notice.objects.filter(template="affairs.work_mark").count() == 3


def test_a_call_back_in_time_leaves_its_mark_untold() -> None:
    work = tools.work_of(tools.rated())
    rectifying.call_back(code=work.code, way="phone", note="好", actor=tools.supervisor(),
                         now=LATER)  # fmt: skip

    assert rectifying.sweep_work(now=work.call_back_due_at) == 0


def test_no_event_letter_or_history_tells_a_case_its_rating() -> None:
    code = tools.rated()
    letters = Notice.objects.exclude(template="affairs.case_moved")

    told = [f"{one.zh_body} {one.en_body} {one.facts}" for one in letters.filter(
        template__startswith="affairs.work")]  # fmt: skip

    assert not any(code in text or WORDS in text for text in told)
    assert not [act for act in kept(code).acts.all() if "rat" in act.act]


def test_the_rated_are_kept_with_the_rating() -> None:
    row = tools.rating_of(tools.rated())

    assert set(row.served_by) == {someone("case-clerk").code, someone("case-signer").code}


def test_every_move_of_the_house_is_its_own() -> None:
    assert case_states.BY_KEY["rate"].roles == case_states.HOUSE
