"""What time alone does: silence delivers, statements go out, windows close, promises lapse."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.modules.freight.models import Lot
from matou.modules.freight.queries.pictures import lot_view
from matou.modules.freight.rules.guards import lacks
from matou.modules.freight.rules.moves import moves_from
from matou.modules.freight.rules.states import LotAct, LotState, Relation
from matou.modules.freight.services.lots import advance_lot

TIMED_ACTS = (
    LotAct.LAPSE,
    LotAct.DELIVER_SILENT,
    LotAct.STATE_ACCOUNT,
    LotAct.SETTLE,
    LotAct.CLOSE,
)
"""Acts that the house does by itself as soon as nothing is missing."""

_TIMED_STATES = (
    LotState.OFFERED,
    LotState.CONTRACTED,
    LotState.DISCHARGING,
    LotState.DELIVERED,
    LotState.STATED,
    LotState.SETTLED,
)


def advance_due_lots(*, now: datetime, limit: int = 200) -> int:
    """Carry every lot on as far as time allows; returns how many acts that were.

    Each act is its own transaction; a lot that somebody works on is left for the next round.
    """
    due = Lot.objects.filter(state__in=_TIMED_STATES, on_hold=False).order_by("state_since_at")
    codes = tuple(due.values_list("code", flat=True)[:limit])
    return sum(carry_on(lot_code=code, now=now) for code in codes)


def carry_on(*, lot_code: str, now: datetime) -> int:
    """Do the timed acts of one lot that are ready, one after the other; returns how many."""
    done = 0
    while _do_next(lot_code=lot_code, now=now):
        done += 1
    return done


@transaction.atomic
def _do_next(*, lot_code: str, now: datetime) -> bool:
    lots = Lot.objects.select_for_update(of=("self",), skip_locked=True)
    lot = lots.filter(code=lot_code).first()
    act = None if lot is None else _ready_act(lot, now)
    if act is None:
        return False
    advance_lot(lot_code=lot_code, act=act, actor=SYSTEM, now=now)
    return True


def _ready_act(lot: Lot, now: datetime) -> LotAct | None:
    view = lot_view(lot)
    ready = (
        move.act
        for move in moves_from(LotState(lot.state))
        if move.act in TIMED_ACTS
        and Relation.SYSTEM in move.who
        and not lacks(move=move, view=view, now=now)
    )
    return next(ready, None)
