"""Rows of the operator's desk as its templates print them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.clock import CHINA
from matou.modules.freight.queries.lots import BoardColumn, LotPage, LotRow
from matou.modules.freight.queries.tracking import FeedRow, ProposalRow, RejectRow
from matou.modules.freight.rules.ais_reports import RejectReason
from matou.modules.freight.rules.moves import moves_from
from matou.modules.freight.rules.states import LOT_STATE_NAMES, FlagAct, LotAct
from matou.modules.freight.rules.terms import CARGO_CATEGORIES
from matou.modules.freight.views.files import Cell
from matou.modules.freight.views.lot_lines import act_words
from matou.modules.freight.views.shown import known_places, party_name, place_name, words
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard
from matou.web.language import in_language


def board_groups(columns: Sequence[BoardColumn]) -> list[dict[str, Any]]:
    """Return the states that hold lots; places and parties are read once for all."""
    rows = [row for column in columns for row in column.rows]
    known = known_places({end for row in rows for end in (row.origin, row.destination)})
    cards = parties.party_cards({code for row in rows for code in (row.shipper, row.carrier)})
    return [
        {
            "state": column.state.value,
            "label": _state_words(column),
            "title": f"{_state_words(column)} · {column.count}",
            "count": column.count,
            "may_stop": any(move.act is LotAct.STOP for move in moves_from(column.state)),
            "lines": [_line(row, known=known, cards=cards) for row in column.rows],
            "rest": column.count - len(column.rows),
        }
        for column in columns
        if column.rows
    ]


def _state_words(column: BoardColumn) -> str:
    text = words(LOT_STATE_NAMES[column.state])
    return text[:1].upper() + text[1:]


def _line(
    row: LotRow, *, known: Mapping[str, PlaceCard], cards: Mapping[str, PartyCard]
) -> dict[str, Any]:
    category = words(CARGO_CATEGORIES.get(row.cargo, (row.cargo, row.cargo)))
    return {
        "row": row,
        "url": reverse("freight:lot", args=[row.code]),
        "state_label": words(LOT_STATE_NAMES[row.state]),
        "title": in_language(zh=row.cargo_name, en=category),
        "origin": place_name(known.get(row.origin), code=row.origin),
        "destination": place_name(known.get(row.destination), code=row.destination),
        "shipper": party_name(cards.get(row.shipper), code=row.shipper),
        "carrier": party_name(cards.get(row.carrier), code=row.carrier),
    }


def board_table(groups: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Cell]]]:
    """Return the board as the heads and rows of a file."""
    heads = [
        _("货运单"),
        _("状态"),
        _("自何时起"),
        _("应于"),
        _("超时"),
        _("货物"),
        _("重量（千克）"),
        _("装货港"),
        _("卸货港"),
        _("货主"),
        _("承运人"),
        _("船舶"),
    ]
    return heads, [_cells(line) for group in groups for line in group["lines"]]


def _cells(line: Mapping[str, Any]) -> list[Cell]:
    row: LotRow = line["row"]
    return [
        row.code,
        line["state_label"],
        row.state_since_at.astimezone(CHINA).isoformat(timespec="minutes"),
        row.due_at.astimezone(CHINA).isoformat(timespec="minutes") if row.due_at else "",
        _("是") if row.is_late else "",
        row.cargo_name,
        row.agreed_kg,
        line["origin"],
        line["destination"],
        line["shipper"].text,
        line["carrier"].text,
        row.vessel_name,
    ]


def lot_head(page: LotPage) -> dict[str, Any]:
    """Return one lot as the head of a desk page names it."""
    cards = parties.party_cards({page.row.shipper, page.row.carrier})
    return _line(page.row, known=page.ends, cards=cards)


def proposal_lines(rows: Sequence[ProposalRow]) -> list[dict[str, Any]]:
    """Return what tracks suggest, with why and where."""
    known = places.places_by_code({row.place for row in rows})
    return [
        {
            "row": row,
            "url": reverse("freight:lot", args=[row.lot_code]),
            "act": act_words(row.act),
            "place": place_name(known.get(row.place), code=row.place),
            "why": in_language(zh=row.why_zh, en=row.why_en),
            "where": f"{row.position.latitude:.5f}, {row.position.longitude:.5f}",
        }
        for row in rows
    ]


def feed_line(row: FeedRow) -> dict[str, Any]:
    """Return a feed with its refusals by reason, the most frequent first."""
    refused = sorted(row.rejects.items(), key=lambda pair: -pair[1])
    return {
        "row": row,
        "refused": sum(row.rejects.values()),
        "reasons": [{"reason": reason_words(reason), "count": count} for reason, count in refused],
    }


def reject_line(row: RejectRow) -> dict[str, Any]:
    """Return a refused line; it is someone else's text and may hold anything."""
    line = "".join(sign if sign.isprintable() else "·" for sign in row.line)
    return {"row": row, "reason": reason_words(row.reason), "line": line}


def reason_words(reason: str) -> str:
    """Return why a line was refused, in the reader's language."""
    known = {
        RejectReason.NOT_NMEA: _("不是 NMEA 语句"),
        RejectReason.TOO_LONG: _("行太长"),
        RejectReason.BAD_SENTENCE: _("语句残缺"),
        RejectReason.BAD_CHECKSUM: _("校验和不符"),
        RejectReason.BAD_TAG_BLOCK: _("标签块残缺"),
        RejectReason.EMPTY_PAYLOAD: _("没有内容"),
        RejectReason.ORPHAN_PART: _("缺少其余分段"),
        RejectReason.UNDECODABLE: _("无法解码"),
        RejectReason.BAD_MMSI: _("MMSI 无效"),
        RejectReason.BAD_POSITION: _("位置无效"),
        RejectReason.BAD_INSTANT: _("时间无效"),
    }
    return known[RejectReason(reason)] if reason in set(RejectReason) else reason


def flag_question(flag: FlagAct) -> str:
    """Return what raising or lowering the flag does."""
    return {
        FlagAct.PLACE_HOLD: _("冻结后双方都不能推进本单，资金不动，直到解除。"),
        FlagAct.LIFT_HOLD: _("解除后双方可以继续。"),
        FlagAct.CLEAR_INCIDENT: _("事故处理完毕，装卸与结算恢复进行。"),
    }[flag]


def flag_done(flag: FlagAct) -> str:
    """Return what happened."""
    return {
        FlagAct.PLACE_HOLD: _("本单已冻结。"),
        FlagAct.LIFT_HOLD: _("本单已解除冻结。"),
        FlagAct.CLEAR_INCIDENT: _("事故已结束。"),
    }[flag]
