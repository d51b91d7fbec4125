"""What every operation of the room shares: router, scope, address parts."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path
from pydantic import ConfigDict, Field

from matou.kit.actor import Actor
from matou.web.api import bearer, make_router
from matou.web.limits import count_guest

router = make_router("affairs")
READ = bearer(scope="affairs:read")
WRITE = bearer(scope="affairs:write")
ItemCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,20}$", description="Code of the item 事项编号",
         example="7K3M9QXP4"),
]  # fmt: skip
VersionNumber = Annotated[
    int, Path(ge=1, le=100_000, description="Number of the version 版本", example=2)
]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
CONTENT_EXAMPLE = {
    "task_name": "港口经营许可",
    "catalog_code": "000118902000",
    "promise_day": 5,
    "promise_type": "work_day",
}


def with_example(example: dict[str, Any]) -> ConfigDict:
    """Return the configuration that shows this example in the API's document."""
    return ConfigDict(json_schema_extra={"example": example})


def actor_of(request: HttpRequest) -> Actor:
    """Return who the token stands for."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by WRITE
    return actor


def count(request: HttpRequest) -> None:
    """Use one of the address's requests; raises TooManyRequests."""
    count_guest(request, what="affairs-api")
