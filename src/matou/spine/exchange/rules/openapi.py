"""The OpenAPI 3.1 document of one shared service, made of its declaration."""

from typing import Any

from matou.spine.exchange.contracts.sharing import SharedField, SharedService
from matou.spine.exchange.rules.messages import BASIS, CASE, CLIENT, PATH, PURPOSE, REQUEST_ID

_HEADERS = (
    (CLIENT, "Member id of the caller", True),
    (REQUEST_ID, "UUID; the same id with the same content is one call", True),
    (PURPOSE, "Purpose code of the grant", True),
    (BASIS, "Legal basis of the grant, percent-encoded UTF-8", True),
    (CASE, "Case number, percent-encoded; may be empty", False),
    ("content-digest", "RFC 9530, sha-256", True),
    ("signature-input", "RFC 9421; covers method, target URI, digest and all headers here", True),
    ("signature", "RFC 9421, ed25519", True),
)


def document(service: SharedService, *, base_url: str) -> dict[str, Any]:
    """Return the document: one operation, the request's schema, the records' fields."""
    schema = service.request.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{service.zh} {service.en}", "version": "1"},
        "servers": [{"url": base_url}],
        "paths": {PATH + service.name: {"post": _operation(service, schema)}},
        "components": {"schemas": parts},
    }


def _operation(service: SharedService, arguments: dict[str, Any]) -> dict[str, Any]:
    body = {
        "type": "object",
        "properties": {
            "arguments": arguments,
            "fields": {
                "type": "array",
                "items": {"enum": list(service.field_names)},
                "description": "Fields wanted; left out, all that are granted",
            },
        },
        "required": ["arguments"],
        "additionalProperties": False,
    }
    return {
        "operationId": service.name,
        "summary": f"{service.zh} {service.en}",
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": is_required,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text, is_required in _HEADERS
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "Signed answer", "content": _content(_answer(service))},
            "4XX": {"description": "Signed refusal", "content": _content(_refusal())},
        },
    }


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _answer(service: SharedService) -> dict[str, Any]:
    record = {
        "type": "object",
        "properties": {field.name: _field(field) for field in service.fields},
        "description": "Only granted fields are present",
    }
    return {
        "type": "object",
        "properties": {
            "service": {"const": service.name},
            "request_id": {"type": "string", "format": "uuid"},
            "fields": {"type": "array", "items": {"type": "string"}},
            "records": {"type": "array", "items": record},
        },
        "required": ["service", "request_id", "fields", "records"],
    }


def _field(field: SharedField) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": field.kind,
        "title": f"{field.zh} {field.en}",
        "x-sensitivity": field.sensitivity.value,
    }
    return shape | ({"format": field.form} if field.form else {})


def _refusal() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "properties": {
            "code": text,
            "detail": text,
            "detail_zh": text,
            "status": {"type": "integer"},
        },
        "required": ["code", "detail", "detail_zh", "status"],
    }
