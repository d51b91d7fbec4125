"""Random sequences of partial releases and refunds through the splits kernel, counted."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from matou.kernels import splits

_STEPS = 6
_MOST_FEN = 2_000_000
_MOST_PAYEES = 5
"""Up to five, no share can stray by two fen; see the kernel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitReport:
    """What a trial found; the deviation is from the exact share, in fen."""

    sequences: int
    steps: int
    wrong_sums: int
    wrong_signs: int
    largest_deviation: Fraction

    @property
    def holds(self) -> bool:
        """Tell whether every sum was exact, no step went backwards, and none strayed by 2 fen."""
        return not self.wrong_sums and not self.wrong_signs and self.largest_deviation < 2  # noqa: PLR2004  # the issue's bound

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"splits: {self.sequences} sequences · {self.steps} steps · wrong sums "
            f"{self.wrong_sums} · backward steps {self.wrong_signs} · largest deviation "
            f"{float(self.largest_deviation):.3f} fen"
        )


def trial(*, sequences: int, seed: int) -> SplitReport:
    """Release to random payees and refund, step by step, and count what contradicts the promise."""
    dice = Random(seed)  # noqa: S311  # a repeatable trial, not a secret
    steps, wrong_sums, wrong_signs, largest = 0, 0, 0, Fraction(0)
    for _ in range(sequences):
        weights = _weights(dice)
        held = [0] * len(weights)
        for more in _amounts(dice):
            parts = splits.step(sum(held), more, weights)
            steps += 1
            wrong_sums += sum(parts) != more
            wrong_signs += any(part * more < 0 for part in parts)
            held = [share + part for share, part in zip(held, parts, strict=True)]
            largest = max(largest, _deviation(held, weights))
    return SplitReport(
        sequences=sequences,
        steps=steps,
        wrong_sums=wrong_sums,
        wrong_signs=wrong_signs,
        largest_deviation=largest,
    )


def _weights(dice: Random) -> list[int]:
    count = dice.randint(1, _MOST_PAYEES)
    return [dice.choice((1, 3, 20, 333, 10_000)) * dice.randint(1, 30) for _ in range(count)]


def _amounts(dice: Random) -> list[int]:
    """Return releases and refunds of which none takes back more than was given."""
    amounts, given = [], 0
    for _ in range(_STEPS):
        scale = dice.choice((3, 50, 10_000, _MOST_FEN))
        more = dice.randint(-min(given, scale), scale)
        amounts.append(more)
        given += more
    return amounts


def _deviation(held: list[int], weights: list[int]) -> Fraction:
    total, claimed = sum(held), sum(weights)
    return max(
        abs(Fraction(total * weight, claimed) - share)
        for share, weight in zip(held, weights, strict=True)
    )
