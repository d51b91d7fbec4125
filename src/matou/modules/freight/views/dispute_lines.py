"""A dispute as its templates print it: words for states, and its story part by part."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from matou.kit.money import Money
from matou.modules.freight.queries.disputes import DisputeRow
from matou.modules.freight.rules.disputes import DISPUTE_STATE_NAMES, DisputeState, other_side
from matou.modules.freight.rules.earned import RULING_GROUND_NAMES
from matou.modules.freight.views.lot_lines import begun, side_words
from matou.modules.freight.views.shown import words
from matou.web import texts

_TONES = {
    DisputeState.OPEN: texts.INFO,
    DisputeState.RULED: texts.WARN,
    DisputeState.APPEALED: texts.WARN,
    DisputeState.FINAL: texts.DONE,
    DisputeState.WITHDRAWN: texts.NEUTRAL,
}


def dispute_line(row: DisputeRow) -> dict[str, Any]:
    """Return a dispute in the reader's words."""
    return {
        "row": row,
        "claimant": begun(side_words(row.claimant)),
        "other": begun(side_words(other_side(row.claimant))),
        "appellant": begun(side_words(row.appellant)) if row.appellant else "",
        "state": row.state.value,
        "state_label": words(DISPUTE_STATE_NAMES[row.state]),
        "state_tone": texts.BAD if row.is_late else _TONES[row.state],
        "due_label": _due_label(row.state),
        "outcome": outcome_words(row),
        "accepted": [begun(side_words(side)) for side in sorted(row.accepted_by)],
    }


def dispute_story(row: DisputeRow) -> list[dict[str, Any]]:
    """Return what was said and ruled, in order, each part with who said it and when."""
    return [part for part in _parts(row) if part["text"] or part["waits_until"]]


def outcome_words(row: DisputeRow) -> str:
    """Return who won, in a word; nothing before a ruling."""
    if row.awarded is None or row.state is DisputeState.WITHDRAWN:
        return ""
    if row.awarded == row.amount:
        return _("全部支持")
    return _("部分支持") if row.awarded else _("不予支持")


def _parts(row: DisputeRow) -> Iterator[dict[str, Any]]:
    claimant = begun(side_words(row.claimant))
    other = begun(side_words(other_side(row.claimant)))
    yield _part(_("提出方的理由"), claimant, row.reason, row.opened_at)
    is_waiting = row.state is DisputeState.OPEN
    waits = row.reply_due_at if is_waiting and not row.reply else None
    yield _part(_("对方的答复"), other, row.reply, row.replied_at) | {"waits_until": waits}
    house = _("平台")
    yield _part(_("裁决意见"), house, row.ruling, row.ruled_at) | _split(row, row.to_claimant)
    appellant = begun(side_words(row.appellant)) if row.appellant else ""
    yield _part(_("申诉理由"), appellant, row.appeal_reason, row.appealed_at)
    yield (
        _part(_("终局裁决"), house, row.appeal_ruling, row.appeal_ruled_at)
        | _split(row, row.appeal_to_claimant)
    )


def _part(title: str, who: str, text: str, at: Any) -> dict[str, Any]:
    return {"title": title, "who": who, "text": text, "at": at, "waits_until": None, "split": None}


def _split(row: DisputeRow, won: Money | None) -> dict[str, Any]:
    if won is None:
        return {}
    return {
        "split": {
            "claimant": begun(side_words(row.claimant)),
            "won": won,
            "other": side_words(other_side(row.claimant)),
            "rest": row.amount - won,
            "ground": words(RULING_GROUND_NAMES[row.ground]) if row.ground else "",
            "shares": row.shares,
        }
    }


def _due_label(state: DisputeState) -> str:
    return {
        DisputeState.OPEN: _("裁决期限"),
        DisputeState.RULED: _("申诉截止"),
        DisputeState.APPEALED: _("终局裁决期限"),
    }.get(state, "")
