"""Pure rules of notices: texts from templates, which channels, when to send and to try again."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from string import Formatter

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.spine.notices.contracts import Channel, MissingFact, Template

MINUTES_PER_DAY = 24 * 60
LANGUAGES = ("zh", "en")
MAX_SUBJECT_LENGTH = 120
MAX_BODY_LENGTH = 1_000
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""After the last of these a delivery has failed and an operator may try again."""
CANNOT_BE_OFF = frozenset({Channel.IN_APP})
"""The list on the site is the record of what a party was told; it has no switch."""


def render(text: str, *, template: str, facts: Mapping[str, object]) -> str:
    """Return the text with its holes filled; raises MissingFact."""
    for hole in holes(text):
        if hole not in facts:
            raise MissingFact(template=template, fact=hole)
    return text.format_map({name: str(value) for name, value in facts.items()})


def holes(text: str) -> frozenset[str]:
    """Return the names of the ``{facts}`` that a text needs."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def check_template(template: Template) -> None:
    """Refuse a template that could not be filled safely; a programmer's error, so ValueError."""
    texts = (
        template.zh_subject,
        template.zh_body,
        template.en_subject,
        template.en_body,
        template.url,
    )
    if not all(text.strip() for text in texts[:4]):
        raise ValueError(f"{template.name}: a text is missing in one language")
    if not all(name.isidentifier() for text in texts for name in holes(text)):
        raise ValueError(f"{template.name}: holes must be plain names")


def channels_for(template: Template, *, off: Collection[str]) -> frozenset[Channel]:
    """Return the channels of a template that the party has not switched off.

    ``off`` holds channels (``sms``) and channels of one template (``freight.lot_late:sms``).
    """
    return frozenset(
        channel
        for channel in template.channels | CANNOT_BE_OFF
        if channel in CANNOT_BE_OFF
        or not ({channel.value, f"{template.name}:{channel.value}"} & set(off))
    )


def due_at(now: datetime, *, quiet_from: int | None, quiet_until: int | None) -> datetime:
    """Return when to send: now, or the end of the quiet hours that now lies in."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return now
    local = now.astimezone(CHINA)
    minute = local.hour * 60 + local.minute
    over_midnight = quiet_from > quiet_until
    after_start, before_end = minute >= quiet_from, minute < quiet_until
    is_quiet = (after_start or before_end) if over_midnight else (after_start and before_end)
    if not is_quiet:
        return now
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    days = 1 if over_midnight and after_start else 0
    return (midnight + timedelta(days=days, minutes=quiet_until)).astimezone(now.tzinfo)


def retry_at(*, attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, or None when enough were made."""
    return now + RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def checked_quiet(value: int | None) -> int | None:
    """Return a minute of the day or None; raises InvalidInput."""
    if value is not None and not 0 <= value < MINUTES_PER_DAY:
        raise InvalidInput(
            field="免打扰时间 quiet hours",
            reason_zh="请填写 00:00 到 23:59。",
            reason_en="Give a time from 00:00 to 23:59.",
        )
    return value


def checked_language(value: str) -> str:
    """Return ``zh`` or ``en``; raises InvalidInput."""
    if value not in LANGUAGES:
        raise InvalidInput(
            field="语言 language", reason_zh="请选择中文或英文。", reason_en="Choose zh or en."
        )
    return value


def checked_off(values: Collection[str]) -> list[str]:
    """Return switched-off channels in order; raises InvalidInput for what cannot be off."""
    allowed = {channel.value for channel in Channel} - {channel.value for channel in CANNOT_BE_OFF}
    if any(value.rpartition(":")[2] not in allowed or len(value) > 80 for value in values):  # noqa: PLR2004
        raise InvalidInput(
            field="渠道 channels",
            reason_zh="只能关闭邮件或短信。",
            reason_en="Only e-mail and SMS can be switched off.",
        )
    return sorted(set(values))
