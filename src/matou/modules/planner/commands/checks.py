"""``matou planner warm``, ``validate`` and ``calibrate``: the kernel ready, and held to account."""

import time

import click

from matou.modules.planner.queries import calibration, checks, fronts, warming


@click.command("warm")
def warm() -> None:
    """编译内核 · Compile the kernel once, so that no first question waits for it."""
    began = time.monotonic()
    answer = warming.warm()
    click.echo(f"kernel 内核 ✓ {len(answer.chains)} chains · {time.monotonic() - began:.1f} s")


@click.command("validate")
@click.option("--chains", default=100_000, show_default=True, help="How many chains. 方案数.")
@click.option("--seed", default=2026, show_default=True, help="Of the random questions.")
def validate(*, chains: int, seed: int) -> None:
    """复核方案 · Check chains of random questions again, by code that the search has not."""
    began = time.monotonic()
    run = checks.check_chains(network=fronts.reference_network(), chains=chains, seed=seed)
    click.echo(
        f"{run.chains:,} chains 方案 · {run.questions:,} questions 询问 · "
        f"{run.violations.total()} violations 违规 · {time.monotonic() - began:.1f} s"
    )
    for code, count in sorted(run.violations.items()):
        click.echo(f"  {code}: {count}", err=True)
    if run.violations:
        raise click.ClickException(run.first)


@click.command("calibrate")
@click.option("--shipments", type=click.IntRange(100, 100_000), default=10_000, show_default=True)
@click.option(
    "--runs",
    type=click.IntRange(1, 1_000),
    default=50,
    show_default=True,
    help="How often each is sent: once alone leaves 1.6 points to chance. 每票次数.",
)
@click.option("--seed", default=2026, show_default=True, help="Of the simulated year.")
def calibrate(*, shipments: int, runs: int, seed: int) -> None:  # fmt: skip
    """校准可靠性 · Hold predicted reliability against a simulated year; exits with 1 outside."""
    began = time.monotonic()

    def tell(done: int) -> None:
        if done % max(1, shipments // 20) == 0:
            click.echo(f"{done:,} / {shipments:,} · {time.monotonic() - began:.0f} s", err=True)

    found = calibration.calibrate(
        network=fronts.reference_network(),
        tables=fronts.reference_tables(),
        plan=calibration.Plan(shipments=shipments, runs=runs, seed=seed),
        tell=tell,
    )
    for line in calibration.report(found):
        click.echo(line)
    if not found.holds():
        raise click.ClickException(calibration.OUTSIDE)
