"""Pages and programmes of ratings: the rater's, the follower's, and nothing for the rated."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from matou.modules.affairs import urls
from matou.modules.affairs.api import router
from matou.modules.affairs.models import Rating
from matou.modules.affairs.queries import rating_figures
from matou.modules.affairs.queries.rating_codes import CONFIRM, MESSAGE, RECEIPT, rating_code
from matou.modules.affairs.services import rectifying
from matou.modules.affairs.tests import cases as world
from matou.modules.affairs.tests import rated as tools
from matou.modules.affairs.tests.cases import DAY, HOUR, kept, someone
from matou.modules.affairs.tests.rated import CLOSED, WORDS
from matou.modules.affairs.tests.test_case_api import ask
from matou.modules.affairs.tests.test_pages import as_person, text

__all__ = ["as_person", "ask"]
LATER = CLOSED + HOUR
_SECRETS = (WORDS, "非常不满意", "Very dissatisfied", '"level"')


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages read the clock of the tests' cases."""
    for name in ("rating", "rating_figures", "rectifying"):
        monkeypatch.setattr(f"matou.modules.affairs.views.{name}.utc_now", lambda: LATER)
    monkeypatch.setattr("matou.modules.affairs.api.ratings.utc_now", lambda: LATER)


def test_a_guest_rates_with_the_code_of_the_receipt(client: Client, stock: int) -> None:
    address = f"/affairs/rate/{rating_code(world.delivered(), RECEIPT)}/"

    asked = text(client.get(address))
    done = client.post(address, {"level": "2", "tags": ["slow"], "text": WORDS})
    again = text(client.get(address))

    assert ("非常不满意" in asked, "谢谢您的评价" in text(done)) == (True, True)
    assert "已经评价过" in again
    assert WORDS not in again


def test_a_tablet_at_the_window_goes_on_to_the_next(client: Client, stock: int) -> None:
    code = world.delivered()

    led = client.post("/affairs/rate/?place=window", {"code": rating_code(code, RECEIPT)})
    client.post(led["Location"], {"level": "5"})

    assert tools.rating_of(code).channel == "tablet"


def test_a_wrong_code_is_told_in_place(client: Client, stock: int) -> None:
    answer = client.post("/affairs/rate/", {"code": "ABC"})

    assert (answer.status_code, "没有这个评价码" in text(answer)) == (422, True)


def test_a_rating_without_a_level_is_refused_and_keeps_the_words(
    client: Client, stock: int
) -> None:
    address = f"/affairs/rate/{rating_code(world.delivered(), MESSAGE)}/"

    answer = client.post(address, {"text": WORDS})

    assert (answer.status_code, WORDS in text(answer), Rating.objects.count()) == (422, True, 0)


def test_an_applicant_is_offered_the_rating_of_a_closed_case(as_person: Any) -> None:
    code = world.delivered()
    person = as_person("shipper")

    page = text(person.get(f"/affairs/cases/{code}/"))
    person.post(f"/affairs/cases/{code}/rate", {"level": "5"})

    assert f"/affairs/cases/{code}/rate" in page
    assert tools.rating_of(code).channel == "web"


def test_the_receipt_has_a_rating_code_for_the_applicant_alone(as_person: Any) -> None:
    code = world.submitted()
    address = f"/affairs/cases/{code}/receipt"

    own = text(as_person("shipper").get(address))
    desk = text(as_person("case-clerk").get(address))

    assert ("/affairs/rate/" in own, "/affairs/rate/" in desk) == (True, False)


def test_a_supervisor_follows_a_bad_rating_up(as_person: Any) -> None:
    work = tools.work_of(tools.rated()).code
    person = as_person("case-supervisor")

    listed = text(person.get("/affairs/ratings/work"))
    page = text(person.get(f"/affairs/ratings/work/{work}/"))
    person.post(f"/affairs/ratings/work/{work}/call_back", {"way": "phone", "note": "已致歉"})
    person.post(f"/affairs/ratings/work/{work}/rectify", {"note": "已改"})

    assert (work in listed, WORDS in page) == (True, True)
    assert tools.work_of(tools.rating_of(_only()).case.code).state == "rectified"


def _only() -> str:
    return str(Rating.objects.get().case.code)


def test_an_act_without_words_is_refused_in_place(as_person: Any) -> None:
    work = tools.work_of(tools.rated()).code

    answer = as_person("case-supervisor").post(f"/affairs/ratings/work/{work}/call_back", {})

    assert (answer.status_code, tools.work_of(_only()).state) == (422, "opened")


def test_a_rater_confirms_by_page(client: Client, stock: int) -> None:
    code = tools.rated()
    who, work = tools.supervisor(), tools.work_of(code).code
    _put_right(work, who)
    address = f"/affairs/rate/{rating_code(code, CONFIRM)}/"

    page = text(client.get(address))
    refused = client.post(address, {"answer": "reject", "note": ""})
    client.post(address, {"answer": "confirm"})

    assert ("已取消多余材料" in page, refused.status_code) == (True, 422)
    assert tools.work_of(code).state == "confirmed"


def _put_right(work: str, who: Any) -> None:
    rectifying.call_back(code=work, way="phone", note="已致电", actor=who, now=LATER)
    rectifying.rectify(code=work, note="已取消多余材料", actor=who, now=LATER)


