"""Which institution holds the money of this installation."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from matou.spine.custody.contracts import CustodyProvider

_DEFAULT = "matou.spine.custody.services.simulator.Simulator"


@cache
def _made(path: str) -> CustodyProvider:
    return cast("CustodyProvider", import_string(path)())


def provider() -> CustodyProvider:
    """Return the provider that ``CUSTODY_PROVIDER`` names; without it, the simulator."""
    return _made(getattr(settings, "CUSTODY_PROVIDER", _DEFAULT))
