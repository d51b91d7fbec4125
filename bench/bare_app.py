"""The reference of the web figures: one Django view that reads a row, one that changes a row.

Nothing else: no middleware, no templates, no sessions. Run as a programme it serves itself by
granian on ``MATOU_PORT``, with the house's own database server and settings of workers.
"""

import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

WORKERS = ("--workers", "2", "--blocking-threads", "3")


def read(_request: HttpRequest, number: int) -> HttpResponse:
    """Read one row by its key and say it in HTML."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM bare_row WHERE id = %s", [number])
        row = cursor.fetchone()
    return HttpResponse(f"<!doctype html><title>bare</title><p>{row[0]}</p>")


def change(_request: HttpRequest, number: int) -> HttpResponse:
    """Lock one row, change it, append one row, commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM bare_row WHERE id = %s FOR NO KEY UPDATE", [number])
        cursor.execute("UPDATE bare_row SET version = version + 1 WHERE id = %s", [number])
        cursor.execute("INSERT INTO bare_event (row_id) VALUES (%s)", [number])
    return HttpResponse("changed")


urlpatterns = [path("read/<int:number>", read), path("change/<int:number>", change)]


def configure() -> None:
    """Set Django up with the house's database and nothing else."""
    from matou.project.db import connect  # the path to it is known only now

    settings.configure(
        DEBUG=False,
        SECRET_KEY="bench",  # noqa: S106  # signs nothing
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        DATABASES={
            "default": {
                "ENGINE": "matou.project.db.backend",
                "NAME": connect.database_name(),
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()


def prepare() -> None:
    """Make the two tables and their rows, as the database's owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bare_row (id int PRIMARY KEY, body text, version int);"
            "CREATE TABLE IF NOT EXISTS bare_event (id bigserial PRIMARY KEY, row_id int);"
            "INSERT INTO bare_row SELECT n, 'row ' || n, 0 FROM generate_series(1, 1000) n "
            "ON CONFLICT DO NOTHING;"
            "GRANT SELECT, INSERT, UPDATE ON bare_row, bare_event TO PUBLIC;"
            "GRANT USAGE ON SEQUENCE bare_event_id_seq TO PUBLIC"
        )
    connection.close()


if __name__ == "__main__":
    os.environ["MATOU_DB_ROLE"] = "owner"
    configure()
    prepare()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", *WORKERS]
    where = ["--host", "127.0.0.1", "--port", os.environ.get("MATOU_PORT", "8000")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    site = subprocess.Popen([*command, *where, "bare_app:application"], env=environment)
    try:
        site.wait()
    finally:
        site.terminate()
        site.wait()
elif not settings.configured and "granian" in " ".join(sys.argv):
    configure()
    application = get_wsgi_application()
