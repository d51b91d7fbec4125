"""The compatibility kit of DMN, where a copy lies beside the project or MATOU_TCK names one."""

import os
from collections import Counter
from pathlib import Path

import pytest

from matou.kernels.decision.tck import Verdict, run_kit

BESIDE = Path(__file__).resolve().parents[6] / "shared" / "data" / "dmn_tck"
KIT = Path(os.environ.get("MATOU_TCK", BESIDE))
KNOWN = {
    ("0076-feel-external-java", "*"),  # code outside FEEL is never run
    ("0068-feel-equality", "time_005"),  # parts of a second count here
    ("0068-feel-equality", "datetime_003_a"),
    ("0068-feel-equality", "range_010"),  # (= 10) is [10..10]
}
"""What is answered otherwise, on purpose (docs/reports/dmn-tck.md)."""


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    if not (KIT / "compliance-level-2").is_dir() and not (KIT / "TestCases").is_dir():
        pytest.skip(f"no copy of the kit at {KIT}")
    return list(run_kit(KIT))


def test_level_2_is_whole(verdicts: list[Verdict]) -> None:
    counts = Counter(not each.reason for each in verdicts if each.level == "2")

    assert counts == {True: 116}


def test_level_3_differs_only_where_it_is_meant(verdicts: list[Verdict]) -> None:
    surprising = [
        each
        for each in verdicts
        if each.reason and not {(each.feature, each.case), (each.feature, "*")} & KNOWN
    ]

    assert surprising == []
