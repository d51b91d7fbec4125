"""Keep a transfer below 350 bytes (``bench/ledger.py``).

No zero for nothing held. Texts behind the numbers: a number starts at a multiple of eight bytes, and
each text in front of one costs the gap. An index of groups that packs: over group and number it
repeats the group for each transfer, over the group alone PostgreSQL stores it once for all of them;
a group is a lot or an order, some dozen transfers, sorted when read.
"""

from importlib import import_module
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql"
SEAL = import_module("matou.spine.ledger.migrations.0003_functions_alone_write").SEAL
TEXTS = {
    "kind": "varchar(8)",
    "group_code": "varchar(64)",
    "purpose": "varchar(48)",
    "memo": "varchar(200)",
    "payload_hash": "bytea",
}


def _moved_back() -> list[str]:
    """Return the statements that move the texts to the end of the row."""
    added = ", ".join(f"ADD COLUMN moved_{name} {kind}" for name, kind in TEXTS.items())
    copied = ", ".join(f"moved_{name} = {name}" for name in TEXTS)
    gone = ", ".join(f"DROP COLUMN {name}" for name in TEXTS)
    needed = ", ".join(f"ALTER COLUMN {name} SET NOT NULL" for name in TEXTS)
    return [
        "SET CONSTRAINTS ALL IMMEDIATE",
        f"ALTER TABLE ledger_transfer {added}, DISABLE TRIGGER USER",
        f"UPDATE ledger_transfer SET {copied}",  # noqa: S608  # our own names
        f"ALTER TABLE ledger_transfer {gone}, ENABLE TRIGGER USER",
        *(f"ALTER TABLE ledger_transfer RENAME COLUMN moved_{name} TO {name}" for name in TEXTS),
        f"ALTER TABLE ledger_transfer {needed}",
    ]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_seals")]

    operations = [
        migrations.RemoveIndex(model_name="transfer", name="ledger_transfer_by_group"),
        migrations.RunSQL(
            sql=[
                "DROP VIEW ledger_leg",
                *_moved_back(),
                *(
                    (SQL / f"{name}.sql").read_text(encoding="utf-8")
                    for name in ("views", "submit", "submit_one")
                ),
                *SEAL[:4],
            ],
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["group_code"], name="ledger_transfer_of_group"),
        ),
    ]
