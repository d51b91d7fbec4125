"""The form of a case: what is asked, when a branch opens, and what is wrong with an answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.affairs.rules import samples
from matou.modules.affairs.rules.case_form import FormDefinition, compose, material_key
from matou.modules.affairs.rules.form_answers import MOST_TYPED, AnswerTooLong, judge, storable
from matou.modules.affairs.rules.form_lint import form_faults
from matou.modules.affairs.tests.cases import CERTIFICATE
from matou.modules.affairs.tests.world import content

CERTIFICATE_FORM = compose(content(CERTIFICATE))
KEYS = [one.key for one in CERTIFICATE_FORM.fields()]
TYPED = st.dictionaries(
    st.sampled_from(KEYS),
    st.one_of(st.sampled_from(["", "yes", "renew", "cancel", "498", "2026-02-30"]), st.text()),
)


def own(**changes: Any) -> dict[str, Any]:
    """Return a small form of an item's own, some parts changed."""
    schema = {
        "type": "object",
        "properties": {
            "tonnes": {
                "type": "integer",
                "title": "几吨？",
                "minimum": 5,
                "maximum": 9,
                "unit": "t",
            },
            "is_new": {"type": "boolean", "title": "是新船吗？"},
            "built_on": {"type": "string", "format": "date", "title": "哪天建成？"},
        },
        "required": ["tonnes", "is_new"],
        "allOf": [
            {
                "if": {"properties": {"is_new": {"const": True}}, "required": ["is_new"]},
                "then": {"required": ["built_on"]},
            }
        ],
    }
    pages = [
        {"key": "tonnes", "fields": ["tonnes"]},
        {"key": "is-new", "fields": ["is_new"]},
        {"key": "built", "fields": ["built_on"]},
    ]
    return {"schema": schema, "pages": pages, **changes}


def small() -> FormDefinition:
    return compose(content(form=own()))


def faults(typed: dict[str, str], key: str) -> list[str]:
    return [fault.zh for fault in judge(small(), typed).faults if fault.field == key]


@pytest.mark.parametrize(
    ("served", "asked"),
    [
        (["2"], ["company-name", "credit-code", "contact"]),
        (["1"], ["person-name", "contact"]),
        (["1", "2"], ["applicant-kind", "company-name", "credit-code", "person-name", "contact"]),
    ],
)
def test_a_form_asks_for_the_applicant_by_whom_the_item_serves(
    served: list[str], asked: list[str]
) -> None:
    form = compose(content(server_type=served, situations=[], materials=[], form=None))

    assert [page.key for page in form.pages] == asked


def test_a_form_without_own_questions_asks_situations_and_one_page_a_material() -> None:
    bare = content(form=None)
    keys = [page.key for page in compose(bare).pages]

    assert keys[3:5] == ["kind", "craft"]
    assert keys[5:] == [material_key(row["material_name"]) for row in bare["materials"]]


def test_a_material_opens_when_its_situation_is_told() -> None:
    form = compose(content())
    craft = material_key("使用港作船舶的，船舶证书")

    shown = {said: {page.key for page in judge(form, {"craft": said}).pages}
             for said in ("", "no", "yes")}  # fmt: skip

    assert [craft in shown[said] for said in ("", "no", "yes")] == [False, False, True]


def test_a_branch_that_is_not_taken_is_not_asked_and_not_missing() -> None:
    taken, left = judge(small(), {"is_new": "yes"}), judge(small(), {"is_new": "no"})

    assert [fault.field for fault in taken.faults_of("built")] == ["built_on"]
    assert "built" not in {page.key for page in left.pages}


def test_an_answer_behind_a_closed_branch_does_not_count() -> None:
    told = judge(small(), {"is_new": "no", "built_on": "2026-01-01"})

    assert "built_on" not in told.values


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["请回答“几吨？”。"]),
        ("4", ["应不小于 5t。"]),
        ("5", []),
        ("9", []),
        ("10", ["应不大于 9t。"]),
        ("７", []),
        ("7.5", ["请填写整数。"]),
        ("seven", ["请填写整数。"]),
    ],
)
def test_both_sides_of_each_border_of_a_number(typed: str, expected: list[str]) -> None:
    assert faults({"tonnes": typed}, "tonnes") == expected


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [("2026-02-28", True), ("2026-02-29", False), ("2028/02/29", True), ("soon", False)],
)
def test_a_day_must_exist(typed: str, *, is_good: bool) -> None:
    assert (faults({"is_new": "yes", "built_on": typed}, "built_on") == []) is is_good


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [("91450400DEM000014P", True), ("91450400dem000014p", True), ("91450400DEM000014Q", False),
     ("91450400DEM00001", False)],
)  # fmt: skip
def test_a_credit_code_is_checked_by_its_last_character(typed: str, *, is_good: bool) -> None:
    assert (faults({"credit_code": typed}, "credit_code") == []) is is_good


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = judge(small(), {"tonnes": "1", "is_new": "yes", "contact_phone": "x"})

    assert {fault.field for fault in told.faults} == {
        "company_name", "credit_code", "contact_name", "contact_phone", "kind", "craft", "tonnes",
        "built_on",
    }  # fmt: skip


