"""What officers' acts share: who may, written reasons, standing in line."""

from django.db import connection

from matou.kit.actor import ADMIN, EXCHANGE
from matou.kit.errors import InvalidInput
from matou.spine.exchange.rules.limits import MAX_TEXT

OFFICERS = (EXCHANGE, ADMIN)


def said(note: str) -> str:
    """Return a reason without blanks around it; raises InvalidInput where there is none."""
    clean = note.strip()
    if not clean or len(clean) > MAX_TEXT or "\x00" in clean:
        raise InvalidInput(
            field="原因 note",
            reason_zh=f"请填写原因，最多 {MAX_TEXT} 字。",
            reason_en=f"Say why, in at most {MAX_TEXT} characters.",
        )
    return clean


def queue(name: str) -> None:
    """Put those who change one thing in line until commit.

    Not by FOR UPDATE: that asks for the right to update, which nobody has on rows that only grow.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
