"""Idempotency keys: a repeated request gets the first one's answer and changes nothing twice."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from ninja import Status
from ninja.params.functions import Header
from ninja.utils import contribute_operation_args

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.web.models import IdempotencyRecord

HEADER = "Idempotency-Key"
MAX_LENGTH = 80


class KeyUsedOtherwise(DomainError):
    """The same key came before with another content."""

    code = "idempotency-key-reused"
    status = 422
    zh = "该幂等键已用于内容不同的请求。请为新请求换用新键。"
    en = "This idempotency key was used for a different request. Use a new key for a new request."


def idempotent(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a writing operation: with the header, it happens once for each actor and key.

    The record and the operation's changes commit together, so a crash leaves both or neither.
    The operation must return a ninja Schema, or one inside a Status. What must outlive
    a refusal, such as a counted attempt, cannot be wrapped: a refusal rolls everything back.
    """

    @wraps(operation)
    def once(
        request: HttpRequest, *args: Any, idempotency_key: str | None = None, **kwargs: Any
    ) -> Any:
        if idempotency_key is None:
            return operation(request, *args, **kwargs)
        try:
            with transaction.atomic():
                return _first(request, idempotency_key, lambda: operation(request, *args, **kwargs))
        except _SeenBefore:
            return _again(request, idempotency_key)

    contribute_operation_args(once, "idempotency_key", str | None, _header())  # type: ignore[arg-type]  # a union
    return once


class _SeenBefore(Exception):  # never leaves this file
    """Another request with this key has committed."""


def _header() -> Any:
    """Return the header as the API's document shows it."""
    return Header(
        None,
        alias=HEADER,
        description="Your own word for this request; repeated with it, nothing happens twice",
        example="a1f0c2d4-order-17",
        min_length=1,
        max_length=MAX_LENGTH,
        pattern=r"^[ -~]+$",
    )


_CLAIM = """
INSERT INTO web_idempotencyrecord (actor, key, digest, status, body, created_at)
VALUES (%s, %s, %s, 0, '{}', %s) ON CONFLICT DO NOTHING RETURNING id
"""
"""Waits for a request with the same key that is still under way, then lets one of them win."""


def _first(request: HttpRequest, key: str, operation: Callable[[], Any]) -> Any:
    # By hand, since the ORM would need a savepoint around it: two round trips on every change.
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [_owner(request), key, _digest(request), utc_now()])
        claimed = cursor.fetchone()
    if claimed is None:
        raise _SeenBefore
    result = operation()
    answer = result if isinstance(result, Status) else Status(200, result)
    IdempotencyRecord.objects.filter(pk=claimed[0]).update(
        status=answer.status_code, body=answer.value.model_dump(mode="json")
    )
    return result


def _again(request: HttpRequest, key: str) -> Any:
    record = IdempotencyRecord.objects.get(actor=_owner(request), key=key)
    if record.digest != _digest(request):
        raise KeyUsedOtherwise
    return Status(record.status, record.body)


def _owner(request: HttpRequest) -> str:
    """Return who asks and for whom: one person's keys for two companies never meet."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by bearer()
    return f"{actor.code}:{actor.acts_for}"


def _digest(request: HttpRequest) -> str:
    seen = f"{request.method} {request.get_full_path()} ".encode() + request.body
    return hashlib.sha256(seen).hexdigest()
