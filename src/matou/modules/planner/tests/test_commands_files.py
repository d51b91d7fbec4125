"""The network's files by command: a look, all or nothing, bad rows by file and line, and back."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from matou.kit.clock import utc_now
from matou.modules.planner.commands import commands
from matou.modules.planner.queries import rows
from matou.modules.planner.rules import kinds
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.world import Change, altered, with_cell


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(one) for one in arguments])


def folder_with(folder: Path, change: Change) -> Path:
    for name, content in altered("links.csv", change).items():
        (folder / name).write_bytes(content)
    return folder


def depth_of(code: str) -> str:
    return rows.open_row(kinds.LINK, code).cells["depth_m"]


def test_a_look_shows_what_would_change_and_changes_nothing(
    present: ImportReport, tmp_path: Path
) -> None:
    before = depth_of("W001")

    result = run("network", "load", folder_with(tmp_path, with_cell("W001", "depth_m", "1.9")),
                 "--look")  # fmt: skip

    assert result.exit_code == 0
    assert f"~ link W001  depth_m {before} → 1.9" in result.stdout
    assert "0 added, 1 changed, 0 ended" in result.stdout
    assert depth_of("W001") == before


def test_loading_takes_it_in_and_a_second_time_nothing_is_left(
    present: ImportReport, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, with_cell("W001", "depth_m", "1.9"))

    first, second = run("network", "load", folder), run("network", "load", folder)

    assert "1 changes taken in" in first.stdout
    assert "Nothing was changed" in second.stdout
    assert depth_of("W001") == "1.9"


def test_bad_rows_are_listed_by_file_and_line_and_nothing_is_half_loaded(
    present: ImportReport, tmp_path: Path
) -> None:
    before = depth_of("W002")

    def change(lines: list[dict[str, str]]) -> list[dict[str, str]]:
        good = with_cell("W002", "depth_m", "1.9")(lines)
        return with_cell("W003", "to_node", "L_NONE")(with_cell("W001", "km", "far")(good))

    result = run("network", "load", folder_with(tmp_path, change))

    assert result.exit_code == 2
    assert "links.csv line 2 column km “far”" in result.stderr
    assert "links.csv 第 2 行 km 列“far”" in result.stderr
    assert "links.csv line 4" in result.stderr
    assert "nothing was changed" in result.stderr
    assert result.stdout == ""
    assert depth_of("W002") == before


def test_what_is_exported_loads_as_it_is(present: ImportReport, tmp_path: Path) -> None:
    file = tmp_path / "network.zip"

    out, back = run("network", "export", file), run("network", "load", file)

    assert out.exit_code == back.exit_code == 0
    assert file.read_bytes() == rows.files_at(utc_now())
    assert "0 added, 0 changed, 0 ended" in back.stdout


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"a zip of others"])
def test_a_file_that_holds_no_network_is_refused(
    present: ImportReport, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "odd.zip"
    if content == b"a zip of others":
        out = BytesIO()
        with ZipFile(out, "w") as folder:
            folder.writestr("others.csv", "a,b\n")
        content = out.getvalue()
    file.write_bytes(content)

    result = run("network", "load", file)

    assert result.exit_code == 2
    assert "holds no file of a network" in result.stderr
    assert "没有可读取的路网文件" in result.stderr


@pytest.mark.parametrize("size", [100, 5_000, 15_000])
def test_a_zip_cut_short_or_damaged_is_refused(
    present: ImportReport, tmp_path: Path, size: int
) -> None:
    whole = rows.files_at(utc_now())
    cut, damaged = tmp_path / "cut.zip", tmp_path / "damaged.zip"
    cut.write_bytes(whole[:size])
    damaged.write_bytes(whole[:size] + b"\xff" * 64 + whole[size + 64 :])

    results = [run("network", "load", cut), run("network", "load", damaged)]

    assert [one.exit_code for one in results] == [2, 2]
    assert all("Traceback" not in one.output for one in results)


@pytest.mark.parametrize(
    "arguments",
    [
        ("network", "load", "/nowhere/at/all"),
        ("network", "export", "/nowhere/at/all.zip"),
        ("gtfs", "--out", "/nowhere/at/all.zip"),
        ("gtfs", "--out", "feed.zip", "--site", "nowhere"),
        ("gtfs", "--out", "/nowhere/at/all.zip", "--live"),
    ],
)
def test_what_cannot_be_is_said_in_two_languages(
    present: ImportReport, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)

    chinese, english = result.stderr.strip().splitlines()
    assert result.exit_code == 2
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert english.isascii() or "“" in english


def test_the_timetable_is_written_as_gtfs(present: ImportReport, tmp_path: Path) -> None:
    plain, live = tmp_path / "plain.zip", tmp_path / "live.zip"

    results = [run("gtfs", "--out", plain), run("gtfs", "--out", live, "--live")]

    assert [one.exit_code for one in results] == [0, 0]
    with ZipFile(plain) as one, ZipFile(live) as other:
        assert one.namelist() == other.namelist()
        assert one.read("stop_times.txt") == other.read("stop_times.txt")
