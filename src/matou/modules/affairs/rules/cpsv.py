"""Items as linked data: CPSV-AP 3.2.0 nodes, every concept typed, written by ``files_rdf``.

The mapping from the national fields to the vocabulary stands in the field table (``maps``). What
the vocabulary has no term for travels under our own ``matou:`` terms, so that JSON-LD comes back
whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from matou.modules.affairs.rules import fields

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "cccev": "http://data.europa.eu/m8g/cccev#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "matou": "urn:matou:affairs:",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]
_DURATIONS = {"work_day": "P{}D", "day": "P{}D", "hour": "PT{}H", "month": "P{}M"}


def graph(contents: Sequence[Mapping[str, Any]], *, base_url: str) -> list[Node]:
    """Return the nodes of several items; concepts that they share stand once."""
    nodes: dict[str, Node] = {}
    for content in contents:
        for node in nodes_of(content, base_url=base_url):
            nodes.setdefault(node["@id"], node)
    return list(nodes.values())


def nodes_of(content: Mapping[str, Any], *, base_url: str) -> list[Node]:
    """Return one item: the service first, then all that it points at."""
    own = f"{base_url.rstrip('/')}/affairs/id/{content['task_handle_item']}"
    parts = [
        *_requirements(content, own),
        *_evidence(content, own),
        *_laws(content, own),
        *_channels(content, own),
        *_costs(content, own),
        _body(content, own),
        _output(content, own),
        _rule(content, own),
        _contact(content, own),
    ]
    kinds = _concepts(content)
    return [_service(content, own, parts, kinds), *parts, *kinds.values()]


def said(zh: str, en: str = "") -> list[Node]:
    """Return a text in the languages that it has."""
    found = [{"@value": zh, "@language": "zh"}] if zh else []
    return [*found, *([{"@value": en, "@language": "en"}] if en else [])]


def _service(
    content: Mapping[str, Any], own: str, parts: list[Node], kinds: dict[str, Node]
) -> Node:
    def ids(kind: str) -> list[Node]:
        return [{"@id": part["@id"]} for part in parts if kind in part["@type"]]

    return {
        "@id": own,
        "@type": ["cpsv:PublicService"],
        "dct:identifier": [content["task_handle_item"]],
        "dct:title": said(content["task_name"], content["task_name_en"]),
        "dct:description": said(content["summary"], content["summary_en"]),
        "dct:type": [{"@id": kinds["type"]["@id"]}],
        "dct:spatial": [{"@id": kinds["region"]["@id"]}],
        "dct:language": [{"@id": kinds["language"]["@id"]}],
        "adms:status": [{"@id": kinds["status"]["@id"]}],
        "cv:hasCompetentAuthority": ids("cv:PublicOrganisation"),
        "cv:hasLegalResource": ids("eli:LegalResource"),
        "cv:holdsRequirement": ids("cv:Requirement"),
        "cpsv:hasInput": ids("cv:Evidence"),
        "cpsv:produces": ids("cv:Output"),
        "cpsv:follows": ids("cpsv:Rule"),
        "cv:hasChannel": ids("cv:Channel"),
        "cv:hasContactPoint": ids("cv:ContactPoint"),
        "cv:hasCost": ids("cv:Cost"),
        "cv:processingTime": [_duration(content)],
        "matou:content": [{"@value": content, "@type": "@json"}],
    }


def _duration(content: Mapping[str, Any]) -> Node:
    text = _DURATIONS[content["promise_type"] or "work_day"].format(content["promise_day"] or 0)
    return {"@value": text, "@type": "xsd:duration"}


def _part(own: str, name: str, kind: str, zh: str, en: str = "") -> Node:
    return {
        "@id": f"{own}#{name}",
        "@type": [kind],
        "dct:identifier": [f"{own.rpartition('/')[2]}-{name}"],
        "dct:title": said(zh, en),
    }


def _requirements(content: Mapping[str, Any], own: str) -> list[Node]:
    return [
        {
            **_part(own, f"condition-{at}", "cv:Requirement", row["text"], row["text_en"]),
            "dct:description": said(row["text"], row["text_en"]),
        }
        for at, row in enumerate(content["accept_condition"], start=1)
    ]  # fmt: skip


def _evidence(content: Mapping[str, Any], own: str) -> list[Node]:
    return [
        {
            **_part(own, f"material-{at}", "cv:Evidence", row["material_name"],
                    row["material_name_en"]),
            "dct:description": said(row["accept_stand"] or row["material_name"]),
            "matou:basis": [row["by_law"]],
        }
        for at, row in enumerate(content["materials"], start=1)
    ]  # fmt: skip


def _laws(content: Mapping[str, Any], own: str) -> list[Node]:
    return [
        {
            **_part(
                own, f"law-{at}", "eli:LegalResource", f"{row['law']} {row['article']}".strip()
            ),
            "dct:description": said(row["text"] or row["law"]),
        }
        for at, row in enumerate(content["by_law"], start=1)
    ]


def _channels(content: Mapping[str, Any], own: str) -> list[Node]:
    return [
        _part(own, f"channel-{key}", "cv:Channel", zh, en)
        for key, zh, en in fields.field("handle_type").choices
        if key in content["handle_type"]
    ]


def _costs(content: Mapping[str, Any], own: str) -> list[Node]:
    return [
        {
            **_part(own, f"cost-{at}", "cv:Cost", row["name"]),
            "dct:description": said(row["standard"]),
        }
        for at, row in enumerate(content["fees"], start=1)
    ]


def _body(content: Mapping[str, Any], own: str) -> Node:
    return {
        "@id": f"{own.rpartition('/affairs/')[0]}/affairs/body/{content['dept_code']}",
        "@type": ["cv:PublicOrganisation"],
        "dct:identifier": [content["dept_code"]],
        "dct:title": said(content["dept_name"], content["dept_name_en"]),
        "skos:prefLabel": said(content["dept_name"], content["dept_name_en"]),
        "dct:spatial": [{"@id": f"urn:matou:affairs:region:{content['region_code']}"}],
    }


def _output(content: Mapping[str, Any], own: str) -> Node:
    return {
        **_part(own, "output", "cv:Output", content["result_name"], content["result_name_en"]),
        "dct:description": said(content["result_validity"] or content["result_name"]),
    }


def _rule(content: Mapping[str, Any], own: str) -> Node:
    zh = " → ".join(row["name"] for row in content["handle_flow"])
    en = " → ".join(row["name_en"] or row["name"] for row in content["handle_flow"])
    return {
        **_part(own, "steps", "cpsv:Rule", "办理流程", "Steps"),
        "dct:description": said(zh, en),
    }


def _contact(content: Mapping[str, Any], own: str) -> Node:
    hours = "；".join(row["transact_time"] for row in content["windows"])
    return {
        **_part(own, "contact", "cv:ContactPoint", "咨询", "Enquiries"),
        "schema:telephone": [content["link_way"]],
        "schema:openingHours": [hours],
    }


def _concepts(content: Mapping[str, Any]) -> dict[str, Node]:
    kind = fields.field("task_type")
    chosen = content["task_type"]
    return {
        "type": _concept(
            f"type:{chosen}", kind.choice_label(chosen, "zh"), kind.choice_label(chosen, "en")
        ),
        "region": _concept(
            f"region:{content['region_code']}", content["region_code"], kind="dct:Location"
        ),
        "language": _concept("language:zh", "中文", "Chinese", kind="dct:LinguisticSystem"),
        "status": _concept("status:published", "在用", "In force"),
    }


def _concept(name: str, zh: str, en: str = "", *, kind: str = "") -> Node:
    return {
        "@id": f"urn:matou:affairs:{name}",
        "@type": ["skos:Concept", *([kind] if kind else [])],
        "dct:identifier": [name],
        "skos:prefLabel": said(zh, en),
    }
