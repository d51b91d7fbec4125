"""Properties of the registers that hold for any input."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from matou.modules.registry.rules import names
from matou.modules.registry.rules.faults import BadValue
from matou.modules.registry.rules.fields import FIELDS, Field
from matou.modules.registry.rules.history import Entry, present, projection
from matou.modules.registry.rules.importing import decoded, read_vessels
from matou.modules.registry.rules.plausibility import faults_of
from matou.modules.registry.rules.values import (
    Value,
    empty_value,
    from_json,
    read_shown,
    read_text,
    shown,
    to_json,
)
from matou.modules.registry.tests.test_rules import card

fields = st.sampled_from(FIELDS)
texts = st.text(max_size=60) | st.integers(-(10**13), 10**13).map(str) | st.decimals().map(str)


def outcome_of(read: Callable[[Field, str], Value], field: Field, text: str) -> Value | BadValue:
    try:
        return read(field, text)
    except BadValue as refusal:
        return refusal


def read_or_none(field: Field, text: str) -> Value:
    try:
        return read_text(field, text)
    except BadValue:
        return None


@given(field=fields, text=texts)
def test_any_text_is_read_or_refused_with_two_sentences(field: Field, text: str) -> None:
    for outcome in (outcome_of(read_text, field, text), outcome_of(read_shown, field, text)):
        assert isinstance(outcome, BadValue) is bool(getattr(outcome, "zh", ""))
        assert isinstance(outcome, BadValue) or from_json(field, to_json(outcome)) == outcome


@given(field=fields, text=texts)
def test_what_was_read_reads_again_from_what_is_shown_or_is_shown(field: Field, text: str) -> None:
    value = read_or_none(field, text)

    assert isinstance(shown(field, value if value is not None else empty_value(field)), str)


@given(text=st.text(max_size=400))
def test_any_file_is_read_or_refused(text: str) -> None:
    decoded_text, _faults = decoded(text.encode("utf-8", "replace"))
    lines, faults = read_vessels(decoded_text)

    assert lines or faults


@given(content=st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    text, faults = decoded(content)

    assert bool(faults) <= (not text)


entries = st.builds(
    Entry,
    id=st.integers(1, 10**6),
    field=st.sampled_from(["home_port", "former_name"]),
    value=st.sampled_from(["a", "b", "c"]),
    source=st.just("s"),
    confidence=st.just("A"),
    valid_from=st.dates(date(2020, 1, 1), date(2020, 1, 9)),
    recorded_at=st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    actor=st.just("x"),
)


@given(history=st.lists(entries, unique_by=lambda entry: entry.id), seed=st.randoms())
def test_the_present_does_not_depend_on_the_order_of_reading(
    history: list[Entry], seed: object
) -> None:
    shuffled = list(history)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random

    assert present(history) == present(shuffled)
    assert projection(history) == projection(shuffled)


@given(history=st.lists(entries, min_size=1, unique_by=lambda entry: entry.id))
def test_nothing_recorded_is_later_than_the_present(history: list[Entry]) -> None:
    winners = present(history)

    assert all(entry.valid_from <= winners[entry.field].valid_from for entry in history)


@given(
    first=st.integers(0, 500),
    second=st.integers(0, 500),
)
def test_a_deeper_vessel_never_carries_less(first: int, second: int) -> None:
    lower, upper = sorted((first, second))
    light, heavy = card().load_kg_at(lower), card().load_kg_at(upper)

    assert light is not None
    assert heavy is not None
    assert light <= heavy


@given(name=st.text(min_size=2, max_size=20), at=st.integers(0, 18))
def test_every_pair_of_a_name_finds_it(name: str, at: int) -> None:
    text = names.search_text(name)
    pair = text[at : at + 2]

    assert len(pair) < 2 or "\n" in pair or pair in names.bigrams(text)


@given(
    numbers=st.fixed_dictionaries(
        {
            field.name: st.none() | st.integers(1, max(1, field.maximum))
            for field in FIELDS
            if field.maximum
        }
    )
)
def test_any_numbers_are_judged_without_an_error(numbers: dict[str, Value]) -> None:
    found = faults_of(numbers, today=date(2026, 1, 1))

    assert all(fault.zh and fault.en for fault in found)
