"""``matou planner network`` and ``gtfs``: the network's files taken in and given out.

Services and tables are imported where they are needed: the other commands do without Django.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.planner.commands.refusals import BAD_INPUT, refuse
from matou.modules.planner.queries import fronts
from matou.modules.planner.rules import gtfs as rules
from matou.modules.planner.rules.archives import zipped
from matou.modules.planner.rules.notices import week_start

if TYPE_CHECKING:
    from matou.modules.planner.rules.editing import RowChange
    from matou.modules.planner.services.importing import ImportReport
    from matou.spine.places.contracts import RowProblem

MOST_LINES = 200
_KEEPER = Actor(code="system", name="系统 system", acts_for="system", roles=frozenset({REGISTRAR}))
_SIGNS = {"added": "+", "changed": "~", "ended": "-"}


class CannotWrite(DomainError):
    """The file to write cannot be written."""

    code = "planner.cannot-write"
    zh = "无法写入“{file}”（{reason}）。请检查路径和权限，或另选文件。"
    en = "“{file}” cannot be written ({reason}). Check path and rights, or name another file."


@click.group("network")
def network() -> None:
    """路网文件 · The network's files in and out of the database."""


@network.command("load")
@click.argument("source", metavar="FOLDER|ZIP", type=click.Path(path_type=Path))
@click.option("--look", is_flag=True, help="Only show what would change. 仅查看.")
def load(*, source: Path, look: bool) -> None:
    """导入路网 · Make the network say what the files say: all of it or nothing.

    Each file holds all rows of its kind: those missing in it end. Bad rows exit with 2.
    """
    from matou.modules.planner.services import importing  # needs Django

    try:
        files = importing.files_in(source)
        report = importing.preview_import(files=files, actor=_KEEPER, now=utc_now())
        _complain(report.problems)
        _tell(report.changes)
        _warn(report)
        if look or not report.may_run:
            click.echo("未作更改 · Nothing was changed.")
            return
        done = importing.import_network(files=files, actor=_KEEPER, now=utc_now())
    except DomainError as error:
        refuse(error)
    click.echo(f"已导入 {len(done.changes)} 处变更 · {len(done.changes)} changes taken in.")


@network.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export(*, file: Path) -> None:
    """导出路网 · Write all files of the network in force now to a ZIP, as load takes them."""
    from matou.modules.planner.queries import networks, rows  # needs Django

    now = utc_now()
    try:
        networks.stamp_at(now)
        _write(file, rows.files_at(now))
    except DomainError as error:
        refuse(error)


@click.command("gtfs")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="ZIP to write. 文件.")
@click.option("--live", is_flag=True, help="The timetable in the database. 实时路网.")
@click.option("--teu", type=click.IntRange(1, 10_000), default=1, show_default=True,
              help="Containers that handling is timed for. 换装箱量.")  # fmt: skip
@click.option("--site", default="http://127.0.0.1:8000", show_default=True,
              envvar="MATOU_BASE_URL", help="Address that the feed names. 网址.")  # fmt: skip
def gtfs(*, out: Path, live: bool, teu: int, site: str) -> None:
    """导出时刻表 · Write the scheduled services as a GTFS feed, a year from this Monday."""
    now = utc_now()
    try:
        rules.check_site(site)
        if live:
            from matou.modules.planner.queries import feeds  # needs Django

            _write(out, feeds.gtfs_at(now, site_url=site, teu=teu))
            return
        feed = rules.Feed(monday=week_start(now).date(), site_url=site, teu=teu)
        _write(out, zipped(rules.gtfs_files(network=fronts.reference_network(), feed=feed)))
    except DomainError as error:
        refuse(error)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CannotWrite(file=str(file), reason=error.strerror or str(error)) from error
    click.echo(f"{file} · {len(content):,} bytes")


def _complain(problems: "Sequence[RowProblem]") -> None:
    """List bad rows with file and line in both languages, and end where there are any."""
    for problem in problems[:MOST_LINES]:
        click.echo(f"{problem.message('zh')}\n{problem.message('en')}", err=True)
    if problems:
        count = len(problems)
        click.echo(f"共 {count} 处错误，未作任何更改。请改正后再导入。\n"
                   f"{count} fault(s); nothing was changed. Mend them and load again.",
                   err=True)  # fmt: skip
        raise SystemExit(BAD_INPUT)


def _warn(report: "ImportReport") -> None:
    for one, km in report.warnings:
        says = "–" if km is None else f"{km:.1f}"
        click.echo(f"与公开里程不符 differs from what is published: {one.origin}–{one.destination} "
                   f"{says} km ({one.km:g} ± {one.tolerance_km:g} km, {one.source})",
                   err=True)  # fmt: skip


def _tell(changes: "Sequence[RowChange]") -> None:
    for change in changes[:MOST_LINES]:
        cells = (f"{head} {old or '–'} → {new or '–'}" for head, old, new in change.differences)
        click.echo(f"{_SIGNS[change.what]} {change.kind.key} {change.code}  {'; '.join(cells)}"
                   .rstrip())  # fmt: skip
    if len(changes) > MOST_LINES:
        rest = len(changes) - MOST_LINES
        click.echo(f"… 另有 {rest} 处 · {rest} more")
    tally = Counter(change.what for change in changes)
    added, changed, ended = (tally[what] for what in ("added", "changed", "ended"))
    click.echo(f"新增 {added} · 更改 {changed} · 失效 {ended}"
               f" · {added} added, {changed} changed, {ended} ended")  # fmt: skip
