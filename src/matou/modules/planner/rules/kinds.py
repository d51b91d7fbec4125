"""The catalogue of network rows: files, forms, pages, API and tables follow it."""

import re
from collections.abc import Callable

from matou.modules.planner.rules import table_cells as cells
from matou.modules.planner.rules.columns import Cells, Column, Kind


def _slug(*parts: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", " ".join(parts).lower().replace("<=", "up to ")).strip("-")


def _own(head: str) -> Callable[[Cells], str]:
    return lambda row: row.get(head, "")


MODES = (
    ("water", "水路", "water"),
    ("road", "公路", "road"),
    ("rail", "铁路", "rail"),
    ("air", "航空", "air"),
)
NODE_KINDS = (
    ("city", "城市", "city"),
    ("port", "港口码头", "port terminal"),
    ("lock", "船闸", "lock"),
    ("junction", "水路交汇点", "junction"),
    ("rail", "铁路货站", "rail station"),
    ("airport", "机场", "airport"),
)
CONFIDENCES = (
    ("A", "A 有公开来源", "A published source"),
    ("B", "B 公认或推算", "B well known or computed"),
    ("C", "C 估计，待核实", "C estimate, to be checked"),
)
FLAGS = (("1", "是", "yes"), ("0", "否", "no"))
UNITS = (("TEU", "标准箱", "TEU"), ("t", "吨", "t"))
ADDED = "added"
EXCEPTIONS = (("cancelled", "取消", "cancelled"), (ADDED, "加开", "added"))


def _keys(choices: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    return tuple(key for key, _zh, _en in choices)


_MODE = cells.one_of(*_keys(MODES))
_PLACE_ZH, _PLACE_EN = "地点编号，例如 P_CHI。", "Code of the place, such as P_CHI."


def _grounds(head: str = "conf") -> tuple[Column, ...]:
    return (
        Column(name="confidence", head=head, zh="可信度", en="confidence", required=True,
               cell=cells.CONFIDENCE, choices=CONFIDENCES),
        Column(name="source", head="source", zh="来源", en="source", required=True),
    )  # fmt: skip


_NOTE = Column(name="note", head="note", zh="备注", en="note")
_HOURS = Column(
    name="opening_hours", head="open_hours", zh="开放时间", en="opening hours",
    cell=cells.HOURS, required=True,
    help_zh="写成 08:00-18:00/7：开始-结束/每周天数（从周一起）。",
    help_en="Write 08:00-18:00/7: from-until/days a week, from Monday.",
)  # fmt: skip

NODE = Kind(
    key="node", file="nodes.csv", zh="节点", en="Nodes", icon="map-pin", code_of=_own("node_id"),
    columns=(
        Column(name="code", head="node_id", zh="编号", en="code", cell=cells.PLACE, required=True),
        Column(name="name_zh", head="name_zh", zh="中文名", en="Chinese name", required=True,
               is_shown=True),
        Column(name="name_en", head="name_en", zh="英文名", en="English name", required=True),
        Column(name="kind", head="kind", zh="类别", en="kind", required=True, is_shown=True,
               cell=cells.one_of(*_keys(NODE_KINDS)), choices=NODE_KINDS),
        Column(name="modes", head="modes", zh="运输方式", en="modes", cell=cells.MODES,
               required=True, is_shown=True,
               help_zh="W 水路、T 铁路、A 航空、R 公路，例如 WR。",
               help_en="W water, T rail, A air, R road, such as WR."),
        Column(name="latitude", head="lat", zh="纬度", en="latitude", cell=cells.degrees(90),
               required=True, unit="° WGS-84"),
        Column(name="longitude", head="lon", zh="经度", en="longitude", cell=cells.degrees(180),
               required=True, unit="° WGS-84"),
        Column(name="city", head="city", zh="城市", en="city", is_shown=True),
        Column(name="sign", head="code", zh="UN/LOCODE 或 IATA", en="UN/LOCODE or IATA"),
        Column(name="cargo", head="cargo", zh="货类", en="cargo",
               help_zh="以分号隔开，例如 bulk;container。",
               help_en="Parted by semicolons, such as bulk;container."),
        Column(name="berth_dwt_max", head="berth_dwt_max", zh="最大靠泊吨级", en="largest berth",
               cell=cells.optional(cells.COUNT), unit="t"),
        Column(name="takes_containers", head="container", zh="集装箱", en="containers",
               cell=cells.FLAG, choices=FLAGS),
        Column(name="takes_dangerous_goods", head="dg", zh="危险货物", en="dangerous goods",
               cell=cells.FLAG, choices=FLAGS),
        _HOURS,
        Column(name="confidence_position", head="conf_coord", zh="位置可信度",
               en="confidence of position", cell=cells.CONFIDENCE, required=True,
               choices=CONFIDENCES),
        *_grounds("conf_attr"), _NOTE,
    ),
)  # fmt: skip

_ORIGIN = Column(name="origin", head="from_node", zh="起点", en="from", cell=cells.PLACE,
                 required=True, is_shown=True, help_zh=_PLACE_ZH, help_en=_PLACE_EN)  # fmt: skip
_DESTINATION = Column(name="destination", head="to_node", zh="终点", en="to", cell=cells.PLACE,
                      required=True, is_shown=True, help_zh=_PLACE_ZH,
                      help_en=_PLACE_EN)  # fmt: skip

LINK = Kind(
    key="link", file="links.csv", zh="线路区段", en="Links", icon="road", code_of=_own("link_id"),
    columns=(
        Column(name="code", head="link_id", zh="编号", en="code", cell=cells.CODE, required=True),
        _ORIGIN, _DESTINATION,
        Column(name="mode", head="mode", zh="运输方式", en="mode", required=True, is_shown=True,
               cell=cells.one_of("water", "road", "rail"), choices=MODES[:3],
               help_zh="水路从起点到终点为下行。", help_en="By water, from–to runs downstream."),
        Column(name="length_m", head="km", zh="里程", en="length", cell=cells.METRES,
               required=True, unit="km", is_shown=True),
        Column(name="name", head="name", zh="名称", en="name"),
        Column(name="grade", head="grade", zh="等级", en="class", required=True),
        Column(name="depth_cm", head="depth_m", zh="维护水深", en="maintained depth",
               cell=cells.optional(cells.CENTIMETRES), unit="m", is_shown=True),
        Column(name="speed_forward_m_per_h", head="speed_fwd_kmh", zh="速度（下行）",
               en="speed, forward", cell=cells.METRES, required=True, unit="km/h"),
        Column(name="speed_back_m_per_h", head="speed_back_kmh", zh="速度（上行）",
               en="speed, back", cell=cells.METRES, required=True, unit="km/h"),
        Column(name="toll_fen_per_km", head="toll_cny_km", zh="通行费（六轴货车）",
               en="toll, six-axle lorry", cell=cells.optional(cells.FEN), unit="CNY/km"),
        Column(name="status", head="status", zh="状态", en="status", cell=cells.STATUS,
               required=True, is_shown=True,
               help_zh="open、closed、under_construction 或 planned_年-月。",
               help_en="open, closed, under_construction or planned_YYYY-MM."),
        *_grounds(), _NOTE,
    ),
)  # fmt: skip

SERVICE = Kind(
    key="service", file="services.csv", zh="班次", en="Services", icon="calendar",
    code_of=_own("service_id"),
    columns=(
        Column(name="code", head="service_id", zh="编号", en="code", cell=cells.CODE,
               required=True),
        Column(name="mode", head="mode", zh="运输方式", en="mode", required=True, is_shown=True,
               cell=cells.one_of("water", "rail", "air"),
               choices=(MODES[0], MODES[2], MODES[3])),
        _ORIGIN, _DESTINATION,
        Column(name="days", head="days", zh="开行星期", en="days", cell=cells.DAYS, required=True,
               is_shown=True, help_zh="1 为周一，例如 135。", help_en="1 = Monday, such as 135."),
        Column(name="departs_minute", head="dep_time", zh="开行时刻", en="departs",
               cell=cells.CLOCK, required=True, unit="UTC+8", is_shown=True),
        Column(name="cutoff_min", head="cutoff_min", zh="截载提前", en="cut-off before",
               cell=cells.COUNT, required=True, unit="min"),
        Column(name="duration_min", head="duration_min", zh="全程时间", en="duration",
               cell=cells.POSITIVE, required=True, unit="min", is_shown=True),
        Column(name="length_m", head="km", zh="里程", en="length", cell=cells.METRES,
               required=True, unit="km"),
        Column(name="capacity", head="capacity", zh="每班运力", en="capacity",
               cell=cells.POSITIVE, required=True),
        Column(name="unit", head="unit", zh="计费单位", en="unit", required=True,
               cell=cells.one_of(*_keys(UNITS)), choices=UNITS),
        Column(name="price_fen_per_unit", head="price_cny_per_unit", zh="单价", en="price a unit",
               cell=cells.FEN, required=True, unit="CNY"),
        Column(name="min_depth_cm", head="min_depth_m", zh="所需水深", en="depth needed",
               cell=cells.optional(cells.CENTIMETRES), unit="m"),
        Column(name="locks", head="locks", zh="途经船闸", en="locks on the way", cell=cells.PLACES,
               help_zh="编号按顺序以空格隔开。", help_en="Codes in order, parted by blanks."),
        *_grounds(), _NOTE,
    ),
)  # fmt: skip

TRANSFER = Kind(
    key="transfer", file="transfers.csv", zh="换装", en="Transfers", icon="arrows-exchange",
    code_of=_own("transfer_id"),
    columns=(
        Column(name="code", head="transfer_id", zh="编号", en="code", cell=cells.CODE,
               required=True),
        Column(name="origin", head="node_from", zh="起点", en="from", cell=cells.PLACE,
               required=True, is_shown=True, help_zh=_PLACE_ZH, help_en=_PLACE_EN),
        Column(name="origin_mode", head="mode_from", zh="来自方式", en="mode from", cell=_MODE,
               required=True, is_shown=True, choices=MODES),
        Column(name="destination", head="node_to", zh="终点", en="to", cell=cells.PLACE,
               required=True, is_shown=True, help_zh=_PLACE_ZH, help_en=_PLACE_EN),
        Column(name="destination_mode", head="mode_to", zh="转往方式", en="mode to", cell=_MODE,
               required=True, is_shown=True, choices=MODES),
        Column(name="fixed_min", head="fixed_min", zh="固定时间", en="fixed time",
               cell=cells.COUNT, required=True, unit="min", is_shown=True),
        Column(name="per_teu_s", head="min_per_teu", zh="每箱时间", en="time a TEU",
               cell=cells.SECONDS, required=True, unit="min"),
        Column(name="per_100t_s", head="min_per_100t", zh="每百吨时间", en="time a 100 t",
               cell=cells.SECONDS, required=True, unit="min"),
        Column(name="cost_fen_per_teu", head="cost_cny_per_teu", zh="每箱费用", en="cost a TEU",
               cell=cells.FEN, required=True, unit="CNY"),
        Column(name="cost_fen_per_t", head="cost_cny_per_t", zh="每吨费用", en="cost a tonne",
               cell=cells.FEN, required=True, unit="CNY"),
        Column(name="co2e_g_per_t", head="kgco2e_per_t", zh="每吨碳排放", en="CO2e a tonne",
               cell=cells.GRAMS, required=True, unit="kg"),
        _HOURS, *_grounds(), _NOTE,
    ),
)  # fmt: skip

CHAMBER = Kind(
    key="chamber", file="locks.csv", zh="闸室", en="Lock chambers", icon="ripple",
    code_of=lambda row: f"{row.get('lock_id', '')}-{row.get('chamber', '').replace('#', '')}",
    columns=(
        Column(name="lock", head="lock_id", zh="船闸", en="lock", cell=cells.PLACE, required=True,
               is_shown=True, help_zh="地点编号，例如 L_CHZ。",
               help_en="Code of the place, such as L_CHZ."),
        Column(name="chamber", head="chamber", zh="闸室", en="chamber", required=True,
               is_shown=True),
        Column(name="length_cm", head="length_m", zh="有效长", en="length", cell=cells.CENTIMETRES,
               required=True, unit="m", is_shown=True),
        Column(name="width_cm", head="width_m", zh="有效宽", en="width", cell=cells.CENTIMETRES,
               required=True, unit="m", is_shown=True),
        Column(name="sill_depth_cm", head="sill_depth_m", zh="门槛水深", en="sill depth",
               cell=cells.CENTIMETRES, required=True, unit="m", is_shown=True),
        Column(name="vessel_dwt", head="class_t", zh="船舶吨级", en="vessel class",
               cell=cells.POSITIVE, required=True, unit="t"),
        Column(name="opened_year", head="opened", zh="通航年份", en="opened",
               cell=cells.optional(cells.number(least=1850))),
        Column(name="passage_min", head="passage_min", zh="过闸时间", en="passage",
               cell=cells.COUNT, required=True, unit="min"),
        Column(name="wait_median_min", head="wait_p50_min", zh="候闸，中位", en="wait, median",
               cell=cells.COUNT, required=True, unit="min", is_shown=True),
        Column(name="wait_ninetieth_min", head="wait_p90_min", zh="候闸，九成",
               en="wait, nine in ten", cell=cells.COUNT, required=True, unit="min"),
        Column(name="fee_fen_per_gt", head="fee_cny_per_gt", zh="过闸费", en="fee",
               cell=cells.FEN, required=True, unit="CNY/GT"),
        *_grounds(),
        Column(name="note", head="closure_note", zh="停航说明", en="on closures"),
    ),
)  # fmt: skip

TARIFF = Kind(
    key="tariff", file="params.csv", zh="费率与参数", en="Tariffs and parameters",
    icon="coin-yuan", code_of=_own("name"), has_grounds=False,
    columns=(
        Column(name="code", head="name", zh="名称", en="name", cell=cells.CODE, required=True),
        Column(name="value", head="value", zh="数值", en="value", cell=cells.DECIMAL,
               required=True, is_shown=True),
        Column(name="unit", head="unit", zh="单位", en="unit", is_shown=True),
        Column(name="note", head="note", zh="备注", en="note", is_shown=True),
    ),
)  # fmt: skip

EMISSION = Kind(
    key="emission", file="emission_factors.csv", zh="排放因子", en="Emission factors", icon="leaf",
    code_of=lambda row: _slug(row.get("mode", ""), row.get("vehicle", "")),
    columns=(
        Column(name="mode", head="mode", zh="环节", en="mode", required=True, is_shown=True,
               cell=cells.one_of(*_keys(MODES), "site", "lock"),
               choices=(*MODES, ("site", "场站", "site"), ("lock", "船闸", "lock"))),
        Column(name="vehicle", head="vehicle", zh="运具", en="vehicle", required=True,
               is_shown=True),
        Column(name="unit", head="unit", zh="单位", en="unit", required=True, is_shown=True),
        Column(name="value", head="value", zh="数值", en="value", cell=cells.DECIMAL,
               required=True, is_shown=True),
        Column(name="scope", head="scope", zh="范围", en="scope", required=True, is_shown=True,
               help_zh="WTW 为全生命周期（ISO 14083）。",
               help_en="WTW = well to wheel (ISO 14083)."),
        Column(name="source", head="source", zh="来源", en="source", required=True),
        Column(name="confidence", head="conf", zh="可信度", en="confidence", required=True,
               cell=cells.CONFIDENCE, choices=CONFIDENCES),
    ),
)  # fmt: skip

_SERVICE = Column(name="service", head="service_id", zh="班次", en="service", cell=cells.CODE,
                  required=True, is_shown=True)  # fmt: skip

SEASON = Kind(
    key="season", file="seasons.csv", zh="班次开行期", en="Seasons of services", icon="sun",
    code_of=_own("service_id"),
    columns=(
        _SERVICE,
        Column(name="runs_from_on", head="runs_from", zh="开行自", en="runs from",
               cell=cells.DAY, required=True, is_shown=True),
        Column(name="runs_until_on", head="runs_until", zh="开行至（不含）",
               en="runs until (excluded)",
               cell=cells.optional(cells.DAY), is_shown=True),
        *_grounds(), _NOTE,
    ),
)  # fmt: skip

EXCEPTION = Kind(
    key="exception", file="exceptions.csv", zh="班次例外日", en="Exceptions of services",
    icon="alert-triangle",
    code_of=lambda row: f"{row.get('service_id', '')}-{row.get('date', '')}",
    columns=(
        _SERVICE,
        Column(name="runs_on", head="date", zh="日期", en="date", cell=cells.DAY, required=True,
               is_shown=True),
        Column(name="what", head="what", zh="例外", en="exception", required=True, is_shown=True,
               cell=cells.one_of(*_keys(EXCEPTIONS)), choices=EXCEPTIONS),
        *_grounds(), _NOTE,
    ),
)  # fmt: skip

KINDS = (NODE, LINK, SERVICE, SEASON, EXCEPTION, TRANSFER, CHAMBER, TARIFF, EMISSION)
BY_KEY = {kind.key: kind for kind in KINDS}
BY_FILE = {kind.file: kind for kind in KINDS}
REFERENCE = (NODE, LINK, SERVICE, TRANSFER, CHAMBER, EMISSION, TARIFF)
"""The kinds of which the reference network has files."""
