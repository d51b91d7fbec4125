"""The alternatives as a drawing: cost against duration, one numbered dot each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from matou.modules.planner.queries.plans import Plan
from matou.modules.planner.views.ask_words import span
from matou.web.language import in_language

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 386, 30, 236
_APART = 24
_STEPS = (1, 2, 2.5, 5, 10)
_FEW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A chain in the drawing; ``at`` is its true place, ``x`` and ``y`` where its number stands."""

    index: int
    x: float
    y: float
    at_x: float
    at_y: float
    is_best: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the drawing with its number."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """Cost against duration, ready to draw."""

    dots: tuple[Dot, ...]
    hours: tuple[Tick, ...]
    costs: tuple[Tick, ...]
    words: str


def scatter(plan: Plan) -> Scatter:
    """Return the drawing of the shown chains; its words say the same."""
    chains = [one.shown for one in plan.chains]
    hours = _axis([one.chain.duration_min / 60 for one in chains])
    # Ten thousand yuan is the unit of Chinese freight talk, a thousand the English one.
    unit = int(in_language(zh="1000000", en="100000"))
    costs = _axis([one.chain.fen / unit for one in chains])
    dots: list[Dot] = []
    for index, one in enumerate(chains, start=1):
        x = _placed(one.chain.duration_min / 60, hours, _LEFT, _RIGHT)
        y = _placed(one.chain.fen / unit, costs, _BOTTOM, _TOP)
        free_x, free_y = _free(x, y, dots)
        words = f"{index}: {span(one.chain.duration_min)}, ¥{one.chain.fen / 100:,.0f}"
        dots.append(
            Dot(index=index, x=free_x, y=free_y, at_x=x, at_y=y, is_best=bool(one.best_in),
                words=words)
        )  # fmt: skip
    return Scatter(
        dots=tuple(dots),
        hours=tuple(Tick(at=_placed(one, hours, _LEFT, _RIGHT), text=_plain(one)) for one in hours),
        costs=tuple(Tick(at=_placed(one, costs, _BOTTOM, _TOP), text=_plain(one)) for one in costs),
        words="; ".join(dot.words for dot in dots),
    )


def _axis(values: Sequence[float]) -> list[float]:
    """Return round numbers that reach over the values, four or five of them."""
    low, high = min(values), max(values)
    reach = (high - low) or max(high, 1) / 10
    rough = reach / _FEW
    power = 10 ** floor(log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough)
    first, last = floor(low / step), ceil(high / step)
    last = max(last, first + 1)
    return [place * step for place in range(first, last + 1)]


def _placed(value: float, axis: Sequence[float], low: float, high: float) -> float:
    return round(low + (value - axis[0]) / (axis[-1] - axis[0]) * (high - low), 1)


def _free(x: float, y: float, dots: Sequence[Dot]) -> tuple[float, float]:
    """Return a place near by where the number hides no other; its line leads to the true one."""
    for ring in range(_FEW * 2):
        for sign_x, sign_y in ((0, -1), (1, 0), (1, -1), (-1, 0), (0, 1), (-1, -1), (1, 1)):
            free_x = min(max(x + sign_x * ring * _APART, _LEFT), _RIGHT)
            free_y = min(max(y + sign_y * ring * _APART, _TOP), _BOTTOM)
            near = (abs(free_x - dot.x) + abs(free_y - dot.y) < _APART for dot in dots)
            if not any(near):
                return round(free_x, 1), round(free_y, 1)
    return x, y


def _plain(value: float) -> str:
    return f"{value:,.6g}"
