"""Waits and seals, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.spine.journal import rules


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (3, 8), (7, 128)])
def test_the_wait_doubles(attempts: int, seconds: int) -> None:
    assert rules.wait_after(attempts=attempts) == timedelta(seconds=seconds)


def test_the_last_try_has_no_wait_after_it() -> None:
    assert rules.wait_after(attempts=rules.MAX_ATTEMPTS - 1) is not None
    assert rules.wait_after(attempts=rules.MAX_ATTEMPTS) is None


def test_an_error_text_holds_no_nul_and_is_short() -> None:
    text = rules.error_text(ValueError("a\x00b" * 5000))

    assert "\x00" not in text
    assert len(text) == 2000


@given(
    st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5),
    st.integers(0, 10_000),
    st.integers(1, 255),
)
def test_any_flipped_byte_changes_the_seal(digests: list[bytes], at: int, flip: int) -> None:
    joined = b"".join(digests)
    altered = bytearray(joined)
    altered[at % len(joined)] ^= flip
    seqs = list(range(len(digests)))

    def seal(content: bytes) -> bytes:
        return rules.block_hash(number=1, previous=rules.GENESIS, seqs=seqs, digests=content)

    assert seal(joined) != seal(bytes(altered))


def test_the_seal_depends_on_place_predecessor_and_numbers() -> None:
    digest = bytes(32)
    seals = {
        rules.block_hash(number=1, previous=rules.GENESIS, seqs=[1], digests=digest),
        rules.block_hash(number=2, previous=rules.GENESIS, seqs=[1], digests=digest),
        rules.block_hash(number=1, previous=b"\x01" * 32, seqs=[1], digests=digest),
        rules.block_hash(number=1, previous=rules.GENESIS, seqs=[2], digests=digest),
    }

    assert len(seals) == 4
