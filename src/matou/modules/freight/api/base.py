"""What every operation of freight shares: router, scopes, address parts, common types."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput
from matou.web.api import bearer, make_router

router = make_router("freight")

READ = bearer(scope="freight:read")
WRITE = bearer(scope="freight:write")

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MOST_KEY_DIGITS = 18


def _in_our_time(value: datetime) -> datetime:
    if not _EARLIEST <= value <= _LATEST:
        message = "Instants lie between 2000 and 2200"
        raise ValueError(message)
    return value


Instant = Annotated[
    AwareDatetime,
    AfterValidator(_in_our_time),
    Field(description="ISO 8601 with zone", examples=["2026-03-02T08:00:00+08:00"]),
]
Fen = Annotated[
    int, Field(ge=0, le=10**12, description="Amount in fen 金额（分）", examples=[3150])
]
Kilograms = Annotated[
    int,
    Field(ge=0, le=100_000_000, description="Mass in kilograms 重量（千克）", examples=[2400000]),
]
DemandCode = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z]{1,20}$",
        description="Code of the demand 货盘编号",
        example="7K3M9QXP4",
    ),
]
LotCode = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z]{1,20}$",
        description="Code of the lot 货运单编号",
        example="7K3M9QXP4",
    ),
]
OfferId = Annotated[
    UUID,
    Path(description="Id of the offer 报价", example="01990000-0000-7000-8000-000000000001"),
]
DisputeId = Annotated[
    UUID,
    Path(description="Id of the dispute 争议", example="01990000-0000-7000-8000-000000000002"),
]
PartyCode = Annotated[str, Field(max_length=64, pattern=r"^[0-9A-Za-z_\-]*$")]


def with_example(example: dict[str, Any]) -> ConfigDict:
    """Return the configuration that shows this example in the API's document."""
    return ConfigDict(json_schema_extra={"example": example})


class Exact(Schema):
    """What programmes send about money: a field that nobody knows is refused, not ignored.

    Who names a currency, say, must not find that fen were moved.
    """

    model_config = ConfigDict(extra="forbid")


class Done(Schema):
    """The act was carried out."""

    model_config = with_example({"code": "7K3M9QXP4", "state": "published"})

    code: str = Field(description="Code of the demand or lot that was acted on")
    state: str = Field(description="Where it stands now")


def actor_of(request: HttpRequest) -> Actor:
    """Return who the token stands for."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by READ and WRITE
    return actor


def row_key(cursor: str) -> int | None:
    """Return a cursor that is a row's number, None for the first page; raises InvalidInput."""
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > _MOST_KEY_DIGITS:
        raise InvalidInput(
            field="cursor",
            reason_zh="请使用上一页返回的 next。",
            reason_en="Use `next` of the page before.",
        )
    return int(cursor)
