"""``matou dev custody``: the trial in a home of its own."""

import sys

import click

from matou.project.processes import let_signals_interrupt
from matou.project.torture.commands import INTERRUPTED, in_a_home_of_its_own


@click.command()
@click.option("--orders", default=50_000, show_default=True, help="Half money in, half out.")
@click.option("--seed", default=1, show_default=True)
def custody(orders: int, seed: int) -> None:
    """Send orders through a custodian that misbehaves, and account for every fen. 存管校验."""
    sys.exit(in_a_home_of_its_own("custody-here", f"--orders={orders}", f"--seed={seed}"))


@click.command("custody-here", hidden=True)
@click.option("--orders", type=int)
@click.option("--seed", type=int)
def custody_here(orders: int, seed: int) -> None:
    """Run in the home of this process: ``custody`` made it."""
    from matou.project import operations  # the rooms' models load after Django is set up
    from matou.project.custody_trial import trial

    let_signals_interrupt()
    operations.migrate()
    trial.follow_plan(seed=seed)
    try:
        report = trial.run(orders=orders, say=click.echo)
    except KeyboardInterrupt:
        # The judgement needs everything at rest, so nothing of a part can be judged.
        click.echo("custody: 已中断 interrupted before the end; nothing is judged")
        sys.exit(INTERRUPTED)
    for line in report.lines():
        click.echo(line)
    sys.exit(1 if report.differences else 0)
