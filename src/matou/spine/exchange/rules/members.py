"""Members: what their ids and addresses look like, and which steps are legal."""

import re
from urllib.parse import urlsplit

from matou.kit.errors import InvalidInput
from matou.spine.exchange.contracts.members import MemberState, NewKey, NewMember
from matou.spine.exchange.contracts.refusals import StepNotPossible
from matou.spine.exchange.rules.keys import is_public_key

_CODE = re.compile(r"[a-z][a-z0-9-]{2,30}[a-z0-9]")
_REGION = re.compile(r"[0-9]{6}")
_LONGEST_NAME = 60
_LONGEST_URL = 200
MOVES: dict[MemberState | None, frozenset[MemberState]] = {
    None: frozenset({MemberState.PROPOSED}),
    MemberState.PROPOSED: frozenset({MemberState.ACTIVE, MemberState.REFUSED}),
    MemberState.ACTIVE: frozenset({MemberState.SUSPENDED, MemberState.ENDED}),
    MemberState.SUSPENDED: frozenset({MemberState.ACTIVE, MemberState.ENDED, MemberState.PROPOSED}),
    MemberState.ENDED: frozenset({MemberState.PROPOSED}),
    MemberState.REFUSED: frozenset({MemberState.PROPOSED}),
}
"""From where to where; a member with a new address is proposed again and confirmed again."""


def check_move(*, before: MemberState | None, after: MemberState) -> None:
    """Refuse a step that the table does not have; raises StepNotPossible."""
    if after not in MOVES[before]:
        raise StepNotPossible(state=before.value if before else "-")


def check_member(new: NewMember) -> None:
    """Refuse ids, names and addresses that cannot be; raises InvalidInput."""
    if not _CODE.fullmatch(new.code):
        raise InvalidInput(
            field="成员编号 code",
            reason_zh="4 至 32 个小写字母、数字和连字符，字母开头。",
            reason_en="4 to 32 small letters, digits and hyphens, a letter first.",
        )
    if not _REGION.fullmatch(new.region):
        raise InvalidInput(
            field="行政区划代码 region", reason_zh="应为 6 位数字。", reason_en="Six digits."
        )
    for field, name in (("名称 name_zh", new.name_zh), ("英文名称 name_en", new.name_en)):
        if not name.strip() or len(name) > _LONGEST_NAME or "\x00" in name:
            raise InvalidInput(
                field=field,
                reason_zh=f"请填写，最多 {_LONGEST_NAME} 字。",
                reason_en=f"Fill in, at most {_LONGEST_NAME} characters.",
            )
    if not is_base_url(new.base_url):
        raise InvalidInput(
            field="服务地址 base_url",
            reason_zh="应为 https:// 或 http:// 开头的网址，不含路径和参数。",
            reason_en="An address beginning with https:// or http://, without path or query.",
        )


def is_base_url(text: str) -> bool:
    """Tell whether a text is a site's address alone."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # raises where the port is no number
    except ValueError:
        return False
    return (
        len(text) <= _LONGEST_URL
        and text.isascii()
        and text.isprintable()
        and parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and text == f"{parts.scheme}://{parts.netloc}"
    )


def check_key(new: NewKey) -> None:
    """Refuse a key of another form, or one whose validity ends before it begins."""
    if not is_public_key(algorithm=new.algorithm, public=new.public):
        raise InvalidInput(
            field="公钥 public",
            reason_zh="Ed25519 公钥为 64 位十六进制数，SM2 公钥为 128 位。",
            reason_en="64 hex digits for Ed25519, 128 for SM2.",
        )
    if new.until_at <= new.from_at:
        raise InvalidInput(
            field="有效期 until",
            reason_zh="截止应晚于开始。",
            reason_en="The end must come after the beginning.",
        )
