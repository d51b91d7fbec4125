"""Pages of cases: the applicant's, the clerk's, and what others see of them."""

from typing import Any

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.modules.affairs.models import Case
from matou.modules.affairs.services import case_handling
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests.cases import MONDAY, kept, someone
from matou.modules.affairs.tests.test_pages import as_person, text
from matou.modules.affairs.tests.world import code_of
from matou.spine.parties import queries as parties
from matou.spine.parties.tests.signed_in import sign_in

__all__ = ["as_person"]


def test_a_citizen_applies_in_three_taps(as_person: Any) -> None:
    citizen, item = as_person("shipper"), code_of(world.CERTIFICATE)
    guide = text(citizen.get(f"/affairs/guide/{item}/"))

    begun = citizen.post(f"/affairs/cases/begin/{item}", follow=True)

    assert f"/affairs/cases/begin/{item}" in guide
    assert begun.redirect_chain[-1][0].endswith("/form/contact")
    assert Case.objects.get().state == "drafted"


def test_a_clerk_finds_takes_and_accepts_a_case(as_person: Any) -> None:
    code = world.submitted()
    clerk = as_person("case-clerk")

    found = text(clerk.get(f"/affairs/cases/queue?q={code.lower()}"))
    clerk.post(f"/affairs/cases/{code}/take")
    clerk.post(f"/affairs/cases/{code}/accept")

    assert code in found
    assert kept(code).state == "accepted"


def test_a_queue_narrows_to_what_nobody_has(as_person: Any) -> None:
    free, mine = world.submitted(), world.taken(world.ANNEX)

    page = text(as_person("case-clerk").get("/affairs/cases/queue?whose=free"))

    assert (free in page, mine in page) == (True, False)


def test_a_refusal_of_an_act_is_told_in_place(as_person: Any) -> None:
    code = world.accepted()

    answer = as_person("case-clerk").post(
        f"/affairs/cases/{code}/propose", {"outcome": "refused", "reason": "", "remedy": ""}
    )

    assert (answer.status_code, kept(code).state) == (422, "accepted")
    assert "必须写明理由和救济途径" in text(answer)


def test_a_stale_version_is_told_in_place(as_person: Any) -> None:
    code = world.filled()

    answer = as_person("shipper").post(
        f"/affairs/cases/{code}/form/check", {"version": "7", "revision": "1"}
    )

    assert (answer.status_code, "第 1 版" in text(answer)) == (422, True)


@pytest.mark.parametrize(
    ("key", "path", "status"),
    [
        ("skipper", "/affairs/cases/{code}/", 404),
        ("skipper", "/affairs/cases/{code}/withdraw", 404),
        ("skipper", "/affairs/cases/queue", 403),
        ("skipper", "/affairs/cases/absences", 403),
        ("shipper", "/affairs/cases/{code}/accept", 403),
        ("case-clerk", "/affairs/cases/{code}/sign", 403),
        ("case-clerk", "/affairs/cases/{code}/withdraw", 403),
        ("case-clerk", "/affairs/cases/{code}/explode", 404),
    ],
)
def test_the_wrong_person_is_refused(as_person: Any, key: str, path: str, status: int) -> None:
    code = world.taken()

    assert as_person(key).get(path.format(code=code)).status_code == status


def test_my_cases_are_mine_alone(as_person: Any) -> None:
    code = world.accepted()
    person = as_person("shipper")

    own = text(person.get("/affairs/cases/"))
    sign_in(person, _user("skipper"))
    others = text(person.get("/affairs/cases/"))

    assert (code in own, "已用" in own, code in others) == (True, True, False)


def test_a_case_shows_why_its_clock_stands(as_person: Any) -> None:
    code = world.accepted(world.ANNEX)
    case_handling.suspend_case(
        code=code, procedure="hearing", basis="", actor=someone("case-clerk"), now=MONDAY
    )

    page = text(as_person("shipper").get(f"/affairs/cases/{code}/"))

    assert ("计时暂停" in page, "行政许可法第四十五条" in page) == (True, True)


def test_a_proposal_is_hidden_from_the_applicant_until_it_is_signed(as_person: Any) -> None:
    code = world.proposed()
    page = text(as_person("shipper").get(f"/affairs/cases/{code}/"))

    assert "尚未签发" not in page


def test_whoever_signs_sees_what_is_decided_on_the_same_page(as_person: Any) -> None:
    code = world.proposed()

    page = text(as_person("case-signer").get(f"/affairs/cases/{code}/sign"))

    assert "尚未签发" in page
    assert kept(code).proposed_by
    assert "演示窗口经办" in page


def test_the_next_case_is_a_plain_link(as_person: Any) -> None:
    first, second = world.submitted(), world.submitted(world.ANNEX)

    page = text(as_person("case-clerk").get(f"/affairs/cases/{first}/"))

    assert f'rel="next" accesskey="j" data-key="j" href="/affairs/cases/{second}/"' in page


def test_who_is_away_is_covered(as_person: Any) -> None:
    clerk, cover = as_person("case-clerk"), someone("case-clerk2")
    today = utc_now().date().isoformat()
    sent = {"cover": cover.code, "first_on": today, "last_on": "2026-01-01"}

    refused = clerk.post("/affairs/cases/absences", sent)
    done = clerk.post("/affairs/cases/absences", {**sent, "last_on": _tomorrow()}, follow=True)

    assert (refused.status_code, "演示经办二" in text(done)) == (422, True)


def _tomorrow() -> str:
    return (utc_now() + world.DAY).date().isoformat()


def _user(key: str) -> Any:
    return parties.user_by_name(username=f"demo-{key}")


def test_guests_sign_in_first(client: Client, stock: int) -> None:
    code = world.submitted()

    assert client.get(f"/affairs/cases/{code}/").status_code == 302
