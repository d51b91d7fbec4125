"""The manager's board: clocks, load, age of queues, bottlenecks, what is asked twice, what is done.

Each part is one statement that the database sums up, so that a city's cases cost the page a
handful of rows (``bench/affairs_board.py``). Shares of clocks are the marks that the sweep told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from matou.kit.actor import Actor
from matou.modules.affairs.models import Item, ItemVersion
from matou.modules.affairs.rules import board, case_states
from matou.modules.affairs.rules.board import BoardFilter
from matou.spine.parties import queries as parties

_CLOCKS = """
SELECT version.item_id, one.assignee, grouping(version.item_id), count(*),
    count(*) FILTER (WHERE mark.most >= 50), count(*) FILTER (WHERE mark.most >= 80),
    count(*) FILTER (WHERE mark.most >= 100)
FROM affairs_case one JOIN affairs_itemversion version ON version.id = one.version_id
LEFT JOIN LATERAL (
    SELECT max(per_cent) AS most FROM affairs_casemark
    WHERE case_id = one.id AND round = one.round AND clock = 'promised'
) mark ON true
WHERE one.queue = ANY(%(running)s) AND (%(item)s = '' OR version.item_id = %(item_id)s)
GROUP BY GROUPING SETS ((version.item_id), (one.assignee))
"""
_QUEUES = """
SELECT one.queue, count(*), count(*) FILTER (WHERE one.assignee = ''),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM %(now)s - one.submitted_at)),
    max(extract(epoch FROM %(now)s - one.submitted_at))
FROM affairs_case one JOIN affairs_itemversion version ON version.id = one.version_id
WHERE one.queue = ANY(%(queues)s) AND (%(item)s = '' OR version.item_id = %(item_id)s)
GROUP BY one.queue
"""
_LEGS = """
WITH leg AS (
    SELECT version.item_id, act.act, coalesce(act.facts ->> 'step_zh', '') AS step_zh,
        coalesce(act.facts ->> 'step_en', '') AS step_en,
        extract(epoch FROM act.recorded_at - lag(act.recorded_at) OVER (
            PARTITION BY act.case_id ORDER BY act.id)) AS took_s
    FROM affairs_case one JOIN affairs_itemversion version ON version.id = one.version_id
    JOIN affairs_caseact act ON act.case_id = one.id AND act.act = ANY(%(legs)s)
    WHERE one.decided_at >= %(from_at)s AND one.decided_at < %(until_at)s
        AND (%(item)s = '' OR version.item_id = %(item_id)s)
)
SELECT item_id, act, step_zh, step_en, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY took_s),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY took_s) AS slow_s
FROM leg WHERE took_s IS NOT NULL
GROUP BY item_id, act, step_zh, step_en ORDER BY slow_s DESC LIMIT 40
"""
_ASKED = """
SELECT version.item_id, coalesce(asked ->> 'zh', ''), coalesce(asked ->> 'en', ''), count(*)
FROM affairs_caseact act JOIN affairs_case one ON one.id = act.case_id
JOIN affairs_itemversion version ON version.id = one.version_id
LEFT JOIN LATERAL jsonb_array_elements(coalesce(act.facts -> 'items', '[]')) asked ON true
WHERE act.act = 'ask' AND act.recorded_at >= %(from_at)s AND act.recorded_at < %(until_at)s
    AND (%(item)s = '' OR version.item_id = %(item_id)s)
GROUP BY version.item_id, 2, 3 ORDER BY count(*) DESC, version.item_id LIMIT 30
"""
_DONE = """
SELECT date_trunc('month', one.decided_at AT TIME ZONE 'Asia/Shanghai')::date AS month,
    CASE WHEN one.decided_at >= %(from_at)s AND one.decided_at < %(until_at)s
        THEN (one.decided_at AT TIME ZONE 'Asia/Shanghai')::date END AS day,
    count(*), count(*) FILTER (WHERE one.outcome = 'granted'),
    count(*) FILTER (WHERE one.promised_due_at IS NULL OR one.decided_at <= one.promised_due_at)
FROM affairs_case one JOIN affairs_itemversion version ON version.id = one.version_id
WHERE one.decided_at >= %(trend_from_at)s AND one.decided_at < %(until_at)s
    AND (%(item)s = '' OR version.item_id = %(item_id)s)
GROUP BY month, day ORDER BY month, day
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """Running cases of an item or a clerk, and how many have used so much of their promise."""

    key: str
    zh: str
    en: str
    running: int
    half: int
    most: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One queue: how many wait, how many of them are nobody's, and since when they were sent."""

    key: str
    zh: str
    en: str
    count: int
    free: int
    median_s: int
    oldest_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """How long cases of an item took to come to an act from the one before (elapsed time)."""

    item_zh: str
    item_en: str
    act: str
    zh: str
    en: str
    count: int
    median_s: int
    slow_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A question or material that had to be asked for again."""

    item_zh: str
    item_en: str
    zh: str
    en: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneRow:
    """What was decided on a day or in a month."""

    on: date
    count: int
    granted: int
    in_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything on the board."""

    items: tuple[ClockRow, ...]
    clerks: tuple[ClockRow, ...]
    queues: tuple[QueueRow, ...]
    legs: tuple[LegRow, ...]
    asked: tuple[AskedRow, ...]
    days: tuple[DoneRow, ...]
    months: tuple[DoneRow, ...]
    choices: tuple[tuple[str, str, str], ...]
    """Items that can be chosen: code, Chinese and English name."""


