"""Seconds and memory of a statement with many lines: issue, verify, page, CSV, XLSX, PDF.

    python bench/statements.py [--check] [--lines 100000] [--lots 2000]

A demo carrier's wallet gets and spends money over many lots through ``ledger.submit``; then the
statement of the day is issued and read in every way. ``ratio xlsx`` is how much faster a line gets
into the workbook than cell by cell through openpyxl, ``ratio answer`` how much sooner a request
for the file is answered than the file is made. ``--check`` fails above 60 s to issue, 60 s to
verify, 1 s for a page, below 4x or 20x, or where it all grew the process by more than 200 MB.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".run" / "bench" / "statements"
NAME = "bench_statements"
BATCH = 500
ISSUE_S, VERIFY_S, PAGE_S, GROWN_MB = 60.0, 60.0, 1.0, 200.0
XLSX_RATIO, ANSWER_RATIO = 4.0, 20.0
SLOW_LINES = 5_000
"""Lines that the reference writes; its time grows with them, and patience does not."""


def main() -> int:
    """Fill, issue, read, print, and with ``--check`` judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--lots", type=int, default=2_000)
    asked = parser.parse_args()
    os.environ |= {"MATOU_HOME": str(HOME), "MATOU_DATABASE": NAME, "MATOU_DB_ROLE": "owner"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "matou.project.settings"
    sys.path.insert(0, str(ROOT / "src"))
    from matou.project.db import connect  # reads the environment just set

    server = connect.own_cluster().ensure_running().parameters("matou_owner", "postgres")
    try:
        _empty(server)
        import django

        django.setup()
        party = _fill(lines=asked.lines, lots=asked.lots)
        found = _measure(party)
    finally:
        connect.own_cluster().stop()
    for name, value in found.items():
        print(f"{name:<14} {value:9.2f}")
    too_much = (
        found["issue s"] > ISSUE_S
        or found["verify s"] > VERIFY_S
        or found["page s"] > PAGE_S
        or found["grown MB"] > GROWN_MB
        or found["ratio xlsx"] < XLSX_RATIO
        or found["ratio answer"] < ANSWER_RATIO
    )
    return 1 if asked.check and too_much else 0


def _empty(server: dict[str, Any]) -> None:
    import psycopg

    with psycopg.connect(**server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {NAME}".encode())


def _fill(*, lines: int, lots: int) -> str:
    """Let a carrier be paid for many lots; returns the party. Each lot makes two lines of it."""
    from matou.kit.clock import utc_now
    from matou.kit.money import Money
    from matou.project import operations
    from matou.spine.ledger import services as ledger
    from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind
    from matou.spine.parties import seeds

    operations.migrate()
    now = utc_now()
    party = seeds.seed(now=now)["skipper"].acts_for
    wallet = f"wallet:{party}"
    ledger.ensure_account(code="custody:x", kind=AccountKind.CLEARING, owner="platform", now=now)
    ledger.ensure_account(code=wallet, kind=AccountKind.WALLET, owner=party, now=now)
    for number in range(lots):
        code = f"deposit:LOT{number:06}"
        ledger.ensure_account(code=code, kind=AccountKind.DEPOSIT, owner=party, now=now)
    began = time.perf_counter()
    # Money in is one line of the wallet; a deposit is one of the wallet and one of the deposit.
    batch: list[Posting] = []
    for number in range(lines // 3 * 2):
        is_in = number % 2 == 0
        batch.append(
            Posting(
                id=uuid4(),
                kind=PostingKind.POSTED,
                group=f"LOT{number % lots:06}",
                purpose="freight.freight" if is_in else "freight.deposit",
                event_at=now,
                debit="custody:x" if is_in else wallet,
                credit=wallet if is_in else f"deposit:LOT{number % lots:06}",
                amount=Money(1000 + number % 97 if is_in else 900),
            )
        )
        if len(batch) == BATCH:
            ledger.submit_or_refuse(batch)
            batch = []
    if batch:
        ledger.submit_or_refuse(batch)
    print(f"{lines:,} lines over {lots:,} lots posted in {time.perf_counter() - began:.1f} s")
    return party


def _measure(party: str) -> dict[str, float]:
    from matou.kit.actor import OPERATOR, SYSTEM, Actor
    from matou.kit.clock import utc_now
    from matou.modules.finance.queries import seals
    from matou.modules.finance.queries.statements import statement_page
    from matou.modules.finance.rules.periods import days_between
    from matou.modules.finance.services import files, making, papers
    from matou.modules.finance.services.issuing import issue_statement
    from matou.modules.finance.views.shown import both_purposes

    now = utc_now()
    wanted = days_between(first=now.date(), last=now.astimezone().date(), now=now)
    reader = Actor(code="bench", name="bench", acts_for="bench", roles=frozenset({OPERATOR}))
    before_mb = _peak_mb()
    issue_s, code = _timed(
        lambda: issue_statement(party=party, wanted=wanted, actor=SYSTEM, now=now)
    )
    verify_s, check = _timed(lambda: seals.verify(code))
    page_s, page = _timed(lambda: statement_page(code=code, actor=reader, after=page_of(check)))
    csv_s, _rows = _timed(lambda: sum(1 for _ in files.statement_csv(code=code, actor=reader)))
    xlsx_s, size = _timed(
        lambda: sum(len(piece) for piece in files.statement_xlsx(code=code, actor=reader))
    )
    pdf_s, pdf = _timed(
        lambda: papers.statement_pdf(
            code=code, actor=reader, base_url="http://localhost", said=both_purposes
        )
    )
    ask_s, _asked = _timed(lambda: making.ask_file(code=code, actor=reader, now=now))
    make_s, _made = _timed(lambda: making.make_file(code=code, now=now))
    cells_s, _size = _timed(lambda: _cell_by_cell(code, most=min(check.lines, SLOW_LINES)))
    assert check is not None
    assert check.holds
    assert page.lines
    return {
        "lines": float(check.lines),
        "issue s": issue_s,
        "verify s": verify_s,
        "page s": page_s,
        "csv s": csv_s,
        "xlsx s": xlsx_s,
        "xlsx MB": size / 2**20,
        "pdf s": pdf_s,
        "pdf MB": len(pdf) / 2**20,
        "ask s": ask_s,
        "ratio answer": make_s / ask_s,
        "ratio xlsx": (cells_s / min(check.lines, SLOW_LINES)) / (xlsx_s / check.lines),
        "peak MB": _peak_mb(),
        "grown MB": _peak_mb() - before_mb,
    }


def _cell_by_cell(code: str, *, most: int) -> int:
    """Write lines as this room did at first, a cell object with a number format each."""
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    from matou.kit.actor import OPERATOR, Actor
    from matou.modules.finance.queries.statements import statement_row
    from matou.modules.finance.services import files

    reader = Actor(code="bench", name="bench", acts_for="bench", roles=frozenset({OPERATOR}))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("reference")
    for cells in islice(files.line_cells(statement_row(code=code, actor=reader)), most):
        made: list[Any] = []
        for cell in cells:
            value: Any = cell  # the stubs do not know that openpyxl takes Decimal
            one = WriteOnlyCell(sheet, value=value)
            if isinstance(cell, Decimal):
                one.number_format = "#,##0.00;[Red]-#,##0.00"
            made.append(one)
        sheet.append(made)
    out = BytesIO()
    book.save(out)
    return out.tell()


def page_of(check: Any) -> int:
    """Return the number after which a page in the middle of the statement begins."""
    return int(check.lines) // 2


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = act()
    return time.perf_counter() - began, answer


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
