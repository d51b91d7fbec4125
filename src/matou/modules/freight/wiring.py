"""What freight registers at start-up: codes, notices, its port, its pieces of shared pages."""

from matou.modules.freight.contracts import (
    CARGO_KINDS,
    CARRIER_ROLE,
    CONSIGNEE_ROLE,
    DEMAND_CODE,
    LOT_CODE,
    LOT_LOOKUP,
    LOT_OPENER,
    LOT_WITHDRAWER,
    SHIPPER_ROLE,
    ReceivableOpened,
    RefundGranted,
    RefundRequested,
)
from matou.modules.freight.contracts.proof import LOT_PROOF
from matou.modules.freight.queries import code_facts, disputes, lot_proof, lots
from matou.modules.freight.queries.payees import payee_standings, vessel_hands
from matou.modules.freight.rules.dispute_letters import DISPUTE_LETTERS
from matou.modules.freight.rules.letters import LETTERS
from matou.modules.freight.rules.refund_letters import (
    OWED_TEMPLATE,
    REFUND_LETTERS,
    REFUND_TEMPLATE,
    REQUEST_TEMPLATE,
)
from matou.modules.freight.rules.terms import CARGO_CATEGORIES
from matou.modules.freight.services.delivery import CODE_TEMPLATE
from matou.modules.freight.services.dispute_letters import tell_of_dispute
from matou.modules.freight.services.letters import tell_sides
from matou.modules.freight.services.refund_letters import (
    tell_debtor,
    tell_of_refund,
    tell_operators,
)
from matou.modules.freight.services.wanted import open_wanted, withdraw_wanted
from matou.modules.freight.views import pieces
from matou.modules.freight.views.journal_words import JOURNAL_WORDS
from matou.spine.codes import services as codes
from matou.spine.custody.contracts.payees import PAYEE_STANDINGS
from matou.spine.custody.contracts.signals import VESSEL_HANDS
from matou.spine.journal import services as journal
from matou.spine.notices import services as notices
from matou.spine.notices.contracts import Channel
from matou.web.slots import (
    CONSOLE_CARDS,
    CONSOLE_MENU,
    FRONT_CARDS,
    MAP_LAYERS,
    MENU,
    PARTY_HOME,
    SEARCH,
    Card,
    MapLayer,
    MenuItem,
    SearchSource,
)
from matou.web.vocabulary import VOCABULARIES

_SIDES = frozenset({SHIPPER_ROLE, CARRIER_ROLE, CONSIGNEE_ROLE})

codes.register_kind(
    kind=DEMAND_CODE,
    page_url=lambda subject: f"/freight/demands/{subject}/",
    facts=code_facts.demand_code_facts,
)
codes.register_kind(
    kind=LOT_CODE,
    page_url=lambda subject: f"/freight/lots/{subject}/",
    facts=code_facts.lot_code_facts,
)
LOT_LOOKUP.fill(lots.lot_card)
CARGO_KINDS.fill(lambda: CARGO_CATEGORIES)
LOT_OPENER.fill(open_wanted)
LOT_WITHDRAWER.fill(withdraw_wanted)
PAYEE_STANDINGS.fill(payee_standings)
VESSEL_HANDS.fill(vessel_hands)
LOT_PROOF.fill(lot_proof.lot_proofs)
VOCABULARIES.fill(JOURNAL_WORDS)

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
for dispute_letter in DISPUTE_LETTERS:
    notices.register_template(
        name=dispute_letter.template,
        zh_subject=dispute_letter.zh_subject,
        zh_body=dispute_letter.zh_body,
        en_subject=dispute_letter.en_subject,
        en_body=dispute_letter.en_body,
        url=dispute_letter.url,
    )
for dispute_event in sorted({one.event for one in DISPUTE_LETTERS}, key=lambda one: one.__name__):
    journal.subscribe(
        name=f"freight.{dispute_event.__name__}", event=dispute_event, handle=tell_of_dispute
    )

for money_letter in REFUND_LETTERS:
    notices.register_template(
        name=money_letter.template,
        zh_subject=money_letter.zh_subject,
        zh_body=money_letter.zh_body,
        en_subject=money_letter.en_subject,
        en_body=money_letter.en_body,
        url=money_letter.url,
    )
journal.subscribe(name=REFUND_TEMPLATE, event=RefundGranted, handle=tell_of_refund)
journal.subscribe(name=REQUEST_TEMPLATE, event=RefundRequested, handle=tell_operators)
journal.subscribe(name=OWED_TEMPLATE, event=ReceivableOpened, handle=tell_debtor)

MENU.fill(
    MenuItem(
        name="freight.demands",
        title_zh="货盘",
        title_en="Demands",
        url="/freight/",
        icon="package",
        order=10,
    )
)
MENU.fill(
    MenuItem(
        name="freight.lots",
        title_zh="我的货运",
        title_en="My freight",
        url="/freight/lots/",
        icon="truck-delivery",
        order=12,
        roles=_SIDES,
        also=("/freight/money/",),
    )
)
FRONT_CARDS.fill(
    Card(
        name="freight.demands",
        template="freight/_front_card.html",
        context=pieces.front_card,
        order=10,
    )
)
PARTY_HOME.fill(
    Card(
        name="freight.lots",
        template="freight/_home_card.html",
        context=pieces.home_card,
        order=10,
        roles=_SIDES,
    )
)
CONSOLE_CARDS.fill(
    Card(
        name="freight.lots",
        template="freight/_console_card.html",
        context=pieces.console_card,
        order=10,
        roles=lots.AUDIT_ROLES,
    )
)
SEARCH.fill(
    SearchSource(
        name="freight.demands",
        title_zh="货盘",
        title_en="Demands",
        search=pieces.found_demands,
        order=5,
    )
)
MAP_LAYERS.fill(
    MapLayer(
        name="freight.vessels",
        title_zh="船舶动态",
        title_en="Vessels now",
        kind="vessel",
        features=pieces.vessel_layer,
        order=10,
        refresh_s=30,
    )
)
for _place, (_name, _zh, _en, _icon) in enumerate(
    (
        ("board", "货运看板", "Freight board", "ship"),
        ("disputes", "争议", "Disputes", "gavel"),
        ("refunds", "退款复核", "Refunds to approve", "arrow-back-up"),
        ("receivables", "应收款", "Receivables", "receipt-yuan"),
        ("proposals", "航迹建议", "Track proposals", "route"),
        ("feeds", "AIS 数据源", "AIS feeds", "antenna"),
    )
):
    CONSOLE_MENU.fill(
        MenuItem(
            name=f"freight.{_name}",
            title_zh=_zh,
            title_en=_en,
            url="/freight/console/" if _name == "board" else f"/freight/console/{_name}/",
            icon=_icon,
            order=20 + _place,
            roles=disputes.DESK_ROLES if _name == "disputes" else lots.AUDIT_ROLES,
        )
    )
