"""The manager's board over 100,000 cases against 1,000: median of each, and their ratio.

    .venv/bin/python bench/affairs_board.py [--check]

Cases are copied in SQL from two that were led through the demo: three in five run and have marks,
two in five were delivered with their whole history, spread over this month and the eleven before.
The page is asked for by a signed-in supervisor through Django's own client: its work and its
queries, without a network. A database of its own is made and thrown away.
"""

import argparse
import statistics
import sys
import time

from django.test import Client

from affairs_queue import ANALYZE, seeded_house, signed_in_client
from web import run

CEILING = 40.0
"""As many times the cases: sums that grow with what they sum up, and no faster."""
FEW, MANY = 1_000, 100_000
WARM, ROUNDS = 2, 9
CASES = """
INSERT INTO affairs_case (code, version_id, state, queue, round, applicant, applied_by, assignee,
    words, needs_two, corrections, steps_done, created_at, submitted_at, accepted_at, decided_at,
    promised_due_at, statutory_due_at, is_provisional, next_mark_at, sort_at, outcome, reason,
    remedy, proposed_by, signed_by)
SELECT 'B' || lpad(number::text, 8, '0'), version_id, state, queue, 1, applicant, applied_by,
    'P' || number %% 40, words, needs_two, 0, steps_done, created_at, submitted_at, accepted_at,
    decided_at - number %% 365 * interval '1 day', promised_due_at, statutory_due_at, false, NULL,
    sort_at, outcome, reason, remedy, proposed_by, signed_by
FROM affairs_case, generate_series(%s, %s) number
WHERE code = CASE WHEN number %% 5 < 3 THEN %s ELSE %s END
"""
ACTS = """
INSERT INTO affairs_caseact (case_id, act, target, reason, facts, actor, recorded_at)
SELECT copy.id, act.act, act.target, act.reason, act.facts, act.actor,
    act.recorded_at + act.id %% 7 * copy.id %% 9000 * interval '1 second'
FROM affairs_case copy JOIN affairs_case source ON source.code = %s
JOIN affairs_caseact act ON act.case_id = source.id
WHERE copy.code BETWEEN %s AND %s AND copy.state = 'delivered' ORDER BY copy.id, act.id
"""
MARKS = """
INSERT INTO affairs_casemark (case_id, round, clock, per_cent, reached_at, told_at)
SELECT id, 1, 'promised', per_cent, now(), now()
FROM affairs_case, unnest(array[50, 80, 100]) per_cent
WHERE code BETWEEN %s AND %s AND state = 'accepted' AND id %% 100 < 120 - per_cent
"""


def main() -> int:
    """Measure and print; with ``--check`` fail above the ceiling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with seeded_house("board"):
        few_ms, many_ms = measured()
    ratio = many_ms / few_ms
    print(f"manager's board, median: {FEW:,} cases {few_ms:.0f} ms, {MANY:,} cases "
          f"{many_ms:.0f} ms, ratio {ratio:.1f} (ceiling {CEILING:g})")  # fmt: skip
    return int(arguments.check and ratio > CEILING)


def measured() -> tuple[float, float]:
    """Return the page's median in ms with few and with many cases."""
    supervisor = signed_in_client("case-supervisor")
    fill(1, FEW)
    few_ms = median_ms(supervisor)
    fill(FEW + 1, MANY)
    return few_ms, median_ms(supervisor)


def fill(first: int, last: int) -> None:
    """Copy cases with their histories and marks, and let the database know what it holds."""
    from django.db import connection

    running, closed = source_code("accepted"), source_code("delivered")
    span = [f"B{first:08}", f"B{last:08}"]
    with connection.cursor() as cursor:
        cursor.execute(CASES, [first, last, running, closed])
        cursor.execute(ACTS, [closed, *span])
        cursor.execute(MARKS, span)
    run("django", "shell", "-c", ANALYZE)


def source_code(state: str) -> str:
    """Return a case of the demo in a state that copies are made from."""
    from matou.modules.affairs.models import Case

    found = Case.objects.filter(state=state).exclude(code__startswith="B0").order_by("-id")
    return found.values_list("code", flat=True)[0]


def median_ms(supervisor: Client) -> float:
    """Return the median of the page's time."""
    took: list[float] = []
    for _number in range(WARM + ROUNDS):
        started = time.perf_counter()
        answer = supervisor.get("/affairs/cases/board")
        took.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    return statistics.median(took[WARM:])


if __name__ == "__main__":
    sys.exit(main())
