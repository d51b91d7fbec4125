"""The manager's board by page and as files."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.modules.affairs.queries import board as boards
from matou.modules.affairs.queries.board import Board, ClockRow
from matou.modules.affairs.queries.board_files import board_file
from matou.modules.affairs.rules import board, case_states
from matou.modules.affairs.rules.board import BoardFilter
from matou.modules.affairs.views.shown import file_answer
from matou.web.access import PageRequest, requires
from matou.web.components.drawings import Chart, Series
from matou.web.language import in_language

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_KINDS = frozenset({"csv", "xlsx"})


@requires(*case_states.SUPERVISORS)
@require_safe
def manager_board(request: PageRequest) -> HttpResponse:
    """Show clocks, load, queues, bottlenecks, what is asked twice, and what was decided."""
    now = utc_now()
    wanted = BoardFilter(
        month=board.month_asked(request.GET.get("month", ""), now=now),
        item=request.GET.get("item", "")[:20],
    )
    told = boards.board_of(wanted=wanted, actor=request.actor, now=now)
    kind = request.GET.get("format", "")
    if kind in _KINDS:
        content, content_type = board_file(told, kind=kind)
        return file_answer(content, content_type, f"matou-board-{wanted.month:%Y-%m}.{kind}")
    return render(request, "affairs/board.html", _facts(told, wanted))


def _facts(told: Board, wanted: BoardFilter) -> dict[str, Any]:
    total = sum(row.count for row in told.days)
    in_time = sum(row.in_time for row in told.days)
    return {
        "month": f"{wanted.month:%Y-%m}",
        "item": wanted.item,
        "choices": [(code, in_language(zh=zh, en=en)) for code, zh, en in told.choices],
        "items": [_clock(row, of_item=True) for row in told.items],
        "clerks": [_clock(row, of_item=False) for row in told.clerks],
        "queues": [
            {"name": in_language(zh=row.zh, en=row.en), "count": row.count, "free": row.free,
             "median": span_words(row.median_s), "oldest": span_words(row.oldest_s),
             "url": _queue(queue=row.key)}
            for row in told.queues
        ],
        "legs": [
            {"item": in_language(zh=row.item_zh, en=row.item_en),
             "name": in_language(zh=row.zh, en=row.en), "whose": _whose(row.act),
             "count": row.count, "median": span_words(row.median_s),
             "slow": span_words(row.slow_s)}
            for row in told.legs
        ],
        "asked": [
            {"item": in_language(zh=row.item_zh, en=row.item_en), "count": row.count,
             "name": in_language(zh=row.zh, en=row.en) or _("只写了文字，没有点名材料")}
            for row in told.asked
        ],
        "total": total,
        "per_cent": round(100 * in_time / total) if total else 0,
        "late": sum(row.whole for row in told.clerks),
        "running": sum(row.running for row in told.clerks),
        "by_day": _chart(_("每天办结"), [(f"{row.on:%m-%d}", row.count, row.in_time)
                                     for row in told.days]),
        "by_month": _chart(_("近十二个月"), [(f"{row.on:%Y-%m}", row.count, row.in_time)
                                       for row in told.months]),
        "query": urlencode({"month": f"{wanted.month:%Y-%m}", "item": wanted.item}),
    }  # fmt: skip


def _clock(row: ClockRow, *, of_item: bool) -> dict[str, Any]:
    narrowed = {"q": row.zh[:60]} if of_item else {"clerk": row.key}
    if not of_item and not row.key:
        narrowed = {"whose": "free"}
    return {
        "name": in_language(zh=row.zh, en=row.en), "running": row.running, "half": row.half,
        "most": row.most, "whole": row.whole, "url": _queue(queue="handling", **narrowed),
        "late_url": _queue(queue="handling", clock="late", **narrowed),
    }  # fmt: skip


def _queue(**asked: str) -> str:
    return f"{reverse('affairs:queue')}?{urlencode(asked)}"


def _whose(act: str) -> str:
    words = {"desk": _("等窗口"), "applicant": _("等申请人"), "procedure": _("特别程序")}
    return words.get(board.WAITING.get(act, ""), "")


def _chart(title: str, rows: list[tuple[str, int, int]]) -> Chart | None:
    if not rows:
        return None
    return Chart(
        title=title,
        categories=[row[0] for row in rows],
        series=[
            Series(name=_("办结"), values=[row[1] for row in rows]),
            Series(name=_("按承诺办结"), values=[row[2] for row in rows]),
        ],
        unit=_("件"),
    )


def span_words(seconds: int) -> str:
    """Return a span in the largest unit that says enough."""
    if seconds >= 2 * _DAY:
        return _("%.1f 天") % (seconds / _DAY)
    if seconds >= _HOUR:
        return _("%.1f 小时") % (seconds / _HOUR)
    return _("%d 分钟") % (seconds // _MINUTE)
