"""``matou dev handovers``: two running instances, either of them killed at any step."""

import json
import sys

import click

from matou.project.processes import let_signals_interrupt


@click.command()
@click.option("--runs", default=1_000, show_default=True, help="Hand-overs. 转递件数.")
@click.option("--kills", default=100, show_default=True, help="kill -9, either side. 杀进程.")
@click.option("--seed", default=1, show_default=True)
@click.option("--minutes", default=60.0, show_default=True, help="The longest it may take.")
def handovers(runs: int, kills: int, seed: int, minutes: float) -> None:
    """Hand cases over between two instances under kills, and count what is lost. 转递校验."""
    from matou.project.handover_trial import trial  # as the instances: after Django is set up

    let_signals_interrupt()
    wanted = trial.Wanted(runs=runs, kills=kills, seed=seed, minutes=minutes)
    report = trial.trial(wanted, say=click.echo)
    for line in report.lines():
        click.echo(line)
    sys.exit(0 if report.holds else 1)


@click.command("handovers-prepare", hidden=True)
@click.option("--other")
@click.option("--public")
@click.option("--address")
def handovers_prepare(other: str, public: str, address: str) -> None:
    """Make the tables and know the other instance, in the home of this process."""
    from matou.project.handover_trial import instance  # the rooms' models load after set-up

    click.echo(
        instance.as_line(dict(instance.prepare(other=other, public=public, address=address)))
    )


@click.command("handovers-site", hidden=True)
@click.option("--port", type=int)
@click.option("--driver")
def handovers_site(port: int, driver: str) -> None:
    """Run web, worker and driver in the home of this process."""
    from matou.project.handover_trial import instance  # as above

    let_signals_interrupt()
    instance.run_site(port=port, driver=list(json.loads(driver)))


@click.command("handovers-driver", hidden=True)
@click.option("--role")
@click.option("--runs", type=int)
@click.option("--seed", type=int)
@click.option("--owner")
@click.option("--item")
def handovers_driver(role: str, runs: int, seed: int, owner: str, item: str) -> None:
    """Do what the people of this instance do."""
    from matou.project.handover_trial import instance  # as above

    instance.drive(role=role, owner=owner, item=item, runs=runs, seed=seed)


@click.command("handovers-judge", hidden=True)
def handovers_judge() -> None:
    """Print what this instance's tables say."""
    from matou.project.handover_trial import instance  # as above

    click.echo(instance.as_line(instance.facts()))


commands = (handovers, handovers_prepare, handovers_site, handovers_driver, handovers_judge)
