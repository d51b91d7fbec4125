"""Rules of e-licences: identifiers, tokens with fields to show, status bits, compact codes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from matou.kit.errors import InvalidInput
from matou.kit.period import Period
from matou.spine.credentials.contracts import CredentialState, LicenceField, LicenceState
from matou.spine.credentials.rules import compact, identifiers, licence_terms, sd_jwt, status_bits
from matou.spine.credentials.rules.identifiers import Identifier, IdentifierMisread
from matou.spine.credentials.rules.licence_types import TYPES, NotIssuedHere, type_of
from matou.spine.credentials.rules.sd_jwt import TokenAltered
from matou.spine.credentials.rules.status_bits import Status

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ISSUERS = ("11450400DEM010015W", "91450400MADEMN0014")
FIRST = Identifier(kind=TYPES["port_operation"].code, issuer="", serial=1, version=1)
VALID = Period(datetime(2026, 6, 1, tzinfo=UTC), datetime(2029, 6, 1, tzinfo=UTC))


def issuer() -> str:
    """Return a credit code that holds: the definer's own."""
    return TYPES["port_operation"].code[: identifiers.ISSUER_LENGTH]


made = st.builds(
    Identifier,
    kind=st.sampled_from([one.code for one in TYPES.values()]),
    issuer=st.builds(issuer),
    serial=st.integers(1, identifiers.LAST_SERIAL),
    version=st.integers(1, identifiers.LAST_VERSION),
)


@given(made)
def test_an_identifier_is_read_as_it_was_written(one: Identifier) -> None:
    assert identifiers.parse_identifier(one.text) == one
    assert identifiers.parse_letters(one.letters) == one


@given(made, st.data())
def test_every_single_wrong_character_is_found(one: Identifier, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(one.letters) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(one.letters[at], "")))

    with pytest.raises(IdentifierMisread):
        identifiers.parse_letters(one.letters[:at] + wrong + one.letters[at + 1 :])


@given(made, st.data())
def test_a_swap_of_neighbours_is_found_unless_they_follow_one_another(
    one: Identifier, data: st.DataObject
) -> None:
    letters = one.letters
    pairs = [at for at in range(len(letters) - 1) if not is_blind_spot(letters[at : at + 2])]
    at = data.draw(st.sampled_from(pairs))

    with pytest.raises(IdentifierMisread):
        identifiers.parse_letters(letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :])


def is_blind_spot(pair: str) -> bool:
    """Tell whether two letters are equal or follow one another, round the alphabet's end too."""
    return (ALPHABET.index(pair[0]) - ALPHABET.index(pair[1])) % 36 in {0, 1, 35}


def test_the_check_misses_72_swaps_of_all_45360() -> None:
    def after(letter: int, remainder: int) -> int:
        return 2 * ((remainder + letter - 1) % 36 + 1) % 37

    missed = [
        (first, second)
        for remainder in range(1, 37)
        for first in range(36)
        for second in range(36)
        if first != second
        and after(second, after(first, remainder)) == after(first, after(second, remainder))
    ]

    assert len(missed) == 72
    assert {(first - second) % 36 for first, second in missed} == {1, 35}


@given(made, st.data())
def test_every_swap_inside_the_issuer_is_found(one: Identifier, data: st.DataObject) -> None:
    letters, first = one.letters, identifiers.KIND_LENGTH
    ends = range(first, first + identifiers.ISSUER_LENGTH - 1)
    at = data.draw(st.sampled_from([at for at in ends if letters[at] != letters[at + 1]]))

    with pytest.raises(IdentifierMisread):
        identifiers.parse_letters(letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :])


@pytest.mark.parametrize(
    "wrong",
    [
        "1.2.156.3005.3.{rest}",
        "1.2.156.3005.2",
        "1.2.156.3005.2.{rest}.0",
        "1.2.156.3005.2.{rest}x",
        "{rest}",
    ],
)
def test_what_is_no_identifier_is_refused_with_a_reason(wrong: str) -> None:
    one = replace(FIRST, issuer=issuer())
    rest = one.text.removeprefix("1.2.156.3005.2.")

    with pytest.raises(IdentifierMisread, match="identifier"):
        identifiers.parse_identifier(wrong.format(rest=rest))


def test_an_identifier_may_be_typed_small_and_with_spaces() -> None:
    one = replace(FIRST, issuer=issuer())

    assert identifiers.parse_identifier(f" {one.text.lower()} \n") == one


def test_a_serial_of_nothing_but_noughts_is_none() -> None:
    one = replace(FIRST, issuer=issuer())
    body = one.body.replace("000000001001", "000000000001")

    with pytest.raises(IdentifierMisread):
        identifiers.parse_letters(body + mod_37_36.calc_check_digit(body))


def test_the_next_version_keeps_the_serial() -> None:
    one = replace(FIRST, issuer=issuer())

    assert one.next_version() == replace(one, version=2)


def test_a_kind_that_is_not_issued_here_is_refused() -> None:
    with pytest.raises(NotIssuedHere):
        type_of("business_licence")


