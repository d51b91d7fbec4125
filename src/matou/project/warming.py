"""What a web process warms up once it serves, in the background (后台预热)."""

import gc
from collections.abc import Sequence
from threading import Thread, Timer

from matou.web.slots import WARM_UPS

AFTER_S = 3.0
"""The first page goes first: loading a kernel would hold it up by its half second and more."""


def begin(*, after_s: float = AFTER_S) -> tuple[Thread, ...]:
    """Let each room's warm-up run in a while, without holding up the process's end.

    One that fails ends its own thread, which says so, and nothing else. The last thread sets aside
    what they left.
    """
    timers = tuple(Timer(after_s, warm_up.run) for warm_up in WARM_UPS.fillers())
    last = Thread(target=_set_aside, args=(timers,))
    threads: tuple[Thread, ...] = (*timers, last)
    for thread in threads:
        thread.daemon = True
        thread.start()
    return threads


def _set_aside(timers: Sequence[Timer]) -> None:
    """Wait for the warm-ups, then keep what lives as long as the process from being looked through.

    Modules, the compiler of the kernels and their networks are a million objects. Looking through
    them all for garbage took 0.16 to 0.36 s of processor, in the middle of somebody's page.
    """
    for timer in timers:
        timer.join()
    gc.collect()
    gc.freeze()
