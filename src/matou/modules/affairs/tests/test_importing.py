"""Files of items: look, take in all or nothing, and the command that does it."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from matou.kit.errors import NotAllowed
from matou.modules.affairs.commands import commands
from matou.modules.affairs.models import Item, ItemVersion
from matou.modules.affairs.queries.exports import exported
from matou.modules.affairs.queries.items import ItemFilter
from matou.modules.affairs.rules.files import FileUnreadable
from matou.modules.affairs.rules.files_yaml import write_yaml
from matou.modules.affairs.services import importing, moving
from matou.modules.affairs.tests.world import (
    EDITOR,
    LATER,
    STRANGER,
    code_of,
    content,
    new_draft,
)

BASE = "https://matou.example"


def new_content(serial: str, **changes: Any) -> dict[str, Any]:
    told = content()
    return {**told, "task_handle_item": f"{told['task_code']}{serial}", **changes}


def taken(*contents: dict[str, Any]) -> importing.ImportReport:
    return importing.take_in(file="a.yaml", content=write_yaml(contents), actor=EDITOR, now=LATER)


@pytest.mark.parametrize("kind", ["yaml", "xlsx", "jsonld"])
def test_what_goes_out_comes_in_and_changes_nothing(stock: int, kind: str) -> None:
    file, _type = exported(kind=kind, wanted=ItemFilter(), base_url=BASE, now=LATER)

    report = importing.take_in(file=f"a.{kind}", content=file, actor=EDITOR, now=LATER)

    assert (report.problems, report.plans, report.same) == ((), (), 237)


def test_new_and_changed_items_become_drafts(stock: int) -> None:
    report = taken(new_content("78"), content(promise_day=4))

    assert (len(report.plans), report.added) == (2, 1)
    drafts = ItemVersion.objects.filter(state="draft").order_by("number")
    assert [(one.number, one.content["promise_day"]) for one in drafts] == [(1, 5), (2, 4)]


def test_one_fault_stops_the_whole_file(stock: int) -> None:
    with pytest.raises(importing.ImportRefused) as refusal:
        taken(new_content("78"), new_content("79", dept_code="X"))

    assert not Item.objects.filter(handling_code__endswith="78").exists()
    assert "第" in refusal.value.message("zh")
    assert "line" in refusal.value.message("en")


def test_a_look_changes_nothing_and_names_lines(stock: int) -> None:
    bad = write_yaml([new_content("78"), new_content("78")])

    report = importing.look(file="a.yaml", content=bad, actor=EDITOR)

    assert [one.column for one in report.problems] == ["task_handle_item"]
    assert report.problems[0].line > 50
    assert ItemVersion.objects.filter(state="draft").count() == 0


def test_an_item_that_is_being_checked_is_refused(stock: int) -> None:
    code = code_of()
    number = new_draft(code, promise_day=4)
    moving.move_version(code=code, number=number, key="submit", reason="", actor=EDITOR, now=LATER)

    with pytest.raises(importing.ImportRefused, match="being checked"):
        taken(content(promise_day=3))


def test_only_editors_import(stock: int) -> None:
    with pytest.raises(NotAllowed):
        importing.look(file="a.yaml", content=b"", actor=STRANGER)


@pytest.mark.parametrize(
    ("file", "content_"), [("a.exe", b"x"), ("a", b"x"), ("a.yaml", b"x" * 5_000_001)]
)
def test_a_file_that_is_none_is_refused(stock: int, file: str, content_: bytes) -> None:
    with pytest.raises(FileUnreadable):
        importing.look(file=file, content=content_, actor=EDITOR)


def test_a_catalogue_is_extended_before_its_items_come_in(stock: int) -> None:
    told = content()
    basic = "000118902777"
    task = f"{told['dept_code']}3{basic}"
    own = {**told, "catalog_code": basic, "task_code": task, "task_handle_item": f"{task}01"}
    file = write_yaml([own])

    refused = importing.look(file="a.yaml", content=file, actor=EDITOR)
    importing.extend_catalogue(file="a.yaml", content=file, actor=EDITOR, now=LATER)

    assert [one.column for one in refused.problems] == ["catalog_code"]
    assert importing.look(file="a.yaml", content=file, actor=EDITOR).may_run


def run(*arguments: str) -> Any:
    return CliRunner().invoke(commands, arguments)


def test_the_command_looks_loads_and_exports(stock: int, tmp_path: Path) -> None:
    file = tmp_path / "items.yaml"
    exported_ = run("export", str(file))
    file.write_bytes(write_yaml([content(promise_day=4)]))

    looked, loaded = run("load", str(file), "--look"), run("load", str(file))

    assert exported_.exit_code == looked.exit_code == loaded.exit_code == 0
    assert "Nothing was changed" in looked.output
    assert "1 drafts taken in" in loaded.output


def test_the_command_refuses_bad_files_with_two(stock: int, tmp_path: Path) -> None:
    file = tmp_path / "items.yaml"
    file.write_bytes(write_yaml([content(dept_code="X")]))

    assert run("load", str(file)).exit_code == 2
    assert run("export", str(tmp_path / "items.doc")).exit_code == 2


def test_the_command_tells_what_to_mend(stock: int) -> None:
    clean = run("lint")
    new_draft(code_of(), promise_day=31)
    found = run("lint", code_of())

    assert (clean.exit_code, found.exit_code) == (0, 1)
    assert "promise less" in found.output
