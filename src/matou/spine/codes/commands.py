"""``matou codes``: ask what a code names, print its label, give places their codes."""

from pathlib import Path

import click
from django.conf import settings

from matou.kit.clock import utc_now
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import ErrorLevel


@click.group("codes")
def commands() -> None:
    """One thing, one code. 码."""


@commands.command("resolve")
@click.argument("text")
def resolve(text: str) -> None:
    """Say what TEXT names. 查询编码."""
    answer = queries.look_up(text)
    if answer.card is None:
        near = " ".join(answer.suggestions)
        raise click.ClickException(f"{answer.verdict.value} {near}".strip())
    card = answer.card
    state = "retired 已停用" if card.retired_at else "in use 使用中"
    click.echo(
        f"{card.shown}  {card.kind}  {card.subject}  {card.title_zh}  {card.title_en}  {state}"
    )


@commands.command("label")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--error", type=click.Choice([*ErrorLevel]), default=ErrorLevel.QUARTILE)
def label(code: str, file: Path, error: str) -> None:
    """Write the A6 label of CODE as a PDF into FILE. 打印标签."""
    card = queries.card(code)
    pdf = queries.label_pdf(card, base_url=settings.BASE_URL, error=ErrorLevel(error))
    file.write_bytes(pdf)
    click.echo(f"{file} ({len(pdf):,} bytes)")


@commands.command("places")
def places() -> None:
    """Give every place its code. 为地点赋码."""
    click.echo(f"{services.ensure_place_codes(now=utc_now())} places have codes 个地点已有编码")
