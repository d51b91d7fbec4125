"""How often codes were scanned."""

from datetime import date

from matou.spine.codes.models import ScanCount


def scans_of(code: str) -> tuple[tuple[date, int], ...]:
    """Return the days on which the code's page was opened and how often, newest first."""
    rows = ScanCount.objects.filter(code=code).order_by("-day")
    return tuple(rows.values_list("day", "scans"))
