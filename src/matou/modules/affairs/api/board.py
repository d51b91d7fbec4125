"""The manager's board by programme."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.affairs.api.base import READ, actor_of, router, with_example
from matou.modules.affairs.queries import board as boards
from matou.modules.affairs.rules import board
from matou.modules.affairs.rules.board import BoardFilter
from matou.web.api import answers


class CaseBoardQuery(Schema):
    """Which month, which item."""

    month: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2})?$")] = Field(
        default="", description="Month of China, this one by default", examples=["2026-11"]
    )
    item: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,20}$")] = Field(
        default="", description="Code of the item, all by default"
    )


class CaseBoardOut(Schema):
    """The board's parts as rows; spans in seconds."""

    model_config = with_example(
        {
            "month": "2026-11", "items": [{"key": "7K3M9QXP4", "running": 12, "whole": 1}],
            "clerks": [], "queues": [{"key": "acceptance", "count": 3, "oldest_s": 86400}],
            "legs": [], "asked": [], "days": [], "months": [],
        }
    )  # fmt: skip

    month: str
    items: list[dict[str, Any]]
    clerks: list[dict[str, Any]]
    queues: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    asked: list[dict[str, Any]]
    days: list[dict[str, Any]]
    months: list[dict[str, Any]]


@router.get("/board", auth=READ, response=answers(CaseBoardOut), summary="Manager's board 督办看板")
def read_board(request: HttpRequest, asked: Query[CaseBoardQuery]) -> Any:
    """Return clocks, load, queues, bottlenecks, what is asked again and what was decided."""
    now = utc_now()
    wanted = BoardFilter(month=board.month_asked(asked.month, now=now), item=asked.item.upper())
    told = asdict(boards.board_of(wanted=wanted, actor=actor_of(request), now=now))
    told.pop("choices")
    return CaseBoardOut(
        month=f"{wanted.month:%Y-%m}", **{key: list(rows) for key, rows in told.items()}
    )
