"""A disk that is really full: too small at the start, filled in the middle, and cleared again."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from journeys.test_main_job import MATOU, ROOT, books, code_of, environment, run
from journeys.test_site import Demo, until

TOO_SMALL, LARGE_ENOUGH = "80m", "400m"
pytestmark = [pytest.mark.slow, pytest.mark.crash]


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """Mount a disk of 80 MB in memory; only root may, and not in every container."""
    folder = Path(tempfile.mkdtemp(prefix="matou-disk-"))
    options = f"size={TOO_SMALL},mode=755"
    command = ["mount", "-t", "tmpfs", "-o", options, "matou-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False).returncode != 0:
        folder.rmdir()
        pytest.skip("!!! mounting is not allowed here, so a full disk is NOT tested: run as root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def refused(disk: Path) -> subprocess.CompletedProcess[str]:
    """Start the main job on the small disk, then put a larger one in its place."""
    result = run(disk / "home", "demo", "--once")
    subprocess.run(["mount", "-o", f"remount,size={LARGE_ENOUGH}", str(disk)], check=True)
    return result


@pytest.fixture(scope="module")
def first_code(disk: Path, refused: subprocess.CompletedProcess[str]) -> str:
    assert refused.returncode == 1
    return code_of(run(disk / "home", "demo", "--once"))


def fill(disk: Path) -> Path:
    """Write until not one byte more goes in; returns the file to remove."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    assert shutil.disk_usage(disk).free == 0
    return filler


def test_too_small_a_disk_is_told_in_one_line_of_each_language(
    refused: subprocess.CompletedProcess[str],
) -> None:
    chinese, english = refused.stderr.strip().splitlines()

    assert refused.returncode == 1
    assert "磁盘空间不足" in chinese
    assert "至少需要 200 MB" in chinese
    assert "200 MB needed; free some, or name another disk with MATOU_HOME" in english


def test_after_making_room_a_start_works(disk: Path, first_code: str) -> None:
    assert books(disk / "home", first_code)["violations"] == []


def test_filled_in_the_middle_the_job_is_refused_and_then_goes_on(
    disk: Path, first_code: str
) -> None:
    home = disk / "home"
    process = subprocess.Popen(
        [*MATOU, "demo", "--once", "--run", "2"],
        env=environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert any(line.startswith("✓  2") for line in process.stdout)

    filler = fill(disk)
    _, told = process.communicate(timeout=120)
    filler.unlink()
    result = run(home, "demo", "--once", "--run", "2")

    assert process.returncode == 1
    assert "磁盘已满" in told
    assert "disk" in told
    assert "Traceback" not in told
    expected, found = books(home, first_code), books(home, code_of(result))
    assert found["violations"] == []
    assert found["transfers"] == expected["transfers"]
    assert found["events"] == expected["events"]


def test_a_site_on_a_full_disk_comes_back_when_there_is_room(disk: Path, first_code: str) -> None:
    home = disk / "home"
    assert run(home, "prepare").returncode == 0
    demo = Demo(home)
    try:
        assert until(lambda: "Ctrl-C" in demo.text()), demo.text()
        filler = fill(disk)
        demo.postmaster().kill()
        # The output lies on the full disk too, so what is said meanwhile cannot be read there.
        assert until(lambda: not demo.answers())

        filler.unlink()

        assert until(lambda: demo.answers("/")), demo.text()
        assert code_of(run(home, "demo", "--once")) == first_code
    finally:
        demo.process.terminate()
        assert demo.process.wait(timeout=60) == 0
