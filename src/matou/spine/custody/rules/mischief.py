"""How the simulator misbehaves: a plan with a seed, so that every run can be repeated.

Each die is thrown for a seed, an order and a question, never in sequence: the outcome does not
depend on who calls first. Orders are named by kind and reference, which a repeated run has again.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from matou.spine.custody.contracts import OrderKind, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Shares between 0 and 1, limits and the longest delay; all zero is a well-behaved provider."""

    seed: int = 0
    lost: float = 0.0
    """Callbacks that never arrive."""
    doubled: float = 0.0
    """Callbacks that arrive twice."""
    late: float = 0.0
    """Callbacks that arrive after up to ``longest_delay_s``, hence in any order."""
    reordered: float = 0.0
    """Orders whose outcome is told before their acceptance."""
    longest_delay_s: int = 0
    wrong_amounts: float = 0.0
    """Orders whose outcome is told with another amount."""
    failed: float = 0.0
    """Payouts that the bank refuses."""
    lost_replies: float = 0.0
    """Calls that are carried out, but whose reply is lost."""
    outages: float = 0.0
    """Minutes in which every call times out: half of them after having taken effect."""
    most_per_order_fen: int = 0
    """Payouts above this are refused; zero is no limit."""
    most_per_day_fen: int = 0
    """A party's payouts of one China day together; zero is no limit."""
    spoilt_lines: float = 0.0
    """Statement lines that are lost, doubled, altered or without their order id."""
    spoilt_files: float = 0.0
    """Statement files that are cut, doubled, altered or wrongly encoded on their first fetch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One callback on its way; ``amount_is_wrong`` where it lies."""

    event_id: UUID
    state: OrderState
    delay: timedelta
    amount_is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An order as the dice know it."""

    order_id: UUID
    kind: OrderKind
    reference: str

    @property
    def key(self) -> str:
        """The words that seed its dice."""
        return f"{self.kind.value}:{self.reference}"


LINE_FAULTS = ("lost", "doubled", "amount", "no id")
FILE_FAULTS = ("cut", "doubled line", "total", "encoding")


def outcome(*, plan: Plan, order: Named) -> OrderState:
    """Return how a payout ends at the provider."""
    is_failed = _dice(plan, order.key, "outcome").random() < plan.failed
    return OrderState.FAILED if is_failed else OrderState.CONFIRMED


def loses_reply(*, plan: Plan, order: Named) -> bool:
    """Tell whether the reply to the call is lost on its way back."""
    return _dice(plan, order.key, "reply").random() < plan.lost_replies


def is_out(*, plan: Plan, now: datetime) -> bool:
    """Tell whether the provider is out in this minute."""
    return _dice(plan, f"{now:%Y%m%d%H%M}", "outage").random() < plan.outages


def takes_effect(*, plan: Plan, order: Named, now: datetime) -> bool:
    """Tell whether a call that times out has taken effect all the same."""
    return _dice(plan, f"{order.key}:{now:%H%M}", "effect").random() < 0.5  # noqa: PLR2004  # half


def sendings(*, plan: Plan, order: Named, end: OrderState) -> tuple[Sending, ...]:
    """Return the callbacks of an order: accepted and final, as the plan spoils them."""
    dice = _dice(plan, order.key, "callbacks")
    # Thrown whatever the shares, so that changing one share leaves the other orders' fate alone.
    is_reordered, is_wrong = dice.random() < plan.reordered, dice.random() < plan.wrong_amounts
    sent: list[Sending] = []
    for state in (OrderState.SENT, end):
        is_lost, is_doubled = dice.random() < plan.lost, dice.random() < plan.doubled
        for copy in range(0 if is_lost else 1 + is_doubled):
            is_late = copy > 0 or dice.random() < plan.late
            delay = dice.uniform(0, plan.longest_delay_s) if is_late else 0.0
            behind = plan.longest_delay_s if is_reordered and state is not end else 0
            sent.append(
                Sending(
                    event_id=uuid5(order.order_id, state.value),
                    state=state,
                    delay=timedelta(seconds=delay + behind),
                    amount_is_wrong=is_wrong and state is end,
                )
            )
    return tuple(sent)


def line_fault(*, plan: Plan, order: Named) -> str:
    """Return how the statement spoils the order's line, nothing where it does not."""
    dice = _dice(plan, order.key, "line")
    return dice.choice(LINE_FAULTS) if dice.random() < plan.spoilt_lines else ""


def file_fault(*, plan: Plan, on: date, fetched: int) -> str:
    """Return how the day's file is spoilt, nothing where it is not; a second fetch is whole."""
    dice = _dice(plan, str(on), "file")
    is_spoilt = dice.random() < plan.spoilt_files and not fetched
    return dice.choice(FILE_FAULTS) if is_spoilt else ""


def spoil_file(content: bytes, *, fault: str) -> bytes:
    """Return the file as it arrives when the fault strikes."""
    lines = content.splitlines(keepends=True)
    middle = len(lines) // 2
    match fault:
        case "cut":
            return content[: len(content) // 2]
        case "doubled line":
            return b"".join([*lines[: middle + 1], *lines[middle:]])
        case "total":
            head, _comma, rest = lines[-1].partition(b",")
            return b"".join([*lines[:-1], head + b",1" + rest])
        case "encoding":
            return b"".join([lines[0], b"\xb2\xa9\xe9\xff,", *lines[1:]])
        case _:
            return content


def _dice(plan: Plan, key: str, what: str) -> Random:
    return Random(f"{plan.seed}:{key}:{what}")  # noqa: S311  # a simulation, not a secret
