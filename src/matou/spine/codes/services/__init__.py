"""Changes to codes: issue, retire, count scans; and the registration of kinds."""

from matou.spine.codes.services.below import ensure_place_codes
from matou.spine.codes.services.issuing import (
    ensure_code,
    ensure_codes,
    issue,
    register_kind,
    retire,
)
from matou.spine.codes.services.scans import count_scan

__all__ = [
    "count_scan",
    "ensure_code",
    "ensure_codes",
    "ensure_place_codes",
    "issue",
    "register_kind",
    "retire",
]
