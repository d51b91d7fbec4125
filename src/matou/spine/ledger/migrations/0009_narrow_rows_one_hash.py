"""Sixteen bytes less a transfer, one check an account, one hash a seal (``bench/ledger.py``).

Accounts are numbered by four bytes, a payload's hash keeps its first twelve, and a seal hashes the
texts of its transfers together, no longer each by itself. Blocks that stand are checked by the old
rule first and sealed anew by the new one, in one transaction. A broken block stops the migration:
sealing it anew would hide what it shows.
"""

from importlib import import_module
from pathlib import Path

from django.db import migrations, models
from django.db.models import Case, F, When
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThanOrEqual

SQL = Path(__file__).resolve().parent / "sql"
SEAL = import_module("matou.spine.ledger.migrations.0003_functions_alone_write").SEAL
SEALS = import_module("matou.spine.ledger.migrations.0006_seals")
OWNERS_RIGHTS = f"SECURITY DEFINER SET search_path = {SEALS.SEARCHED}"
CHECKED = """
DO $do$
BEGIN
    IF EXISTS (SELECT FROM ledger_broken_seals()) THEN
        RAISE EXCEPTION 'ledger: a seal is broken, see "matou ledger seals" before you upgrade';
    END IF;
END
$do$
"""
SEALED_ANEW = r"""
DO $do$
DECLARE
    b ledger_block;
    v_hash bytea := '\x';
BEGIN
    FOR b IN SELECT * FROM ledger_block ORDER BY number LOOP
        SELECT sha256(v_hash || convert_to(b.number || ':' || b.first_seq || ':' || b.last_seq || ':'
            || b.transfers || ':', 'UTF8') || d.digest)
        INTO v_hash FROM ledger_digest(b.first_seq, b.last_seq, NULL) d;
        UPDATE ledger_block SET hash = v_hash WHERE number = b.number;
    END LOOP;
END
$do$
"""
ROOM = Case(
    When(limit_kind="debits", then=F("credit_posted") - F("debit_posted") - F("debit_pending")),
    When(limit_kind="credits", then=F("debit_posted") - F("credit_posted") - F("credit_pending")),
    default=0,
    output_field=models.BigIntegerField(),
) + F("credit_line")
COUNTERS = ("debit_pending", "debit_posted", "credit_pending", "credit_posted", "credit_line")
WITHIN = "ledger_account_debits_and_holds_within_limit"
NARROWED = [
    f"ALTER TABLE {table} ALTER COLUMN payload_hash TYPE bytea USING substr(payload_hash, 1, 12)"
    for table in ("ledger_transfer", "ledger_rejection")
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_lookups_stay_lookups")]

    operations = [
        migrations.RunSQL(
            sql=[CHECKED, "DROP VIEW ledger_leg", "DROP VIEW ledger_counters"],
            reverse_sql=(SQL / "views.sql").read_text(encoding="utf-8"),
        ),
        migrations.RemoveConstraint(
            model_name="account", name="ledger_account_counters_are_not_negative"
        ),
        migrations.RemoveConstraint(model_name="account", name=WITHIN),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=GreaterThanOrEqual(Least(*COUNTERS, ROOM), 0), name=WITHIN
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="id",
            field=models.AutoField(primary_key=True, serialize=False),
        ),
        migrations.RunSQL(
            sql=[
                *NARROWED,
                *(
                    (SQL / f"{name}.sql").read_text(encoding="utf-8")
                    for name in ("views", "submit", "submit_one", "seal")
                ),
                *SEAL[:4],
                f"ALTER FUNCTION {SEALS.SEAL_FUNCTION} {OWNERS_RIGHTS}",
                f"REVOKE EXECUTE ON FUNCTION {SEALS.SEAL_FUNCTION} FROM PUBLIC",
                "ALTER TABLE ledger_block DISABLE TRIGGER USER",
                SEALED_ANEW,
                "ALTER TABLE ledger_block ENABLE TRIGGER USER",
            ],
            reverse_sql="DROP VIEW ledger_leg; DROP VIEW ledger_counters",
        ),
    ]
