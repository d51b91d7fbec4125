"""How the planner's commands refuse: both languages on the error stream, and exit code 2."""

import sys
from typing import NoReturn

import click

from matou.kit.errors import DomainError

BAD_INPUT = 2


def refuse(error: DomainError) -> NoReturn:
    """Say why a command does nothing, and end."""
    click.echo(f"{error.message('zh')}\n{error.message('en')}", err=True)
    sys.exit(BAD_INPUT)
