"""Linked data in two spellings: Turtle to give, JSON-LD to give and to take back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from matou.modules.affairs.rules.cpsv import PREFIXES, Node, graph
from matou.modules.affairs.rules.files import RawItem, unreadable

TURTLE_TYPE = "text/turtle; charset=utf-8"
JSON_LD_TYPE = "application/ld+json"
_CONTENT = "matou:content"


def write_json_ld(contents: Sequence[Mapping[str, Any]], *, base_url: str) -> bytes:
    """Return items as JSON-LD that comes in again."""
    document = {"@context": PREFIXES, "@graph": graph(contents, base_url=base_url)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def write_turtle(contents: Sequence[Mapping[str, Any]], *, base_url: str) -> bytes:
    """Return items as Turtle (RDF 1.1)."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    lines += ["", *(_subject(node) for node in graph(contents, base_url=base_url))]
    return "\n".join(lines).encode()


def read_json_ld(file: str, content: bytes) -> tuple[RawItem, ...]:
    """Return the items of JSON-LD that this platform (or another of its kind) gave.

    Reads the form that ``write_json_ld`` writes, not any JSON-LD: raises FileUnreadable.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise unreadable(
            file, zh="JSON 写法有误。", en="This is no JSON.", line=error.lineno
        ) from None
    except (UnicodeDecodeError, RecursionError):
        raise unreadable(file, zh="不是 UTF-8 的 JSON。", en="This is no JSON in UTF-8.") from None
    nodes = document.get("@graph") if isinstance(document, dict) else None
    if not isinstance(nodes, list):
        raise unreadable(file, zh="应有“@graph”。", en="It must hold “@graph”.")
    services = [node for node in nodes if isinstance(node, dict) and _CONTENT in node]
    found = [(number, _content(node)) for number, node in enumerate(services, start=1)]
    if not found or any(raw is None for _number, raw in found):
        raise unreadable(
            file,
            zh="没有带“matou:content”的公共服务节点；其他来源的 RDF 请先转成 YAML。",
            en="No service with “matou:content” is in it; turn RDF of other sources into YAML.",
        )
    return tuple(RawItem(raw=raw or {}, line=number) for number, raw in found)


def _content(node: Mapping[str, Any]) -> dict[str, Any] | None:
    listed = node[_CONTENT]
    first = listed[0] if isinstance(listed, list) and listed else None
    value = first.get("@value") if isinstance(first, dict) else None
    return value if isinstance(value, dict) else None


def _subject(node: Node) -> str:
    lines = [f"<{_iri(node['@id'])}> a {', '.join(node['@type'])}"]
    for name, listed in node.items():
        objects = [_object(value) for value in listed] if not name.startswith("@") else []
        if objects:
            lines.append(f"    {name} {', '.join(objects)}")
    return " ;\n".join(lines) + " .\n"


def _object(value: Any) -> str:
    if not isinstance(value, dict):
        return _quoted(str(value))
    if "@id" in value:
        return f"<{_iri(value['@id'])}>"
    if value.get("@type") == "@json":
        whole = json.dumps(value["@value"], ensure_ascii=False, sort_keys=True)
        return f"{_quoted(whole)}^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>"
    if "@type" in value:
        return f"{_quoted(value['@value'])}^^{value['@type']}"
    return f"{_quoted(value['@value'])}@{value['@language']}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _iri(text: str) -> str:
    """Return an address with what IRIs may not hold percent-encoded."""
    return "".join(
        f"%{ord(sign):02X}" if sign in '<>"{}|^`\\' or sign <= " " else sign for sign in text
    )
