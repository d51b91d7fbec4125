"""``matou places``: load the reference network, ask what is near."""

from pathlib import Path

import click

from matou.kit.clock import utc_now
from matou.kit.geo import Position
from matou.spine.places import queries, services
from matou.spine.places.contracts import PlaceKind


@click.group("places")
def commands() -> None:
    """Ports, terminals, locks, stations, airports. 地点."""


@commands.command("load")
@click.option(
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=services.BASIN,
    help="Folder with nodes.csv, links.csv, locks.csv. 参考数据目录",
)
def load(directory: Path) -> None:
    """Load the reference network; all or nothing, safe to repeat. 导入参考数据."""
    report = services.load_basin(now=utc_now(), directory=directory)
    click.echo(
        f"places 地点: {report.created} created 新增, {report.changed} changed 更新, "
        f"{report.unchanged} unchanged 未变, {report.kept} corrections kept 保留更正; "
        f"{report.links} waterways 航段, {report.chambers} lock chambers 闸室"
    )


@commands.command("nearest")
@click.argument("latitude", type=click.FloatRange(-90, 90))
@click.argument("longitude", type=click.FloatRange(-180, 180))
@click.option("--kind", "kinds", type=click.Choice([*PlaceKind]), multiple=True)
@click.option("--limit", type=click.IntRange(1, 50), default=5)
def nearest(latitude: float, longitude: float, kinds: tuple[str, ...], limit: int) -> None:
    """List the places nearest to a WGS-84 position. 最近的地点."""
    for near in queries.nearest(Position(latitude, longitude), kinds=kinds, limit=limit):
        place = near.place
        click.echo(
            f"{near.distance_m / 1000:8.2f} km  {place.code}  {place.name_zh}  {place.name_en}"
        )
