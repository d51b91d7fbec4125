"""Where a closure finds its variables: one layer of names over another."""

from collections.abc import Callable

from matou.kernels.decision.limits import Run
from matou.kernels.decision.values import Value


class Frame:
    """Names with their values, the frame around, and the run that pays."""

    __slots__ = ("around", "names", "run")

    def __init__(self, names: dict[str, Value], run: Run, around: "Frame | None" = None) -> None:
        """Lay names over the frame around."""
        self.names = names
        self.run = run
        self.around = around


Closure = Callable[[Frame], Value]
"""A compiled expression."""
Test = Callable[[Value, Frame], bool | None]
"""A compiled unary test: whether the input passes, null where it cannot be said."""
