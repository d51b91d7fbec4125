import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.spine.parties.rules import identity
from matou.spine.parties.seeds import demo_uscc


@pytest.mark.parametrize("number", ["91110000600037341L", " 9111 0000 6000 3734 1l "])
def test_a_real_credit_code_is_accepted_in_one_form(number: str) -> None:
    assert identity.checked_uscc(number) == "91110000600037341L"


@pytest.mark.parametrize(
    "number",
    [
        "",
        "91110000600037341",
        "91110000600037341M",
        "A1110000600037341L",
        "9111000060003734OL",
        "9" * 41,
        "91110000\x00600037341L",
        "９１１１００００６０００３７３４１Ｌ",
    ],
)
def test_a_wrong_credit_code_is_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        identity.checked_uscc(number)


def test_a_wrong_organisation_digit_is_refused_although_the_last_one_fits() -> None:
    from stdnum.cn import uscc

    body = "91110000" + "60003734" + "2"
    forged = body + uscc.calc_check_digit(body)

    assert uscc.is_valid(forged)
    with pytest.raises(InvalidInput):
        identity.checked_uscc(forged)


@pytest.mark.parametrize(
    ("body", "check"),
    [("60003734", "1"), ("D2143569", "X"), ("00000000", "0")],
)
def test_the_organisation_digit_follows_gb_11714(body: str, check: str) -> None:
    assert identity.organisation_check(body) == check


@given(st.integers(0, 99_999))
def test_every_demo_credit_code_is_well_formed(number: int) -> None:
    code = demo_uscc(number)

    assert identity.checked_uscc(code) == code


@pytest.mark.parametrize(
    "number", ["360426199101010071", "810000199408230021", "830000199201300022"]
)
def test_citizens_and_residence_permits_are_accepted(number: str) -> None:
    assert identity.checked_id_number(number) == number


@pytest.mark.parametrize(
    "number",
    [
        "360426199101010072",
        "360426199113010071",
        "810000199408230022",
        "810000199413230021",
        "840000199408230021",
        "36042619910101007",
        "36042619910101007٣",
        "",
    ],
)
def test_wrong_identity_numbers_are_refused(number: str) -> None:
    with pytest.raises(InvalidInput):
        identity.checked_id_number(number)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_of_an_identity_number_is_noticed(place: int, shift: int) -> None:
    number = "360426199101010071"
    digit = str((int(number[place]) + shift) % 10)

    with pytest.raises(InvalidInput):
        identity.checked_id_number(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("+852 9123 4567", "+85291234567"),
    ],
)
def test_a_phone_number_is_brought_to_one_form(typed: str, kept: str) -> None:
    assert identity.checked_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12800138000", "1380013800", "138001380000", "+0123456789", "abc"]
)
def test_wrong_phone_numbers_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        identity.checked_phone(typed)


def test_masks_hide_the_birthday_and_the_middle_of_the_phone() -> None:
    assert identity.masked_id_number("360426199101010071") == "36**************71"
    assert identity.masked_phone("13800138000") == "138****8000"
    assert identity.masked_phone("+1234567") == "+12*4567"


@pytest.mark.parametrize(
    "name", ["", "   ", "字" * 101, "a\x00b", "a\u202eb", "a\nb", "x" * 10_000]
)
def test_unusable_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        identity.checked_name(name)


def test_a_name_of_one_hundred_characters_is_kept() -> None:
    assert identity.checked_name(" " + "字" * 100) == "字" * 100


@pytest.mark.parametrize("value", [None, 7, ["a"], b"a"])
def test_a_value_of_another_type_is_refused_not_crashed_on(value: object) -> None:
    with pytest.raises(InvalidInput):
        identity.checked_name(value)  # type: ignore[arg-type]  # what JSON may bring


@given(st.text(max_size=60))
def test_no_text_crashes_the_checks(text: str) -> None:
    for check in (identity.checked_uscc, identity.checked_id_number, identity.checked_phone):
        try:
            check(text)
        except InvalidInput:
            continue
