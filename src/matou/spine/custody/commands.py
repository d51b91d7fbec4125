"""``matou custody …``: compare a day, show open breaks."""

import sys
from datetime import datetime

import click

from matou.kit.clock import utc_now
from matou.spine.custody import queries, services
from matou.spine.custody.rules import china_day


@click.group("custody")
def commands() -> None:
    """资金存管 · Money outside the house."""


@commands.command("reconcile")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def reconcile(day: datetime) -> None:
    """对账 · Compare one China day with the provider's statement; exits 1 on open breaks."""
    report = services.reconcile(on=day.date(), now=utc_now())
    for row in report.breaks:
        click.echo(f"{row.break_id} {row.kind.value} {row.owner} {row.age_days} d · {row.text}")
    click.echo(
        f"lines {report.lines} · matched {report.matched} · recovered {report.recovered} · "
        f"breaks {len(report.breaks)} · clearing {report.clearing}"
    )
    sys.exit(1 if any(row.is_open for row in report.breaks) else 0)


@commands.command("breaks")
def breaks() -> None:
    """未解释差异 · List the breaks that wait for an explanation."""
    for row in queries.open_breaks(today=china_day(utc_now())):
        click.echo(f"{row.break_id} {row.on} {row.kind.value} {row.owner} {row.age_days} d")


@commands.command("run")
def run() -> None:
    """立即处理 · Send, hear and ask now, without a worker."""
    click.echo(f"steps 步骤 {services.run_due(now=utc_now())}")


@commands.command("reseal")
def reseal() -> None:
    """换密钥 · Seal payee account numbers anew with the newest of MATOU_FIELD_KEYS."""
    click.echo(f"payees 收款账户 {services.reseal_payees()}")


@commands.command("signals")
def signals() -> None:
    """风险信号 · Look for signals of rings now, and say how many are new."""
    click.echo(f"new 新增 {services.find_signals(now=utc_now())}")
