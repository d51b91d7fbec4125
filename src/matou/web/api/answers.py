"""Answers of the API: problem documents (RFC 9457) and the set every operation declares."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Schema
from pydantic import ConfigDict, Field

MEDIA_TYPE = "application/problem+json"

_REFUSALS = (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503)


class Problem(Schema):
    """Why a request was refused and what to do next (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "https://matou.invalid/problems/demand-already-taken",
                "title": "Conflict",
                "status": 409,
                "detail": "Another carrier was faster. Look for another cargo.",
                "detail_zh": "该货盘已被其他承运人抢先承接，请查看其他货盘。",
                "code": "demand-already-taken",
            }
        }
    )

    type: str = Field(description="Stable address of the kind of problem")
    title: str
    status: int
    detail: str = Field(description="A sentence in English that says what to do next")
    detail_zh: str = Field(description="The same in Chinese")
    code: str = Field(description="Stable word for programmes to act on")
    errors: list[dict[str, Any]] = Field(
        default=[], description="One entry a bad field, or a limit in the way"
    )


def answers(success: Any, *, status: int = 200) -> dict[int, Any]:
    """Return ninja's response table: one success, and every refusal the house may give."""
    return {status: success, **dict.fromkeys(_REFUSALS, Problem)}


def problem(
    *, status: int, code: str, en: str, zh: str, errors: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """Build the response of one refusal."""
    document = Problem(
        type=f"https://matou.invalid/problems/{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=en,
        detail_zh=zh,
        code=code,
        errors=errors or [],
    )
    body = document.model_dump_json()
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    response["Content-Language"] = get_language() or "zh-hans"
    return response


def domain_problem(_request: HttpRequest, error: Any) -> HttpResponse:
    """Translate a refusal of the domain (a DomainError)."""
    errors = error.facts.get("errors")
    response = problem(
        status=error.status,
        code=error.code,
        en=error.message("en"),
        zh=error.message("zh"),
        errors=errors if isinstance(errors, list) else None,
    )
    wait_s = error.facts.get("retry_after")
    if isinstance(wait_s, int):
        response["Retry-After"] = str(wait_s)
    return response
