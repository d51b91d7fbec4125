"""The state table written a second time by hand, so that a slip in the first one shows."""

from matou.modules.freight.rules.states import LotAct, LotState, Relation

_LINES = """
offered        contract          contracted    shipper carrier
offered        cancel            cancelled     shipper carrier
offered        lapse             cancelled     operator system
offered        stop              cancelled     operator
contracted     fund              funded        shipper
contracted     cancel            cancelled     shipper carrier
contracted     lapse             cancelled     carrier operator system
contracted     stop              cancelled     operator
funded         set_out           to_load       carrier
funded         start_return      in_transit    carrier
funded         cancel            cancelled     shipper carrier
funded         no_show           cancelled     shipper operator
funded         stop              cancelled     operator
to_load        arrive_loading    at_load       carrier system
to_load        cancel            cancelled     shipper carrier
to_load        no_show           cancelled     shipper operator
to_load        stop              cancelled     operator
at_load        start_loading     loading       shipper carrier
at_load        cancel            cancelled     shipper carrier
at_load        stop              cancelled     operator
loading        confirm_loaded    loaded        shipper carrier
loaded         depart            in_transit    carrier system
in_transit     arrive_discharge  at_discharge  carrier system
at_discharge   start_discharge   discharging   consignee
at_discharge   refuse            delivered     consignee
discharging    deliver           delivered     consignee carrier
discharging    deliver_silent    delivered     system
discharging    refuse            delivered     consignee
delivered      state_account     stated        operator system
stated         settle            settled       operator system
settled        close             closed        shipper carrier operator system
"""

EXPECTED = frozenset(
    (LotState(state), LotAct(act), LotState(target), Relation(side))
    for state, act, target, *sides in (line.split() for line in _LINES.strip().splitlines())
    for side in sides
)


def allowed_in(state: LotState) -> set[tuple[LotAct, Relation]]:
    """Return which side may do what in a state."""
    return {(act, side) for source, act, _target, side in EXPECTED if source is state}
