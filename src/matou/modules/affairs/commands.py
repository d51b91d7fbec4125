"""``matou affairs``: items in and out of files, the first stock, and what to mend."""

import sys
from pathlib import Path
from random import Random
from typing import NoReturn

import click
from django.conf import settings

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.queries import checking, exports
from matou.modules.affairs.queries.items import ItemFilter
from matou.modules.affairs.rules import clock_reference
from matou.modules.affairs.services import importing, starting

BAD_INPUT = 2
_MOST_LINES = 200
_KEEPER = Actor(code="system", name="系统 system", acts_for="system", roles=frozenset({REGISTRAR}))


@click.group("affairs")
def commands() -> None:
    """Service items: load, export, lint. 办事事项."""


@commands.command("start")
def start() -> None:
    """发布自带事项 · Publish the items that the project brings, where they are missing."""
    added = starting.ensure_first_stock(now=utc_now())
    click.echo(f"新增 {added} 个事项 · {added} items added")


@commands.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--look", is_flag=True, help="Only show what would change. 仅查看.")
@click.option("--catalogue", is_flag=True, help="Take new basic codes in too. 同时补充基本目录.")
def load(*, file: Path, look: bool, catalogue: bool) -> None:
    """导入事项 · Make drafts of the items of FILE (YAML, XLSX, JSON-LD): all of it or nothing."""
    content, now = file.read_bytes(), utc_now()
    try:
        if catalogue and not look:
            importing.extend_catalogue(file=file.name, content=content, actor=_KEEPER, now=now)
        report = importing.look(file=file.name, content=content, actor=_KEEPER)
        for problem in report.problems[:_MOST_LINES]:
            click.echo(f"{problem.message('zh')}\n{problem.message('en')}", err=True)
        if report.problems:
            sys.exit(BAD_INPUT)
        for plan in report.plans[:_MOST_LINES]:
            sign = "~" if plan.code else "+"
            click.echo(f"{sign} {plan.code or '—'} {plan.name} ({len(plan.differences)})")
        if look or not report.may_run:
            click.echo("未作更改 · Nothing was changed.")
            return
        done = importing.take_in(file=file.name, content=content, actor=_KEEPER, now=now)
    except DomainError as error:
        _refuse(error)
    click.echo(f"已导入 {len(done.plans)} 个草稿 · {len(done.plans)} drafts taken in.")


@commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--samples/--no-samples", default=False, help="Samples too. 含样例.")
def export(*, file: Path, samples: bool) -> None:
    """导出事项 · Write the items in force to FILE: .yaml, .xlsx, .ttl or .jsonld."""
    wanted = ItemFilter(samples="" if samples else "no")
    try:
        content, _type = exports.exported(
            kind=file.suffix.removeprefix(".").lower(), wanted=wanted,
            base_url=settings.BASE_URL, now=utc_now(),
        )  # fmt: skip
    except DomainError as error:
        _refuse(error)
    file.write_bytes(content)
    click.echo(f"{file} · {len(content):,} bytes")


@commands.command("lint")
@click.argument("code", required=False, default="")
def lint(*, code: str) -> None:
    """检查事项 · Tell what to mend in every version in force or under way, or in one item's."""
    stopping = 0
    for found in checking.findings_of_all(code=code, now=utc_now()):
        for one in found.findings:
            stopping += one.stops
            click.echo(f"{found.code} v{found.number} {one.level} {one.zh}\n    {one.en}")
    click.echo(f"须改 {stopping} 处 · {stopping} to be mended")
    if stopping:
        sys.exit(1)


@commands.command("clocks")
@click.option(
    "--histories", type=click.IntRange(1, 100_000_000), default=10_000, show_default=True,
    help="How many. 数量.",
)  # fmt: skip
@click.option("--seed", type=int, default=5, show_default=True, help="Where chance begins. 种子.")
def clocks(*, histories: int, seed: int) -> None:
    """核对时限 · Compare the clock of cases with a slow plain one on random stops and limits."""
    chance, differing = Random(seed), 0  # noqa: S311 - histories, no secrets
    for _ in range(histories):
        told = clock_reference.difference(*clock_reference.random_case(chance))
        if told:
            differing += 1
            if differing <= _MOST_LINES:
                click.echo(told, err=True)
    click.echo(f"{histories:,} 段计时 · 不同 {differing} · "
               f"{histories:,} histories · {differing} differ")  # fmt: skip
    if differing:
        sys.exit(1)


def _refuse(error: DomainError) -> NoReturn:
    click.echo(f"{error.message('zh')}\n{error.message('en')}", err=True)
    sys.exit(BAD_INPUT)
