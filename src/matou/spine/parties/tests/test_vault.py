import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.spine.parties.rules import vault

OLD, NEW = "old-" * 10, "new-" * 10


@given(st.text(max_size=40))
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = vault.seal(text, place="A:phone", keys=[NEW])

    assert vault.unseal(sealed, place="A:phone", keys=[NEW]) == text


def test_two_seals_of_one_number_differ() -> None:
    assert vault.seal("1", place="p", keys=[NEW]) != vault.seal("1", place="p", keys=[NEW])


def test_a_sealed_number_does_not_open_in_another_row() -> None:
    sealed = vault.seal("13800138000", place="A:phone", keys=[NEW])

    with pytest.raises(vault.SealBroken):
        vault.unseal(sealed, place="B:phone", keys=[NEW])


@given(st.integers(0, 40), st.integers(1, 255))
def test_an_altered_byte_is_noticed(at: int, change: int) -> None:
    sealed = bytearray(vault.seal("13800138000", place="p", keys=[NEW]))
    sealed[at % len(sealed)] ^= change

    with pytest.raises(vault.SealBroken):
        vault.unseal(bytes(sealed), place="p", keys=[NEW])


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01abcd" * 2])
def test_a_cut_off_value_is_noticed(sealed: bytes) -> None:
    with pytest.raises(vault.SealBroken):
        vault.unseal(sealed, place="p", keys=[NEW])


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    sealed = vault.seal("1", place="p", keys=[OLD])

    assert vault.unseal(sealed, place="p", keys=[NEW, OLD]) == "1"
    assert not vault.is_sealed_by_newest(sealed, keys=[NEW, OLD])
    assert vault.is_sealed_by_newest(vault.seal("1", place="p", keys=[NEW, OLD]), keys=[NEW])


def test_a_lost_key_is_said() -> None:
    with pytest.raises(vault.SealBroken):
        vault.unseal(vault.seal("1", place="p", keys=[OLD]), place="p", keys=[NEW])


def test_blind_indexes_depend_on_value_kind_and_key() -> None:
    index = vault.blind_index("1", kind="phone", keys=[NEW])

    assert index == vault.blind_index("1", kind="phone", keys=[NEW, OLD])
    assert index != vault.blind_index("2", kind="phone", keys=[NEW])
    assert index != vault.blind_index("1", kind="id_number", keys=[NEW])
    assert vault.blind_indexes("1", kind="phone", keys=[OLD, NEW])[1] == index
