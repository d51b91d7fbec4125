"""Reading of the network's files: whole, and every fault by its line."""

import csv
from collections.abc import Callable

import pytest

from matou.modules.planner.rules import basin
from matou.modules.planner.tests.oracle import BASIN

Tables = dict[str, list[dict[str, str]]]


def tables() -> Tables:
    found: Tables = {}
    for name in basin.FILES:
        with (BASIN / name).open(encoding="utf-8-sig", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def faults(damage: Callable[[Tables], None]) -> list[tuple[str, int, str]]:
    damaged = tables()
    damage(damaged)
    with pytest.raises(basin.NetworkRefused) as refused:
        basin.read_network(tables=damaged, version="x")
    return [(one.file, one.line, one.column) for one in refused.value.problems]


def test_the_reference_network_is_read_whole() -> None:
    network = basin.read_network(tables=tables(), version="x")

    counts = (
        *(len(network.nodes), len(network.links), len(network.services)),
        *(len(network.transfers), len(network.chambers), len(network.emission_factors)),
    )
    assert counts == (176, 329, 98, 226, 27, 22)
    assert sum(len(service.days) for service in network.services) == 480


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("nodes.csv", "kind", "harbour"),
        ("nodes.csv", "lat", "91"),
        ("nodes.csv", "open_hours", "always"),
        ("links.csv", "mode", "river"),
        ("links.csv", "km", "0"),
        ("links.csv", "km", "0.5"),
        ("links.csv", "status", "maybe"),
        ("links.csv", "grade", "IX"),
        ("links.csv", "from_node", "P_XXX"),
        ("links.csv", "conf", "D"),
        ("services.csv", "days", "321"),
        ("services.csv", "dep_time", "25:00"),
        ("services.csv", "unit", "t"),
        ("services.csv", "duration_min", "0"),
        ("services.csv", "locks", "P_CHI"),
        ("services.csv", "to_node", "C_WUZ"),
        ("transfers.csv", "mode_to", "pipe"),
        ("transfers.csv", "fixed_min", "-1"),
        ("locks.csv", "sill_depth_m", "deep"),
        ("locks.csv", "lock_id", "P_CHI"),
        ("params.csv", "value", "much"),
        ("emission_factors.csv", "value", "-1"),
    ],
)
def test_a_damaged_cell_is_named(file: str, column: str, value: str) -> None:
    def damage(damaged: Tables) -> None:
        damaged[file][0][column] = value

    assert (file, 2, column) in faults(damage)


def test_a_doubled_id_is_named_at_its_second_line() -> None:
    def damage(damaged: Tables) -> None:
        damaged["links.csv"][5]["link_id"] = damaged["links.csv"][4]["link_id"]

    assert faults(damage) == [("links.csv", 7, "link_id")]


def test_a_missing_parameter_is_named() -> None:
    def damage(damaged: Tables) -> None:
        del damaged["params.csv"][0]

    assert [fault[0] for fault in faults(damage)] == ["params.csv"]


def test_all_faults_are_listed_at_once() -> None:
    def damage(damaged: Tables) -> None:
        damaged["nodes.csv"][3]["lat"] = "north"
        damaged["links.csv"][9]["km"] = "far"
        damaged["services.csv"][1]["days"] = ""

    assert faults(damage) == [
        ("nodes.csv", 5, "lat"),
        ("links.csv", 11, "km"),
        ("services.csv", 3, "days"),
    ]
