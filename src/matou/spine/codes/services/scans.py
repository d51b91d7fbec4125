"""Count scans without knowing who scanned."""

from datetime import datetime

from django.db import connection

from matou.kit.clock import CHINA


def count_scan(*, code: str, now: datetime) -> None:
    """Add one to the day's count of an issued code; does nothing for an unknown one.

    Only code, day (China) and number are kept: no address, no person, no device (个人信息保护法
    article 6: no more than the purpose needs).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO codes_scancount AS kept (code_id, day, scans)
            SELECT code, %(day)s, 1 FROM codes_code WHERE code = %(code)s
            ON CONFLICT (code_id, day) DO UPDATE SET scans = kept.scans + 1
            """,
            {"code": code, "day": now.astimezone(CHINA).date()},
        )
