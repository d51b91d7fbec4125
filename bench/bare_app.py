"""The reference of the web figures: a bare Django app of one view for each figure.

``/read/1`` reads a row, ``/list`` shows twenty rows by ORM and template, ``/change/1`` locks a
row, changes it and appends one, by ORM. No middleware, no sessions, no sign-in. Run as a
programme it serves itself by granian on ``MATOU_PORT``, with the house's own database server and
settings of workers.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

WORKERS = ("--workers", "2", "--blocking-threads", "3")


PAGE = """<!doctype html><html lang="en"><title>bare</title><table>{% for row in rows %}
<tr><td>{{ row.id }}</td><td>{{ row.body }}</td><td>{{ row.version }}</td></tr>{% endfor %}
</table></html>"""
ROWS = 20
MODELS: dict[str, Any] = {}


def read(_request: HttpRequest, number: int) -> HttpResponse:
    """Read one row by its key and say it in HTML."""
    row = rows().get(pk=number)
    return HttpResponse(f"<!doctype html><title>bare</title><p>{row.body}</p>")


def listed(_request: HttpRequest) -> HttpResponse:
    """Show the newest rows in a table."""
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"rows": rows().order_by("-id")[:ROWS]}))


@csrf_exempt
def change(_request: HttpRequest, number: int) -> HttpResponse:
    """Lock one row, change it, append one row, commit."""
    with transaction.atomic():
        row = rows().select_for_update().get(pk=number)
        row.version += 1
        row.save(update_fields=["version"])
        MODELS["Event"].objects.create(row_id=number)
    return HttpResponse("changed")


def rows() -> Any:
    """Return the rows; the model exists only after ``configure``."""
    return MODELS["Row"].objects


urlpatterns = [
    path("read/<int:number>", read),
    path("list", listed),
    path("change/<int:number>", change),
]


def configure() -> None:
    """Set Django up with the house's database and nothing else."""
    from matou.project.db import connect  # the path to it is known only now

    settings.configure(
        DEBUG=False,
        SECRET_KEY="bench",  # noqa: S106  # signs nothing
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DATABASES={
            "default": {
                "ENGINE": "matou.project.db.backend",
                "NAME": connect.database_name(),
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()
    _model("Row", "bare_row", body=models.TextField(), version=models.IntegerField())
    _model("Event", "bare_event", row_id=models.IntegerField())


def _model(name: str, table: str, **fields: "models.Field[Any, Any]") -> None:
    """Declare a model of the bare app, which has no folder of its own."""
    meta = type("Meta", (), {"app_label": "bare", "db_table": table})
    MODELS[name] = type(name, (models.Model,), {**fields, "Meta": meta, "__module__": __name__})


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
