"""The codes of items: each part on both sides of its border."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.affairs.rules import codes, samples
from matou.modules.affairs.tests.world import LICENCE, content

KNOWN = frozenset(one["catalog_code"] for one in samples.port_items())
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def fields_at_fault(**changes: str) -> set[str]:
    return {fault.field for fault in codes.code_faults(content(**changes), known=KNOWN)}


def test_the_codes_of_the_port_items_are_right() -> None:
    assert fields_at_fault() == set()


def test_a_basic_code_has_five_parts() -> None:
    parts = codes.basic_parts(LICENCE)

    assert parts == codes.BasicCode(
        region="00", item_type="01", department="18", main="902", sub="000"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"catalog_code": "00011890200"}, {"catalog_code", "task_code"}),
        ({"catalog_code": "0001189020000"}, {"catalog_code", "task_code"}),
        ({"catalog_code": "000118902999"}, {"catalog_code", "task_code"}),
        ({"catalog_code": "440118902000"}, {"catalog_code", "task_code"}),
        ({"task_type": "20"}, {"catalog_code"}),
        ({"region_code": "441200"}, {"dept_code"}),
        ({"region_code": "4504"}, {"region_code", "dept_code"}),
        ({"use_level": ["2"]}, {"task_code"}),
        ({"task_handle_item": "x" * 33}, {"task_handle_item"}),
        ({"task_code": "1" * 31}, {"task_code", "task_handle_item"}),
        ({"task_code": "1" * 30}, {"task_code", "task_handle_item"}),
        ({"task_code": ""}, {"task_code", "task_handle_item"}),
    ],
)
def test_codes_that_disagree_are_found(changes: dict[str, str], expected: set[str]) -> None:
    assert fields_at_fault(**changes) == expected


def test_a_code_may_be_the_nations_or_the_provinces() -> None:
    own = "450118902000"
    body = content()["dept_code"]
    task = codes.implementation_code(credit_code=body, level="3", basic_code=own)
    changed = content(catalog_code=own, task_code=task, task_handle_item=f"{task}01")

    assert codes.code_faults(changed, known={own}) == ()


@given(place=st.integers(0, 17), sign=st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_found(place: int, sign: str) -> None:
    right = content()["dept_code"]
    wrong = right[:place] + sign + right[place + 1 :]

    faults = fields_at_fault(dept_code=wrong)

    assert ("dept_code" in faults) == (wrong != right)


def test_every_message_says_that_the_structure_is_to_be_confirmed() -> None:
    faults = codes.code_faults(content(catalog_code="x", task_code="y"), known=KNOWN)

    assert faults
    assert all("待核" in fault.zh and "to be confirmed" in fault.en for fault in faults)


@given(region=st.sampled_from(["450400", "441200", "520100"]), number=st.integers(0, 99_999))
def test_credit_codes_of_samples_are_well_formed(region: str, number: int) -> None:
    code = samples.credit_code(region=region, number=number)

    assert "dept_code" not in fields_at_fault(dept_code=code, region_code=region)
    assert code[8:11] == "DEM"
