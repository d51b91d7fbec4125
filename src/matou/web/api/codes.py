"""Codes for programmes: what a code names, with the facts that the asker may read."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import ConfigDict, Field, JsonValue

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotFound
from matou.spine.codes import queries
from matou.web.api.answers import answers
from matou.web.api.auth import bearer
from matou.web.api.house import make_router
from matou.web.limits import count_guest
from matou.web.resolver.answers import machine_answer

router = make_router("codes")

TypedCode = Annotated[
    str,
    Path(
        min_length=1,
        max_length=40,
        pattern=r"^[^\x00/]+$",
        description="The code as typed or scanned; hyphens, case and look-alikes do not matter",
        example="7K3M-9QXP-4",
    ),
]


class CodeIsRetired(DomainError):
    """The code is out of use."""

    code = "code-retired"
    status = 410
    zh = "编号 {issued} 已停用。{follow_zh}"
    en = "The code {issued} is out of use. {follow_en}"


class CodeOut(Schema):
    """What a code names; ``facts`` is null where the asker may read nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "7K3M9QXP4",
                "shown": "7K3M-9QXP-4",
                "kind": "demand",
                "title_zh": "货盘 机制砂 2,600 t",
                "title_en": "Demand 机制砂 2,600 t",
                "state": "in-use",
                "successor": None,
                "url": "/freight/demands/7K3M9QXP4/",
                "facts": {"cargo": "机制砂", "quantity_kg": 2600000},
            }
        }
    )

    code: str
    shown: str
    kind: str
    title_zh: str
    title_en: str
    state: Literal["in-use"]
    successor: str | None
    url: str | None = Field(description="The thing's own page")
    facts: dict[str, JsonValue] | None


def _guest(_request: HttpRequest) -> str:
    """Let who sends no token read what guests may; a wrong token is refused before."""
    return "guest"


@router.get(
    "/{code}",
    auth=[bearer(scope="codes:read"), _guest],
    response=answers(CodeOut),
    openapi_extra={"security": [{}]},
    summary="What a code names 查码",
)
def resolve_code(request: HttpRequest, code: TypedCode) -> Any:
    """Resolve a code; a token adds the facts that its party may read. 410 for a retired one."""
    count_guest(request, what="codes-api")
    found = queries.resolve(code)
    if found is None:
        raise NotFound(what=code)
    if found.retired_at is not None:
        follow = found.successor
        raise CodeIsRetired(
            issued=found.code,
            follow_zh=f"请改用 {follow}。" if follow else "",
            follow_en=f"Follow {follow}." if follow else "",
        )
    asker = request.auth  # type: ignore[attr-defined]  # set by the operation's auth
    actor = asker if isinstance(asker, Actor) else None
    return machine_answer(found, queries.facts_of(found, actor=actor))
