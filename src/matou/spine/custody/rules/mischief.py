"""How the simulator misbehaves: a plan with a seed, so that every run can be repeated."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID, uuid5

from matou.spine.custody.contracts import OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Shares between 0 and 1 and the longest delay; all zero is a well-behaved provider."""

    seed: int = 0
    lost: float = 0.0
    """Callbacks that never arrive."""
    doubled: float = 0.0
    """Callbacks that arrive twice."""
    late: float = 0.0
    """Callbacks that arrive after up to ``longest_delay_s``, hence in any order."""
    longest_delay_s: int = 0
    failed: float = 0.0
    """Payouts that the bank refuses."""
    lost_replies: float = 0.0
    """Calls that are carried out, but whose reply is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One callback on its way."""

    event_id: UUID
    state: OrderState
    delay: timedelta


def outcome(*, plan: Plan, order_id: UUID) -> OrderState:
    """Return how the order ends at the provider."""
    is_failed = _dice(plan, order_id, "outcome").random() < plan.failed
    return OrderState.FAILED if is_failed else OrderState.CONFIRMED


def loses_reply(*, plan: Plan, order_id: UUID) -> bool:
    """Tell whether the reply to the call is lost on its way back."""
    return _dice(plan, order_id, "reply").random() < plan.lost_replies


def sendings(*, plan: Plan, order_id: UUID, end: OrderState) -> tuple[Sending, ...]:
    """Return the callbacks of an order: accepted and final, as the plan spoils them."""
    dice = _dice(plan, order_id, "callbacks")
    sent: list[Sending] = []
    for state in (OrderState.SENT, end):
        is_lost, is_doubled = dice.random() < plan.lost, dice.random() < plan.doubled
        for copy in range(0 if is_lost else 1 + is_doubled):
            is_late = copy > 0 or dice.random() < plan.late
            delay = dice.uniform(0, plan.longest_delay_s) if is_late else 0.0
            sent.append(
                Sending(
                    event_id=uuid5(order_id, state.value),
                    state=state,
                    delay=timedelta(seconds=delay),
                )
            )
    return tuple(sent)


def _dice(plan: Plan, order_id: UUID, what: str) -> Random:
    # Seeded by the order too: the outcome does not depend on the order of calls.
    return Random(f"{plan.seed}:{order_id}:{what}")  # noqa: S311  # a simulation, not a secret
