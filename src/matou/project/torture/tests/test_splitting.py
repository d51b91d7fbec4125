"""Releases and refunds in random order: exact sums, no step backwards, less than two fen astray."""

from collections.abc import Sequence

import pytest

from matou.kernels import splits
from matou.project.torture.splitting import trial

SEQUENCES = 5_000
"""``matou dev splits`` runs 100,000."""


def test_random_sequences_of_releases_and_refunds_hold() -> None:
    report = trial(sequences=SEQUENCES, seed=2_026)

    assert (report.sequences, report.wrong_sums, report.wrong_signs) == (SEQUENCES, 0, 0)
    assert report.largest_deviation < 2


def largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split as one is taught to: exact, but not steady from one total to the next."""
    claimed = sum(weights)
    parts = [total * weight // claimed for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % claimed))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def test_the_trial_sees_a_rule_that_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splits, "shares", largest_remainder)

    assert trial(sequences=2_000, seed=1).wrong_signs > 0