@pytest.mark.parametrize("key", ["case-clerk", "case-signer"])
def test_no_page_lets_the_rated_reach_a_rating(as_person: Any, key: str) -> None:
    code = tools.rated()
    client = as_person(key)
    paths = [*_addresses(code), "/account/notices/", f"/c/{code}"]
    shown = {path: client.get(path).content.decode(errors="replace") for path in paths}

    assert len(shown) > 100
    leaks = {path for path, page in shown.items() for secret in _SECRETS if secret in page}
    assert leaks <= {"/affairs/ratings/enter"}
    rater = {path for path, page in shown.items() if tools.work_of(code).code in page}
    assert not [path for path in rater if code in path]


def _addresses(case: str) -> Iterator[str]:
    """Yield every address of the room, each with every code that could lead to the rating."""
    work, item = tools.work_of(case).code, kept(case).version.item.code
    codes = [case, work, item, *(rating_code(case, way) for way in (RECEIPT, MESSAGE))]
    words = {"code": codes, "item": [item], "basic_code": ["000118911000"], "document": ["X"],
             "group": ["base"], "number": ["1"], "page": ["contact"], "member": ["demo"],
             "key": ["take", "call_back", "rectify", "close", "rate", "archive"]}  # fmt: skip
    for entry in urls.urlpatterns:
        assert isinstance(entry, URLPattern)
        names = list(entry.pattern.converters)
        for values in product(*(words[name] for name in names)):
            try:
                yield reverse(f"affairs:{entry.name}", kwargs=dict(zip(names, values, strict=True)))
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("key", ["case-clerk", "case-signer"])
def test_no_programme_lets_the_rated_reach_a_rating(
    ask: Any, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matou.modules.affairs.tests.test_case_api.BASE", "/api/v1/affairs")
    code = tools.rated()
    found = [
        path for path, view in router.path_operations.items()
        if any("GET" in operation.methods for operation in view.operations)
    ]  # fmt: skip
    codes = [code, tools.work_of(code).code, rating_code(code, RECEIPT)]

    answers = [
        ask(key, f"{path.replace('{code}', one).replace('{document}', one)}")
        for path in found for one in codes
    ]  # fmt: skip

    shown = [answer.content.decode() for answer in answers]
    assert len(shown) > 20
    assert {answer.status_code for answer in answers} >= {200, 403, 404}
    assert not [one for one in shown for secret in _SECRETS if secret in one]


def _many(count: int) -> list[str]:
    """Rate so many cases badly that are like one that was led to its end."""
    case, served = kept(world.delivered()), [someone("case-clerk").code]
    item = case.version.item
    codes = []
    for number in range(count):
        case.pk, case.code = None, f"LIKE{number:05}"
        case.save(force_insert=True)
        Rating.objects.create(case=case, item=item, level=1, text=WORDS, channel="web",
                              served_by=served, rated_at=LATER)  # fmt: skip
        codes.append(case.code)
    return codes


def test_the_rated_see_a_whole_group_a_week_later(as_person: Any) -> None:
    codes, clerk = _many(5), someone("case-clerk")

    early = rating_figures.own_groups(actor=clerk, now=LATER + 7 * DAY - timedelta(seconds=1))
    late = rating_figures.own_groups(actor=clerk, now=LATER + 7 * DAY)

    assert (early, [(one.count, one.satisfied) for one in late]) == ((), [(5, 0)])
    assert late[0].texts == (WORDS,) * 5
    assert not [code for code in codes if code in str(late)]


def test_four_ratings_stay_unseen_by_the_rated_and_the_public(stock: int) -> None:
    _many(4)

    assert rating_figures.own_groups(actor=someone("case-clerk"), now=LATER + 90 * DAY) == ()
    assert rating_figures.public_figures(now=LATER + 90 * DAY).rows == ()


def test_a_month_is_public_once_it_is_whole(stock: int) -> None:
    _many(5)

    running = rating_figures.public_figures(now=LATER)
    whole = rating_figures.public_figures(now=LATER + 30 * DAY)

    assert (running.rows, [row.cell.count for row in whole.rows]) == ((), [5])
    assert b"," in rating_figures.figures_csv(whole)
    assert WORDS.encode() not in rating_figures.figures_csv(whole)


def test_a_programme_rates_with_a_code_and_reads_nothing_back(client: Client, stock: int) -> None:
    address = f"/api/v1/affairs/ratings/codes/{rating_code(world.delivered(), RECEIPT)}"

    before = client.get(address).json()
    after = client.post(address, {"level": 1, "text": WORDS}, "application/json")
    again = client.post(address, {"level": 5}, "application/json")

    assert (before["is_open"], after.json()["is_rated"], again.status_code) == (True, True, 409)
    assert WORDS not in json.dumps(after.json(), ensure_ascii=False)


@pytest.mark.parametrize(
    ("key", "path"),
    [("shipper", "/affairs/ratings/work"), ("case-clerk", "/affairs/ratings/work"),
     ("case-signer", "/affairs/ratings/enter"), ("case-clerk", "/affairs/ratings/terms"),
     ("shipper", "/affairs/ratings/own"), ("case-clerk", "/affairs/cases/board")],
)  # fmt: skip
def test_the_wrong_person_is_refused(as_person: Any, key: str, path: str) -> None:
    assert as_person(key).get(path).status_code == 403


def test_everyone_reads_the_public_page(client: Client, stock: int) -> None:
    assert "办事评价" in text(client.get("/affairs/ratings/"))
