"""What carriers and terminals tell of a booking, through operators: times, and legs that fail."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.kit.event import Classifier
from matou.modules.planner.api.base import WRITE, Instant, actor_of, router, with_example
from matou.modules.planner.api.booking_shapes import BookingOut
from matou.modules.planner.api.bookings import BookingCode, Number, told
from matou.modules.planner.services import following, releasing
from matou.web.api import answers, idempotent


class TimesIn(Schema):
    """When it began and ended, or is expected to."""

    model_config = with_example(
        {"begins_at": "2026-12-01T08:00:00+08:00", "ends_at": None, "classifier": "ACT"}
    )

    begins_at: Instant | None = None
    ends_at: Instant | None = None
    classifier: Literal["EST", "ACT"] = Field(default="ACT", description="Expected, or in fact")

    def times(self) -> following.Times:
        """Return what was sent."""
        return following.Times(
            begins_at=self.begins_at,
            ends_at=self.ends_at,
            classifier=Classifier(self.classifier),
        )


class LegFailureIn(Schema):
    """Why a leg will not be carried."""

    model_config = with_example({"reason": "班轮机损停航"})

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


@router.post(
    "/bookings/{code}/legs/{number}/times",
    auth=WRITE,
    response=answers(BookingOut),
    summary="Times of a leg 运段时间",
)
@idempotent
def record_leg_times(request: HttpRequest, code: BookingCode, number: Number, body: TimesIn) -> Any:
    """Tell when a leg departs and arrives; operators, for services and railways."""
    following.record_leg_times(
        code=code, leg=number, times=body.times(), actor=actor_of(request), now=utc_now()
    )
    return told(request, code)


@router.post(
    "/bookings/{code}/legs/{number}/fail",
    auth=WRITE,
    response=answers(BookingOut),
    summary="A leg falls through 运段未成行",
)
@idempotent
def fail_leg(request: HttpRequest, code: BookingCode, number: Number, body: LegFailureIn) -> Any:
    """Say that a leg will not be carried: the room of all legs that have not begun is freed."""
    releasing.fail_leg(
        code=code, leg=number, reason=body.reason, actor=actor_of(request), now=utc_now()
    )
    return told(request, code)


@router.post(
    "/bookings/{code}/work-orders/{number}/times",
    auth=WRITE,
    response=answers(BookingOut),
    summary="Times of a work order 作业时间",
)
@idempotent
def record_work_times(
    request: HttpRequest, code: BookingCode, number: Number, body: TimesIn
) -> Any:
    """Tell when a terminal handles the cargo; operators."""
    following.record_work_times(
        code=code, order=number, times=body.times(), actor=actor_of(request), now=utc_now()
    )
    return told(request, code)
