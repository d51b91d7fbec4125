"""``matou dev …``: prove the house's money under kills and deliberate faults."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matou.project.processes import die_with_parent, let_signals_interrupt

if TYPE_CHECKING:
    from matou.project.torture.mutants import Verdict

_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "MATOU_DATABASE", "MATOU_DB_ROLE")
WIDE = {
    f"{whose}_{span}_{what}": 10**12
    for whose in ("party", "payee")
    for span in ("hour", "day")
    for what in ("count", "fen")
} | {"four_eyes_fen": 1_000_000, "refund_four_eyes_fen": 500_000}
"""Payout limits under which one shipper may draw all day: they are tried elsewhere. A skipper who
draws what one lot brought needs two officers, and so does a large refund."""

MISBEHAVING = {
    "doubled": 0.05,
    "lost": 0.05,
    "late": 0.10,
    "reordered": 0.02,
    "longest_delay_s": 60,
    "wrong_amounts": 0.02,
    "failed": 0.05,
    "lost_replies": 0.05,
    "outages": 0.02,
    "spoilt_lines": 0.50,
    "spoilt_files": 1.0,
}
"""How the simulated custodian is while the house is killed; a file is whole when fetched again."""
INTERRUPTED = 130


@click.group()
def dev() -> None:
    """Proofs for developers, each in a home of its own. 开发者校验."""


@dev.command()
@click.option("--operations", default=50_000, show_default=True, help="Acknowledged, at least.")
@click.option("--kills", default=30, show_default=True, help="Of what the house runs on.")
@click.option("--seed", default=1, show_default=True)
@click.option("--clients", default=6, show_default=True, help="A third of them do freight.")
@click.option("--minutes", default=240.0, show_default=True, help="The longest it may take.")
def torture(**wanted: float) -> None:
    """Kill the house at random while clients work, and check twelve invariants. 酷刑测试."""
    options = [f"--{name}={value}" for name, value in wanted.items()]
    sys.exit(in_a_home_of_its_own("torture-here", *options))


@dev.command("torture-here", hidden=True)
@click.option("--operations", type=int)
@click.option("--kills", type=int)
@click.option("--seed", type=int)
@click.option("--clients", type=int)
@click.option("--minutes", type=float)
def torture_here(operations: int, kills: int, seed: int, clients: int, minutes: float) -> None:
    """Run in the home of this process: ``torture`` made it."""
    from matou.project.torture import run  # the rooms' models load after Django is set up

    wanted = run.Wanted(
        operations=operations, kills=kills, seed=seed, clients=clients, minutes=minutes
    )
    let_signals_interrupt()
    report = run.torture(wanted, say=click.echo)
    for line in report.lines():
        click.echo(line)
    sys.exit(INTERRUPTED if report.is_interrupted else bool(report.violations))


@dev.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--only", multiple=True, help="Name of a fault; may be repeated.")
def mutants(seed: int, only: tuple[str, ...]) -> None:
    """Put seven faults into the ledger, one at a time, and show that each is caught. 变异校验."""
    names = [f"--only={name}" for name in only]
    sys.exit(in_a_home_of_its_own("mutants-here", f"--seed={seed}", *names))


@dev.command("mutants-here", hidden=True)
@click.option("--seed", type=int)
@click.option("--only", multiple=True)
def mutants_here(seed: int, only: tuple[str, ...]) -> None:
    """Run in the home of this process: ``mutants`` made it."""
    from matou.project.torture.mutants import verdicts  # as above

    let_signals_interrupt()
    sound, *faulty = [_told(verdict) for verdict in verdicts(seed=seed, names=only)]
    names = {verdict.mutant for verdict in faulty}
    missed = {verdict.mutant for verdict in faulty if not verdict.violations}
    click.echo(f"mutants: {len(names) - len(missed)} of {len(names)} caught")
    sys.exit(1 if missed or sound.violations else 0)


def _told(verdict: "Verdict") -> "Verdict":
    click.echo(verdict.line())
    return verdict


@dev.command()
@click.option("--sequences", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def splits(sequences: int, seed: int) -> None:
    """Release and refund in random order, and count what the split rule got wrong. 分账校验."""
    from matou.project.torture import splitting  # numbers only, but nobody else needs it loaded

    report = splitting.trial(sequences=sequences, seed=seed)
    click.echo(report.line())
    sys.exit(0 if report.holds else 1)


def in_a_home_of_its_own(command: str, *options: str) -> int:
    """Run one of our commands in a new home with its own PostgreSQL, and remove both after it.

    Settings and database are read once a process, hence a process of its own.
    """
    home = Path(tempfile.mkdtemp(prefix="matou-dev-"))
    home.chmod(0o755)  # the server's own account passes through
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    ours = {
        "MATOU_HOME": str(home),
        "MATOU_CUSTODY_LIMITS": json.dumps(WIDE),
        "MATOU_CUSTODY_SIMULATOR": json.dumps(MISBEHAVING),
    }
    let_signals_interrupt()
    try:
        child = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-m", "matou.project.cli", "dev", command, *options],
            env={**kept, **ours},
            # Ctrl-C reaches it through us alone, once, and so does our own death.
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # only a system call between fork and exec
        )
        return _waited_for(child)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _waited_for(child: subprocess.Popen[bytes]) -> int:
    """Wait for the end, however often one is interrupted: the child tidies up, then tells."""
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            with suppress(ProcessLookupError):
                child.send_signal(signal.SIGINT)
