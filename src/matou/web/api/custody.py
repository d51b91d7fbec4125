"""Where the custodian reports what became of an order: genuine by signature, not by sign-in."""

from typing import Any

from django.http import HttpRequest
from ninja import HeaderEx, P, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.spine.custody import services
from matou.spine.custody.contracts.callbacks import CallbackRefusal
from matou.spine.custody.rules.callbacks import MAX_BYTES, Callback
from matou.web.api.answers import answers
from matou.web.api.house import make_router
from matou.web.limits import count_guest

router = make_router("custody")

REPORTS_PER_MINUTE = 1200
"""From one address; a custodian that is slowed down sends again, and what it loses is asked for."""


class CallbackTooLarge(DomainError):
    """A report is a few hundred bytes; this one is not read."""

    code = "custody-callback-too-large"
    status = 413
    zh = "回调报文过大，上限为 {most} 字节。"
    en = "The report is too large. At most {most} bytes are read."


class ReceivedOut(Schema):
    """That the report is kept."""

    is_news: bool = Field(
        description="False where this event came before or says what was known", examples=[True]
    )


def _report_schema() -> dict[str, Any]:
    """Return the report's schema in one piece: its own references lead nowhere in the document."""
    schema = Callback.model_json_schema()
    parts = schema.pop("$defs", {})
    schema["properties"] = {
        name: parts.get(str(field.get("$ref", "")).rpartition("/")[2], field)
        for name, field in schema["properties"].items()
    }
    return schema


_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _report_schema()}},
    }
}


@router.post(
    "/callbacks",
    response=answers(ReceivedOut),
    auth=None,
    openapi_extra=_BODY,
    summary="Report of the custodian 存管机构回调",
)
def receive_callback(
    request: HttpRequest,
    given: HeaderEx[
        str,
        P(
            alias="Custody-Signature",
            max_length=128,
            description="HMAC-SHA256 of the body with the shared key, in hex",
        ),
    ] = "",
) -> Any:
    """Take one report on one order; the same event again changes nothing.

    Without the right signature nothing of the body is read or kept (403).
    """
    count_guest(request, what="custody-callback", limit=REPORTS_PER_MINUTE)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        services.note_refused_callback(reason=CallbackRefusal.TOO_LARGE, body=b"", now=utc_now())
        raise CallbackTooLarge(most=MAX_BYTES)
    is_news = services.receive_callback(body=request.body, signature=given, now=utc_now())
    return {"is_news": is_news}
