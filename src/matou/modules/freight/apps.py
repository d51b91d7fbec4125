"""The cargo loop: from a posted demand to a paid carrier."""

from matou.web.module import ModuleConfig


class FreightConfig(ModuleConfig):
    """Freight (货运): demands, offers, lots under way, their evidence, money and tracks."""

    name = "matou.modules.freight"
    label = "freight"
    title_zh = "货运"
    title_en = "Freight"
    icon = "ship"
    order = 10
    roles = {
        "shipper": ("货主", "Shipper"),
        "carrier": ("承运人", "Carrier"),
        "consignee": ("收货人", "Consignee"),
    }
    append_only = (
        "freight_lottransition",
        "freight_evidence",
        "freight_positionfix",
        "freight_shipstatic",
        "freight_refund",
        "freight_recovery",
    )
