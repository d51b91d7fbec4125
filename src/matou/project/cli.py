"""The ``matou`` command: the house's own commands, and a group for each room."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import click

from matou.project.db.errors import DatabaseUnavailable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")


def main() -> None:
    """Run the command; refusals and unreachable databases become one clear line and exit code 1."""
    from django.db import OperationalError  # keeps a plain import of cli light

    from matou.kit.errors import DomainError

    try:
        build().main(standalone_mode=True)
    except DatabaseUnavailable as error:
        sys.exit(str(error))
    except DomainError as error:
        sys.exit(f"{error.message('zh')}\n{error.message('en')}")
    except OperationalError as error:
        reason = DatabaseUnavailable.because(str(error).strip(), str(error).strip())
        sys.exit(str(reason))


def build() -> click.Group:
    """Collect the commands of every room that this installation has."""
    import django  # settings are needed to know which rooms are on

    django.setup()
    from django.conf import settings

    from matou.project import commands

    root = click.Group(
        "matou", help="码头: a river-port city's digital economy. 河港城市数字经济平台。"
    )
    for command in commands.COMMANDS:
        root.add_command(command)
    spine = (f"matou.spine.{room}" for room in settings.SPINE)
    modules = (f"matou.modules.{module}" for module in settings.MODULES)
    for package in (*spine, *modules):
        if find_spec(f"{package}.commands"):
            root.add_command(import_module(f"{package}.commands").commands)
    return root


if __name__ == "__main__":
    main()