@pytest.mark.parametrize(
    ("credential", "is_newest", "at", "state"),
    [
        ("verified", True, VALID.from_at, LicenceState.VALID),
        ("verified", True, datetime(2026, 5, 31, tzinfo=UTC), LicenceState.NOT_YET),
        ("verified", True, VALID.until_at, LicenceState.EXPIRED),
        ("suspended", True, VALID.from_at, LicenceState.SUSPENDED),
        ("suspended", True, VALID.until_at, LicenceState.EXPIRED),
        ("revoked", True, VALID.until_at, LicenceState.REVOKED),
        ("revoked", False, VALID.from_at, LicenceState.REPLACED),
    ],
)
def test_how_a_licence_stands(
    *, credential: str, is_newest: bool, at: datetime, state: LicenceState
) -> None:
    told = licence_terms.state_at(
        credential=CredentialState(credential), is_newest=is_newest, valid=VALID, at=at
    )

    assert told is state


def test_the_last_day_is_one_before_the_end_and_none_without_one() -> None:
    china = Period(VALID.from_at, datetime(2029, 5, 31, 16, tzinfo=UTC))

    assert licence_terms.last_day(china) == date(2029, 5, 31)
    assert licence_terms.last_day(Period(VALID.from_at, licence_terms.NO_END_AT)) is None


@pytest.mark.parametrize(
    "field",
    [
        LicenceField(key="Scope", zh="范围", en="Scope", value="x"),
        LicenceField(key="status", zh="状态", en="Status", value="x"),
        LicenceField(key="scope", zh="", en="Scope", value="x"),
        LicenceField(key="scope", zh="范围", en="Scope", value="x" * 301),
        LicenceField(key="scope", zh="范围", en="Scope", value="a\x00b"),
    ],
)
def test_a_line_that_a_token_could_not_carry_is_refused(field: LicenceField) -> None:
    with pytest.raises(InvalidInput):
        licence_terms.checked_fields([field])


def test_a_line_that_is_not_there_cannot_be_changed() -> None:
    line = LicenceField(key="scope", zh="范围", en="Scope", value="a")

    assert licence_terms.changed_fields([line], {"scope": " b "})[0].value == "b"
    with pytest.raises(InvalidInput):
        licence_terms.changed_fields([line], {"other": "b"})


@given(st.dictionaries(st.integers(0, 63), st.sampled_from(Status)))
def test_a_status_is_read_as_it_was_packed(statuses: dict[int, Status]) -> None:
    array = status_bits.packed(statuses, capacity=64)

    assert {
        index: status_bits.status_at(array, index) for index in range(64)
    } == {index: statuses.get(index, Status.VALID) for index in range(64)}  # fmt: skip


def test_the_bits_lie_as_the_draft_has_them() -> None:
    """The example of the draft's section on two bits: 1 2 0 3 0 1 0 1 1 2 3 3 reads c9 44 f9."""
    values = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
    array = bytearray(3)
    for index, value in enumerate(values):
        array[index // 4] |= value << (index % 4 * 2)
    known = {index: Status(value) for index, value in enumerate(values) if value < 3}

    assert array.hex() == "c944f9"
    assert status_bits.status_at(status_bits.packed(known, capacity=12), 9) is Status.SUSPENDED


def test_a_disclosure_is_that_of_the_rfc() -> None:
    """RFC 9901 section 4.2.1: the digest of a known disclosure."""
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    one = sd_jwt.parse_token(f"a.b.c~{text}~").disclosures[0]

    assert (one.name, one.value) == ("family_name", "Möbius")
    assert one.digest == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


@given(st.sets(st.sampled_from(["holder", "scope", "place"])))
def test_only_what_was_chosen_is_shown(chosen: set[str]) -> None:
    whole = [
        sd_jwt.disclosure(salt=name.encode(), name=name, value=f"值 {name}")
        for name in ("holder", "scope", "place")
    ]
    shown = sd_jwt.parse_token(sd_jwt.shown_only(sd_jwt.joined("a.b.c", whole), chosen))

    sd_jwt.check_disclosed(sd_jwt.concealed(whole), shown.disclosures)
    assert {one.name for one in shown.disclosures} == chosen


def test_an_altered_or_doubled_disclosure_is_refused() -> None:
    true = sd_jwt.disclosure(salt=b"1", name="holder", value="a")
    false = sd_jwt.disclosure(salt=b"1", name="holder", value="b")
    claims = sd_jwt.concealed([true])

    with pytest.raises(TokenAltered):
        sd_jwt.check_disclosed(claims, [false])
    with pytest.raises(TokenAltered):
        sd_jwt.check_disclosed(claims, [true, true])
    with pytest.raises(TokenAltered):
        sd_jwt.check_disclosed({**claims, "holder": "c"}, [true])


@given(st.text(max_size=80))
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (sd_jwt.parse_token, compact.parse_compact, identifiers.parse_identifier):
        with pytest.raises((TokenAltered, compact.CompactMisread, IdentifierMisread)):
            read(text)


@given(holder=st.text(min_size=1, max_size=30), index=st.integers(0, 32767))
def test_a_compact_code_is_read_as_it_was_written(holder: str, index: int) -> None:
    claims = compact.CompactClaims(
        key="abcdefgh", letters="X" * 52, holder=holder, from_on=date(2026, 6, 1),
        until_on=None, status_list="7K3M9QXP4", index=index,
    )  # fmt: skip
    payload = compact.payload_of(claims)

    assert compact.parse_compact(compact.compact_text(payload, b"s" * 64)) == (
        claims, payload, b"s" * 64,
    )  # fmt: skip
