"""A web process loads the kernels by itself, and touches no table for it."""

import subprocess
import sys

from matou.modules.planner.queries.warming import warm
from matou.web.slots import WARM_UPS

LOADED = """
from matou.modules.planner.queries.warming import warm
warm()
from matou.kernels import lateness, pareto
assert lateness.arrivals.signatures and pareto.advance.signatures
import sys
assert not any(name.startswith("django.db.backends") for name in sys.modules)
"""


def test_the_planner_is_among_what_is_warmed() -> None:
    found = WARM_UPS.get("planner.kernels")

    assert found is not None
    assert found.run is warm


def test_warming_loads_search_and_reliability_without_a_database() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=120, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert warm().chains
