"""What stops publication and what is only suggested: each rule on both sides of its border."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.affairs.rules import circles, links, plain, samples
from matou.modules.affairs.rules.lint import LintNotClean, check_clean, lint
from matou.modules.affairs.tests.world import ANNEX, LICENCE, around, content, material

FEE = {"name": "工本费", "standard": "10 元", "basis": "", "may_reduce": None, "reduce_basis": ""}
ITEMS = "ABCDEF"


def rules_of(told: dict[str, Any], **surroundings: Any) -> set[tuple[str, str]]:
    return {(one.rule, one.level) for one in lint(told, around(**surroundings))}


def test_the_port_items_are_clean() -> None:
    assert [one.zh for item in samples.port_items() for one in lint(item, around())] == []


def test_there_are_25_items_and_212_samples() -> None:
    everything = [*samples.port_items(), *samples.samples()]

    assert (len(samples.port_items()), len(samples.samples())) == (25, 212)
    assert len({one["task_handle_item"] for one in everything}) == 237


def test_the_samples_are_clean_and_say_that_they_are_samples() -> None:
    known = around(basic_codes={one["catalog_code"] for one in samples.samples()})

    assert [one.zh for item in samples.samples() for one in lint(item, known)] == []
    assert all("样例" in one["task_name"] and "样例" in one["summary"] for one in samples.samples())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"task_name": ""}, ("missing", "error")),
        ({"catalog_code": "000118999000"}, ("code", "error")),
        ({"promise_day": 31}, ("promise", "error")),
        ({"promise_day": 29, "anticipate_type": "day"}, ("promise", "error")),
        ({"project_type": "1"}, ("done-at-once", "warning")),
        ({"is_fee": True}, ("fee", "error")),
        ({"is_fee": True, "fees": [FEE]}, ("fee", "error")),
        ({"online_handle_url": "javascript:alert(1)"}, ("link", "error")),
        ({"online_handle_url": "http://127.0.0.1/"}, ("link", "error")),
        (
            {"summary": "凡" + "依据上述有关规定应当依照相适应之规定予以呈报" * 3},
            ("plain", "warning"),
        ),
    ],
)
def test_a_fault_is_found(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in rules_of(content(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"promise_day": 30},
        {"is_fee": True, "fees": [{**FEE, "basis": "桂价费〔2000〕1号"}]},
        {"is_fee": True, "fees": [FEE], "fee_basis": "桂价费〔2000〕1号"},
        {"online_handle_url": "https://www.gov.cn/a?b=c"},
    ],
)
def test_what_is_right_is_not_found(changes: dict[str, Any]) -> None:
    assert rules_of(content(**changes)) == set()


def test_a_material_without_basis_stops_publication_and_says_how_to_mend_it() -> None:
    found = lint(material(content(), 2, by_law=""), around())

    assert [(one.rule, one.row, one.column, one.group) for one in found] == [
        ("material-basis", 3, "by_law", "materials")
    ]
    assert "写明法律法规和条款" in found[0].zh
    assert "name law and article" in found[0].en
    with pytest.raises(LintNotClean, match="1 finding"):
        check_clean(found)


def test_suggestions_alone_stop_nothing() -> None:
    check_clean(lint(content(project_type="1"), around()))


def test_a_dead_link_is_a_suggestion() -> None:
    address = "https://www.gov.cn/gone"

    found = rules_of(content(online_handle_url=address), dead_links={address})

    assert found == {("link", "warning")}


def test_a_situation_that_nobody_asks_is_found() -> None:
    assert rules_of(material(content(), 3, when="kind=gone")) == {("situation", "error")}
    assert rules_of(material(content(), 3, when="kind")) == {("situation", "error")}


def test_a_question_with_one_answer_is_found() -> None:
    row = {"key": "q", "question": "？", "question_en": "", "options": "yes=是=Yes"}

    assert ("situation", "error") in rules_of(content(situations=[row]))


def test_a_licence_that_needs_itself_is_a_circle() -> None:
    told = material(content(), 1, e_licence=content()["result_name"], when="")

    found = [one for one in lint(told, around()) if one.rule == "circle"]

    assert len(found) == 1
    assert "港口经营许可 → 港口经营许可" in found[0].zh


def test_a_circle_over_another_item_is_found_and_named() -> None:
    told = material(content(), 1, from_item=ANNEX)

    found = lint(told, around(needs={ANNEX: {LICENCE}}, names={ANNEX: "附证"}))

    assert "港口经营许可 → 附证 → 港口经营许可" in found[0].zh


def test_what_one_situation_alone_needs_closes_no_circle() -> None:
    told = material(content(), 1, from_item=ANNEX, when="kind=renew")

    assert rules_of(told, needs={ANNEX: {LICENCE}}) == set()


@given(
    st.dictionaries(st.sampled_from(ITEMS), st.frozensets(st.sampled_from(ITEMS))),
    st.sampled_from(ITEMS),
)
def test_a_circle_is_found_exactly_where_one_can_come_back(
    needs: dict[str, frozenset[str]], start: str
) -> None:
    reached = set(needs.get(start, ()))
    grown = True
    while grown:
        further = {end for item in reached for end in needs.get(item, ())}
        grown = not further <= reached
        reached |= further

    way = circles.circle_through(start, needs)

    assert bool(way) == (start in reached)
    assert all(end in needs[begin] for begin, end in itertools.pairwise(way))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("", 100),
        ("材料不齐，窗口一次告诉您缺什么。", 100),
        ("长" * 20 + "。", 100),
        ("长" * 30 + "。", 88),
        ("长" * 40 + "。", 76),
        ("长" * 41 + "。", 35),
        ("长" * 200 + "。", 0),
        ("逾期不予受理。", 0),
        ("过了期限，不能受理。", 100),
    ],
)
def test_the_plain_score_follows_its_formula(text: str, score: int) -> None:
    assert plain.plain_score(text).score == score


@given(st.text(alphabet="长短。；予以 \n", max_size=200))
def test_the_plain_score_stays_within_its_bounds(text: str) -> None:
    assert 0 <= plain.plain_score(text).score <= 100


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("https://www.gov.cn/", True),
        ("http://zwfw.gxzf.gov.cn:8080/x?y=1", True),
        ("http://1.1.1.1/", True),
        ("ftp://www.gov.cn/", False),
        ("https://localhost/", False),
        ("https://server.local/", False),
        ("https://gov/", False),
        ("http://10.0.0.8/", False),
        ("http://[::1]/", False),
        ("http://169.254.169.254/latest", False),
        ("https://user:pw@www.gov.cn/", False),
        ("https://www.gov.cn/a b", False),
        ("https://www.gov.cn:99999/", False),
        ("www.gov.cn", False),
    ],
)
def test_an_address_is_judged_by_its_form(address: str, is_good: bool) -> None:  # noqa: FBT001
    assert links.is_well_formed(address) is is_good
