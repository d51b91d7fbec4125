"""Estimates of a route for other rooms: the best option in each respect, and the draught."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from matou.kit.money import Money
from matou.modules.planner.contracts import RouteEstimate, RouteOption, RouteQuestion
from matou.modules.planner.queries.answers import LiveAnswer, answer_at, minute_at
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.draughts import limiting_draught_cm
from matou.modules.planner.rules.wishing import cargo_of


def estimate_at(
    *, instant: datetime, asked: RouteQuestion, has_time: Callable[[], bool] | None = None
) -> RouteEstimate | None:
    """Return the fastest, cheapest and greenest chain on the live network; None without any.

    A search that was cut short gives no estimate: its cheapest need not be the cheapest. Raises
    what ``answer_at`` raises.
    """
    question = _question(asked, instant)
    live = answer_at(instant=instant, question=question, has_time=has_time)
    chains = live.answer.chains
    if not chains or live.answer.is_truncated:
        return None
    return RouteEstimate(
        network=live.network.version,
        fastest=_option(live, min(chains, key=lambda one: (one.arrive_min, one.fen, one.grams))),
        cheapest=_option(live, min(chains, key=lambda one: (one.fen, one.arrive_min, one.grams))),
        greenest=_option(live, min(chains, key=lambda one: (one.grams, one.arrive_min, one.fen))),
        limiting_draught_cm=limiting_draught_cm(
            network=live.network, origin=asked.origin, destination=asked.destination
        ),
    )


def _question(asked: RouteQuestion, instant: datetime) -> Question:
    return Question(
        origin=asked.origin,
        destination=asked.destination,
        ready_min=minute_at(asked.ready_at, instant=instant),
        cargo=cargo_of(
            tonnes=Decimal(asked.mass.kg) / 1000,
            teu=asked.teu or None,
            is_air=False,
            draught_m=None if asked.draught_cm is None else Decimal(asked.draught_cm) / 100,
            dangerous_class=asked.dangerous_class,
            flags=frozenset(),
        ),
    )


def _option(live: LiveAnswer, chain: Chain) -> RouteOption:
    modes = dict.fromkeys(str(leg.mode) for leg in chain.legs)
    return RouteOption(
        cost=Money(chain.fen),
        arrives_at=live.instant(chain.arrive_min),
        duration_min=chain.duration_min,
        co2e_g=chain.grams,
        modes=tuple(modes),
    )
