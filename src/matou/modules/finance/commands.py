"""``matou finance``: verify sealed statements, issue those of a month."""

import sys
import time

import click

from matou.kit.actor import SYSTEM
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.finance.queries import seals
from matou.modules.finance.rules.periods import last_month, month_of
from matou.modules.finance.services import issuing


@click.group("finance")
def commands() -> None:
    """财务 · Statements and their seals."""


@commands.command("verify")
@click.argument("code", required=False)
def verify(code: str | None) -> None:
    """校验对账单 · Compute seals anew, compare every line with the ledger; exits 1 if any fails.

    Without CODE all statements are checked, party by party along their chains.
    """
    began = time.monotonic()
    checked = lines = failed = 0
    for one in [code.replace("-", "").upper()] if code else seals.all_codes():
        check = seals.verify(one)
        if check is None:
            raise click.ClickException(f"没有这份对账单 no such statement: {one}")
        checked, lines = checked + 1, lines + check.lines
        failed += not check.holds
        if not check.holds:
            click.echo(f"{one}: {_faults(check)}", err=True)
    click.echo(
        f"statements 对账单 {checked} · lines {lines} · failed 不符 {failed} · "
        f"{time.monotonic() - began:.1f} s"
    )
    sys.exit(1 if failed else 0)


@commands.command("issue")
@click.option("--month", default="", help="Such as 2026-10; last month by default.")
def issue(month: str) -> None:
    """出具对账单 · Issue a month's statements that are missing, for all parties."""
    now = utc_now()
    try:
        wanted = month_of(month) if month else last_month(now)
        run = issuing.issue_for_all(wanted=wanted, actor=SYSTEM, now=now)
    except DomainError as error:
        raise click.ClickException(f"{error.message('zh')} {error.message('en')}") from error
    click.echo(f"issued 已出具 {len(run.issued)} · already there 已有 {run.present}")


def _faults(check: seals.SealCheck) -> str:
    faults = (
        ("封存值不符 seal broken", not check.is_intact),
        ("与上期不相连 chain broken", not check.is_chained),
        ("签章不符 signed another seal", not check.is_signed_right),
        (f"自第 {check.differing} 行与总账不符 ledger differs", check.differing is not None),
    )
    return " · ".join(text for text, is_so in faults if is_so)
