"""``matou planner``: ask for chains, check them, take the network in and give it out."""

import click

from matou.modules.planner.commands.ask import ask
from matou.modules.planner.commands.checks import calibrate, validate, warm
from matou.modules.planner.commands.files import gtfs, network


@click.group("planner")
def commands() -> None:
    """联运规划 · Chains over water, road, rail and air."""


for command in (ask, warm, validate, calibrate, gtfs, network):
    commands.add_command(command)
