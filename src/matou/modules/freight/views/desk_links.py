"""What an operator can do to one lot, offered where he looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.modules.freight.queries.lots import LotRow, NextAct
from matou.modules.freight.rules.states import FINAL_STATES, FlagAct, LotAct, Relation
from matou.modules.freight.views.lot_lines import act_words


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLink:
    """One act of the desk; ``is_grave`` marks what stops a trip."""

    label: str
    url: str
    icon: str
    is_grave: bool = False


def desk_links(
    row: LotRow, *, relations: frozenset[Relation], next_acts: Sequence[NextAct] = ()
) -> list[DeskLink]:
    """Return the desk's acts on a lot; none for those who are not its operator."""
    if Relation.OPERATOR not in relations:
        return []
    links = [_flag(row, act, icon) for act, icon in _flags(row)]
    if any(one.act is LotAct.STOP for one in next_acts):
        url = reverse("freight:lot_stop", args=[row.code])
        links.append(DeskLink(label=_("管制停航"), url=url, icon="player-pause", is_grave=True))
    ledger = reverse("console:group", args=[row.code])
    return [*links, DeskLink(label=_("本单总账"), url=ledger, icon="list-details")]


def _flags(row: LotRow) -> list[tuple[FlagAct, str]]:
    if row.state in FINAL_STATES:
        return []
    hold = (FlagAct.LIFT_HOLD, "lock-open") if row.on_hold else (FlagAct.PLACE_HOLD, "lock")
    return [hold, (FlagAct.CLEAR_INCIDENT, "circle-check")] if row.incident else [hold]


def _flag(row: LotRow, act: FlagAct, icon: str) -> DeskLink:
    url = reverse("freight:lot_flag", args=[row.code, act.value])
    is_grave = act is FlagAct.PLACE_HOLD
    return DeskLink(label=act_words(act.value), url=url, icon=icon, is_grave=is_grave)
