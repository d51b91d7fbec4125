"""Part of ``bench/ledger.py``: what a seal costs a transfer, and whether altered bits are found."""

import random
import time
from typing import Any

import psycopg

TRIALS = 1_000
_SEAL = "SELECT ledger_seal(clock_timestamp())"
_COLUMNS = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = 'ledger_transfer'::regclass AND attnum > 0 AND NOT attisdropped
"""
_PLACES = """
SELECT b.number, t.seq FROM ledger_block b
JOIN ledger_transfer t ON t.seq BETWEEN b.first_seq AND b.last_seq ORDER BY t.seq
"""
# One bit of a value turned over, by its type; ``{bit}`` is drawn, high enough that the table's keys
# refuse nothing.
_FLIPPED = {
    "uuid": "overlay({name}::text PLACING substr('123456789abcdef0', "
    "strpos('0123456789abcdef', substr({name}::text, 1, 1)), 1) FROM 1 FOR 1)::uuid",
    "bigint": "{name} # (1::bigint << {bit})",
    "integer": "{name} # (1 << {bit} %% 10 + 20)",
    "smallint": "({name} # (1 << {bit} %% 14))::smallint",
    "bytea": "set_bit({name}, {bit}, 1 - get_bit({name}, {bit}))",
    "timestamp with time zone": "{name} + interval '1 microsecond' * (1::bigint << {bit} %% 40)",
    "character varying": "overlay({name} PLACING chr(ascii({name}) # (1 << {bit} %% 4)) FROM 1)",
}


def seal_all(connection: psycopg.Connection[Any]) -> tuple[int, float]:
    """Put every finished transfer under a seal; returns how many and the seconds of it."""
    count, spent_s = 0, 0.0
    for _ in range(2):  # the first call marks how far numbers were drawn
        began = time.perf_counter()
        row = connection.execute(_SEAL).fetchone()
        assert row
        count += row[0]
        spent_s += time.perf_counter() - began
    return count, spent_s


def located(connection: psycopg.Connection[Any]) -> int:
    """Turn over one bit of one sealed transfer, a thousand times; count how often it is found.

    Found means that the check names the block of that transfer and no other. Every change is
    rolled back.
    """
    columns = connection.execute(_COLUMNS).fetchall()
    places = connection.execute(_PLACES).fetchall()
    dice, found = random.Random(1), 0
    for _ in range(TRIALS):
        number, seq = dice.choice(places)
        with connection.transaction(force_rollback=True):
            connection.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER USER")
            _alter(connection, columns, dice, seq)
            broken = connection.execute("SELECT number FROM ledger_broken_seals()").fetchall()
        found += broken == [(number,)]
    return found


def _alter(
    connection: psycopg.Connection[Any],
    columns: list[tuple[str, str]],
    dice: random.Random,
    seq: int,
) -> None:
    """Change a column of the transfer that holds something."""
    while True:
        name, kind = dice.choice(columns)
        value = _FLIPPED[kind].format(name=name, bit=dice.randrange(20, 50))
        asked = f"UPDATE ledger_transfer SET {name} = {value} WHERE seq = %s AND {name} <> {value}"  # noqa: S608  # our own words
        if name != "seq" and connection.execute(asked.encode(), [seq]).rowcount:
            return
