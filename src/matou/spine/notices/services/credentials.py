"""Notices about credentials, whose room lies below this one."""

from matou.kit.clock import CHINA
from matou.spine.credentials.contracts import CredentialExpiring, HolderKind
from matou.spine.credentials.rules.kinds import kind_named
from matou.spine.notices.services.telling import notify

EXPIRING = "credentials.expiring"
CAN_BE_TOLD = frozenset({HolderKind.PERSON, HolderKind.COMPANY})


def tell_expiring(event: CredentialExpiring) -> None:
    """Tell a person or company that a credential of theirs ends soon.

    Vessels and vehicles read no notices: the room that knows whose they are tells the owner.
    """
    if event.holder_kind not in CAN_BE_TOLD:
        return
    kind = kind_named(event.kind)
    notify(
        party=event.holder,
        template=EXPIRING,
        facts={
            "kind_zh": kind.zh,
            "kind_en": kind.en,
            "number": event.number,
            "days": event.days,
            "until": event.until_at.astimezone(CHINA).strftime("%Y-%m-%d"),
        },
        key=f"{event.aggregate}:{event.until_at.isoformat()}:{event.days}",
        now=event.occurred_at,
    )
