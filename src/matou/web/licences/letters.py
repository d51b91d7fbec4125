"""What holders are told of their e-licences."""

from datetime import datetime

from matou.kit.event import Event
from matou.spine.credentials.contracts import (
    LicenceIssued,
    LicenceReinstated,
    LicenceRevoked,
    LicenceSuspended,
)
from matou.spine.credentials.rules.licence_types import TYPES
from matou.spine.notices import services as notices
from matou.spine.parties import queries as parties

_ISSUED, _MOVED = "licences.issued", "licences.moved"
_WORDS: dict[type[Event], tuple[str, str]] = {
    LicenceSuspended: ("已暂停使用", "suspended"),
    LicenceReinstated: ("已恢复使用", "valid again"),
    LicenceRevoked: ("已作废", "revoked"),
}


def register() -> None:
    """Make the texts known at start-up."""
    notices.register_template(
        name=_ISSUED,
        zh_subject="电子证照已签发：{kind_zh}",
        zh_body="您的{kind_zh}（{licence}，第 {version} 版）已签发，可以下载和出示。",
        en_subject="E-licence issued: {kind_en}",
        en_body="Your {kind_en} ({licence}, version {version}) was issued. Download or present it.",
        url="/credentials/{licence}/",
    )
    notices.register_template(
        name=_MOVED,
        zh_subject="电子证照{act_zh}：{kind_zh}",
        zh_body="您的{kind_zh}（{licence}）{act_zh}。原因：{reason}",
        en_subject="E-licence {act_en}: {kind_en}",
        en_body="Your {kind_en} ({licence}) is {act_en}. Reason: {reason}",
        url="/credentials/{licence}/",
    )


def tell_of_issue(event: LicenceIssued) -> None:
    """Tell the holder of a new licence or version."""
    facts = {**_kind(event.kind), "licence": event.aggregate, "version": event.version}
    key = f"{event.aggregate}:{event.version}"
    _tell(event.recipient, template=_ISSUED, facts=facts, key=key, now=event.occurred_at)


def tell_holder(event: LicenceSuspended | LicenceReinstated | LicenceRevoked) -> None:
    """Tell the holder that a licence stands otherwise than before, and why."""
    act_zh, act_en = _WORDS[type(event)]
    facts = {
        **_kind(event.kind), "licence": event.aggregate, "act_zh": act_zh, "act_en": act_en,
        "reason": event.reason,
    }  # fmt: skip
    key = f"{event.aggregate}:{event.occurred_at.isoformat()}"
    _tell(event.recipient, template=_MOVED, facts=facts, key=key, now=event.occurred_at)


def _tell(party: str, *, template: str, facts: dict[str, object], key: str, now: datetime) -> None:
    """Tell who keeps the licence; a vessel that nobody keeps it for reads no notices."""
    if parties.party_cards([party]):
        notices.notify(party=party, template=template, facts=facts, key=key, now=now)


def _kind(code: str) -> dict[str, object]:
    kind = TYPES[code].kind
    return {"kind_zh": kind.zh, "kind_en": kind.en}
