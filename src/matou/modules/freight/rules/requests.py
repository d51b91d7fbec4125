"""Refunds that wait for a second operator (退款复核): from what amount on, and who may decide."""

from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.money import Money


class RequestState(StrEnum):
    """Where a request for a refund stands; the last two are final."""

    WAITING = "waiting"
    GRANTED = "granted"
    DROPPED = "dropped"


REQUEST_STATE_NAMES: dict[RequestState, tuple[str, str]] = {
    RequestState.WAITING: ("待复核", "waits for a second operator"),
    RequestState.GRANTED: ("已执行", "granted"),
    RequestState.DROPPED: ("已撤销", "dropped"),
}


class RefundAskedByYou(DomainError):
    """Four eyes are needed, and these are the two that asked."""

    code = "freight.refund-asked-by-you"
    status = 403
    zh = "这笔退款由您提出，须由另一位没有利害关系的运营人员在“退款复核”中执行。资金没有变动。"
    en = (
        "You asked for this refund. Another operator without interest grants it under “Refunds to "
        "approve”. No money has moved."
    )


class RefundDecidedAlready(DomainError):
    """Somebody else was faster."""

    code = "freight.refund-decided-already"
    zh = "这笔退款已有结果（{state}）。请刷新页面查看。"
    en = "This refund has been decided already ({state}). Reload the page."


def needs_second(*, done: Money, amount: Money, four_eyes: Money) -> bool:
    """Tell whether two operators must agree: above the amount, not at it.

    What the lot was refunded before counts too, so that no large refund is made of small ones.
    """
    return done + amount > four_eyes


def check_second(*, asked_by: str, actor: str) -> None:
    """Refuse the operator who asked; raises RefundAskedByYou."""
    if asked_by == actor:
        raise RefundAskedByYou


def check_waiting(state: RequestState) -> None:
    """Refuse to decide twice; raises RefundDecidedAlready."""
    if state is not RequestState.WAITING:
        raise RefundDecidedAlready(state=state.value)
