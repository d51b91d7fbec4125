"""Resolving typed codes; QR symbols and labels."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from matou.kit.actor import Actor
from matou.kit.codes import ALPHABET, new_code, shown_code
from matou.kit.errors import NotFound
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import CodeCard, ErrorLevel, Verdict
from matou.spine.codes.rules import near_codes
from matou.spine.codes.tests.conftest import BASE_URL, NOW

pytestmark = pytest.mark.django_db


def test_a_code_is_read_in_any_dress(crate: CodeCard) -> None:
    dressed = shown_code(crate.code).lower().replace("0", "o").replace("1", "l")

    assert queries.resolve(f"  {dressed} ") == crate


def test_an_unknown_code_resolves_to_nothing() -> None:
    assert queries.resolve(new_code()) is None
    with pytest.raises(NotFound):
        queries.card(new_code())


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Verdict.WRONG_LENGTH),
        ("7K3M", Verdict.WRONG_LENGTH),
        ("7K3M9QXP4U", Verdict.WRONG_LETTERS),
        ("木箱十七", Verdict.WRONG_LETTERS),
        ("A" * 5000, Verdict.WRONG_LENGTH),
        ("\x00" * 9, Verdict.WRONG_LETTERS),
    ],
)
def test_what_cannot_be_a_code_is_told_why(text: str, verdict: Verdict) -> None:
    assert queries.look_up(text).verdict is verdict


def test_a_well_formed_code_that_nobody_issued_is_unknown() -> None:
    assert queries.look_up(new_code()).verdict is Verdict.UNKNOWN


def test_a_mistyped_code_is_recognised_and_the_right_one_named(crate: CodeCard) -> None:
    wrong = ALPHABET[(ALPHABET.index(crate.code[3]) + 1) % 32]
    answer = queries.look_up(crate.code[:3] + wrong + crate.code[4:])

    assert answer.verdict is Verdict.MISTYPED
    assert answer.suggestions == (crate.code,)


def test_few_codes_lie_near_a_typed_one(crate: CodeCard) -> None:
    assert len(near_codes("0" * 9)) < 20


def test_a_known_and_a_retired_code_are_told_apart(crate: CodeCard, operator: Actor) -> None:
    before = queries.look_up(crate.code).verdict
    services.retire(code=crate.code, successor=None, actor=operator, now=NOW)

    assert (before, queries.look_up(crate.code).verdict) == (Verdict.KNOWN, Verdict.RETIRED)


def test_facts_depend_on_who_asks(crate: CodeCard, operator: Actor) -> None:
    assert queries.facts_of(crate, actor=None) is None
    assert queries.facts_of(crate, actor=operator) == {"crate": "17", "owner": "货主甲"}


def test_codes_of_things_are_found(crate: CodeCard) -> None:
    assert queries.code_of(kind="test.crate", subject="17") == crate.code
    assert queries.codes_of(kind="test.crate", subjects=["17", "99"]) == {"17": crate.code}


def test_a_symbol_has_no_script_or_style(crate: CodeCard) -> None:
    svg = queries.qr_svg(crate.code, base_url=BASE_URL)

    assert svg.startswith(b"<svg")
    assert b"script" not in svg
    assert b"style" not in svg


def test_a_higher_error_level_makes_a_larger_symbol(crate: CodeCard) -> None:
    low = queries.qr_png(crate.code, base_url=BASE_URL, error=ErrorLevel.LOW)
    high = queries.qr_png(crate.code, base_url=BASE_URL, error=ErrorLevel.HIGH)

    assert low.startswith(b"\x89PNG")
    assert int.from_bytes(low[16:20], "big") < int.from_bytes(high[16:20], "big")


def test_a_label_is_one_a6_page_with_both_titles_and_the_code(crate: CodeCard) -> None:
    pages = PdfReader(BytesIO(queries.label_pdf(crate, base_url=BASE_URL))).pages

    text = pages[0].extract_text()
    assert len(pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [105, 148]
    assert "十七号木箱" in text
    assert "Crate 17" in text
    assert crate.shown in text.replace(" ", "")


def test_a_title_cannot_act_in_a_label() -> None:
    code = services.issue(
        kind="test.crate", subject="x", title_zh='#read("/etc/passwd")', title_en="*$#", now=NOW
    )

    pdf = queries.label_pdf(queries.card(code), base_url=BASE_URL)

    assert "#read" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
