"""Corrections and new berths: only by registrars, with source, history and event."""

import pytest

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.geo import Position
from matou.spine.journal.queries import entries_of
from matou.spine.places import queries, services
from matou.spine.places.contracts import (
    Correction,
    LoadReport,
    NewBerth,
    PlaceAlreadyKnown,
    PlaceKind,
    UnreadableOpeningHours,
)
from matou.spine.places.tests.conftest import NOW

pytestmark = pytest.mark.django_db


def correction(**changes: object) -> Correction:
    return Correction(changes=changes, source="现场核实", confidence="A")


def berth(number: str = "3", kind: PlaceKind = PlaceKind.BERTH) -> NewBerth:
    return NewBerth(
        number=number,
        name_zh="3号泊位",
        name_en="Berth 3",
        position=Position(23.421, 111.081),
        kind=kind,
        berth_dwt_max=3000,
        source="港务局",
        confidence="A",
    )


def test_a_correction_changes_the_place_and_keeps_what_it_was(
    basin: LoadReport, registrar: Actor
) -> None:
    card = services.correct_place(
        code="P_CHI", correction=correction(latitude=23.425), actor=registrar, now=NOW
    )

    latest = queries.history_of("P_CHI", field="latitude")[0]
    assert card.position.latitude == 23.425
    assert (latest.previous, latest.value, latest.actor) == (23.42, 23.425, "REG")


def test_a_correction_is_told(basin: LoadReport, registrar: Actor) -> None:
    services.correct_place(
        code="P_CHI", correction=correction(note="新泊位在建"), actor=registrar, now=NOW
    )

    assert [entry.event for entry in entries_of("P_CHI")] == ["places.PlaceCorrected"]


def test_a_corrected_name_is_found_at_once(basin: LoadReport, registrar: Actor) -> None:
    services.correct_place(
        code="P_CHI", correction=correction(name_zh="新龙湾码头"), actor=registrar, now=NOW
    )

    assert [card.code for card in queries.search("龙湾")] == ["P_CHI"]
    assert queries.search("赤水圩作业区") == ()


def test_the_same_value_again_writes_no_history(basin: LoadReport, registrar: Actor) -> None:
    before = len(queries.history_of("P_CHI"))

    services.correct_place(
        code="P_CHI", correction=correction(berth_dwt_max=3000), actor=registrar, now=NOW
    )

    assert len(queries.history_of("P_CHI")) == before


def test_a_stranger_corrects_nothing(basin: LoadReport, stranger: Actor) -> None:
    with pytest.raises(NotAllowed):
        services.correct_place(
            code="P_CHI", correction=correction(note="x"), actor=stranger, now=NOW
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latitude", 90.01),
        ("latitude", float("nan")),
        ("longitude", -180.5),
        ("longitude", True),
        ("name_zh", ""),
        ("name_en", "x" * 81),
        ("note", "a\x00b"),
        ("berth_dwt_max", -1),
        ("berth_dwt_max", 10**12),
        ("berth_dwt_max", 2.5),
        ("cargo", "bulk"),
        ("takes_containers", "yes"),
        ("code", "P_NEW"),
        ("kind", "city"),
    ],
)
def test_a_bad_value_is_refused(
    basin: LoadReport, registrar: Actor, field: str, value: object
) -> None:
    with pytest.raises(InvalidInput):
        services.correct_place(
            code="P_CHI", correction=correction(**{field: value}), actor=registrar, now=NOW
        )


def test_unreadable_opening_hours_are_refused(basin: LoadReport, registrar: Actor) -> None:
    with pytest.raises(UnreadableOpeningHours):
        services.correct_place(
            code="P_CHI", correction=correction(opening_hours="8-18"), actor=registrar, now=NOW
        )


@pytest.mark.parametrize(("source", "confidence"), [("", "A"), ("港务局", "D")])
def test_no_correction_goes_without_source_and_confidence(
    basin: LoadReport, registrar: Actor, source: str, confidence: str
) -> None:
    wanting = Correction(changes={"note": "x"}, source=source, confidence=confidence)

    with pytest.raises(InvalidInput):
        services.correct_place(code="P_CHI", correction=wanting, actor=registrar, now=NOW)


def test_a_berth_is_added_below_its_terminal(basin: LoadReport, registrar: Actor) -> None:
    card = services.add_berth(terminal="P_CHI", berth=berth(), actor=registrar, now=NOW)

    assert (card.code, card.parent, card.kind) == ("P_CHI_3", "P_CHI", PlaceKind.BERTH)
    assert [child.code for child in queries.places_of(parent="P_CHI")] == ["P_CHI_3"]
    assert queries.history_of("P_CHI_3", field="berth_dwt_max")[0].value == 3000


def test_a_berth_is_added_once(basin: LoadReport, registrar: Actor) -> None:
    services.add_berth(terminal="P_CHI", berth=berth(), actor=registrar, now=NOW)

    with pytest.raises(PlaceAlreadyKnown):
        services.add_berth(terminal="P_CHI", berth=berth(), actor=registrar, now=NOW)


@pytest.mark.parametrize(
    ("terminal", "new"),
    [("L_CHZ", berth()), ("P_CHI", berth(number="../x")), ("P_CHI", berth(kind=PlaceKind.CITY))],
)
def test_a_berth_in_the_wrong_place_is_refused(
    basin: LoadReport, registrar: Actor, terminal: str, new: NewBerth
) -> None:
    with pytest.raises(InvalidInput):
        services.add_berth(terminal=terminal, berth=new, actor=registrar, now=NOW)


def test_a_berth_of_an_unknown_terminal_is_refused(basin: LoadReport, registrar: Actor) -> None:
    with pytest.raises(NotFound):
        services.add_berth(terminal="P_NONE", berth=berth(), actor=registrar, now=NOW)
