"""What freight registers at start-up: its kinds of codes, its notices, the port it answers."""

from matou.modules.freight.contracts import DEMAND_CODE, LOT_CODE, LOT_LOOKUP
from matou.modules.freight.queries import lots
from matou.spine.codes import services as codes

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
