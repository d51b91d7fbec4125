"""The second referee: earliest arrivals by an outside search over our GTFS feed equal the kernel's.

``pytest -s`` tells how many pairs were compared. Skipped where pynigiri has no wheel.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from matou.modules.planner.queries.fronts import reference_network
from matou.modules.planner.rules.network import Network, ServiceDay
from matou.modules.planner.tests.referee import compared

pytestmark = pytest.mark.skipif(
    find_spec("pynigiri") is None,
    reason="no second referee: pynigiri 0.1.5 has wheels for Python 3.11 on Linux x86-64 alone",
)
EVERY_DAY = tuple(range(0, 7 * 1440, 1440 + 127))
"""Seven moments of a week, each at another hour."""
ODD_MINUTES = (0, 3_337)


def with_exceptions(network: Network) -> Network:
    """Every third service is cancelled on Tuesday, every fifth one runs on Wednesday besides."""
    days = [
        *(ServiceDay(service=one.code, day=1, runs=False) for one in network.services[::3]),
        *(ServiceDay(service=one.code, day=2, runs=True) for one in network.services[::5]),
    ]
    return replace(network, service_days=tuple(days))


def early(network: Network) -> Network:
    """Every service departs two hours after midnight, so that it closes the day before."""
    return replace(
        network, services=tuple(replace(one, departs_minute=120) for one in network.services)
    )


def without_cut_offs(network: Network) -> Network:
    return replace(network, services=tuple(replace(one, cutoff_min=0) for one in network.services))


@pytest.mark.slow
def test_every_pair_of_terminals_is_reached_as_early(tmp_path: Path) -> None:
    found = compared(reference_network(), EVERY_DAY, tmp_path)

    print(f"\n{found}")  # noqa: T201  # the figure that is asked for
    assert found.differing == []
    assert len(found.pairs) > 1_000
    assert found.reached > found.questions // 3


@pytest.mark.parametrize("change", [with_exceptions, early, without_cut_offs])
def test_altered_timetables_are_reached_as_early(
    change: Callable[[Network], Network], tmp_path: Path
) -> None:
    found = compared(change(reference_network()), ODD_MINUTES, tmp_path)

    print(f"\n{found}")  # noqa: T201
    assert found.differing == []
    assert found.reached > 900


def test_a_feed_that_is_a_minute_off_is_seen(tmp_path: Path) -> None:
    network = reference_network()
    later = replace(network, services=tuple(
        replace(one, duration_min=one.duration_min + 1) for one in network.services
    ))  # fmt: skip

    found = compared(network, (480,), tmp_path, later)

    assert len(found.differing) > 400
