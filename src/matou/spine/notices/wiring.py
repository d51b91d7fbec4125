"""Notices about rooms below this one; other rooms register their templates themselves."""

from matou.spine.credentials.contracts import CredentialExpiring
from matou.spine.journal.services import subscribe
from matou.spine.notices.contracts import Channel
from matou.spine.notices.services import register_template
from matou.spine.notices.services.credentials import EXPIRING, tell_expiring

register_template(
    name=EXPIRING,
    zh_subject="{kind_zh}还有不到 {days} 天到期",
    zh_body="证书编号 {number}，有效至 {until}。请及时换证并上传新证，以免影响接单。",
    en_subject="{kind_en} ends in less than {days} days",
    en_body="Number {number}, valid until {until}. Renew it and upload the new one in time.",
    channels=(Channel.EMAIL, Channel.SMS),
)

subscribe(name="notices.credentials", event=CredentialExpiring, handle=tell_expiring)
