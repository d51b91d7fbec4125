"""Prints what the books say of one lot, as JSON: run in the home whose books are asked for."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")


def main(code: str) -> None:
    """Write transfers, journal and the ledger's violations of the lot with this code."""
    django.setup()
    from matou.spine.journal import queries as journal  # models load after set-up
    from matou.spine.ledger import queries as ledger

    transfers = [
        [row.purpose, row.debit.split(":")[0], row.credit.split(":")[0], row.amount.fen]
        for row in ledger.transfers_of_group(code)
    ]
    entries = journal.entries_of(code)
    json.dump(
        {
            "transfers": transfers,
            "events": [entry.event for entry in entries],
            "versions": [entry.version for entry in entries],
            "violations": [str(found) for found in ledger.violations()],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(sys.argv[1])
