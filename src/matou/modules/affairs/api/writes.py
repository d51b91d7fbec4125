"""Writing items by programme: the same acts as the desk, by a token of who may do them."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Schema, Status
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.affairs.api.base import (
    CONTENT_EXAMPLE,
    WRITE,
    ItemCode,
    Text,
    VersionNumber,
    actor_of,
    router,
    with_example,
)
from matou.modules.affairs.api.reads import Instant
from matou.modules.affairs.services import drafting, moving
from matou.web.api import answers, idempotent

MoveKey = Annotated[
    Literal["submit", "pass", "return", "send_back"],
    Path(description="Move 动作", example="submit"),
]


class ContentIn(Schema):
    """Fields by key, see /affairs/fields; fields left out stay as they are."""

    model_config = with_example({"content": CONTENT_EXAMPLE, "revision": 3})

    content: dict[str, Any] = Field(max_length=200)
    revision: int | None = Field(
        default=None, ge=0, le=1_000_000, description="That you read; another refuses you"
    )


class MoveIn(Schema):
    """Why, where a move needs it."""

    model_config = with_example({"reason": "第三项材料缺依据"})

    reason: Text = ""


class PublishIn(Schema):
    """From when on it holds."""

    model_config = with_example({"valid_from": "2026-12-15T00:00:00+08:00"})

    valid_from: Instant | None = Field(default=None, description="Without it, at once")


class WithdrawIn(Schema):
    """Why an item ends, and what replaces it."""

    model_config = with_example({"reason": "并入另一事项", "successor": "7K3M9QXP4"})

    reason: Text
    successor: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z]*$")] = ""


class DraftOut(Schema):
    """The draft that was made or written."""

    model_config = with_example({"code": "7K3M9QXP4", "version": 2, "revision": 4})

    code: str
    version: int
    revision: int


class MovedOut(Schema):
    """Where a version or item is now."""

    model_config = with_example({"code": "7K3M9QXP4", "version": 2, "state": "legal_check"})

    code: str
    version: int
    state: str


@router.post(
    "/items", auth=WRITE, response=answers(DraftOut, status=201), summary="Begin an item 新建事项"
)
@idempotent
def begin_item(request: HttpRequest, body: ContentIn) -> Any:
    """Begin a new item with its codes, which stay for ever; 422 names what is wrong."""
    draft = drafting.begin_item(content=body.content, actor=actor_of(request), now=utc_now())
    return Status(201, _draft(draft))


@router.post(
    "/items/{code}/versions",
    auth=WRITE,
    response=answers(DraftOut, status=201),
    summary="Begin the next version 开始新版本",
)
@idempotent
def begin_version(request: HttpRequest, code: ItemCode) -> Any:
    """Begin the next version of an item from what it says now."""
    draft = drafting.begin_version(code=code.upper(), actor=actor_of(request), now=utc_now())
    return Status(201, _draft(draft))


@router.post(
    "/items/{code}/draft", auth=WRITE, response=answers(DraftOut), summary="Write a draft 修改草稿"
)
@idempotent
def write_draft(request: HttpRequest, code: ItemCode, body: ContentIn) -> Any:
    """Write fields of an item's draft; 409 where somebody saved since your revision."""
    draft = drafting.write_fields(
        code=code.upper(), changes=body.content, revision=body.revision, actor=actor_of(request),
        now=utc_now(),
    )  # fmt: skip
    return _draft(draft)


@router.post(
    "/items/{code}/versions/{number}/publish",
    auth=WRITE,
    response=answers(MovedOut),
    summary="Publish a version 复核并发布",
)
@idempotent
def publish(request: HttpRequest, code: ItemCode, number: VersionNumber, body: PublishIn) -> Any:
    """Approve a version as the second person and let it hold from a day on."""
    moving.publish_version(
        code=code.upper(), number=number, valid_from=body.valid_from, actor=actor_of(request),
        now=utc_now(),
    )  # fmt: skip
    return MovedOut(code=code.upper(), version=number, state="published")


@router.post(
    "/items/{code}/versions/{number}/moves/{move}",
    auth=WRITE,
    response=answers(MovedOut),
    summary="Move a version 流转版本",
)
@idempotent
def move(
    request: HttpRequest, code: ItemCode, number: VersionNumber, move: MoveKey, body: MoveIn
) -> Any:
    """Send a version to legal check, pass it, or return it with a reason."""
    state = moving.move_version(
        code=code.upper(), number=number, key=move, reason=body.reason, actor=actor_of(request),
        now=utc_now(),
    )  # fmt: skip
    return MovedOut(code=code.upper(), version=number, state=state)


@router.post(
    "/items/{code}/withdraw", auth=WRITE, response=answers(MovedOut), summary="Withdraw 撤销事项"
)
@idempotent
def withdraw(request: HttpRequest, code: ItemCode, body: WithdrawIn) -> Any:
    """End an item for good; its code keeps its meaning and names what replaces it."""
    moving.withdraw_item(
        code=code.upper(), reason=body.reason, successor=body.successor.upper(),
        actor=actor_of(request), now=utc_now(),
    )  # fmt: skip
    return MovedOut(code=code.upper(), version=0, state="withdrawn")


def _draft(draft: drafting.Draft) -> DraftOut:
    return DraftOut(code=draft.code, version=draft.number, revision=draft.revision)
