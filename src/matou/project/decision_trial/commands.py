"""``matou approvals …``: the decision engine against the compatibility kit and against nonsense."""

import sys
import time
from pathlib import Path

import click


@click.group()
def approvals() -> None:
    """Decision tables and FEEL. 审批决策引擎."""


@approvals.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--table", "as_table", is_flag=True, help="Every feature, as Markdown. 按功能列出.")
def tck(folder: Path, as_table: bool) -> None:  # noqa: FBT001  click passes flags so
    """Run the DMN compatibility kit that lies in FOLDER. 运行 DMN 兼容性测试集."""
    from matou.kernels.decision.tck import run_kit  # the engine is no weight on other commands
    from matou.kernels.decision.tck_report import summary, table

    verdicts = list(run_kit(folder))
    if not verdicts:
        sys.exit(
            f"{folder}: 未找到测试用例，请指向含 compliance-level-2 的目录 no cases found there"
        )
    click.echo(summary(verdicts))
    if as_table:
        click.echo(table(verdicts), nl=False)


@approvals.command()
@click.option("--cells", default=1_000_000, show_default=True, help="How many. 单元格数.")
@click.option("--seed", default=1, show_default=True)
def fuzz(cells: int, seed: int) -> None:
    """Run nonsense cells; exit 1 after a crash or a hang. 随机单元格."""
    from matou.kernels.decision.fuzz import fuzz as run_fuzz  # as above

    start = time.monotonic()
    tally = run_fuzz(cells, seed)
    click.echo(
        f"{tally.cells} cells · {tally.values} values · {tally.nulls} nulls · "
        f"{tally.unreadable} unreadable · {tally.stopped} stopped by a limit · "
        f"crashes {len(tally.crashes)} · hangs {len(tally.hangs)} · "
        f"slowest {tally.slowest_s:.2f} s · {time.monotonic() - start:.0f} s"
    )
    for text, error in tally.crashes[:20]:
        click.echo(f"{error}: {text!r}", err=True)
    sys.exit(1 if tally.crashes or tally.hangs else 0)
