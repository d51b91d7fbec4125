"""Single rows: added, changed, ended, planned ahead; with every check of an import."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.modules.planner.models import Link, NetworkChange, NetworkVersion
from matou.modules.planner.queries.networks import (
    NetworkMissing,
    network_at,
    network_of_version,
    next_change_after,
    number_at,
    version_at,
)
from matou.modules.planner.queries.rows import row_history
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.editing import (
    ChangePlanned,
    NothingChanged,
    ReachesBack,
    RowsRefused,
    StillUsed,
)
from matou.modules.planner.services.editing import add_row, change_row, end_row, occasion_of
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.places import follow_place
from matou.modules.planner.services.writing import Grounds, Occasion
from matou.modules.planner.tests.world import (
    EDITOR,
    KEEPER,
    LATER,
    NOW,
    STRANGER,
    at_once,
    planned,
    reference,
    rows_in,
)
from matou.spine.journal.models import JournalEntry
from matou.spine.places import queries as places
from matou.spine.places import services as place_services
from matou.spine.places.contracts import Correction, PlaceCorrected

DAY = timedelta(days=1)


def depth(metres: str, occasion: Occasion) -> None:
    change_row(
        kind=kinds.LINK,
        code="W001",
        row={"depth_m": metres, "conf": "A", "source": "桂航通"},
        grounds=None,
        occasion=occasion,
    )


def depth_cm_at(instant: object) -> int | None:
    links = network_at(instant).links  # type: ignore[arg-type]  # an instant of the tests
    return next(link.depth_cm for link in links if link.code == "W001")


def test_a_change_counts_from_its_instant(network: ImportReport) -> None:
    depth("2.9", at_once())

    assert depth_cm_at(LATER - timedelta(microseconds=1)) == 240
    assert depth_cm_at(LATER) == 290


def test_a_planned_change_counts_when_its_time_comes(network: ImportReport) -> None:
    depth("2.9", planned(3))

    assert depth_cm_at(LATER + 2 * DAY) == 240
    assert depth_cm_at(LATER + 3 * DAY) == 290
    assert next_change_after(LATER) == LATER + 3 * DAY


def test_a_planned_change_is_replaced_at_its_own_instant(network: ImportReport) -> None:
    depth("2.9", planned(3))
    depth("3.1", planned(3))

    assert depth_cm_at(LATER + 3 * DAY) == 310
    assert [row.cells["depth_m"] for row in row_history(kinds.LINK, "W001")] == [
        "3.1",
        "2.9",
        "2.4",
    ]


def test_nothing_slips_in_before_a_planned_change(network: ImportReport) -> None:
    depth("2.9", planned(3))

    with pytest.raises(ChangePlanned):
        depth("3.1", planned(1))


def test_a_change_cannot_reach_back(network: ImportReport) -> None:
    with pytest.raises(ReachesBack):
        occasion_of(actor=EDITOR, now=LATER, effective_at=NOW)


def test_a_change_that_says_the_same_is_none(network: ImportReport) -> None:
    with pytest.raises(NothingChanged):
        change_row(
            kind=kinds.LINK, code="W001", row={"depth_m": "2.4"}, grounds=None, occasion=at_once()
        )


@pytest.mark.parametrize(
    ("head", "text", "reason"),
    [
        ("depth_m", "deep", "readable number"),
        ("km", "1", "straight line"),
        ("to_node", "P_BSE", "the same"),
        ("source", "", "required"),
        ("link_id", "W002x", "cannot change"),
        ("name", "=1+1", "cannot begin"),
    ],
)
def test_a_bad_change_is_refused_by_its_column(
    network: ImportReport, head: str, text: str, reason: str
) -> None:
    with pytest.raises(RowsRefused) as refusal:
        change_row(kind=kinds.LINK, code="W001", row={head: text}, grounds=None, occasion=at_once())

    assert any(
        one.column == head and reason in one.reason_en and one.line == 2
        for one in refusal.value.problems
    )


def test_strangers_change_nothing(network: ImportReport) -> None:
    with pytest.raises(NotAllowed):
        depth("2.9", Occasion(actor=STRANGER, now=LATER, effective_at=LATER))


def test_the_others_are_told(network: ImportReport) -> None:
    depth("2.9", planned(3))

    entry = JournalEntry.objects.filter(event="planner.NetworkChanged").latest("seq")
    assert entry.aggregate == "W001"
    assert entry.payload["subjects"] == ["W001"]
    assert entry.payload["what"] == "changed"


def test_a_row_is_added_and_ended(network: ImportReport) -> None:
    row = rows_in(reference()["services.csv"])[0] | {"service_id": "S900", "days": "6"}

    add_row(kind=kinds.SERVICE, row=row, grounds=None, occasion=at_once())
    end_row(kind=kinds.SERVICE, code="S900", occasion=at_once(LATER + DAY))

    assert "S900" in {one.code for one in network_at(LATER).services}
    assert "S900" not in {one.code for one in network_at(LATER + DAY).services}


def test_a_code_in_use_is_refused(network: ImportReport) -> None:
    row = rows_in(reference()["services.csv"])[0]

    with pytest.raises(RowsRefused, match="in use"):
        add_row(kind=kinds.SERVICE, row=row, grounds=None, occasion=at_once())


def test_a_node_that_others_name_cannot_end(network: ImportReport) -> None:
    with pytest.raises(StillUsed, match="W001"):
        end_row(kind=kinds.NODE, code="P_BSE", occasion=at_once())


def test_a_link_that_joins_two_parts_cannot_end(network: ImportReport) -> None:
    with pytest.raises(RowsRefused, match=r"no water link|out of reach"):
        end_row(kind=kinds.LINK, code="W001", occasion=at_once())


def test_an_unknown_row_is_not_found(network: ImportReport) -> None:
    with pytest.raises(NotFound):
        end_row(kind=kinds.LINK, code="W999", occasion=at_once())


def test_a_tariff_needs_a_source(network: ImportReport) -> None:
    with pytest.raises(RowsRefused, match="where the value comes from"):
        change_row(
            kind=kinds.TARIFF, code="ukc_m", row={"value": "0.4"}, grounds=None, occasion=at_once()
        )


def test_a_tariff_is_dated(network: ImportReport) -> None:
    change_row(
        kind=kinds.TARIFF,
        code="ukc_m",
        row={"value": "0.4"},
        grounds=Grounds(source="海事通告", confidence="A"),
        occasion=at_once(),
    )

    latest, first = row_history(kinds.TARIFF, "ukc_m")
    assert (latest.source, latest.confidence, first.valid_until) == ("海事通告", "A", LATER)
    assert network_at(LATER).params.under_keel_cm == 40


def test_a_service_runs_in_its_season_alone(network: ImportReport) -> None:
    season = {
        "service_id": "S001", "runs_from": "2026-07-01", "runs_until": "2026-10-01",
        "conf": "A", "source": "船公司通知",
    }  # fmt: skip
    add_row(kind=kinds.SEASON, row=season, grounds=None, occasion=at_once())

    def runs(instant: object) -> bool:
        services = network_at(instant).services  # type: ignore[arg-type]
        return any(one.code == "S001" for one in services)

    assert not runs(LATER)
    assert runs(LATER + 30 * DAY)
    assert not runs(LATER + 130 * DAY)


def test_a_season_needs_its_service(network: ImportReport) -> None:
    season = {"service_id": "S999", "runs_from": "2026-07-01", "conf": "A", "source": "x"}

    with pytest.raises(RowsRefused, match="no such service"):
        add_row(kind=kinds.SEASON, row=season, grounds=None, occasion=at_once())


def test_a_new_node_becomes_a_place(network: ImportReport) -> None:
    row = {
        "node_id": "A_NEW", "name_zh": "新机场", "name_en": "New airport", "kind": "airport",
        "modes": "A", "lat": "23.5", "lon": "111.3", "open_hours": "00:00-24:00/7",
        "conf_coord": "C", "conf_attr": "C", "source": "规划",
    }  # fmt: skip

    add_row(kind=kinds.NODE, row=row, grounds=None, occasion=at_once())

    assert places.place("A_NEW").name_zh == "新机场"


def test_a_corrected_place_corrects_its_node(network: ImportReport) -> None:
    correct("P_CHI", {"takes_dangerous_goods": False})

    nodes = {node.code: node for node in network_at(LATER).nodes}
    assert nodes["P_CHI"].takes_dangerous_goods is False
    assert {node.code: node for node in network_at(NOW).nodes}["P_CHI"] != nodes["P_CHI"]


def test_an_editor_does_not_undo_a_registrars_correction(network: ImportReport) -> None:
    correct("P_CHI", {"takes_dangerous_goods": False})

    with pytest.raises(RowsRefused, match="registrar corrected"):
        change_row(
            kind=kinds.NODE, code="P_CHI", row={"dg": "1"}, grounds=None,
            occasion=at_once(LATER + DAY),
        )  # fmt: skip


def correct(code: str, changes: dict[str, object]) -> None:
    place_services.correct_place(
        code=code,
        correction=Correction(changes=changes, source="现场核对", confidence="A"),
        actor=KEEPER,
        now=LATER,
    )
    event = PlaceCorrected(
        aggregate=code, actor="KEEPER", occurred_at=LATER, field="x", source="现场核对"
    )
    follow_place(event, now=LATER)


def test_registrars_of_the_platform_edit_too(network: ImportReport) -> None:
    actor = Actor(code="R", name="", acts_for="R", roles=frozenset({REGISTRAR}))

    depth("2.9", Occasion(actor=actor, now=LATER, effective_at=LATER))

    assert depth_cm_at(LATER) == 290


def test_before_the_first_row_there_is_no_network(network: ImportReport) -> None:
    with pytest.raises(NetworkMissing):
        network_at(NOW - DAY)


def test_a_version_gives_back_the_network_that_it_pinned(network: ImportReport) -> None:
    pinned = version_at(NOW)
    depth("2.9", at_once())

    found = network_of_version(pinned.number)
    assert found.version == pinned.name == network_at(NOW).version
    assert next(link.depth_cm for link in found.links if link.code == "W001") == 240
    assert version_at(LATER).number == pinned.number + 1


def test_numbers_count_changes_in_force(network: ImportReport) -> None:
    depth("2.9", planned(3))

    assert [number_at(NOW - DAY), number_at(LATER), number_at(LATER + 3 * DAY)] == [0, 1, 2]


def test_who_read_the_clock_earlier_comes_behind(network: ImportReport) -> None:
    depth("2.9", at_once())
    pinned = version_at(LATER)

    depth("3.1", at_once(LATER - DAY / 2))

    assert version_at(LATER) == pinned
    assert depth_cm_at(LATER) == 290
    assert depth_cm_at(LATER + timedelta(microseconds=1)) == 310


def test_two_wordings_never_hold_at_once(network: ImportReport) -> None:
    row = Link.objects.get(code="W001")
    row.pk = None

    with pytest.raises(IntegrityError, match="periods_do_not_overlap"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("change", [{"depth_cm": 999}, {"source": "x", "valid_until": LATER}])
def test_a_row_is_never_rewritten(network: ImportReport, change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError, match="keeps its rows"), transaction.atomic():
        Link.objects.filter(code="W001").update(**change)


def test_an_end_is_set_once(network: ImportReport) -> None:
    depth("2.9", at_once())

    with pytest.raises(DatabaseError, match="keeps its rows"), transaction.atomic():
        Link.objects.filter(code="W001", valid_until=LATER).update(valid_until=None)


def test_a_row_is_never_deleted(network: ImportReport) -> None:
    with pytest.raises(DatabaseError, match="keeps its rows"), transaction.atomic():
        Link.objects.filter(code="W001").delete()


@pytest.mark.parametrize("model", [NetworkChange, NetworkVersion])
def test_changes_and_versions_only_grow(
    network: ImportReport, model: type[NetworkChange | NetworkVersion]
) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        model.objects.all().delete()
