"""``matou dev custody``: the trial in a home of its own."""

import sys

import click

from matou.project.torture.commands import in_a_home_of_its_own


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

    operations.migrate()
    trial.follow_plan(seed=seed)
    report = trial.run(orders=orders, say=click.echo)
    for line in report.lines():
        click.echo(line)
    sys.exit(1 if report.differences else 0)
