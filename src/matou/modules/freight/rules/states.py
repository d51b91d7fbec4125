"""The words of the cargo loop: states, acts, relations, guards, movements, and their names.

The vocabulary stands apart from the table that uses it (``moves.py``), so that models, guards
and pages can share it without sharing the table.
"""

from enum import StrEnum


class DemandState(StrEnum):
    """Where a cargo demand (货盘) stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    QUOTING = "quoting"
    AWARDED = "awarded"
    CLOSED = "closed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class LotState(StrEnum):
    """Where a lot (一船货) stands: fourteen states of a trip and the end of a failed one."""

    OFFERED = "offered"
    CONTRACTED = "contracted"
    FUNDED = "funded"
    TO_LOAD = "to_load"
    AT_LOAD = "at_load"
    LOADING = "loading"
    LOADED = "loaded"
    IN_TRANSIT = "in_transit"
    AT_DISCHARGE = "at_discharge"
    DISCHARGING = "discharging"
    DELIVERED = "delivered"
    STATED = "stated"
    SETTLED = "settled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LotAct(StrEnum):
    """What may be done to a lot; the table says when, by whom and on which evidence."""

    CONTRACT = "contract"
    FUND = "fund"
    SET_OUT = "set_out"
    START_RETURN = "start_return"
    ARRIVE_LOADING = "arrive_loading"
    START_LOADING = "start_loading"
    CONFIRM_LOADED = "confirm_loaded"
    DEPART = "depart"
    ARRIVE_DISCHARGE = "arrive_discharge"
    START_DISCHARGE = "start_discharge"
    DELIVER = "deliver"
    DELIVER_SILENT = "deliver_silent"
    REFUSE = "refuse"
    STATE_ACCOUNT = "state_account"
    SETTLE = "settle"
    CLOSE = "close"
    CANCEL = "cancel"
    LAPSE = "lapse"
    NO_SHOW = "no_show"
    STOP = "stop"


class FlagAct(StrEnum):
    """What raises or lowers a flag; a flag stands beside the state and never changes it."""

    PLACE_HOLD = "place_hold"
    LIFT_HOLD = "lift_hold"
    REPORT_INCIDENT = "report_incident"
    CLEAR_INCIDENT = "clear_incident"


class Relation(StrEnum):
    """How an actor stands to a lot."""

    SHIPPER = "shipper"
    CARRIER = "carrier"
    CONSIGNEE = "consignee"
    OPERATOR = "operator"
    SYSTEM = "system"


class Guard(StrEnum):
    """A condition by name; ``guards.py`` holds the test and says what is missing."""

    NOT_ON_HOLD = "not_on_hold"
    NO_INCIDENT = "no_incident"
    SAME_TEXT = "same_text"
    CREDENTIALS_VALID = "credentials_valid"
    WITHIN_CAPACITY = "within_capacity"
    SIGNING_OVERDUE = "signing_overdue"
    FUNDING_OVERDUE = "funding_overdue"
    ESCROW_FUNDED = "escrow_funded"
    OUTWARD = "outward"
    RETURNING = "returning"
    AT_ORIGIN = "at_origin"
    LEFT_ORIGIN = "left_origin"
    AT_DESTINATION = "at_destination"
    WINDOW_OVER = "window_over"
    WEIGHT_LOADABLE = "weight_loadable"
    SHORT_LOAD_EXPLAINED = "short_load_explained"
    SEAL_ACCEPTED = "seal_accepted"
    SIGNED_AFTER_WEIGHING = "signed_after_weighing"
    SILENT_48H = "silent_48h"
    OBJECTION_OVER = "objection_over"
    ESCROW_COVERS_STATEMENT = "escrow_covers_statement"
    NO_OPEN_DISPUTE = "no_open_dispute"
    ACCOUNTS_EMPTY = "accounts_empty"


class Movement(StrEnum):
    """What the act does to the ledger; ``flows.py`` computes the amounts."""

    NONE = "none"
    HOLD_DEPOSIT = "hold_deposit"
    FUND_ESCROW = "fund_escrow"
    PAY_ADVANCE = "pay_advance"
    SETTLE = "settle"
    RETURN_ALL = "return_all"
    CANCEL_EARLY = "cancel_early"
    CANCEL_UNDER_WAY = "cancel_under_way"
    CANCEL_AT_LOAD = "cancel_at_load"
    FORFEIT_DEPOSIT = "forfeit_deposit"


VESSEL_BOUND_STATES = (
    LotState.OFFERED,
    LotState.CONTRACTED,
    LotState.FUNDED,
    LotState.TO_LOAD,
    LotState.AT_LOAD,
    LotState.LOADING,
    LotState.LOADED,
    LotState.IN_TRANSIT,
    LotState.AT_DISCHARGE,
    LotState.DISCHARGING,
)
"""States in which the vessel is promised to the lot and cannot be promised to another."""

FINAL_STATES = (LotState.CLOSED, LotState.CANCELLED)

ON_BOARD_STATES = (
    LotState.LOADED,
    LotState.IN_TRANSIT,
    LotState.AT_DISCHARGE,
    LotState.DISCHARGING,
)

DEMAND_STATE_NAMES: dict[DemandState, tuple[str, str]] = {
    DemandState.DRAFT: ("草稿", "draft"),
    DemandState.PUBLISHED: ("已发布", "published"),
    DemandState.QUOTING: ("报价中", "taking offers"),
    DemandState.AWARDED: ("已成交", "awarded"),
    DemandState.CLOSED: ("已完结", "closed"),
    DemandState.EXPIRED: ("已过期", "expired"),
    DemandState.WITHDRAWN: ("已撤回", "withdrawn"),
}

LOT_STATE_NAMES: dict[LotState, tuple[str, str]] = {
    LotState.OFFERED: ("待签约", "to be signed"),
    LotState.CONTRACTED: ("已签约", "contracted"),
    LotState.FUNDED: ("运费已托管", "funded"),
    LotState.TO_LOAD: ("赴装货港", "to loading"),
    LotState.AT_LOAD: ("抵装货港", "at loading"),
    LotState.LOADING: ("装货中", "loading"),
    LotState.LOADED: ("装货完成", "loaded"),
    LotState.IN_TRANSIT: ("运输中", "in transit"),
    LotState.AT_DISCHARGE: ("抵卸货港", "at discharge"),
    LotState.DISCHARGING: ("卸货中", "discharging"),
    LotState.DELIVERED: ("已签收", "delivered"),
    LotState.STATED: ("已出结算单", "stated"),
    LotState.SETTLED: ("已结算", "settled"),
    LotState.CLOSED: ("已完结", "closed"),
    LotState.CANCELLED: ("已取消", "cancelled"),
}

LOT_ACT_NAMES: dict[LotAct, tuple[str, str]] = {
    LotAct.CONTRACT: ("签订合同", "conclude the contract"),
    LotAct.FUND: ("托管运费", "fund the escrow"),
    LotAct.SET_OUT: ("启航赴装货港", "set out for loading"),
    LotAct.START_RETURN: ("启航退运", "start the return"),
    LotAct.ARRIVE_LOADING: ("报告抵装货港", "report arrival at loading"),
    LotAct.START_LOADING: ("开始装货", "start loading"),
    LotAct.CONFIRM_LOADED: ("确认装货完成", "confirm loaded"),
    LotAct.DEPART: ("离港", "depart"),
    LotAct.ARRIVE_DISCHARGE: ("报告抵卸货港", "report arrival at discharge"),
    LotAct.START_DISCHARGE: ("开始卸货", "start discharging"),
    LotAct.DELIVER: ("签收", "deliver"),
    LotAct.DELIVER_SILENT: ("逾期默认签收", "deliver by silence"),
    LotAct.REFUSE: ("拒收", "refuse the cargo"),
    LotAct.STATE_ACCOUNT: ("出具结算单", "issue the statement"),
    LotAct.SETTLE: ("结算付款", "settle"),
    LotAct.CLOSE: ("完结", "close"),
    LotAct.CANCEL: ("取消", "cancel"),
    LotAct.LAPSE: ("逾期失效", "let lapse"),
    LotAct.NO_SHOW: ("船舶未到", "report a no-show"),
    LotAct.STOP: ("管制停航", "stop by authority"),
}

FLAG_ACT_NAMES: dict[FlagAct, tuple[str, str]] = {
    FlagAct.PLACE_HOLD: ("冻结", "place a hold"),
    FlagAct.LIFT_HOLD: ("解除冻结", "lift the hold"),
    FlagAct.REPORT_INCIDENT: ("报告事故", "report an incident"),
    FlagAct.CLEAR_INCIDENT: ("结束事故", "clear the incident"),
}

RELATION_NAMES: dict[Relation, tuple[str, str]] = {
    Relation.SHIPPER: ("货主", "shipper"),
    Relation.CARRIER: ("承运人", "carrier"),
    Relation.CONSIGNEE: ("收货人", "consignee"),
    Relation.OPERATOR: ("平台运营", "operator"),
    Relation.SYSTEM: ("系统", "system"),
}
