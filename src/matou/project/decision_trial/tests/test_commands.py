"""The commands run a kit of our own making, count it, and refuse an empty folder."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from matou.kernels.decision.tests.models import LENDING
from matou.kernels.decision.xml_out import write_xml
from matou.project.decision_trial.commands import approvals

CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<modelName>lending.dmn</modelName>
<testCase id="met" type="bkm" invocableName="twice">
 <inputNode name="n"><value xsi:type="xsd:decimal">4</value></inputNode>
 <resultNode name="twice"><expected><value xsi:type="xsd:decimal">8</value></expected></resultNode>
</testCase>
<testCase id="missed" type="bkm" invocableName="twice">
 <inputNode name="n"><value xsi:type="xsd:decimal">4</value></inputNode>
 <resultNode name="twice"><expected><value xsi:type="xsd:string">8</value></expected></resultNode>
</testCase>
<testCase id="error" type="bkm" invocableName="twice">
 <inputNode name="n"><value xsi:type="xsd:string">4</value></inputNode>
 <resultNode name="twice" errorResult="true"><expected><value xsi:nil="true"/></expected>
 </resultNode>
</testCase>
</testCases>"""


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    for level in ("2", "3"):
        folder = tmp_path / f"compliance-level-{level}" / "0001-lending"
        folder.mkdir(parents=True)
        (folder / "lending.dmn").write_bytes(write_xml(LENDING))
        (folder / "lending-test-01.xml").write_text(CASES, "utf-8")
    return tmp_path


def test_a_kit_is_counted_by_level(kit: Path) -> None:
    told = CliRunner().invoke(approvals, ["tck", str(kit)])

    assert told.exit_code == 0
    assert told.output == "level 2: 2/3 · level 3: 2/3\n"


def test_the_table_names_what_was_answered_otherwise(kit: Path) -> None:
    told = CliRunner().invoke(approvals, ["tck", str(kit), "--table"])

    assert "| 2 | 0001-lending | 2 | 3 |" in told.output
    assert '| 0001-lending | missed | expected "8", got 8 () |' in told.output


def test_a_model_that_is_refused_fails_its_cases_with_the_reason(kit: Path) -> None:
    (kit / "compliance-level-3" / "0001-lending" / "lending.dmn").write_text("<html/>")

    told = CliRunner().invoke(approvals, ["tck", str(kit), "--table"])

    assert told.output.startswith("level 2: 2/3 · level 3: 0/3\n")
    assert "the model was refused" in told.output


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(approvals, ["tck", str(tmp_path)])

    assert told.exit_code == 1
    assert "未找到测试用例" in told.output


def test_the_fuzz_says_what_became_of_its_cells() -> None:
    told = CliRunner().invoke(approvals, ["fuzz", "--cells", "60"])

    assert told.exit_code == 0
    assert told.output.startswith("60 cells")
    assert "crashes 0 · hangs 0" in told.output
