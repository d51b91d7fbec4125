"""Why an act was done: what items and cases ask of whoever returns, suspends, refuses or ends."""

from matou.kit.errors import InvalidInput

MOST_REASON = 500


def checked_reason(reason: str) -> str:
    """Return a reason in one line; raises InvalidInput."""
    text = " ".join(reason.split())
    if not 1 <= len(text) <= MOST_REASON or not text.isprintable():
        raise InvalidInput(
            field="reason",
            reason_zh=f"请写明原因（{MOST_REASON} 字以内）。",
            reason_en=f"Say why, in at most {MOST_REASON} characters.",
        )
    return text
