"""Is this process able to work? Asked by load balancers, start-up and people."""

from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

_migrated = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be so."""

    name: str
    title: str
    ok: bool
    advice: str = ""


def checks() -> tuple[Check, ...]:
    """Return what readiness needs: the database answers and its tables are up to date."""
    database = _database_answers()
    tables = database and _is_migrated()
    return (
        Check(
            name="database",
            title=_("数据库有应答"),
            ok=database,
            advice=_("请确认 PostgreSQL 已启动：运行 matou db start。"),
        ),
        Check(
            name="migrations",
            title=_("数据表是最新的"),
            ok=tables,
            advice=_("请运行 matou migrate。"),
        ),
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _is_migrated() -> bool:
    """Look once: migrations change only with a new release, and the look costs 50 ms."""
    global _migrated  # noqa: PLW0603 - remembered for the life of the process
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
