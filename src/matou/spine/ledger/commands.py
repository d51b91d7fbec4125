"""``matou ledger …``: check the invariants, look at an account or a group."""

import sys

import click

from matou.kit.clock import utc_now
from matou.spine.ledger import queries, services


@click.group("ledger")
def commands() -> None:
    """Money in double entry. 总账"""


@commands.command("verify")
def verify() -> None:
    """Check every invariant; exits 1 and names what contradicts one. 校验总账"""
    found = queries.violations()
    for violation in found:
        click.echo(f"{violation.invariant}: {violation.fact}", err=True)
    click.echo(f"violations 违规 {len(found)}")
    sys.exit(1 if found else 0)


@commands.command("balance")
@click.argument("account")
def balance(account: str) -> None:
    """Show what an account holds. 账户余额"""
    held = queries.balance(account)
    click.echo(
        f"{held.account} · posted 余额 {held.posted} · held 冻结 {held.held} · "
        f"available 可用 {held.available}"
    )


@commands.command("group")
@click.argument("group")
def group(group: str) -> None:
    """List the transfers of a group and prove its sum. 分组核对"""
    for row in queries.transfers_of_group(group):
        click.echo(f"{row.seq:>8} {row.kind:<8} {row.amount!s:>16} {row.debit} → {row.credit}")
    total = queries.group_sum(group)
    click.echo(f"ledger sum {total.difference} · held {total.held}")
    sys.exit(0 if total.is_settled else 1)


@commands.command("expire")
def expire() -> None:
    """Free the holds whose time is over, without a worker. 释放到期冻结"""
    click.echo(f"expired 已释放 {services.expire_due(now=utc_now())}")
