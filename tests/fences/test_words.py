"""What is written: glossary, locks, README, translations."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "matou"
TERM = re.compile(r"\(([\u4e00-\u9fff]{2,8})[,，)]")


def glossary() -> list[list[str]]:
    """Return the glossary's rows: Chinese, English, standard, identifier, sentence."""
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows if not row[0].strip().startswith("中文")]


def source_text() -> str:
    return "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))


def model_terms() -> dict[str, str]:
    """Return the Chinese term in the first docstring line of every model class."""
    found: dict[str, str] = {}
    for path in SOURCE.rglob("models*/**/*.py"):
        found |= _terms_of(path)
    for path in SOURCE.rglob("models.py"):
        found |= _terms_of(path)
    return found


def _terms_of(path: Path) -> dict[str, str]:
    classes = re.findall(
        r"^class (\w+)\(models\.Model\):\n    \"\"\"(.+)", path.read_text("utf-8"), re.MULTILINE
    )
    return {name: term.group(1) for name, line in classes if (term := TERM.search(line))}


def test_every_glossary_row_is_whole() -> None:
    short = [row for row in glossary() if len(row) != 5 or not all(row)]

    assert len(glossary()) >= 60
    assert short == []


def test_every_identifier_of_the_glossary_exists() -> None:
    text = source_text()
    lost = [row[3] for row in glossary() if not re.search(rf"\b{row[3].strip('`')}\b", text)]

    assert lost == []


def test_every_table_has_its_word_in_the_glossary() -> None:
    known = {row[3].strip("`"): row[0] for row in glossary()}
    missing = {name: term for name, term in model_terms().items() if name not in known}

    assert missing == {}


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-node.lock", "package-lock.json"]
)
def test_a_lock_names_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")

    assert "://" not in re.sub(r'"(url|funding)": "[^"]*"', "", text)
    assert "sha256:" in text or "sha512-" in text


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_fits_a_patient_reader(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()

    assert 40 < len(lines) <= 150
    assert "make demo" in "\n".join(lines)
    assert "make test" in "\n".join(lines)


@pytest.mark.parametrize(
    "catalogue",
    sorted(SOURCE.rglob("locale/en/LC_MESSAGES/django.po")),
    ids=lambda p: str(p.parents[3].name),
)
def test_the_english_catalogue_is_complete(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]

    assert [message.id for message in messages if not message.string] == []
    assert [message.id for message in messages if message.fuzzy] == []


def test_at_least_eight_decisions_name_what_they_reject() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("0*.md"))

    assert len(records) >= 8
    assert [path.name for path in records if "**Rejected.**" not in path.read_text("utf-8")] == []
