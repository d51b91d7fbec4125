"""The JSON inside the signed bodies: what is asked, what is answered, what is refused."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matou.kit.errors import DomainError
from matou.spine.exchange.contracts.refusals import BodyUnreadable
from matou.spine.exchange.rules.limits import MAX_FIELDS
from matou.spine.exchange.rules.messages import BASIS, CASE, CLIENT, PURPOSE, SERVICE, Request


class AskedBody(BaseModel):
    """The body of every request."""

    model_config = ConfigDict(extra="forbid")

    arguments: dict[str, Any]
    fields: list[str] = Field(default=[], max_length=MAX_FIELDS)


def write_asked(*, arguments: Mapping[str, Any], fields: Sequence[str]) -> bytes:
    """Return a request's body, the same bytes for the same content."""
    return _bytes({"arguments": dict(arguments), "fields": sorted(fields)})


def read_asked(body: bytes) -> AskedBody:
    """Read a request's body; raises BodyUnreadable."""
    if b"\\u0000" in body:
        raise BodyUnreadable(what="\\u0000")  # no table holds it
    try:
        return AskedBody.model_validate_json(body)
    except ValidationError as error:
        raise BodyUnreadable(what=_faults(error)) from error


def read_arguments(model: type[BaseModel], arguments: Mapping[str, Any]) -> BaseModel:
    """Read a service's own arguments; raises BodyUnreadable."""
    try:
        return model.model_validate(dict(arguments))
    except ValidationError as error:
        raise BodyUnreadable(what=_faults(error)) from error


def write_answer(
    *,
    service: str,
    request_id: UUID,
    fields: Collection[str],
    records: Sequence[Mapping[str, Any]],
) -> bytes:
    """Return an answer's body: of each record the granted fields and no other."""
    wanted = sorted(fields)
    kept = [{name: one[name] for name in wanted if name in one} for one in records]
    return _bytes(
        {"service": service, "request_id": str(request_id), "fields": wanted, "records": kept}
    )


def write_refusal(error: DomainError) -> bytes:
    """Return a refusal's body in both languages."""
    return _bytes(
        {
            "code": error.code,
            "status": error.status,
            "detail": error.message("en"),
            "detail_zh": error.message("zh"),
        }
    )


def read_json(body: bytes) -> dict[str, Any]:
    """Return a body as a table; an empty one for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def content_digest(request: Request) -> str:
    """Return the SHA-256 of what a call asks, whichever way and however often it was signed."""
    said = [request.headers.get(name, "") for name in (CLIENT, SERVICE, PURPOSE, BASIS, CASE)]
    return hashlib.sha256("\n".join(said).encode() + b"\n\n" + request.body).hexdigest()


def _bytes(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False)
    named = (
        f"{'.'.join(str(part) for part in one['loc']) or 'body'}: {one['msg']}" for one in faults
    )
    return "; ".join(list(named)[:3])[:200]
