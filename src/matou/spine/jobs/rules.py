"""When a failed job runs again, and when a silent worker counts as dead."""

FIRST_WAIT_S = 2
LONGEST_WAIT_S = 3600
DEFAULT_RETRIES = 8

HEARTBEAT_S = 5.0
STALLED_AFTER_S = 20.0
"""Four missed heartbeats: a worker killed with -9 is noticed after this, its jobs run again."""

STALLS_MOST = 5
"""A job whose worker died this often is taken for the cause and fails for an operator to see."""

_ERROR_CHARACTERS = 2000


def wait_s(*, attempts: int) -> int:
    """Return the seconds before the next try of a job put back ``attempts`` times: it doubles."""
    return min(FIRST_WAIT_S * int(2 ** min(attempts, 20)), LONGEST_WAIT_S)


def error_text(error: BaseException) -> str:
    """Return what an operator reads about a failure; NUL, which PostgreSQL refuses, is dropped."""
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:_ERROR_CHARACTERS]
