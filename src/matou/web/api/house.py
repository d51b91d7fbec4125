"""The API object with the house's error handlers, and the router each room starts from."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from matou import __version__
from matou.kit.errors import DomainError
from matou.web.api.answers import MEDIA_TYPE, domain_problem, problem
from matou.web.api.examples import add_examples

JSON_TYPE = "application/json"


def make_router(tag: str) -> Router:
    """Return a room's router; operations are found in the document under the room's title."""
    return Router(tags=[tag])


class HouseApi(NinjaAPI):
    """The API whose document tells that refusals are problem documents (RFC 9457)."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """Return the document; ninja alone would call every answer ``application/json``."""
        schema = super().get_openapi_schema(**asked)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _name_problems(operation["responses"])
        add_examples(schema)
        return schema


def _name_problems(responses: dict[Any, dict[str, Any]]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if int(status) >= HTTPStatus.BAD_REQUEST and JSON_TYPE in content:
            content[MEDIA_TYPE] = content.pop(JSON_TYPE)


def new_api() -> NinjaAPI:
    """Return the API without rooms: documents at ``/api/v1/docs``, every refusal a problem."""
    api = HouseApi(
        title="码头 matou",
        version=__version__,
        description=(
            "The open platform of a river-port city. Amounts are integer fen, masses integer "
            "kilograms, instants ISO 8601 with zone, positions WGS-84. Registers, places, codes "
            "and open demands are read without a token, 120 requests a minute. Refusals are "
            "problem documents (RFC 9457) that say what to do next. "
            "金额为分，重量为千克，坐标为 WGS-84。名录、地点、编号和公开货盘无需令牌即可读取，"
            "每分钟 120 次；出错时返回 RFC 9457 文档并说明下一步。"
        ),
        urls_namespace="api-v1",
        servers=[{"url": "/", "description": "this installation"}],
    )
    _add_handlers(api)
    return api


def _add_handlers(api: NinjaAPI) -> None:
    api.add_exception_handler(DomainError, domain_problem)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _http_error)
    for missing in (ObjectDoesNotExist, Http404):
        api.add_exception_handler(missing, _missing)
    api.add_exception_handler(DataError, _unstorable)
    api.add_exception_handler(IntegrityError, _conflict)
    api.add_exception_handler(OperationalError, _busy)


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in item["loc"][1:]), "reason": item["msg"]}
        for item in error.errors
    ]
    names = ", ".join(str(item["field"]) for item in errors)
    return problem(
        status=422,
        code="invalid-input",
        en=f"Mend these fields and send again: {names}.",
        zh=f"请修改以下字段后重新提交：{names}。",
        errors=errors,
    )


def _unauthenticated(_request: HttpRequest, _error: Any) -> HttpResponse:
    response = problem(
        status=401,
        code="sign-in-needed",
        en="Send a valid token as “Authorization: Bearer …”. Tokens: Account › Tokens.",
        zh="请在请求头 Authorization: Bearer 中携带有效令牌（账号 › 接口令牌）。",
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(
        status=error.status_code,
        code="bad-request",
        en=f"The request cannot be read: {error.message}. Mend it and send again.",
        zh=f"请求无法读取：{error.message}。请修改后重新提交。",
    )


def _missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(
        status=404,
        code="not-found",
        en="There is no such thing, or you may not see it. Check the code.",
        zh="没有找到，或您无权查看。请核对编号。",
    )


def _unstorable(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(
        status=422,
        code="unstorable-value",
        en="A value is too large or has characters that cannot be stored. Mend it and send again.",
        zh="某个值过大或含有无法保存的字符，请修改后重新提交。",
    )


def _conflict(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(
        status=409,
        code="conflict",
        en="This clashes with what is already stored. Load the thing again and compare.",
        zh="与已有数据冲突，请重新读取后核对。",
    )


def _busy(_request: HttpRequest, _error: Any) -> HttpResponse:
    response = problem(
        status=503,
        code="database-unavailable",
        en="The database does not answer just now. Nothing was changed; send again in a moment.",
        zh="数据库暂时无法应答，未做任何更改，请稍后重试。",
    )
    response["Retry-After"] = "2"
    return response
