"""A room holds only the files that the house knows, within the house's sizes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "matou"
KNOWN = {
    *("README.md", "__init__", "apps", "contracts", "rules", "models", "queries", "services"),
    *("forms", "views", "urls", "api", "admin", "jobs", "commands", "wiring", "seeds"),
    "arrays",  # from tables to the arrays of a kernel
    *("templates", "static", "migrations", "tests", "locale", "py.typed"),
}
DATA_FOLDERS = {"basin", "catalogue", "papers", "replay", "__pycache__"}
"""Folders of data files that belong to one room: no Python module lies in them."""

FLOORS = ("spine", "modules")
ROOT_LIMIT = 20
FILE_LINES = 400
CONTRACT_LINES = 200
FUNCTION_LINES = 60


def rooms() -> list[Path]:
    return sorted(path.parent for floor in FLOORS for path in (SOURCE / floor).glob("*/apps.py"))


def python_files() -> list[Path]:
    found = [
        *SOURCE.rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
    return sorted(path for path in found if "migrations" not in path.parts)


def strangers(room: Path) -> set[str]:
    """Return what lies in a room and should not."""
    names = {path.stem if path.suffix == ".py" else path.name for path in room.iterdir()}
    return names - KNOWN - DATA_FOLDERS


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and length in lines, its decorators and docstring left out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield node.name, (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_holds_only_known_files(room: Path) -> None:
    assert strangers(room) == set()


def test_an_unknown_file_is_caught(tmp_path: Path) -> None:
    (tmp_path / "models.py").touch()
    (tmp_path / "helpers.py").touch()

    assert strangers(tmp_path) == {"helpers"}


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_tells_its_purpose(room: Path) -> None:
    assert len((room / "README.md").read_text("utf-8").split()) > 40


def test_no_file_outgrows_a_screenful_of_screens() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in python_files()
        if (count := len(path.read_text("utf-8").splitlines())) > FILE_LINES
    }

    assert long == {}


def test_contracts_stay_short() -> None:
    long = [
        str(path)
        for path in SOURCE.rglob("contracts.py")
        if len(path.read_text("utf-8").splitlines()) > CONTRACT_LINES
    ]

    assert long == []


def test_no_function_outgrows_its_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in python_files()
        for name, lines in functions(path)
        if lines > FUNCTION_LINES
    }

    assert long == {}


def test_the_root_stays_small() -> None:
    made_here = {".git", ".venv", ".run", "node_modules"}
    caches = {path.name for path in ROOT.iterdir() if path.name.endswith("_cache")}
    entries = {path.name for path in ROOT.iterdir()} - made_here - caches - {".hypothesis"}

    assert len(entries) <= ROOT_LIMIT, sorted(entries)


def test_no_note_is_left_without_an_issue_number() -> None:
    note = re.compile(r"#.*\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in python_files()
        for line in path.read_text("utf-8").splitlines()
        if note.search(line) and path.name != "test_shape.py"
    ]

    assert found == []
