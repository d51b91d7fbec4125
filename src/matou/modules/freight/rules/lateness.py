"""When a lot is late (超时): the instant by which each state should have been left."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from matou.modules.freight.rules.guards import (
    FUND_WITHIN,
    OBJECTION_WINDOW,
    SIGN_WITHIN,
    SILENCE,
)
from matou.modules.freight.rules.states import LotState

_STAYS: Mapping[LotState, timedelta] = {
    LotState.OFFERED: SIGN_WITHIN,
    LotState.CONTRACTED: FUND_WITHIN,
    LotState.AT_LOAD: timedelta(hours=48),
    LotState.LOADING: timedelta(hours=48),
    LotState.LOADED: timedelta(hours=24),
    LotState.AT_DISCHARGE: timedelta(hours=48),
    LotState.DISCHARGING: SILENCE + timedelta(hours=24),
    LotState.DELIVERED: timedelta(hours=1),
    LotState.STATED: OBJECTION_WINDOW + timedelta(hours=1),
    LotState.SETTLED: timedelta(hours=72),
}
"""How long a lot may stay in a state; the stays at berths are the river's custom (estimate)."""


def due_at(
    *,
    state: LotState,
    since: datetime,
    window_until: datetime,
    promised_until: datetime,
) -> datetime | None:
    """Return when the state should be left: by its stay, the window, or the promised trip."""
    if state in {LotState.FUNDED, LotState.TO_LOAD}:
        return window_until
    if state is LotState.IN_TRANSIT:
        return promised_until
    stay = _STAYS.get(state)
    return None if stay is None else since + stay
