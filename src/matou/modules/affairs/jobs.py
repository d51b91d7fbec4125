"""What the room does by the clock: try the web addresses that items name."""

from datetime import datetime

from matou.modules.affairs.services import links
from matou.spine.jobs import services as jobs


@jobs.task(name="affairs.try_links", retries=0, every="17 3 * * *")
def try_links(*, now: datetime) -> None:
    """Try every address once a night; the lint marks those that did not answer."""
    links.try_links(now=now)
