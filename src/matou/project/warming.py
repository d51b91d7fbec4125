"""What a web process warms up once it serves, in the background (后台预热)."""

from threading import Timer

from matou.web.slots import WARM_UPS

AFTER_S = 3.0
"""The first page goes first: loading a kernel would hold it up by its half second and more."""


def begin(*, after_s: float = AFTER_S) -> tuple[Timer, ...]:
    """Let each room's warm-up run in a while, without holding up the process's end.

    One that fails ends its own thread, which says so, and nothing else.
    """
    timers = tuple(Timer(after_s, warm_up.run) for warm_up in WARM_UPS.fillers())
    for timer in timers:
        timer.daemon = True
        timer.start()
    return timers
