"""Files of items: what goes out comes in again, and what cannot be read says where."""

import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from matou.modules.affairs.rules import cpsv, samples, values
from matou.modules.affairs.rules.files import FileUnreadable, RawItem
from matou.modules.affairs.rules.files_rdf import read_json_ld, write_json_ld, write_turtle
from matou.modules.affairs.rules.files_xlsx import read_xlsx, write_xlsx
from matou.modules.affairs.rules.files_yaml import read_yaml, write_yaml
from matou.modules.affairs.tests.world import content

BASE = "https://matou.example"


def read(raws: tuple[RawItem, ...]) -> list[dict[str, Any]]:
    found = [values.read_content(raw.raw) for raw in raws]
    assert [faults for _content, faults in found if faults] == []
    return [told for told, _faults in found]


def test_yaml_comes_in_again() -> None:
    written = write_yaml(samples.port_items())

    assert read(read_yaml("a.yaml", written)) == list(samples.port_items())


def test_a_workbook_comes_in_again() -> None:
    written = write_xlsx(samples.port_items())

    assert read(read_xlsx("a.xlsx", written)) == list(samples.port_items())


def test_linked_data_comes_in_again() -> None:
    written = write_json_ld(samples.port_items(), base_url=BASE)

    assert read(read_json_ld("a.jsonld", written)) == list(samples.port_items())


def test_a_formula_stays_text_in_a_workbook() -> None:
    written = write_xlsx([content(task_name="=1+1")])

    cell = next(
        cell for cell in load_workbook(io.BytesIO(written))["items"][3] if cell.value == "=1+1"
    )

    assert cell.data_type == "s"


def test_faults_of_yaml_have_their_lines() -> None:
    text = "items:\n- task_name: 甲\n  materials:\n  - material_name: 乙\n    is_need: 9\n"

    raw = read_yaml("a.yaml", text.encode())[0]

    assert (raw.line, raw.line_of("materials.1.is_need"), raw.line_of("materials.2")) == (2, 5, 4)


@pytest.mark.parametrize(
    ("content_", "message"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"items: [1, 2]", "items"),
        (b"things: []", "items"),
        (b"", "items"),
        (b"items:\n- a: [1", "indents"),
        (b"items:\n- &x {a: 1}\n- *x\n", "Anchors"),
        (b"items:\n- a: !!python/object:os.system {}\n", "YAML"),
        (b"[" * 3000, "YAML"),
    ],
)
def test_bad_yaml_is_refused(content_: bytes, message: str) -> None:
    with pytest.raises(FileUnreadable, match=message):
        read_yaml("a.yaml", content_)


@pytest.mark.parametrize("content_", [b"", b"PK\x03\x04", b"no zip at all"])
def test_bad_workbooks_are_refused(content_: bytes) -> None:
    with pytest.raises(FileUnreadable, match="no readable XLSX"):
        read_xlsx("a.xlsx", content_)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", "hello")

    with pytest.raises(FileUnreadable):
        read_xlsx("a.xlsx", out.getvalue())


def test_a_zip_that_explodes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 70_000_000)

    with pytest.raises(FileUnreadable):
        read_xlsx("a.xlsx", out.getvalue())


@pytest.mark.parametrize(
    "content_",
    [b"", b"{", b"[]", b'{"@graph": 1}', b'{"@graph": []}', b'{"@graph": [{"matou:content": 1}]}',
     b"[" * 100_000],
)  # fmt: skip
def test_bad_linked_data_is_refused(content_: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_json_ld("a.jsonld", content_)


def test_every_node_of_linked_data_is_typed_and_every_reference_leads_somewhere() -> None:
    nodes = cpsv.graph(samples.port_items(), base_url=BASE)
    known = {node["@id"] for node in nodes}
    references = {
        value["@id"]
        for node in nodes
        for name, listed in node.items()
        if not name.startswith("@")
        for value in listed
        if isinstance(value, dict) and "@id" in value
    }

    assert all(node["@type"] for node in nodes)
    assert references <= known
    assert sum("cpsv:PublicService" in node["@type"] for node in nodes) == 25


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("dct:type", "skos:Concept"),
        ("dct:spatial", "dct:Location"),
        ("dct:language", "dct:LinguisticSystem"),
        ("adms:status", "skos:Concept"),
        ("cv:hasCompetentAuthority", "cv:PublicOrganisation"),
        ("cv:hasLegalResource", "eli:LegalResource"),
        ("cv:holdsRequirement", "cv:Requirement"),
        ("cpsv:hasInput", "cv:Evidence"),
        ("cpsv:produces", "cv:Output"),
        ("cpsv:follows", "cpsv:Rule"),
        ("cv:hasChannel", "cv:Channel"),
        ("cv:hasContactPoint", "cv:ContactPoint"),
    ],
)
def test_what_a_service_points_at_has_the_class_that_the_shapes_ask_for(
    path: str, kind: str
) -> None:
    nodes = {node["@id"]: node for node in cpsv.graph(samples.port_items(), base_url=BASE)}
    services = [node for node in nodes.values() if "cpsv:PublicService" in node["@type"]]

    ends = [nodes[value["@id"]] for service in services for value in service[path]]

    assert len(ends) >= 25
    assert all(kind in node["@type"] for node in ends)


def test_turtle_escapes_what_people_wrote() -> None:
    told = content(summary='引号" 反斜\\ 换\n行')

    turtle = write_turtle([told], base_url=BASE).decode()

    assert '"引号\\" 反斜\\\\ 换\\n行"@zh' in turtle
    assert turtle.count("a cpsv:PublicService") == 1


def test_linked_data_is_json() -> None:
    document = json.loads(write_json_ld(samples.port_items()[:1], base_url=BASE))

    assert set(cpsv.PREFIXES) == set(document["@context"])
