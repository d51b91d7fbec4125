"""Which materials are there, what a file must be, and what a submission holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.affairs.rules.case_form import FormPage, MaterialAsked
from matou.modules.affairs.rules.case_papers import (
    CHECKED,
    FILES,
    HELD,
    LACKING,
    MOST_FILES,
    OPTIONAL,
    FileLine,
    FileTypeNotAsked,
    Paper,
    TooManyFiles,
    TooManyInCase,
    check_file,
    material_state,
    names_of,
)
from matou.modules.affairs.rules.case_snapshot import changes, digest_of, last_day

NOW = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FILE = FileLine(code="D1", name="a.pdf", media_type="application/pdf", size=9, sha256="a" * 64,
                added_at=NOW)  # fmt: skip


def page(**changes: Any) -> FormPage:
    row = {"material_name": "营业执照", "is_need": "1", "material_format": "3", "when": "",
           "e_licence": "营业执照", **changes}  # fmt: skip
    asked = MaterialAsked(row=row, types=("pdf", "jpg"), most=2)
    return FormPage(key="m-1", zh="营业执照", en="Business licence", material=asked)


def paper(**changes: Any) -> Paper:
    told = Paper(
        code="P1", title_zh="营业执照", title_en="Business licence", number="N", issuer="I",
        holder="", is_verified=True, from_at=NOW - SECOND, until_at=NOW + SECOND,
    )  # fmt: skip
    return replace(told, **changes)


def status(asked: FormPage, *papers: Paper, files: tuple[FileLine, ...] = (), **values: Any) -> str:
    return material_state(asked, files=files, papers=papers, values=values, now=NOW).status


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, HELD),
        ({"until_at": NOW}, LACKING),
        ({"until_at": NOW + SECOND}, HELD),
        ({"from_at": NOW}, HELD),
        ({"from_at": NOW + SECOND, "until_at": NOW + 2 * SECOND}, LACKING),
        ({"is_verified": False}, LACKING),
        ({"title_zh": "船舶国籍证书"}, LACKING),
    ],
)
def test_a_paper_stands_for_a_material_while_it_is_good(
    changes: dict[str, Any], expected: str
) -> None:
    assert status(page(), paper(**changes)) == expected


def test_an_expired_paper_is_named_and_not_used() -> None:
    told = material_state(page(), files=(), papers=(paper(until_at=NOW),), values={}, now=NOW)

    assert ([one.code for one in told.expired], told.held) == (["P1"], ())


def test_every_paper_that_an_item_names_must_be_held() -> None:
    both = page(e_licence="船舶国籍证书/检验证书")
    nationality, survey = paper(title_zh="船舶国籍证书"), paper(code="P2", title_zh="船舶检验证书")

    assert status(both, nationality) == LACKING
    assert status(both, nationality, survey) == HELD


@pytest.mark.parametrize(("named", "expected"), [("", LACKING), ("甲", HELD), ("丙", LACKING)])
def test_a_vessels_paper_counts_for_the_vessel_that_is_meant(named: str, expected: str) -> None:
    one, other = paper(holder="甲"), paper(code="P2", holder="乙")

    assert status(page(), one, other, vessel_name=named) == expected


def test_the_paper_of_a_lone_vessel_needs_no_name() -> None:
    assert status(page(), paper(holder="甲")) == HELD


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"is_need": "1"}, LACKING),
        ({"is_need": "2"}, OPTIONAL),
        ({"is_need": "2", "when": "kind=new"}, LACKING),
        ({"is_need": "3"}, OPTIONAL),
        ({"material_format": "9"}, CHECKED),
    ],
)
def test_what_is_lacking_follows_from_the_necessity(row: dict[str, Any], expected: str) -> None:
    assert status(page(**row)) == expected


def test_a_file_stands_beside_every_paper() -> None:
    assert status(page(material_format="9"), paper(), files=(FILE,)) == FILES


@pytest.mark.parametrize(
    ("name", "there", "in_case", "refusal"),
    [
        ("a.PDF", 0, 0, None),
        ("a.jpeg", 1, MOST_FILES - 1, None),
        ("a.docx", 0, 0, FileTypeNotAsked),
        ("a", 0, 0, FileTypeNotAsked),
        ("a.pdf", 2, 2, TooManyFiles),
        ("a.pdf", 1, MOST_FILES, TooManyInCase),
    ],
)
def test_a_question_takes_its_types_and_its_number(
    name: str, there: int, in_case: int, refusal: type[Exception] | None
) -> None:
    told: type[Exception] | None = None
    try:
        check_file(page(), name=name, there=there, in_case=in_case)
    except (FileTypeNotAsked, TooManyFiles, TooManyInCase) as refused:
        told = type(refused)

    assert told == refusal


def test_names_of_papers_are_parted() -> None:
    assert names_of("船舶所有权/国籍、检验证书 ") == ("船舶所有权", "国籍", "检验证书")
    assert names_of("") == ()


def test_a_paper_counts_on_the_day_before_it_ends() -> None:
    assert last_day(datetime(2026, 6, 7, 16, 0, tzinfo=UTC)) == "2026-06-07"
    assert last_day(datetime.max.replace(tzinfo=UTC)) == ""


def line(key: str, said: str) -> dict[str, Any]:
    return {"key": key, "zh": key, "en": key, "said_zh": said}


def test_changes_name_what_differs_in_either_direction() -> None:
    before = {"answers": [line("a", "1"), line("b", "2")], "materials": []}
    after = {"answers": [line("a", "1"), line("c", "3")], "materials": []}

    found = {one.zh: (one.before, one.after) for one in changes(before, after)}

    assert found == {"b": ("2", ""), "c": ("", "3")}


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_the_hash_does_not_hang_on_the_order_of_keys(told: dict[str, Any]) -> None:
    assert digest_of(told) == digest_of(dict(reversed(told.items())))
