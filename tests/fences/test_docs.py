"""What the documents point at exists: paths, names inside files, and links from page to page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "matou"
TOP = ("src/", "tests/", "bench/", "docs/", ".ci/")
ENDINGS = (".py", ".sql", ".md", ".csv", ".json", ".html", ".typ", ".nmea", ".geojson", ".sh")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def papers() -> list[Path]:
    """Return the documents whose code words are checked."""
    named = [ROOT / "ARCHITECTURE.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"]
    return [*named, *sorted((ROOT / "docs").rglob("*.md"))]


def all_pages() -> list[Path]:
    """Return every document of the house."""
    return sorted({*ROOT.glob("*.md"), *papers(), *SOURCE.rglob("*.md")})


def is_path(word: str) -> bool:
    """Tell whether a code word names a file or folder of the project."""
    if " " in word or "/" not in word or word.startswith(("/", "~", "..", "http")):
        return False
    return word.startswith(TOP) or word.endswith(ENDINGS)


def lost_words(text: str) -> Iterator[str]:
    """Yield the code words that name a path, or a name in a file, that is not there."""
    for word in CODE.findall(text):
        place, _, name = word.partition("::")
        if "<" in place or "…" in place or not is_path(place):
            continue
        found = sorted({*ROOT.glob(place), *SOURCE.glob(place)})
        if not found or (name and not any(_holds(path, name) for path in found)):
            yield word


def _holds(path: Path, name: str) -> bool:
    """Tell whether a file defines the name: a function, class, constant or SQL function."""
    word = re.escape(name.split("[", maxsplit=1)[0].rpartition(".")[2])
    defined = rf"^\s*(?:async )?(?:def|class) {word}\b|^{word}\b[^=\n]*=|FUNCTION {word}\b"
    return path.is_file() and bool(re.search(defined, path.read_text("utf-8"), re.MULTILINE))


def lost_links(page: Path) -> Iterator[str]:
    """Yield the relative links of a page that lead nowhere."""
    for link in LINK.findall(page.read_text("utf-8")):
        place, _, part = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (part and part not in _anchors(target)):
            yield link


def _anchors(page: Path) -> set[str]:
    """Return the anchors that a reader's tool makes of the headings."""
    titles = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", papers(), ids=lambda page: page.name)
def test_every_path_and_name_in_code_words_exists(page: Path) -> None:
    assert list(lost_words(page.read_text("utf-8"))) == []


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert list(lost_links(page)) == []


@pytest.mark.parametrize(
    "lie",
    [
        "`src/matou/spine/ledger/lies.py`",
        "`src/matou/spine/ledger/services.py::lie`",
        "`spine/ledger/lies.py`",
        "`tests/fences/test_docs.py::test_nothing`",
    ],
)
def test_a_lie_in_a_document_is_caught(lie: str) -> None:
    assert list(lost_words(f"See {lie}.")) == [lie.strip("`")]


def test_what_is_there_is_found() -> None:
    words = (
        "`src/matou/spine/ledger/services.py::submit`, `spine/ledger/services.py`, `docs/*.md`, "
        "`spine/ledger/migrations/sql/submit.sql::ledger_submit`, `/c/<code>`, `a/b`"
    )

    assert list(lost_words(words)) == []


def test_a_broken_link_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n\n[a](gone.md) [b](#here) [c](#there) [d](https://a.example/)", "utf-8"
    )

    assert list(lost_links(page)) == ["gone.md", "#there"]


def test_the_threat_model_names_a_test_on_every_line() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| **")]

    assert len(rows) >= 20
    assert [row for row in rows if "::test_" not in row] == []
