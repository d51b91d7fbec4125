"""Each import fence catches a seeded violation, and the house as it stands breaks none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

VIOLATIONS = {
    "floors": ("kit/seeded.py", "from matou.spine import room\n"),
    "rooms": ("modules/registry/queries/seeded.py", "from matou.modules.freight import models\n"),
    "pure": ("modules/freight/rules/seeded.py", "from django.db import models\n"),
    "stairs": ("modules/freight/rules/seeded.py", "from matou.modules.freight import services\n"),
    "surfaces": ("modules/freight/jobs_seeded.py", ""),
    "spine": ("spine/journal/seeded.py", "from matou.spine import ledger\n"),
}


def lint(folder: Path, fence: str) -> subprocess.CompletedProcess[str]:
    """Run one contract over a copy of the house."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--contract", fence],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a copy of the house's Python files, to be damaged."""
    ignored = shutil.ignore_patterns("static", "locale", "__pycache__", "tests", "basin")
    shutil.copytree(ROOT / "src" / "matou", tmp_path / "src" / "matou", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def seed(house: Path, place: str, line: str) -> None:
    """Write a forbidden import into a new file, or into a room's file that surfaces come from."""
    path = house / "src" / "matou" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""Seeded."""\n\n{line}', encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("fence", ["floors", "rooms", "pure", "stairs", "spine"])
def test_a_seeded_import_is_caught(house: Path, fence: str) -> None:
    place, line = VIOLATIONS[fence]
    seed(house, place, line)

    result = lint(house, fence)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


@pytest.mark.slow
def test_a_surface_that_touches_models_is_caught(house: Path) -> None:
    jobs = house / "src" / "matou" / "modules" / "freight" / "jobs.py"
    with jobs.open("a", encoding="utf-8") as file:
        file.write("\nfrom matou.modules.freight import models\n")

    result = lint(house, "surfaces")

    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


@pytest.mark.slow
def test_the_house_breaks_no_fence(house: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house / "src"), "PATH": "/usr/bin:/bin", "HOME": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout
    assert "6 kept, 0 broken" in result.stdout
