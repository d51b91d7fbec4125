"""``matou freight``: reading AIS feeds and the synthetic voyage from the command line."""

import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click
from django.db import connection

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.freight.services import bundle, feeds, live, months, replays

T = TypeVar("T")


@click.group("freight")
def commands() -> None:
    """Cargo loop: vessel positions and the replay (货运)."""


@commands.command()
@click.argument("feed")
@click.option("--source", default="", help="Name of the feed; the file's name or URL by default.")
def ais(feed: str, source: str) -> None:
    """Read AIS from FEED: a file, udp://host:port or tcp://host:port (读取船位).

    A file is read on from where the last run stopped; a live feed until Ctrl-C.
    """
    if "://" in feed:
        run = _refusing(lambda: live.listen(url=feed, listening=_until_interrupted()))
    else:
        recording = feeds.Recording(path=Path(feed), source=(source or Path(feed).name)[-60:])
        run = _refusing(lambda: feeds.read_recording(recording=recording, now=utc_now()))
    _tell(run)


@commands.command()
@click.option("--start-at", type=click.DateTime(), default=None, help="UTC; ends now by default.")
@click.option("--make", is_flag=True, help="Write the recording anew instead of reading it.")
def replay(*, start_at: datetime | None, make: bool) -> None:
    """Read the synthetic Xijiang voyage into the positions (模拟航次回放)."""
    if make:
        click.echo(replays.make_recording())
        return
    now = utc_now()
    begins_at = start_at.replace(tzinfo=now.tzinfo) if start_at else None
    _tell(_refusing(lambda: replays.feed(now=now, start_at=begins_at)))


@commands.command("retire-positions")
@click.option("--days", default=90, show_default=True, help="Keep the months of so many days.")
@click.option("--yes", is_flag=True, help="Drop them; without it they are only listed.")
def retire_positions(*, days: int, yes: bool) -> None:
    """Drop whole months of old positions, as the tables' owner (清退旧船位).

    Back the database up first: what is dropped here comes from no other place.
    """
    os.environ["MATOU_DB_ROLE"] = "owner"
    connection.close()
    act = months.retire_months if yes else months.months_before
    found = _refusing(lambda: act(now=utc_now(), keep=timedelta(days=days)))
    for month in found:
        size = month.size_bytes / 2**20
        click.echo(f"{month.table} · ~{month.rows} rows · {size:.0f} MB")
    done = "dropped 已删除" if yes else "would be dropped, with --yes 加 --yes 后删除"
    click.echo(f"{len(found)} months {done}")


@commands.command("verify-bundle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_bundle(file: Path) -> None:
    """Check an evidence bundle: list, seal, paper and journal, offline (查验证据包)."""
    check = bundle.check_bundle(pack=file.read_bytes())
    whose = "本平台 this platform's" if check.is_own_seal else "其他 another's, compare 请核对"
    click.echo(f"{check.files} files · {check.sealed_entries} sealed journal entries")
    click.echo(f"seal 平台章 {whose}: {check.fingerprint}")
    for finding in check.findings:
        click.echo(f"  ✗ {finding.path}: {finding.zh} {finding.en}")
    if check.findings:
        raise click.ClickException("证据包已被改动或不完整 the bundle was altered or is not whole")
    click.echo("✓ 完整，未被改动 whole and unaltered")


def _refusing(read: Callable[[], T]) -> T:
    try:
        return read()
    except DomainError as error:
        raise click.ClickException(f"{error.message('zh')} {error.message('en')}") from error


def _until_interrupted() -> live.Listening:
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return live.Listening(
        clock=utc_now,
        goes_on=lambda: not stopped,
        told=lambda text: click.echo(text, err=True),
    )


def _tell(run: feeds.FeedRun) -> None:
    click.echo(
        f"{run.source}: {run.lines} lines · {run.fixes} positions ({run.doubles} known, "
        f"{run.teleports} impossible) · {run.statics} ship data · {run.others} other"
    )
    for reason, count in sorted(run.rejects.items()):
        click.echo(f"  refused {reason}: {count}")
    for one in run.proposed:
        mark = "✓" if one in run.taken else "?"
        click.echo(f"  {mark} {one.lot_code} {one.act}: {one.why_zh} {one.why_en}")
    if run.last_at is not None:
        click.echo(f"  last position {run.last_at:%Y-%m-%d %H:%M:%S} UTC")
