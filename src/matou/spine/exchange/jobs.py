"""What the exchange does by itself: send, stamp, forget."""

from datetime import datetime
from uuid import UUID

from matou.spine.exchange import services
from matou.spine.jobs.services import task


@task(name="exchange.send", retries=0)
def send(*, request_id: str, now: datetime) -> None:
    """Make the first attempt at a call as soon as it is committed; ``send_due`` goes on."""
    services.send(request_id=UUID(request_id), now=now)


@task(name="exchange.send_due", retries=0, every="* * * * * */10")
def send_due(*, now: datetime) -> None:
    """Try again what was not answered, and give up what waited too long."""
    services.send_due(now=now)


@task(name="exchange.stamp", retries=0, every="* * * * *")
def stamp(*, now: datetime) -> None:
    """Stamp the log once a minute; a run that fails is listed, the next one covers its rows."""
    services.stamp_due(now=now)


@task(name="exchange.prune", retries=3, every="40 18 * * *")
def prune(*, now: datetime) -> None:
    """Forget used signatures and old answers."""
    services.prune(now=now)
