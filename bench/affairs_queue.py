"""The queue page with 100,000 cases in the queue against 1,000: p95 of each, and their ratio.

    .venv/bin/python bench/affairs_queue.py [--check]

Cases are copied in SQL from one that was applied for, spread over due days and people, in one
queue. The page is asked for by a signed-in clerk through Django's own client, so what is measured
is the page's work and its queries, without a network: first page, a later page, free cases, and
a search, in turn. A database of its own is made and thrown away.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import Client

from web import run

CEILING = 2.0
FEW, MANY = 1_000, 100_000
WARM, ROUNDS = 20, 200
ASKED = ("", "&page=20", "&whose=free", "&q=yyz", "&clock=late", "&whose=mine")
ANALYZE = "from django.db import connection; connection.cursor().execute('ANALYZE')"
"""As the owner: the application's role may not, and a city's server does it by itself."""
COPY = """
INSERT INTO affairs_case (code, version_id, state, queue, round, applicant, applied_by, assignee,
    words, needs_two, corrections, steps_done, created_at, submitted_at, accepted_at,
    promised_due_at, statutory_due_at, is_provisional, next_mark_at, sort_at, outcome, reason,
    remedy, proposed_by, signed_by)
SELECT 'B' || lpad(number::text, 8, '0'), version_id, state, queue, 1, applicant, applied_by,
    CASE number %% 5 WHEN 0 THEN '' WHEN 1 THEN assignee ELSE 'P' || number %% 40 END,
    words || ' b' || number, needs_two, 0, 0, created_at, submitted_at, accepted_at,
    promised_due_at + number * interval '1 minute',
    statutory_due_at + number * interval '1 minute', false,
    next_mark_at, promised_due_at + number * interval '1 minute', '', '', '', '', ''
FROM affairs_case, generate_series(%s, %s) number WHERE code = %s
"""


def main() -> int:
    """Measure and print; with ``--check`` fail above the ceiling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with seeded_house("queue"):
        few_ms, many_ms = measured()
    ratio = many_ms / few_ms
    print(f"queue page, p95: {FEW:,} cases {few_ms:.1f} ms, {MANY:,} cases {many_ms:.1f} ms, "
          f"ratio {ratio:.2f} (ceiling {CEILING:g})")  # fmt: skip
    return int(arguments.check and ratio > CEILING)


@contextmanager
def seeded_house(name: str) -> Iterator[None]:
    """Make a database of its own with the demo in it, and throw it away in the end."""
    home = Path(tempfile.mkdtemp(prefix=f"matou-bench-{name}-"))
    home.chmod(0o755)  # the database's own account passes through
    os.environ |= {"MATOU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "matou.project.settings"}
    try:
        for step in (("db", "start"), ("prepare",), ("migrate",), ("seed",)):
            run(*step)
        yield
    finally:
        run("db", "stop")
        shutil.rmtree(home, ignore_errors=True)


def signed_in_client(person: str) -> Client:
    """Return a browser in which a demo person is signed in."""
    import django

    django.setup()
    from matou.spine.parties import queries as parties
    from matou.spine.parties.tests.signed_in import sign_in

    client = Client(headers={"host": "localhost"})
    sign_in(client, parties.user_by_name(username=f"demo-{person}"))
    return client


def measured() -> tuple[float, float]:
    """Return the page's p95 in ms with few and with many cases in the queue."""
    clerk = signed_in_client("case-clerk")
    fill(1, FEW)
    few_ms = p95_ms(clerk)
    fill(FEW + 1, MANY)
    return few_ms, p95_ms(clerk)


def fill(first: int, last: int) -> None:
    """Copy an accepted case so often, and let the database know what it holds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(COPY, [first, last, source_code()])
    run("django", "shell", "-c", ANALYZE)


def source_code() -> str:
    """Return the accepted case of the demo that the copies are made from."""
    from matou.modules.affairs.models import Case

    found = Case.objects.filter(state="accepted").exclude(code__startswith="B0").order_by("id")
    return found.values_list("code", flat=True)[0]


def p95_ms(clerk: Client) -> float:
    """Return the 95th percentile of the page's time over the ways of asking, in turn."""
    took: list[float] = []
    for number in range(WARM + ROUNDS):
        asked = ASKED[number % len(ASKED)]
        started = time.perf_counter()
        answer = clerk.get(f"/affairs/cases/queue?queue=handling{asked}")
        took.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    return statistics.quantiles(took[WARM:], n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
