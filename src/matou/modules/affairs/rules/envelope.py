"""The exchange envelope (数据同步): what the platform itself says of a version."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

SOURCE = "matou"
IN_FORCE, CANCELLED = "在用", "取消"


def envelope(
    *, code: str, number: int, published_at: datetime, withdrawn_at: datetime | None
) -> dict[str, str | int]:
    """Return the system fields of a published version; a version keeps its id for ever.

    Code lists seen in public implementations: state 在用/暂停/取消, operation I, U or D.
    """
    changed_at = withdrawn_at or published_at
    operation = "D" if withdrawn_at else ("I" if number == 1 else "U")
    return {
        "task_state": CANCELLED if withdrawn_at else IN_FORCE,
        "task_version": number,
        "row_guid": str(uuid5(NAMESPACE_URL, f"urn:matou:affairs:{code}:{number}")),
        "data_source": SOURCE,
        "cd_operation": operation,
        "cd_time": changed_at.isoformat(timespec="seconds"),
        "cd_batch": f"{changed_at:%Y%m%d}",
    }
