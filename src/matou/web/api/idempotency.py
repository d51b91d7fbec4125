"""Idempotency keys: a repeated request gets the first one's answer and changes nothing twice."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput
from matou.web.models import IdempotencyRecord

HEADER = "Idempotency-Key"
_MAX_LENGTH = 80


class KeyUsedOtherwise(DomainError):
    """The same key came before with another content."""

    code = "idempotency-key-reused"
    status = 422
    zh = "该幂等键已用于内容不同的请求。请为新请求换用新键。"
    en = "This idempotency key was used for a different request. Use a new key for a new request."


def idempotent(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a writing operation: with the header, it happens once for each actor and key.

    The record and the operation's changes commit together, so a crash leaves both or neither.
    The operation must return a ninja Schema (or a tuple of status and Schema).
    """

    @wraps(operation)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None:
            return operation(request, *args, **kwargs)
        _check(key)
        try:
            with transaction.atomic():
                return _first(request, key, lambda: operation(request, *args, **kwargs))
        except _SeenBefore:
            return _again(request, key)

    return once


class _SeenBefore(Exception):  # never leaves this file
    """Another request with this key has committed."""


def _check(key: str) -> None:
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= _MAX_LENGTH:
        raise InvalidInput(
            field=HEADER,
            reason_zh=f"须为 1–{_MAX_LENGTH} 个可见 ASCII 字符。",
            reason_en=f"It must be 1–{_MAX_LENGTH} visible ASCII characters.",
        )


def _first(request: HttpRequest, key: str, operation: Callable[[], Any]) -> Any:
    try:
        with transaction.atomic():
            record = IdempotencyRecord.objects.create(
                actor=_owner(request), key=key, digest=_digest(request), created_at=utc_now()
            )
    except IntegrityError as error:
        raise _SeenBefore from error
    result = operation()
    status, body = result if isinstance(result, tuple) else (200, result)
    record.status, record.body = status, body.model_dump(mode="json")
    record.save(update_fields=["status", "body"])
    return result


def _again(request: HttpRequest, key: str) -> Any:
    record = IdempotencyRecord.objects.get(actor=_owner(request), key=key)
    if record.digest != _digest(request):
        raise KeyUsedOtherwise
    return record.status, record.body


def _owner(request: HttpRequest) -> str:
    return str(getattr(request, "auth", None) and request.auth.code)  # type: ignore[attr-defined]  # set by bearer()


def _digest(request: HttpRequest) -> str:
    seen = f"{request.method} {request.get_full_path()} ".encode() + request.body
    return hashlib.sha256(seen).hexdigest()
