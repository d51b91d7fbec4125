"""The one table (状态表) by which a lot moves: state, act, who, guards, evidence, money, target.

Nothing else in the house moves a lot. A generated test tries every state, act and relation
against this table, and the database refuses a change of state that left no transition row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matou.modules.freight.contracts import events
from matou.modules.freight.rules.evidence import WEIGHT_KINDS, EvidenceKind
from matou.modules.freight.rules.states import (
    FINAL_STATES,
    FlagAct,
    Guard,
    LotAct,
    LotState,
    Movement,
    Relation,
)


@dataclass(frozen=True, slots=True)
class Need:
    """One piece of evidence: any of the kinds, recorded in the present state, by that side."""

    kinds: tuple[EvidenceKind, ...]
    by: Relation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of the table."""

    source: LotState
    act: LotAct
    who: frozenset[Relation]
    guards: tuple[Guard, ...] = ()
    needs: tuple[Need, ...] = ()
    movement: Movement = Movement.NONE
    target: LotState
    event: type[events.LotEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagMove:
    """One row of the side table: which flag an act raises or lowers, and who may."""

    act: FlagAct
    flag: str
    raised: bool
    who: frozenset[Relation]
    needs: frozenset[EvidenceKind] = frozenset()


_SHIPPER = frozenset({Relation.SHIPPER})
_CARRIER = frozenset({Relation.CARRIER})
_CONSIGNEE = frozenset({Relation.CONSIGNEE})
_OPERATOR = frozenset({Relation.OPERATOR})
_SYSTEM = frozenset({Relation.SYSTEM})
_SIDES = _SHIPPER | _CARRIER
_VESSEL = _CARRIER | _SYSTEM
_HOUSE = _SYSTEM | _OPERATOR

_WEIGHT = Need(WEIGHT_KINDS)
_POSITION = Need((EvidenceKind.POSITION,))
_READINESS = Need((EvidenceKind.NOTICE_OF_READINESS,))
_PHOTO = Need((EvidenceKind.PHOTO,))
_AUTHORITY = Need((EvidenceKind.AUTHORITY_NOTICE,), Relation.OPERATOR)

_CARRIAGE = (
    Move(
        source=LotState.OFFERED,
        act=LotAct.CONTRACT,
        who=_SIDES,
        guards=(Guard.SAME_TEXT, Guard.CREDENTIALS_VALID, Guard.WITHIN_CAPACITY),
        needs=(
            Need((EvidenceKind.CONTRACT_SIGNATURE,), Relation.SHIPPER),
            Need((EvidenceKind.CONTRACT_SIGNATURE,), Relation.CARRIER),
        ),
        movement=Movement.HOLD_DEPOSIT,
        target=LotState.CONTRACTED,
        event=events.LotContracted,
    ),
    Move(
        # The transfer into escrow is itself the evidence: its id stands on the transition row.
        source=LotState.CONTRACTED,
        act=LotAct.FUND,
        who=_SHIPPER,
        movement=Movement.FUND_ESCROW,
        target=LotState.FUNDED,
        event=events.LotFunded,
    ),
    Move(
        source=LotState.FUNDED,
        act=LotAct.SET_OUT,
        who=_CARRIER,
        guards=(Guard.ESCROW_FUNDED, Guard.OUTWARD),
        needs=(_POSITION,),
        target=LotState.TO_LOAD,
        event=events.LotUnderWay,
    ),
    Move(
        # A refused cargo is on board already: its return needs no loading.
        source=LotState.FUNDED,
        act=LotAct.START_RETURN,
        who=_CARRIER,
        guards=(Guard.ESCROW_FUNDED, Guard.RETURNING),
        needs=(_POSITION,),
        target=LotState.IN_TRANSIT,
        event=events.LotInTransit,
    ),
    Move(
        source=LotState.TO_LOAD,
        act=LotAct.ARRIVE_LOADING,
        who=_VESSEL,
        guards=(Guard.AT_ORIGIN,),
        needs=(_POSITION, _READINESS),
        target=LotState.AT_LOAD,
        event=events.LotAtLoading,
    ),
    Move(
        # The terminal acts through whichever side called it.
        source=LotState.AT_LOAD,
        act=LotAct.START_LOADING,
        who=_SIDES,
        needs=(_PHOTO,),
        target=LotState.LOADING,
        event=events.LotLoading,
    ),
    Move(
        source=LotState.LOADING,
        act=LotAct.CONFIRM_LOADED,
        who=_SIDES,
        guards=(Guard.NO_INCIDENT, Guard.WEIGHT_LOADABLE, Guard.SHORT_LOAD_EXPLAINED),
        needs=(
            _WEIGHT,
            Need((EvidenceKind.SEAL,)),
            Need((EvidenceKind.LOADING_SIGNATURE,), Relation.SHIPPER),
            Need((EvidenceKind.LOADING_SIGNATURE,), Relation.CARRIER),
        ),
        movement=Movement.PAY_ADVANCE,
        target=LotState.LOADED,
        event=events.LotLoaded,
    ),
    Move(
        source=LotState.LOADED,
        act=LotAct.DEPART,
        who=_VESSEL,
        guards=(Guard.LEFT_ORIGIN,),
        needs=(_POSITION,),
        target=LotState.IN_TRANSIT,
        event=events.LotInTransit,
    ),
    Move(
        source=LotState.IN_TRANSIT,
        act=LotAct.ARRIVE_DISCHARGE,
        who=_VESSEL,
        guards=(Guard.AT_DESTINATION,),
        needs=(_POSITION, _READINESS),
        target=LotState.AT_DISCHARGE,
        event=events.LotAtDischarge,
    ),
    Move(
        source=LotState.AT_DISCHARGE,
        act=LotAct.START_DISCHARGE,
        who=_CONSIGNEE,
        needs=(_PHOTO,),
        target=LotState.DISCHARGING,
        event=events.LotDischarging,
    ),
    Move(
        source=LotState.DISCHARGING,
        act=LotAct.DELIVER,
        who=_CONSIGNEE | _CARRIER,
        guards=(Guard.SEAL_ACCEPTED, Guard.SIGNED_AFTER_WEIGHING),
        needs=(
            _WEIGHT,
            Need((EvidenceKind.SEAL_CHECK,)),
            Need((EvidenceKind.ONE_TIME_CODE,)),
            Need((EvidenceKind.RECEIPT_SIGNATURE,), Relation.CONSIGNEE),
        ),
        target=LotState.DELIVERED,
        event=events.LotDelivered,
    ),
    Move(
        source=LotState.DISCHARGING,
        act=LotAct.DELIVER_SILENT,
        who=_SYSTEM,
        guards=(Guard.NO_INCIDENT, Guard.SILENT_48H),
        needs=(_WEIGHT,),
        target=LotState.DELIVERED,
        event=events.LotDelivered,
    ),
)

_ACCOUNT = (
    Move(
        source=LotState.DELIVERED,
        act=LotAct.STATE_ACCOUNT,
        who=_HOUSE,
        guards=(Guard.NO_INCIDENT,),
        target=LotState.STATED,
        event=events.LotStated,
    ),
    Move(
        source=LotState.STATED,
        act=LotAct.SETTLE,
        who=_HOUSE,
        guards=(Guard.NO_INCIDENT, Guard.OBJECTION_OVER, Guard.ESCROW_COVERS_STATEMENT),
        movement=Movement.SETTLE,
        target=LotState.SETTLED,
        event=events.LotSettled,
    ),
    Move(
        source=LotState.SETTLED,
        act=LotAct.CLOSE,
        who=_HOUSE | _SIDES,
        guards=(Guard.NO_OPEN_DISPUTE, Guard.ACCOUNTS_EMPTY),
        target=LotState.CLOSED,
        event=events.LotClosed,
    ),
)


def _refuse(source: LotState) -> Move:
    return Move(
        source=source,
        act=LotAct.REFUSE,
        who=_CONSIGNEE,
        guards=(Guard.OUTWARD,),
        needs=(Need((EvidenceKind.REFUSAL,), Relation.CONSIGNEE),),
        target=LotState.DELIVERED,
        event=events.LotRefused,
    )


def _fall_through(
    source: LotState,
    act: LotAct,
    who: frozenset[Relation],
    movement: Movement,
    guards: tuple[Guard, ...] = (),
    needs: tuple[Need, ...] = (),
) -> Move:
    return Move(
        source=source,
        act=act,
        who=who,
        guards=guards,
        needs=needs,
        movement=movement,
        target=LotState.CANCELLED,
        event=events.LotCancelled,
    )


_CANCEL_LADDER = tuple(
    _fall_through(source, LotAct.CANCEL, _SIDES, movement, guards=(Guard.NO_INCIDENT,))
    for source, movement in (
        (LotState.OFFERED, Movement.RETURN_ALL),
        (LotState.CONTRACTED, Movement.CANCEL_EARLY),
        (LotState.FUNDED, Movement.CANCEL_EARLY),
        (LotState.TO_LOAD, Movement.CANCEL_UNDER_WAY),
        (LotState.AT_LOAD, Movement.CANCEL_AT_LOAD),
    )
)

_LAPSES = (
    _fall_through(
        LotState.OFFERED,
        LotAct.LAPSE,
        _HOUSE,
        Movement.RETURN_ALL,
        guards=(Guard.SIGNING_OVERDUE,),
    ),
    _fall_through(
        LotState.CONTRACTED,
        LotAct.LAPSE,
        _HOUSE | _CARRIER,
        Movement.RETURN_ALL,
        guards=(Guard.FUNDING_OVERDUE,),
    ),
)

_NO_SHOWS = tuple(
    _fall_through(
        source,
        LotAct.NO_SHOW,
        _SHIPPER | _OPERATOR,
        Movement.FORFEIT_DEPOSIT,
        guards=(Guard.NO_INCIDENT, Guard.OUTWARD, Guard.WINDOW_OVER),
    )
    for source in (LotState.FUNDED, LotState.TO_LOAD)
)

_STOPS = tuple(
    _fall_through(source, LotAct.STOP, _OPERATOR, Movement.RETURN_ALL, needs=(_AUTHORITY,))
    for source in (
        LotState.OFFERED,
        LotState.CONTRACTED,
        LotState.FUNDED,
        LotState.TO_LOAD,
        LotState.AT_LOAD,
    )
)

MOVES: tuple[Move, ...] = (
    *_CARRIAGE,
    _refuse(LotState.AT_DISCHARGE),
    _refuse(LotState.DISCHARGING),
    *_ACCOUNT,
    *_CANCEL_LADDER,
    *_LAPSES,
    *_NO_SHOWS,
    *_STOPS,
)

FLAG_MOVES: tuple[FlagMove, ...] = (
    FlagMove(act=FlagAct.PLACE_HOLD, flag="on_hold", raised=True, who=_OPERATOR),
    FlagMove(act=FlagAct.LIFT_HOLD, flag="on_hold", raised=False, who=_OPERATOR),
    FlagMove(
        act=FlagAct.REPORT_INCIDENT,
        flag="incident",
        raised=True,
        who=_SIDES | _CONSIGNEE | _OPERATOR,
        needs=frozenset({EvidenceKind.INCIDENT}),
    ),
    FlagMove(act=FlagAct.CLEAR_INCIDENT, flag="incident", raised=False, who=_OPERATOR),
)

HANDING_IN = _SIDES | _CONSIGNEE | _HOUSE

_AT_WORK = frozenset(
    {LotState.AT_LOAD, LotState.LOADING, LotState.AT_DISCHARGE, LotState.DISCHARGING}
)
_ALIVE = frozenset(LotState) - frozenset(FINAL_STATES)

BESIDES: Mapping[EvidenceKind, frozenset[LotState]] = {
    EvidenceKind.PHOTO: _ALIVE,
    EvidenceKind.INCIDENT: _ALIVE,
    EvidenceKind.STOPPAGE: _AT_WORK,
    EvidenceKind.SHORT_LOAD: frozenset({LotState.LOADING}),
    # The way sailed empty is reckoned from these, should the shipper give up.
    EvidenceKind.POSITION: frozenset({LotState.FUNDED, LotState.TO_LOAD}),
}
"""Evidence that no move needs but that counts where it is handed in."""
