"""What the house does as a whole: prepare files, migrate, grant, load, seed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.project import paths, schema
from matou.project.db import connect
from matou.project.db.cluster import APPLICATION
from matou.spine.codes import services as codes
from matou.spine.parties import queries as parties
from matou.spine.places import services as places
from matou.spine.room import SpineConfig


def prepare() -> None:
    """Compile the message catalogues and collect the static files."""
    from matou.web import messages  # Babel is slow to import and only this needs it

    messages.compile_all()
    call_command("collectstatic", interactive=False, verbosity=0)


def ensure_files() -> None:
    """Prepare the files where this home has none: set-up did it for the usual home alone."""
    if not paths.has_static_files():
        prepare()


def migrate() -> None:
    """Migrate as the tables' owner, then grant the application role its rights."""
    with as_owner():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        make_months()
        _grant()


def make_months() -> None:
    """Have rooms with tables cut by month make the next ones; needs the tables' owner."""
    for module in settings.MODULES:
        with suppress(ModuleNotFoundError):  # a room without services, or none in a package
            if find_spec(name := f"matou.modules.{module}.services.months"):
                import_module(name).ensure_months(now=utc_now())


def ensure_ready() -> bool:
    """Migrate, load and seed unless this very schema was prepared before; tells whether it did."""
    wanted = schema.schema_hash()
    if _prepared_schema() == wanted:
        schema.mark()
        return False
    refuse_among_real_people()
    migrate()
    load_reference()
    seed()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = connection.ops.quote_name(str(cursor.fetchone()[0]))
        cursor.execute(f"COMMENT ON DATABASE {name} IS 'matou {wanted}'")
    schema.mark()
    return True


def _prepared_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            "WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0] or "").removeprefix("matou ")


def load_reference() -> None:
    """Load what the platform needs before anyone signs in: the basin's places and their codes."""
    now = utc_now()
    places.load_basin(now=now)
    codes.ensure_place_codes(now=now)


class RealPeopleHere(DomainError):
    """Demo people, whose password everybody knows, must not come among real ones."""

    code = "real-people-here"
    zh = (
        "这个数据库里有真实用户，不能载入演示数据：演示账号的口令是公开的。"
        "请用另一个数据库演示，例如 MATOU_HOME=/tmp/matou-demo matou demo。"
    )
    en = (
        "This database holds real people, so no demo data goes in: everybody knows the password "
        "of demo people. Use another database: MATOU_HOME=/tmp/matou-demo matou demo."
    )


def refuse_among_real_people() -> None:
    """Raise RealPeopleHere where somebody real signs in and no demo lives."""
    if "parties_user" not in connection.introspection.table_names():
        return  # a new database
    if not parties.is_open_to_demo():
        raise RealPeopleHere


def seed() -> None:
    """Run every room's deterministic demo data, spine first; raises RealPeopleHere."""
    refuse_among_real_people()
    now = utc_now()
    spine = (f"matou.spine.{room}.seeds" for room in settings.SPINE)
    modules = (f"matou.modules.{module}.seeds" for module in settings.MODULES)
    for name in (*spine, *modules):
        if find_spec(name):
            import_module(name).seed(now=now)


def keep_database(*, running: bool) -> str:
    """Leave our own server running after this process, or stop it; says what was done."""
    cluster = connect.own_cluster()
    mark = cluster.folder / "keep"
    if running:
        address = cluster.ensure_running()
        mark.touch()
        return f"PostgreSQL 127.0.0.1:{address.port} ({cluster.data})"
    mark.unlink(missing_ok=True)
    cluster.stop()
    return "PostgreSQL stopped 已停止"


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the role that owns the tables, inside this block alone."""
    before = os.environ.get("MATOU_DB_ROLE")
    os.environ["MATOU_DB_ROLE"] = "owner"
    connection.close()
    try:
        yield
    finally:
        connection.close()
        os.environ.pop("MATOU_DB_ROLE")
        if before is not None:
            os.environ["MATOU_DB_ROLE"] = before


def append_only_tables() -> tuple[str, ...]:
    """Return the tables that only grow, as the rooms declare them."""
    return tuple(table for room in _spine_rooms() for table in room.append_only)


def function_written_tables() -> tuple[str, ...]:
    """Return the tables that only database functions write, as the rooms declare them."""
    return tuple(table for room in _spine_rooms() for table in room.function_written)


def _spine_rooms() -> Iterator[SpineConfig]:
    return (config for config in apps.get_app_configs() if isinstance(config, SpineConfig))


def _grant() -> None:
    """Give the application role all it needs, and on guarded tables no more than that."""
    role = APPLICATION
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:  # someone's own server with one role for everything
            return
        for statement in (
            # A database that was upgraded from before 15 lets anyone put functions in their way.
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
            f"REVOKE UPDATE, DELETE ON django_migrations FROM {role}",
            *(f'REVOKE UPDATE, DELETE ON "{table}" FROM {role}' for table in append_only_tables()),
            *(
                f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {role}'
                for table in function_written_tables()
            ),
        ):
            cursor.execute(statement)
        _close_sequences(cursor, role)
        _close_partitions(cursor, role)


def _close_partitions(cursor: CursorWrapper, role: str) -> None:
    """Leave the application role the way through a partitioned table that only grows, no other."""
    cursor.execute(
        "SELECT part.relid::regclass::text FROM unnest(%s::text[]) AS guarded (name), "
        "pg_partition_tree(guarded.name::regclass) AS part WHERE part.level > 0",
        [list(append_only_tables())],
    )
    for (partition,) in cursor.fetchall():
        cursor.execute(f"REVOKE ALL ON {partition} FROM {role}")


def _close_sequences(cursor: CursorWrapper, role: str) -> None:
    """Take back the sequences of tables that only functions write: a reset one would jam them."""
    cursor.execute(
        "SELECT DISTINCT sequence.relname FROM pg_class sequence "
        "JOIN pg_depend link ON link.objid = sequence.oid AND link.deptype IN ('a', 'i') "
        "JOIN pg_class owner ON owner.oid = link.refobjid "
        "WHERE sequence.relkind = 'S' AND owner.relname = ANY(%s)",
        [list(function_written_tables())],
    )
    for (sequence,) in cursor.fetchall():
        cursor.execute(f'REVOKE ALL ON SEQUENCE "{sequence}" FROM {role}')
