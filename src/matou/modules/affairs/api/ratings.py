"""Ratings by programme: with a one-time code, and the public figures."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.affairs.api.base import Text, count, router, with_example
from matou.modules.affairs.queries import rated, rating_figures
from matou.modules.affairs.queries.rated import RatingStand
from matou.modules.affairs.rules import ratings
from matou.modules.affairs.services import rating
from matou.web.api import answers
from matou.web.limits import count_guest

_A_MINUTE = 30
RatingCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z\-]{1,40}$", description="One-time code on receipt or message 评价码",
         example="7K3M9QXP4RABCDEFGH2345"),
]  # fmt: skip
Tag = Literal["quick", "clear", "kind", "once", "slow", "unclear", "rude", "repeated", "extra"]
assert set(Tag.__args__) == {key for key, _zh, _en in ratings.TAGS}  # type: ignore[attr-defined]  # noqa: S101


class RatingIn(Schema):
    """A rating: five is very satisfied, one very dissatisfied."""

    model_config = with_example({"level": 4, "tags": ["quick"], "text": "讲得清楚。"})

    level: int = Field(ge=ratings.LOWEST, le=ratings.HIGHEST)
    tags: list[Tag] = Field(default=[], max_length=9)
    text: Text = ""


class RatingStandOut(Schema):
    """What a code asks about: an item, nobody's name, and whether it can be rated now."""

    model_config = with_example(
        {
            "name_zh": "港口经营许可", "name_en": "Port operation licence",
            "department": "梧州市交通运输局", "is_open": True, "is_rated": False,
            "closes_at": "2026-12-16T08:00:00+08:00",
        }
    )  # fmt: skip

    name_zh: str
    name_en: str
    department: str
    is_open: bool
    is_rated: bool
    closes_at: datetime | None


class FiguresQuery(Schema):
    """Narrow to one item."""

    item: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,20}$")] = Field(
        default="", description="Code of the item 事项编号", examples=["7K3M9QXP4"]
    )


class RatingCellOut(Schema):
    """One published group; what was bad is told from five bad ratings on, else null."""

    model_config = with_example(
        {
            "item": "7K3M9QXP4", "name_zh": "港口经营许可", "name_en": "Port operation licence",
            "office": "梧州市交通运输局", "first_month": "2026-11-01", "last_month": "2026-11-01",
            "ratings": 12, "satisfied_percent": 92, "bad": None, "called_back_in_time": None,
            "rectified_in_time": None,
        }
    )  # fmt: skip

    item: str
    name_zh: str
    name_en: str
    office: str
    first_month: date
    last_month: date
    ratings: int
    satisfied_percent: int
    bad: int | None
    called_back_in_time: int | None
    rectified_in_time: int | None


class RatingFiguresOut(Schema):
    """All public figures."""

    model_config = with_example({"smallest": 5, "cells": []})

    smallest: int
    cells: list[RatingCellOut]


@router.get("/ratings", response=answers(RatingFiguresOut), summary="Figures of ratings 评价结果")
def read_figures(request: HttpRequest, asked: Query[FiguresQuery]) -> Any:
    """Return the figures of whole months in groups of five or more; nobody and no case is told."""
    count(request)
    figures = rating_figures.public_figures(now=utc_now(), item=asked.item.upper())
    cells = []
    for row in figures.rows:
        cell, shows = row.cell, rating_figures.shows_bad(row.cell)
        cells.append(
            RatingCellOut(
                item=row.item, name_zh=row.name_zh, name_en=row.name_en, office=row.office,
                first_month=cell.first, last_month=cell.last, ratings=cell.count,
                satisfied_percent=rating_figures.percent(cell), bad=cell.bad if shows else None,
                called_back_in_time=cell.called_back if shows else None,
                rectified_in_time=cell.in_time if shows else None,
            )
        )  # fmt: skip
    return RatingFiguresOut(smallest=figures.smallest, cells=cells)


@router.get(
    "/ratings/codes/{code}", response=answers(RatingStandOut), summary="A rating code 评价码"
)
def read_rating_code(request: HttpRequest, code: RatingCode) -> Any:
    """Say what a code asks about; the code is the right to ask."""
    count_guest(request, what="affairs-rate", limit=_A_MINUTE)
    return _stand(rated.stand_of_code(code, now=utc_now()))


@router.post(
    "/ratings/codes/{code}", response=answers(RatingStandOut), summary="Rate with a code 凭码评价"
)
def rate_with_code(request: HttpRequest, code: RatingCode, body: RatingIn) -> Any:
    """Rate once; the code is the right to rate, and no rating is read back."""
    count_guest(request, what="affairs-rate", limit=_A_MINUTE)
    now = utc_now()
    told = ratings.Told(level=body.level, tags=tuple(dict.fromkeys(body.tags)), text=body.text)
    rating.rate_by_code(text=code, told=told, now=now)
    return _stand(rated.stand_of_code(code, now=now))


def _stand(stand: RatingStand) -> RatingStandOut:
    return RatingStandOut(
        name_zh=stand.name_zh, name_en=stand.name_en, department=stand.department,
        is_open=stand.is_open, is_rated=stand.is_rated, closes_at=stand.closes_at,
    )  # fmt: skip
