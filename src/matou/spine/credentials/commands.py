"""``matou credentials …``."""

import click

from matou.kit.clock import utc_now
from matou.spine.credentials import queries, services


@click.group("credentials")
def commands() -> None:
    """Licences and certificates (证照)."""


@commands.command("list")
@click.argument("holder")
def show(holder: str) -> None:
    """List the credentials of HOLDER, a party's, vessel's or vehicle's code (证照清单)."""
    for card in queries.credentials_of(holder):
        ends = f"{card.valid.until_at:%Y-%m-%d}"
        click.echo(f"{card.code}  {card.state.value:<9}  {ends}  {card.title_zh} {card.number}")


@commands.command("announce")
def announce() -> None:
    """Tell now of credentials that are about to end, as the daily job does (到期提醒)."""
    click.echo(f"{services.announce_expiring(now=utc_now())} 条 notices")


@commands.command("reseal")
def reseal() -> None:
    """Seal personal numbers under the newest field key (更换密钥)."""
    click.echo(f"{services.reseal_numbers()} 条 credentials")
