"""What a room may ask of another member: sizes and spellings."""

import re

from matou.kit.errors import InvalidInput
from matou.spine.exchange.contracts.calls import NewCall
from matou.spine.exchange.rules.envelope import write_asked
from matou.spine.exchange.rules.limits import MAX_BYTES, MAX_CASE, MAX_FIELDS, MAX_TEXT
from matou.spine.exchange.rules.purposes import PURPOSES

_SERVICE = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
_LONGEST_SERVICE = 80


def check_call(new: NewCall) -> None:
    """Refuse a call that could not be sent or kept; raises InvalidInput."""
    if not _SERVICE.fullmatch(new.service) or len(new.service) > _LONGEST_SERVICE:
        raise InvalidInput(
            field="服务 service", reason_zh="没有这样的服务名。", reason_en="No such name can be."
        )
    if new.purpose not in PURPOSES:
        raise InvalidInput(
            field="用途 purpose", reason_zh="请选择一种用途。", reason_en="Choose a purpose."
        )
    if not new.basis.strip() or len(new.basis) > MAX_TEXT or not new.basis.isprintable():
        raise InvalidInput(
            field="依据 basis",
            reason_zh=f"请写明法律依据，最多 {MAX_TEXT} 字。",
            reason_en=f"Name the legal basis, at most {MAX_TEXT} characters.",
        )
    if len(new.case) > MAX_CASE or not new.case.isprintable() or len(new.fields) > MAX_FIELDS:
        raise InvalidInput(
            field="办件号或字段 case, fields",
            reason_zh=f"办件号最多 {MAX_CASE} 字符，字段最多 {MAX_FIELDS} 个。",
            reason_en=f"A case has at most {MAX_CASE} characters, at most {MAX_FIELDS} fields.",
        )
    if len(write_asked(arguments=new.arguments, fields=new.fields)) > MAX_BYTES:
        raise InvalidInput(
            field="内容 arguments", reason_zh="内容超过 10 MiB。", reason_en="More than 10 MiB."
        )