def board_of(*, wanted: BoardFilter, actor: Actor, now: datetime) -> Board:
    """Return the board to a supervisor; raises NotAllowed."""
    actor.require_any(case_states.SUPERVISORS)
    item_id = Item.objects.filter(code=wanted.item).values_list("pk", flat=True).first()
    told = {
        "now": now, "item": wanted.item if item_id else "", "item_id": item_id or 0,
        "from_at": wanted.from_at, "until_at": wanted.until_at,
        "trend_from_at": wanted.trend_from_at, "legs": sorted(board.LEGS),
        "queues": list(board.OPEN_QUEUES), "running": ["handling", "procedure", "decision"],
    }  # fmt: skip
    clocks, queues, legs, asked, done = (
        _rows(sql, told) for sql in (_CLOCKS, _QUEUES, _LEGS, _ASKED, _DONE)
    )
    names = _item_names(now=now)
    months, days = _done(done)
    return Board(
        items=_by_item(clocks, names),
        clerks=_by_clerk(clocks),
        queues=_queues(queues),
        legs=tuple(_leg(row, names) for row in legs),
        asked=tuple(
            AskedRow(item_zh=names[row[0]][1], item_en=names[row[0]][2], zh=row[1], en=row[2],
                     count=row[3])
            for row in asked
        ),
        days=days,
        months=months,
        choices=tuple(sorted(names.values(), key=lambda name: name[1])),
    )  # fmt: skip


def _rows(sql: str, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return list(cursor.fetchall())


def _item_names(*, now: datetime) -> dict[int, tuple[str, str, str]]:
    """Return code and names by item, of those in force and of those that cases still run by."""
    rows = ItemVersion.objects.filter(cases__isnull=False).distinct().order_by("item_id", "number")
    listed = rows.values_list("item_id", "item__code", "name_zh", "name_en", "valid_from")
    return {key: (code, zh, en or zh) for key, code, zh, en, since in listed
            if since is None or since <= now}  # fmt: skip


def _by_item(
    clocks: Sequence[tuple[Any, ...]], names: dict[int, tuple[str, str, str]]
) -> tuple[ClockRow, ...]:
    rows = [
        ClockRow(key=names[row[0]][0], zh=names[row[0]][1], en=names[row[0]][2], running=row[3],
                 half=row[4], most=row[5], whole=row[6])
        for row in clocks if row[2] == 0
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.whole, -row.most, -row.running)))


def _by_clerk(clocks: Sequence[tuple[Any, ...]]) -> tuple[ClockRow, ...]:
    own = [row for row in clocks if row[2] == 1]
    people = parties.party_cards({row[1] for row in own} - {""})
    rows = [
        ClockRow(key=row[1], zh=people[row[1]].name if row[1] in people else row[1],
                 en=people[row[1]].name if row[1] in people else row[1], running=row[3],
                 half=row[4], most=row[5], whole=row[6])
        for row in own
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: -row.running))


def _queues(rows: Sequence[tuple[Any, ...]]) -> tuple[QueueRow, ...]:
    found = {row[0]: row for row in rows}
    listed = [one for one in case_states.QUEUES if one.key in found]
    return tuple(
        QueueRow(key=one.key, zh=one.zh, en=one.en, count=found[one.key][1],
                 free=found[one.key][2], median_s=round(found[one.key][3] or 0),
                 oldest_s=round(found[one.key][4] or 0))
        for one in listed
    )  # fmt: skip


def _leg(row: tuple[Any, ...], names: dict[int, tuple[str, str, str]]) -> LegRow:
    zh, en = board.leg_words(row[1], row[2], row[3])
    return LegRow(item_zh=names[row[0]][1], item_en=names[row[0]][2], act=row[1], zh=zh, en=en,
                  count=row[4], median_s=round(row[5]), slow_s=round(row[6]))  # fmt: skip


def _done(rows: Sequence[tuple[Any, ...]]) -> tuple[tuple[DoneRow, ...], tuple[DoneRow, ...]]:
    months: dict[date, DoneRow] = {}
    days = []
    for month, day, count, granted, in_time in rows:
        own = DoneRow(on=month, count=count, granted=granted, in_time=in_time)
        before = months.get(month)
        months[month] = own if before is None else DoneRow(
            on=month, count=before.count + count, granted=before.granted + granted,
            in_time=before.in_time + in_time,
        )  # fmt: skip
        if day is not None:
            days.append(DoneRow(on=day, count=count, granted=granted, in_time=in_time))
    return tuple(months.values()), tuple(days)
