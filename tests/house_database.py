"""The database of a test process: a quick clone of a migrated template.

The template is named after a hash of all migration files and kept, so only a changed schema pays
for migrating. Each test process works on a clone of its own: any number may run side by side.
"""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from matou.project import operations, schema
from matou.project.db import connect


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Clone the migrated template for this process and drop the clone afterwards."""
    name = f"test_matou_{os.getpid()}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own type is private
        template = _ensure_template()
        _administer(
            f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
        )
        _use(name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # as above
        connections.close_all()
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    os.environ["MATOU_DATABASE"] = name  # processes that a test starts use the same clone


def _ensure_template() -> str:
    """Return the template's name, migrating it under an advisory lock where it is missing."""
    name = f"matou_template_{schema.schema_hash()}"
    with psycopg.connect(**connect.server_parameters("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(4811)")
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            draft = f"{name}_draft"
            server.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{draft}"')
            _use(draft)
            operations.migrate()
            connections.close_all()
            server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _administer(*statements: str) -> None:
    with psycopg.connect(**connect.server_parameters("postgres"), autocommit=True) as server:
        for statement in statements:
            server.execute(statement)
