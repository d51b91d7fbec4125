"""What freight registers at start-up: codes, notices, subscriptions, the port it answers."""

from matou.modules.freight.contracts import DEMAND_CODE, LOT_CODE, LOT_LOOKUP
from matou.modules.freight.queries import lots
from matou.modules.freight.rules.letters import LETTERS
from matou.modules.freight.services.delivery import CODE_TEMPLATE
from matou.modules.freight.services.letters import tell_sides
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.spine.notices.contracts import Channel

codes.register_kind(
    kind=DEMAND_CODE,
    page_url=lambda subject: f"/freight/demands/{subject}/",
    facts=lots.demand_code_facts,
)
codes.register_kind(
    kind=LOT_CODE,
    page_url=lambda subject: f"/freight/lots/{subject}/",
    facts=lots.lot_code_facts,
)
LOT_LOOKUP.fill(lots.lot_card)

notices.register_template(
    name=CODE_TEMPLATE,
    zh_subject="收货验证码",
    zh_body="货运单 {lot}（{cargo}）收货验证码 {code}，10 分钟内有效。确认收货前请勿告诉他人。",
    en_subject="Delivery code",
    en_body="Lot {lot} ({cargo}): delivery code {code}, good for 10 minutes. Keep it till receipt.",
    channels=frozenset({Channel.IN_APP, Channel.SMS}),
    url="/freight/lots/{lot}/",
)
for letter in LETTERS:
    notices.register_template(
        name=letter.template,
        zh_subject=letter.zh_subject,
        zh_body=letter.zh_body,
        en_subject=letter.en_subject,
        en_body=letter.en_body,
        url="/freight/lots/{lot}/",
    )
    journal.subscribe(name=letter.template, event=letter.event, handle=tell_sides)
