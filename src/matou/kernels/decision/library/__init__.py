"""The built-in functions of FEEL: all that an expression can reach beside its own model."""

from matou.kernels.decision.library import (
    contexts,
    conversions,
    instants,
    intervals,
    lists,
    numbers,
    statistics,
    texts,
)
from matou.kernels.decision.library.registry import BUILT_INS

__all__ = [
    "BUILT_INS",
    "contexts",
    "conversions",
    "instants",
    "intervals",
    "lists",
    "numbers",
    "statistics",
    "texts",
]
