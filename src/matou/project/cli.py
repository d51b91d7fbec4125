"""The ``matou`` command: the house's own commands, and a group for each room."""

import errno
import os
import sys
from importlib import import_module
from importlib.util import find_spec

import click

from matou.project.db.errors import DatabaseUnavailable, TablesMissing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")

WITHOUT_DJANGO = frozenset({"planner"})
"""Rooms whose commands touch no table: they begin at once, without two seconds of set-up."""

ON_THE_DATABASE = "--live"
"""What makes one of their commands read tables after all."""
OF_THE_DATABASE = frozenset({"network"})
"""Those of their commands that always do."""


def main() -> None:
    """Run the command; refusals and what the machine lacks become clear words and exit code 1."""
    if _needs_no_django(sys.argv[1:]):
        room = sys.argv[1]
        commands = import_module(f"matou.modules.{room}.commands").commands
        commands(sys.argv[2:], prog_name=f"matou {room}")
    else:
        _run_house()


def _run_house() -> None:
    import psycopg  # these keep a plain import of cli light
    from django.db import Error

    from matou.kit.errors import DomainError
    from matou.project import early

    opened = None
    try:
        opened = early.begin(sys.argv[1:])
        build().main(standalone_mode=True, obj=opened)
    except KeyboardInterrupt:  # while the rooms were imported; click answers it later on
        if opened is not None:
            opened.stop()
        sys.exit("已中断 interrupted")
    except DomainError as error:
        sys.exit(f"{error.message('zh')}\n{error.message('en')}")
    except (Error, psycopg.OperationalError, OSError) as error:
        told = lacking(error)
        if told is None:
            raise
        sys.exit(str(told))


def lacking(error: Exception) -> DatabaseUnavailable | None:
    """Return what database or disk lack, where that is why; None for a programmer's error."""
    import psycopg  # these keep a plain import of cli light
    from django.db import InterfaceError, OperationalError, ProgrammingError

    if isinstance(error, DatabaseUnavailable):
        return error
    if isinstance(error, ProgrammingError):
        cause = error.__cause__
        missing = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)
        return TablesMissing.found() if isinstance(cause, missing) else None
    if isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError):
        return _given_up(str(error).strip())
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        reason = os.strerror(errno.ENOSPC)
        return DatabaseUnavailable.at_work(reason, reason)
    return None


def _needs_no_django(arguments: list[str]) -> bool:
    from matou.project import rooms  # a plain import of cli stays light

    if not WITHOUT_DJANGO.issuperset(arguments[:1]) or not arguments:
        return False
    if ON_THE_DATABASE in arguments or OF_THE_DATABASE.issuperset(arguments[1:2] or [""]):
        return False
    return arguments[0] in rooms.installed_modules(os.environ.get("MATOU_MODULES_OFF", ""))


def _given_up(reason: str) -> DatabaseUnavailable:
    """Name the full disk where that is why: a server that it ended can no longer say so."""
    from matou.project.db import connect

    if connect.uses_own_cluster() and not connect.own_cluster().has_room():
        reason = os.strerror(errno.ENOSPC)
    return DatabaseUnavailable.at_work(reason, reason)


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
