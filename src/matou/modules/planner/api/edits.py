"""Changing rows of the network: add, change, end, with every check of an import."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.base import (
    WRITE,
    Confidence,
    Instant,
    KindPath,
    NetworkDone,
    RowCode,
    Text,
    actor_of,
    router,
    with_example,
)
from matou.modules.planner.queries import networks, rows
from matou.modules.planner.services import editing
from matou.modules.planner.services.writing import Grounds
from matou.web.api import answers, idempotent


class RowIn(Schema):
    """The cells of a row, as its file has them; a change names only those that become others."""

    model_config = with_example(
        {
            "cells": {"depth_m": "2.9", "conf": "A", "source": "桂航通〔2026〕17号"},
            "effective_at": "2026-12-01T08:00:00+08:00",
        }
    )

    cells: dict[str, Text] = Field(max_length=40)
    source: Text = Field(default="", description="For tariffs, whose file has no such column")
    confidence: Confidence = "C"
    effective_at: Instant | None = Field(default=None, description="Without it, at once")


class EndIn(Schema):
    """From when on a row holds no more."""

    model_config = with_example({"effective_at": "2026-12-01T08:00:00+08:00"})

    effective_at: Instant | None = Field(default=None, description="Without it, at once")


@router.post(
    "/network/{kind}", auth=WRITE, response=answers(NetworkDone), summary="Add a row 添加一行"
)
@idempotent
def add_row(request: HttpRequest, kind: KindPath, body: RowIn) -> Any:
    """Add a row; 422 names what is wrong with it or with the network that it would make."""
    now = utc_now()
    code = editing.add_row(
        kind=rows.kind_of(kind),
        row=body.cells,
        grounds=_grounds(body),
        occasion=editing.occasion_of(
            actor=actor_of(request), now=now, effective_at=body.effective_at
        ),
    )
    return NetworkDone(code=code, number=networks.number_at(utc_now()))


@router.post(
    "/network/{kind}/{code}",
    auth=WRITE,
    response=answers(NetworkDone),
    summary="Change a row 更改一行",
)
@idempotent
def change_row(request: HttpRequest, kind: KindPath, code: RowCode, body: RowIn) -> Any:
    """Let a row say something else from an instant on; the former wording stays readable."""
    now = utc_now()
    editing.change_row(
        kind=rows.kind_of(kind),
        code=code,
        row=body.cells,
        grounds=_grounds(body),
        occasion=editing.occasion_of(
            actor=actor_of(request), now=now, effective_at=body.effective_at
        ),
    )
    return NetworkDone(code=code, number=networks.number_at(utc_now()))


@router.post(
    "/network/{kind}/{code}/end",
    auth=WRITE,
    response=answers(NetworkDone),
    summary="End a row 移出路网",
)
@idempotent
def end_row(request: HttpRequest, kind: KindPath, code: RowCode, body: EndIn) -> Any:
    """Take a row out of the network; 409 while other rows name it."""
    now = utc_now()
    editing.end_row(
        kind=rows.kind_of(kind),
        code=code,
        occasion=editing.occasion_of(
            actor=actor_of(request), now=now, effective_at=body.effective_at
        ),
    )
    return NetworkDone(code=code, number=networks.number_at(utc_now()))


def _grounds(body: RowIn) -> Grounds | None:
    return Grounds(source=body.source, confidence=body.confidence) if body.source else None
