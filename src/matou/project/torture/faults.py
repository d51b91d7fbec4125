"""Faulty rules for money, as mutants use them; the house's own split is ``splits.step``."""

from contextlib import AbstractContextManager, nullcontext
from unittest import mock

from matou.kernels import splits
from matou.kit.money import Money
from matou.project.torture.plan import SplitRule

FLOAT_SPLIT = "float split"
REFUND_OF_A_REFUND = "refund of a refund"


def split_rule(fault: str) -> SplitRule:
    """Return the rule under which clients split; the sound one unless a fault is named."""
    rules: dict[str, SplitRule] = {FLOAT_SPLIT: _float_split, REFUND_OF_A_REFUND: _RefundAgain()}
    return rules.get(fault, splits.step)


def faulty_house(fault: str) -> AbstractContextManager[object]:
    """Let the house's own services be faulty in this process; sound unless a fault is named."""
    if fault != REFUND_OF_A_REFUND:
        return nullcontext()
    # The service, as if somebody had forgotten that earlier refunds count.
    forgotten = "matou.modules.freight.services.refunds.refunded"
    return mock.patch(forgotten, return_value=Money(0))


def _float_split(done: int, more: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """Round each share by itself, in binary fractions: the sum is whatever comes out."""
    del done
    whole = float(sum(weights))
    return tuple(round(more * (weight / whole)) for weight in weights)


class _RefundAgain:
    """Refunds from what was once released, so that a second refund takes the first one again."""

    def __init__(self) -> None:
        self.released = 0

    def __call__(self, done: int, more: int, weights: tuple[int, ...]) -> tuple[int, ...]:
        if more >= 0:
            self.released = done + more
            return splits.step(done, more, weights)
        return splits.step(self.released, done + more - self.released, weights)
