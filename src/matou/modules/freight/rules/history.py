"""What the journal alone says of a lot: state and flags, folded from its events in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from matou.modules.freight.rules.states import LotState
from matou.modules.freight.rules.table import FLAG_MOVES

_FLAGS = {move.act.value: (move.flag, move.raised) for move in FLAG_MOVES}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotMemory:
    """A lot as the journal remembers it."""

    state: LotState
    on_hold: bool = False
    incident: bool = False


def remembered(payloads: Iterable[Mapping[str, Any]]) -> LotMemory | None:
    """Fold the payloads of a lot's ``LotEvent`` entries, oldest first; None without any."""
    memory: LotMemory | None = None
    for payload in payloads:
        state = LotState(payload["state"])
        memory = replace(memory, state=state) if memory else LotMemory(state=state)
        memory = _flagged(memory, str(payload["act"]))
    return memory


def _flagged(memory: LotMemory, act: str) -> LotMemory:
    match _FLAGS.get(act):
        case ("on_hold", raised):
            return replace(memory, on_hold=raised)
        case ("incident", raised):
            return replace(memory, incident=raised)
        case _:
            return memory
