"""What import checkers cannot see: foreign keys, append-only tables, banned calls."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from matou.project import operations

ROOT = Path(__file__).resolve().parents[2]


def floor_and_room(model: type[models.Model]) -> tuple[str, str]:
    """Return ``("modules", "freight")`` for a model of freight."""
    parts = model.__module__.split(".")
    return (parts[1], parts[2]) if parts[0] == "matou" else ("library", parts[0])


def crossing(model: type[models.Model]) -> list[str]:
    """Return the foreign keys of a model that leave its room other than down into the spine."""
    floor, room = floor_and_room(model)
    found = []
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey | models.ManyToManyField):
            continue
        other_floor, other_room = floor_and_room(field.related_model)
        same = (other_floor, other_room) == (floor, room)
        down = floor == "modules" and other_floor == "spine" and field.remote_field.hidden
        if not same and not down and floor == "modules":
            found.append(f"{model.__name__}.{field.name} → {other_room}")
    return found


def test_no_foreign_key_leaves_a_module() -> None:
    found = [line for model in apps.get_models() for line in crossing(model)]

    assert found == []


def test_a_seeded_foreign_key_is_caught() -> None:
    class Seeded(models.Model):
        """Points where it must not."""

        user = models.ForeignKey("parties.User", on_delete=models.CASCADE)
        __module__ = "matou.modules.seeded.models"

        class Meta:
            app_label = "freight"
            managed = False

    try:
        found = crossing(Seeded)
    finally:
        del apps.all_models["freight"]["seeded"]
        apps.clear_cache()

    assert found == ["Seeded.user → parties"]


@pytest.mark.django_db
def test_append_only_tables_exist_and_refuse_changes_from_anyone() -> None:
    tables = operations.append_only_tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND (t.tgtype & 8) <> 0 AND (t.tgtype & 16) <> 0 "
            "GROUP BY 1"
        )
        guarded = {name for name, _count in cursor.fetchall()}

    assert {"journal_entry", "ledger_transfer"} <= set(tables)
    assert set(tables) <= guarded


@pytest.mark.django_db
def test_functions_with_their_owners_rights_cannot_be_led_astray() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, coalesce(proconfig, '{}'), prosrc, "
            "has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc WHERE prosecdef"
        )
        rows = cursor.fetchall()

    assert {"ledger_submit", "ledger_submit_one", "ledger_fold"} <= {row[0] for row in rows}
    assert [row[0] for row in rows if "search_path=public, pg_temp" not in row[1]] == []
    assert [row[0] for row in rows if "EXECUTE" in row[2].upper()] == []
    assert [row[0] for row in rows if row[3]] == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.apps import apps\n\nMODEL = apps.get_model('freight.Lot')\n",
        "from django.dispatch import receiver\n\n__all__ = ['receiver']\n",
        "from django.db.models.signals import post_save\n\n__all__ = ['post_save']\n",
    ],
)
def test_a_banned_call_is_caught(tmp_path: Path, line: str) -> None:
    seeded = tmp_path / "seeded.py"
    seeded.write_text(f'"""Seeded."""\n\n{line}', encoding="utf-8")

    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select",
            "TID251",
            "--config",
            str(ROOT / "pyproject.toml"),
            str(seeded),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "TID251" in result.stdout
