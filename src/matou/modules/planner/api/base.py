"""What every operation of the planner shares: router, scopes, address parts, common types."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from matou.kit.actor import Actor
from matou.web.api import bearer, make_router
from matou.web.limits import count_guest

router = make_router("planner")
WRITE = bearer(scope="planner:write")
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_our_time(value: datetime) -> datetime:
    if not _EARLIEST <= value <= _LATEST:
        message = "Instants lie between 2000 and 2200"
        raise ValueError(message)
    return value


Instant = Annotated[
    AwareDatetime,
    AfterValidator(_in_our_time),
    Field(description="ISO 8601 with zone", examples=["2026-12-01T08:00:00+08:00"]),
]
KindKey = Literal[
    "node", "link", "service", "season", "exception", "transfer", "chamber", "tariff", "emission"
]
KindPath = Annotated[KindKey, Path(description="Kind of row 类别", example="link")]
RowCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z_.\-]{1,120}$", description="Code of the row 编号", example="W001"),
]
NoticeCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,20}$", description="Code of the notice 通告编号",
         example="7K3M9QXP4"),
]  # fmt: skip
PlaceCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Z_]{1,32}$", description="Code of the place 地点编号", example="L_CHZ"),
]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Confidence = Annotated[Literal["A", "B", "C"], Field(description="A published … C estimate")]


def with_example(example: dict[str, Any]) -> ConfigDict:
    """Return the configuration that shows this example in the API's document."""
    return ConfigDict(json_schema_extra={"example": example})


class NetworkDone(Schema):
    """The act was carried out."""

    model_config = with_example({"code": "W001", "number": 7})

    code: str = Field(description="Code of the row or notice that was acted on")
    number: int = Field(description="Version of the network in force after it")


def actor_of(request: HttpRequest) -> Actor:
    """Return who the token stands for."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by WRITE
    return actor


def count(request: HttpRequest) -> None:
    """Use one of the address's requests; raises TooManyRequests."""
    count_guest(request, what="planner-api")
