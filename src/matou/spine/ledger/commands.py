"""``matou ledger …``: check the invariants, look at an account or a group."""

import sys
import time

import click

from matou.kit.clock import utc_now
from matou.spine.ledger import queries, services

_SHOWN = 20
"""Differences shown for each invariant; a broken journal may have millions."""


@click.group("ledger")
def commands() -> None:
    """总账 · Money in double entry."""


@commands.command("verify")
def verify() -> None:
    """校验总账 · Check every invariant; exits 1 and names what contradicts one."""
    found = queries.violations()
    for violation in found:
        click.echo(f"{violation.invariant}: {violation.fact}", err=True)
    click.echo(f"violations 违规 {len(found)}")
    sys.exit(1 if found else 0)


@commands.command("audit")
def audit() -> None:
    """全面审计 · Compute balances, versions, chains and holds again from the transfers.

    Prints what differs, and exits 1 if anything does.
    """
    began = time.monotonic()
    differences = 0
    for invariant, found in queries.audit_steps():
        click.echo(f"{time.monotonic() - began:7.1f} s  {invariant}: {len(found)}")
        for violation in found[:_SHOWN]:
            click.echo(f"           {violation.fact}", err=True)
        differences += len(found)
    read = queries.audited()
    click.echo(
        f"audit: {read.transfers} transfers · {read.accounts} accounts · {read.holds} holds · "
        f"{read.chains} chains · {differences} differences · {time.monotonic() - began:.1f} s"
    )
    sys.exit(1 if differences else 0)


@commands.command("seals")
def seals() -> None:
    """检查封存 · Compute every seal over the transfers again; exits 1 and names broken blocks."""
    found = queries.check_seals()
    for seal in found.broken[:_SHOWN]:
        click.echo(f"block {seal.number}: {seal.fault}", err=True)
    click.echo(
        f"seals: {found.blocks} blocks · {found.transfers} transfers · {found.unsealed} unsealed · "
        f"{len(found.broken)} broken · head {found.head[:16] or 'none'}"
    )
    sys.exit(1 if found.broken else 0)


@commands.command("balance")
@click.argument("account")
def balance(account: str) -> None:
    """账户余额 · Show what an account holds."""
    held = queries.balance(account)
    click.echo(
        f"{held.account} · posted 余额 {held.posted} · held 冻结 {held.held} · "
        f"available 可用 {held.available}"
    )


@commands.command("group")
@click.argument("group")
def group(group: str) -> None:
    """分组核对 · List the transfers of a group and prove its sum."""
    for row in queries.transfers_of_group(group):
        click.echo(f"{row.seq:>8} {row.kind:<8} {row.amount!s:>16} {row.debit} → {row.credit}")
    total = queries.group_sum(group)
    click.echo(f"ledger sum {total.difference} · held {total.held}")
    sys.exit(0 if total.is_settled else 1)


@commands.command("expire")
def expire() -> None:
    """释放到期冻结 · Free the holds whose time is over, without a worker."""
    click.echo(f"expired 已释放 {services.expire_due(now=utc_now())}")