@given(TYPED)
def test_whatever_is_typed_is_judged_and_only_open_questions_are_told(
    typed: dict[str, str],
) -> None:
    told = judge(CERTIFICATE_FORM, typed)
    asked = {one.key for page in told.pages for one in page.fields}

    assert told.values.keys() <= asked
    assert {fault.field for fault in told.faults} <= asked
    assert judge(CERTIFICATE_FORM, typed) == told


def test_an_answer_is_kept_up_to_its_length() -> None:
    one = small().field("tonnes")
    assert one is not None

    assert storable(one, "x" * MOST_TYPED) == "x" * MOST_TYPED
    with pytest.raises(AnswerTooLong):
        storable(one, "x" * (MOST_TYPED + 1))


def test_every_port_item_has_a_form_without_a_fault() -> None:
    found = {row["task_name"]: list(form_faults(row)) for row in samples.port_items()}

    assert {name: rows for name, rows in found.items() if rows} == {}
    assert sum(bool(row["form"]) for row in samples.port_items()) >= 4


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the small form with one thing in it set, or taken out where the value is None."""
    form: Any = own()
    part: Any = form
    *way, last = path.split(".")
    for name in way:
        part = part[int(name)] if name.isdecimal() else part[name]
    key: Any = int(last) if last.isdecimal() else last
    if value is None:
        del part[key]
    else:
        part[key] = value
    return dict(form)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("schema.properties.tonnes.type", "array", "type 不认识"),
        ("schema.properties.tonnes.multipleOf", 2, "不能用 multipleOf"),
        ("schema.properties.tonnes.title", None, "没有 title"),
        ("schema.properties.tonnes.minimum", 10, "minimum 大于 maximum"),
        ("schema.properties.tonnes.minimum", "5", "应为数"),
        ("schema.properties.company_name", {"type": "string", "title": "x"}, "换一个代号"),
        ("schema.properties.Bad", {"type": "string", "title": "x"}, "小写字母"),
        ("schema.properties.built_on.format", "ipv4", "format 只能是"),
        ("schema.properties.built_on.pattern", "(?=a)", "pattern 不能用"),
        ("schema.properties.built_on.enum", ["a"], "两个不同的选项"),
        ("schema.properties.built_on.enum", ["a", "b"], "没有中英文"),
        ("schema.oneOf", [], "不认识“oneOf”"),
        ("schema.required", ["nothing"], "不在 schema 中"),
        ("schema.allOf.0.if", {"minLength": 2}, "allOf 的每项"),
        ("schema.allOf.0.then", {"required": ["nothing"]}, "分支指向的“nothing”不存在"),
        ("schema.allOf.0.then", {"required": ["tonnes"]}, "移到前面"),
        ("schema.allOf.0.if.properties", {"is_new": {"const": "maybe"}}, "没有人能走到"),
        ("pages.0", {"key": "tonnes", "fields": []}, "1 到 4 个问题"),
        ("pages.0", {"key": "tonnes", "fields": ["nothing"]}, "不在 schema 中"),
        ("pages.0", {"key": "kind", "fields": ["tonnes"]}, "且不重复"),
        ("pages.0", {"key": "all", "fields": ["tonnes", "is_new"]}, "不止一页"),
        ("pages", [], "不在任何一页上"),
        ("pages", "x", "pages 应为页的列表"),
        ("files", {"没有的材料": {"types": ["pdf"]}}, "不是本事项的材料"),
        ("files", {"港口经营业务申请书": {"types": ["exe"]}}, "types 可用"),
        ("files", {"港口经营业务申请书": {"types": ["pdf"], "most": 21}}, "most 应为 1 到 20"),
        ("extra", 1, "不认识“extra”"),
    ],
)
def test_a_broken_form_is_told_with_what_to_do(path: str, value: Any, said: str) -> None:
    form = changed(path, value)

    told = list(form_faults(content(form=form)))

    assert any(said in zh for zh, _en in told), told
    assert all(en for _zh, en in told)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["schema", "pages", "files", "type", "properties", "required",
                                       "allOf", "if", "then", "key", "fields", "enum", "title"]),
                      inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_no_form_however_odd_breaks_the_lint(odd: Any) -> None:
    form = odd if isinstance(odd, dict) else {"schema": odd, "pages": odd, "files": odd}

    assert all(zh and en for zh, en in form_faults(content(form=form)))
