"""Examples in the API's document: what is sent and what comes back, on every operation.

An example stands beside its schema (``json_schema_extra``) or its field; here those are put
together for pages, lists and refusals, so that no operation is without one and none is written
twice.
"""

from http import HTTPStatus
from typing import Any

from matou.web.api.answers import MEDIA_TYPE

Json = dict[str, Any]

_REFUSALS: dict[int, tuple[str, str, str]] = {
    400: ("bad-request", "The request cannot be read. Mend it and send again.",
          "请求无法读取，请修改后重新提交。"),
    401: ("sign-in-needed", "Send a valid token as “Authorization: Bearer …”.",
          "请在请求头 Authorization: Bearer 中携带有效令牌。"),
    403: ("not-allowed", "Your account may not do this. Ask an administrator for the right.",
          "您的账号没有权限，请联系管理员开通。"),
    404: ("not-found", "Nothing was found for “7K3M9QXP4”. Check the code and try again.",
          "没有找到“7K3M9QXP4”。请核对编号后再试。"),
    409: ("conflict", "This clashes with what is already stored. Load it again and compare.",
          "与已有数据冲突，请重新读取后核对。"),
    410: ("code-retired", "The code 7K3M9QXP4 is out of use.", "编号 7K3M9QXP4 已停用。"),
    413: ("body-too-large", "The request is too large. Send less at once.",
          "请求内容过大，请分次提交。"),
    415: ("unsupported-media-type", "Send the body as application/json.",
          "请以 application/json 提交。"),
    422: ("invalid-input", "Mend these fields and send again: limit.",
          "请修改以下字段后重新提交：limit。"),
    429: ("too-many-requests", "Too many requests. Wait a minute and try again.",
          "请求太多，请一分钟后再试。"),
    503: ("database-unavailable", "The database does not answer just now. Send again in a moment.",
          "数据库暂时无法应答，请稍后重试。"),
}  # fmt: skip
_BY_FORMAT = {
    "date-time": "2026-06-01T12:00:00+08:00",
    "date": "2026-06-01",
    "uuid": "0197a6f0-3c00-7000-8000-000000000000",
}
_BY_TYPE: Json = {"string": "…", "integer": 1, "number": 1.0, "boolean": True, "object": {}}
_FEATURES: Json = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "P_CHI",
            "geometry": {"type": "Point", "coordinates": [111.08, 23.42]},
            "properties": {"code": "P_CHI", "name_en": "Wuzhou Chishuixu", "kind": "terminal"},
        }
    ],
}
_BY_MEDIA: Json = {
    "application/geo+json": _FEATURES,
    "text/csv": "code,name_zh,name_en\r\nP_CHI,梧州港赤水圩作业区,Wuzhou Chishuixu\r\n",
}


def add_examples(document: Json) -> None:
    """Give every request body and answer of the document an example where it has none."""
    schemas = document.get("components", {}).get("schemas", {})
    for methods in document["paths"].values():
        for operation in methods.values():
            _show(operation.get("requestBody", {}), schemas)
            for status, response in operation["responses"].items():
                _show(response, schemas)
                _show_refusal(int(status), response)


def example_of(schema: Json, schemas: Json) -> Any:
    """Return a value that the schema allows: its own example, else one made of its parts."""
    schema = _resolved(schema, schemas)
    for key in ("example", "const", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if choices := schema.get("anyOf"):
        return example_of(choices[0], schemas)
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), schemas)]
    if properties := schema.get("properties"):
        return {name: example_of(part, schemas) for name, part in properties.items()}
    return _BY_FORMAT.get(schema.get("format", ""), _BY_TYPE.get(schema.get("type", "")))


def _resolved(schema: Json, schemas: Json) -> Json:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _show(holder: Json, schemas: Json) -> None:
    for media, content in holder.get("content", {}).items():
        if media == MEDIA_TYPE or "example" in content or "schema" not in content:
            continue
        if content["schema"].get("format") == "binary":
            continue
        content["example"] = _BY_MEDIA.get(media) or example_of(content["schema"], schemas)


def _show_refusal(status: int, response: Json) -> None:
    content = response.get("content", {}).get(MEDIA_TYPE)
    if content is None or status not in _REFUSALS:
        return
    code, en, zh = _REFUSALS[status]
    content["example"] = {
        "type": f"https://matou.invalid/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": en,
        "detail_zh": zh,
        "code": code,
        "errors": [],
    }
