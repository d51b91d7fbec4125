"""The exchange's own measures."""

MAX_BYTES = 10 * 1024 * 1024
"""The largest body, as X-Road has it by default."""
WINDOW_S = 300
"""How far from this clock a signature's instant may lie, before and after."""
STORED_DAYS = 7
"""How long an answer is kept for a caller who lost it; retries end long before."""
OUTGOING_DAYS = 30
"""How long an outgoing call keeps the answer that it brought; its row and the log stay."""
GIVE_UP_H = 24
"""How long a call is tried again."""
TIMEOUT_S = 20
"""How long one attempt may take."""
STAMP_EVERY_S = 60
STAMP_LATE_S = 180
"""Three missed stamps: from here on pages and the check say that stamping fails."""
NOT_GENUINE_PER_MINUTE = 120
"""Refusals of unsigned or badly signed calls that one address gets logged a minute; what goes
beyond is answered 429 and not logged, or a stranger could fill the log."""
MAX_TEXT = 300
MAX_CASE = 64
MAX_FIELDS = 100


def backoff_s(attempts: int) -> int:
    """Return how long to wait after so many attempts: 2, 4, 8 … s, at most 15 minutes."""
    return int(min(2 ** min(attempts, 10), 900))
