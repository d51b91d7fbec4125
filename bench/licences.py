"""Sealed e-licences: the whole issue against bare Typst and pyHanko on the same page.

    .venv/bin/python bench/licences.py [--check]

The whole issue is what a delivery and the journal do: serial, credential, status place, SD-JWT and
compact code in one transaction, then the page, its seal, and the sealed file kept on disk with its
row. The reference draws and sets the same page from a card that lies ready and signs it, in memory,
without a database. Both in turn in one process on a durable cluster of their own; the ratio is that
of the medians. Beside it stand the share of the seal and how fast shown licences are checked.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from web import run

FLOOR_RATIO = 0.25
"""Of the reference's licences per second; half of what is left goes to checking and keeping."""
WARM, ROUNDS, CHECKS = 5, 40, 300


def main() -> int:
    """Measure and print; with ``--check`` fail below the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="matou-bench-licences-"))
    home.chmod(0o755)  # the database's own account passes through
    os.environ |= {"MATOU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "matou.project.settings"}
    try:
        for step in (("db", "start"), ("migrate",)):
            run(*step)
        ratio = measure()
    finally:
        run("db", "stop")
        shutil.rmtree(home, ignore_errors=True)
    return int(arguments.check and ratio < FLOOR_RATIO)


def measure() -> float:
    """Issue and compare; returns ours over the reference."""
    import django

    django.setup()
    # What follows needs the settings, and they the home made above.
    from matou.kit.clock import utc_now
    from matou.kit.period import Period
    from matou.spine.credentials import queries, services
    from matou.spine.credentials.tests import licences as world
    from matou.spine.documents.services import seal
    from matou.spine.parties import seeds as people
    from matou.web.licences import papers

    now = utc_now()
    people.seed(now=now)
    valid = Period(now, now + timedelta(days=900))
    orders = [world.order(f"BENCH{number:04}", valid=valid) for number in range(WARM + ROUNDS)]
    codes: list[str] = []

    def whole() -> None:
        card = services.issue_licence(order=orders[len(codes)], now=now)
        papers.ensure_paper(code=card.code, version=1, now=now)
        codes.append(card.code)

    whole()
    page = queries.newest_card(codes[0], at=now)

    def reference() -> None:
        papers._compact_svg.cache_clear()  # noqa: SLF001 - every real page draws its own symbol
        seal.seal_pdf(pdf=papers.licence_pdf(page), reason=papers.REASON)

    def unsealed() -> None:
        papers.licence_pdf(page)

    for _ in range(WARM - 1):
        whole()
        reference()
    ours, theirs, bare = in_turn((whole, reference, unsealed))
    compact = queries.compact_of(code=codes[0], version=1)
    token = queries.token_of(code=codes[0])
    checks = [
        timed(partial(queries.check_text, shown, at=now), CHECKS)
        for shown in (compact, token, page.identifier)
    ]
    print(f"sealed licences: {1 / ours:.1f}/s ({ours * 1000:.0f} ms); the same page by Typst and "
          f"pyHanko alone {1 / theirs:.1f}/s ({theirs * 1000:.0f} ms), by Typst unsealed "
          f"{1 / bare:.1f}/s ({bare * 1000:.0f} ms)")  # fmt: skip
    print(f"whole issue / bare Typst and pyHanko: {theirs / ours:.2f} (floor {FLOOR_RATIO})")
    print("checks a second: " + ", ".join(
        f"{name} {1 / each:,.0f}" for name, each in
        zip(("compact code", "token", "identifier"), checks, strict=True)
    ))  # fmt: skip
    print(f"compact code: {len(compact)} letters, the whole token {len(token):,}")
    return theirs / ours


def in_turn(works: tuple[Callable[[], None], ...]) -> list[float]:
    """Return the median seconds of each work, all taken in turn."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for own, work in zip(spent, works, strict=True):
            begun = time.perf_counter()
            work()
            own.append(time.perf_counter() - begun)
    return [median(own) for own in spent]


def timed(work: Callable[[], object], times: int) -> float:
    """Return the median seconds of one call."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return median(spent)


if __name__ == "__main__":
    sys.exit(main())
