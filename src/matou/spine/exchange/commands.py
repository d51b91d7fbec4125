"""``matou exchange …``: our keys, the check of the log, the trial of flipped bits."""

import sys
from datetime import timedelta

import click

from matou.kit.clock import utc_now
from matou.spine.exchange import queries, services
from matou.spine.exchange.rules.keys import spoken


@click.group("exchange")
def commands() -> None:
    """数据共享 · Signed calls between members."""


@commands.command("whoami")
def whoami() -> None:
    """本机身份 · Our member id and public keys, to hand to other members."""
    card = queries.own_card()
    click.echo(f"{card.code} · {card.name_zh} {card.name_en} · {card.region} · {card.base_url}")
    for key in queries.own_keys():
        since = f"{key.signs_from:%Y-%m-%d %H:%M}Z" if key.signs_from else "-"
        click.echo(f"{key.algorithm} {key.public}")
        click.echo(f"  指纹 fingerprint {spoken(key.key_id)} · 启用 from {since}")


@commands.command("rotate")
@click.option("--in-days", default=14, show_default=True, help="When the new key takes over.")
def rotate(in_days: int) -> None:
    """换密钥 · Make a key that takes over later; members register it meanwhile."""
    now = utc_now()
    name = services.new_own_key(from_at=now + timedelta(days=in_days), now=now)
    click.echo(f"指纹 fingerprint {spoken(name)}")


@commands.command("sm2-key")
def sm2_key() -> None:
    """国密第二签名 · Make the SM2 pair for a second signature (extra ``sm``)."""
    click.echo(f"指纹 fingerprint {spoken(services.new_sm2_key())}")


@commands.command("verify")
def verify() -> None:
    """校验日志 · Walk the log's chain and its stamps; exits 1 and names the first altered row."""
    report = queries.check_chain()
    click.echo(
        f"rows 记录 {report.rows} · stamps 时间戳 {report.stamps} · "
        f"unstamped 未盖戳 {report.unstamped} · head {report.head}"
    )
    health = queries.stamp_health(now=utc_now())
    if health.is_late:
        click.echo("盖戳滞后 stamping is late: see `matou jobs status` and the key folder")
    if not report.is_intact:
        click.echo(f"发现改动 altered: {report.altered}")
        sys.exit(1)


@commands.command("stamp")
def stamp() -> None:
    """立即盖戳 · Stamp now, without a worker."""
    click.echo(f"{services.stamp_due(now=utc_now())} rows 条")


@commands.command("send")
def send() -> None:
    """立即发送 · Try due calls now, without a worker."""
    click.echo(f"{services.send_due(now=utc_now())} attempts 次")


@commands.command("flips")
@click.option("--count", default=10_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def flips(count: int, seed: int) -> None:
    """翻转校验 · Flip random bits of messages, rows and stamps; exits 1 where one is not seen."""
    report = services.flip_bits(count=count, seed=seed)
    click.echo(
        f"flips 翻转 {report.flips}: requests {report.requests} · responses {report.responses} · "
        f"rows {report.rows} · stamps {report.stamps} · unseen 未发现 {len(report.unseen)}"
    )
    for line in report.unseen[:20]:
        click.echo(line)
    sys.exit(1 if report.unseen else 0)
