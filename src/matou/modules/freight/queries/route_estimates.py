"""What the planner says of a cargo's way (运输方案参考), where the planner is switched on."""

from dataclasses import dataclass

from matou.kit.errors import DomainError
from matou.modules.planner.contracts import (
    ROUTE_ESTIMATOR,
    ROUTE_PAGE,
    RouteEstimate,
    RouteQuestion,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteBeside:
    """The estimate of a way, or why there is none; ``page_url`` shows all alternatives."""

    estimate: RouteEstimate | None = None
    refusal: DomainError | None = None
    page_url: str = ""


def has_planner() -> bool:
    """Tell whether anyone answers for routes."""
    return ROUTE_ESTIMATOR.get() is not None


def route_beside(asked: RouteQuestion) -> RouteBeside | None:
    """Return the estimate with a link to the whole plan; None where nobody answers.

    A refusal is told and not raised: the planner knows fewer places than a demand may name, and
    what it cannot answer must not keep anyone from posting.
    """
    estimate, page = ROUTE_ESTIMATOR.get(), ROUTE_PAGE.get()
    if estimate is None:
        return None
    try:
        found = estimate(asked)
    except DomainError as refusal:
        return RouteBeside(refusal=refusal)
    return RouteBeside(estimate=found, page_url=page(asked) if page else "")
