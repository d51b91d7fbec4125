"""The house's own commands: prepare, migrate, seed, serve, demo, messages, db."""

import os
import subprocess
import sys

import click

from matou.project import operations, processes
from matou.project.custody_trial.commands import custody, custody_here
from matou.project.db import connect
from matou.project.decision_trial.commands import approvals
from matou.project.handover_trial.commands import commands as handover_commands
from matou.project.torture.commands import dev


@click.command()
def migrate() -> None:
    """Bring the tables up to date and grant the application's role what it may do. 数据库迁移."""
    operations.migrate()


@click.command()
def seed() -> None:
    """Load reference data and the clearly named demo people; safe to repeat. 载入演示数据."""
    operations.load_reference()
    operations.seed()


@click.command()
def prepare() -> None:
    """Compile messages and collect static files. 编译翻译与静态文件."""
    operations.prepare()


@click.command()
@click.option("--port", envvar="MATOU_PORT", default=8000, help="Port of the site.")
@click.option("--web-workers", default=os.cpu_count() or 1, help="Web processes, one a core.")
def serve(port: int, web_workers: int) -> None:
    """Serve the site: web and worker, until Ctrl-C. 启动网站."""
    operations.ensure_files()
    operations.migrate()
    operations.load_reference()
    site = processes.Site(port=port, say=click.echo, web_workers=web_workers)
    processes.let_signals_interrupt()
    try:
        site.start()
        site.wait_until_ready()
        click.echo(f"{site.address}  (Ctrl-C 停止 stops)")
        site.run_until_interrupted()
    finally:
        site.stop()


@click.command()
@click.option("--once", is_flag=True, help="Run the main job without the site; exit 0 or 1.")
@click.option("--run", "number", default=1, help="Which run; a new number carries a new cargo.")
@click.option("--port", envvar="MATOU_PORT", default=8000, help="Port of the site.")
@click.pass_obj
def demo(
    opened: processes.Site | None,
    once: bool,  # noqa: FBT001  # click passes flags so
    number: int,
    port: int,
) -> None:
    """One real cargo from posted demand to paid carrier. 演示一船货."""
    from matou.project.demo import run  # the rooms' models load after Django is set up

    if once:
        holds = run.once(number=number)
    else:
        holds = run.with_site(port=port, number=number, opened=opened)
    sys.exit(0 if holds else 1)


@click.group()
def messages() -> None:
    """Translations of labels. 界面翻译."""


@messages.command("collect")
@click.argument("room", default="all")
def collect_messages(room: str) -> None:
    """Write new Chinese labels of ROOM into its English catalogue."""
    from matou.web import messages as catalogue  # Babel is slow to import

    catalogue.collect(room)


@messages.command("compile")
def compile_messages() -> None:
    """Compile all catalogues."""
    from matou.web import messages as catalogue

    catalogue.compile_all()


@click.group()
def db() -> None:
    """The project's own PostgreSQL. 自带数据库."""


@db.command("start")
def start_database() -> None:
    """Start the server and leave it running."""
    click.echo(operations.keep_database(running=True))


@db.command("stop")
def stop_database() -> None:
    """Stop the server."""
    click.echo(operations.keep_database(running=False))


@db.command("shell")
def open_shell() -> None:
    """Open psql on the database as its owner."""
    sys.exit(_as_owner("psql", ()))


@db.command("run", context_settings={"ignore_unknown_options": True})
@click.argument("program")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run_program(program: str, arguments: tuple[str, ...]) -> None:
    """Run PROGRAM (pg_dump, pg_restore, psql …) on the database as its owner. 运行数据库工具."""
    sys.exit(_as_owner(program, arguments))


def _as_owner(program: str, arguments: tuple[str, ...]) -> int:
    """Run one of PostgreSQL's programs with address and password in its environment."""
    os.environ["MATOU_DB_ROLE"] = "owner"
    folder = connect.own_cluster().account.binaries
    if program not in {path.name for path in folder.iterdir()}:
        raise click.BadParameter(f"{program}？ {folder}", param_hint="PROGRAM")
    parameters = connect.server_parameters(connect.database_name())
    names = {"dbname": "PGDATABASE"}
    told = {names.get(key, f"PG{key.upper()}"): str(value) for key, value in parameters.items()}
    return subprocess.call([str(folder / program), *arguments], env={**os.environ, **told})  # noqa: S603


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run a Django management command as the database's owner."""
    from django.core.management import execute_from_command_line

    os.environ["MATOU_DB_ROLE"] = "owner"
    execute_from_command_line(["matou", *arguments])


dev.add_command(custody)
dev.add_command(custody_here)
for command in handover_commands:
    dev.add_command(command)

COMMANDS: tuple[click.Command, ...] = (
    demo,
    serve,
    migrate,
    seed,
    prepare,
    messages,
    db,
    dev,
    approvals,
    django,
)
