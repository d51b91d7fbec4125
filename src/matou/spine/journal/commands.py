"""``matou journal …``: check seals, deliver by hand, catch a new subscriber up, dead letters."""

import sys

import click

from matou.kit.actor import OPERATOR, Actor
from matou.kit.clock import utc_now
from matou.spine.journal import queries, services

_AT_THE_CONSOLE = Actor(
    code="console", name="命令行 console", acts_for="console", roles=frozenset({OPERATOR})
)
"""Whoever may run commands on the machine may do what an operator may."""


@click.group("journal")
def commands() -> None:
    """事件日志。Events, deliveries and seals."""


@commands.command("verify")
def verify() -> None:
    """校验封存。Check every seal; exits 1 and names block and entry of whatever was altered."""
    report = queries.verify_seals()
    for breach in report.breaches:
        place = f"block {breach.block} · entry {breach.seq} · {breach.aggregate}"
        click.echo(f"{breach.kind}: {place}", err=True)
    click.echo(
        f"blocks {report.blocks} · sealed {report.entries} · unsealed {report.unsealed} · "
        f"breaches {len(report.breaches)} · head {report.head}"
    )
    sys.exit(0 if report.is_intact else 1)


@commands.command("deliver")
def deliver() -> None:
    """立即投递。Deliver what is due now, without a worker."""
    click.echo(f"delivered 已投递 {services.deliver_due(now=utc_now())}")


@commands.command("lag")
def lag() -> None:
    """投递积压。Show how far each subscriber is behind."""
    for row in queries.delivery_lag():
        click.echo(
            f"{row.subscriber}: waiting {row.waiting} · failing {row.failing} · dead {row.dead}"
            f" · oldest {row.oldest_recorded_at}"
        )


@commands.command("dead-letters")
def dead_letters() -> None:
    """死信列表。List deliveries that failed too often."""
    for letter in queries.dead_letters():
        click.echo(
            f"{letter.delivery_id} {letter.subscriber} {letter.entry.event}"
            f" {letter.entry.aggregate} v{letter.entry.version}: {letter.error}"
        )


@commands.command("retry")
@click.argument("delivery_id", type=int)
def retry(delivery_id: int) -> None:
    """重试死信。Put the dead letter DELIVERY_ID back in line."""
    services.retry_dead_letter(delivery_id=delivery_id, actor=_AT_THE_CONSOLE, now=utc_now())


@commands.command("catch-up")
@click.argument("subscriber")
def catch_up(subscriber: str) -> None:
    """补投历史事件。Queue all past entries that SUBSCRIBER never got."""
    click.echo(f"queued 已排队 {services.catch_up(subscriber=subscriber)}")
