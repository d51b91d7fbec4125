"""The state table as the README prints it, made from the table itself."""

from matou.modules.freight.rules.relations import SIDE_ORDER
from matou.modules.freight.rules.states import LOT_ACT_NAMES, LOT_STATE_NAMES
from matou.modules.freight.rules.table import MOVES, Move

HEAD = (
    "| from | act | who | guards | evidence | money | to | event |\n"
    "|---|---|---|---|---|---|---|---|"
)


def table_text() -> str:
    """Return the whole table in Markdown."""
    return "\n".join((HEAD, *(_line(move) for move in MOVES)))


def _line(move: Move) -> str:
    who = " ".join(side for side in SIDE_ORDER if side in move.who)
    guards = " ".join(move.guards) or "–"
    needs = " + ".join(_need(need.kinds, need.by) for need in move.needs) or "–"
    source, target = LOT_STATE_NAMES[move.source][0], LOT_STATE_NAMES[move.target][0]
    cells = (
        f"{move.source} {source}",
        f"`{move.act}` {LOT_ACT_NAMES[move.act][0]}",
        who,
        guards,
        needs,
        "–" if move.movement == "none" else str(move.movement),
        f"{move.target} {target}",
        move.event.__name__,
    )
    return f"| {' | '.join(cells)} |"


def _need(kinds: tuple[str, ...], by: str | None) -> str:
    either = "/".join(kinds)
    return f"{either} ({by})" if by else either
