"""What every operation of finance shares: router, scopes, address parts."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path

from matou.kit.actor import Actor
from matou.web.api import bearer, make_router

router = make_router("finance")

READ = bearer(scope="finance:read")
WRITE = bearer(scope="finance:write")

StatementCode = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z]{1,20}$",
        description="Code of the statement 对账单编号",
        example="7K3M9QXP4",
    ),
]
LineNumber = Annotated[
    int, Path(ge=1, le=2_000_000_000, description="Number of the line 行号", example=1)
]


def actor_of(request: HttpRequest) -> Actor:
    """Return who the token stands for."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by READ and WRITE
    return actor
