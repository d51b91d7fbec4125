"""Predictions against the simulated year, and wrong predictions that it finds out.

All 10,000 shipments: ``matou planner calibrate --shipments 10000``.
"""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from matou.modules.planner.commands import commands
from matou.modules.planner.queries import calibration, fronts
from matou.modules.planner.queries.calibration import Calibration, Plan, Predict
from matou.modules.planner.queries.reliabilities import reliability
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.reliability import Reliability

YEAR = Plan(shipments=300, runs=400, seed=11)
"""Few shipments sent often: chance is below half a point wherever a tenth has ten of them."""


def calibrated(predict: Predict, plan: Plan = YEAR) -> Calibration:
    return calibration.calibrate(
        network=fronts.reference_network(),
        tables=fronts.reference_tables(),
        plan=plan,
        predict=predict,
    )


def with_certain_waits(network: Network, question: Question, chain: Chain) -> Reliability:
    """The wrong model: every ship waits the median, no longer and no shorter."""
    certain = tuple(
        replace(chamber, wait_ninetieth_min=chamber.wait_median_min) for chamber in network.chambers
    )
    return reliability(network=replace(network, chambers=certain), question=question, chain=chain)


@pytest.mark.slow
def test_predictions_come_true_in_every_decile() -> None:
    found = calibrated(calibration.predicted)

    told, seen = found.missed()
    assert found.off_plan == 0
    assert max(one.apart for one in (*found.by_rank(), *found.by_value())) < 0.02
    assert [abs(a - b) < 0.01 for a, b in map(found.coverage, (0, 1))] == [True, True]
    assert abs(told - seen) < 0.005
    assert found.holds()


@pytest.mark.slow
def test_waits_taken_as_certain_are_found_out() -> None:
    found = calibrated(with_certain_waits)

    assert max(one.apart for one in found.by_rank()) > 0.05
    assert not found.holds()


def test_the_same_seed_gives_the_same_year() -> None:
    plan = Plan(shipments=20, runs=3, seed=7)

    first, again = (calibrated(calibration.predicted, plan) for _ in range(2))

    assert first == again
    assert first != calibrated(calibration.predicted, replace(plan, seed=8))


def test_the_command_prints_the_deciles_and_refuses_too_few() -> None:
    printed = CliRunner().invoke(commands, ["calibrate", "--shipments", "100", "--runs", "1"])
    refused = CliRunner().invoke(commands, ["calibrate", "--shipments", "0"])

    assert "deciles by value" in printed.stdout
    assert "100 / 100" in printed.stderr
    assert refused.exit_code == 2


def test_the_command_exits_with_1_outside_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "MOST_APART", 0.0)

    result = CliRunner().invoke(commands, ["calibrate", "--shipments", "100", "--runs", "1"])

    assert result.exit_code == 1
    assert calibration.OUTSIDE in result.stderr
