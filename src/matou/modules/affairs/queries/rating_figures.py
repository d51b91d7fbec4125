"""Figures of ratings: public ones by item, office and month, and what the rated see of theirs.

Public are whole months alone and groups of five or more, each rating in one group at most
(``rules.ratings.public_cells``); sums are sums of published groups.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.modules.affairs.models import Item, ItemVersion, Rating
from matou.modules.affairs.rules import case_states, ratings
from matou.modules.affairs.rules.ratings import Counted
from matou.spine.parties import queries as parties

_HEAD = (
    *("item", "name_zh", "name_en", "office", "first_month", "last_month", "ratings"),
    *("satisfied_percent", "bad", "called_back_in_time", "rectified_in_time"),
)
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A published group of one item."""

    item: str
    name_zh: str
    name_en: str
    office: str
    cell: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """What an office's published groups come to."""

    office: str
    cell: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that is public."""

    rows: tuple[FigureRow, ...]
    offices: tuple[OfficeRow, ...]
    total: Counted | None
    smallest: int = ratings.SMALLEST_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGroup:
    """One whole group of the ratings of somebody's work: figures, and words without a name."""

    count: int
    satisfied: int
    texts: tuple[str, ...]


def public_figures(*, now: datetime, item: str = "") -> Figures:
    """Return the public figures, the newest months first; of one item where its code is given."""
    found = Rating.objects.filter(rated_at__lt=ratings.first_of_month(now))
    if item:
        found = found.filter(item__code=item)
    called = Q(work__called_back_at__lte=F("work__call_back_due_at"))
    counted = (
        found.annotate(month=TruncMonth("rated_at", tzinfo=CHINA))
        .values("item", "month")
        .annotate(
            count=Count("pk"),
            satisfied=Count("pk", filter=Q(level__gte=ratings.WORST_GOOD)),
            bad=Count("pk", filter=Q(level__lt=ratings.WORST_GOOD)),
            called_back=Count("pk", filter=called),
            in_time=Count("pk", filter=Q(work__rectified_at__lte=F("work__due_at"))),
        )
        .order_by("item", "month")
    )
    cells = {
        key: ratings.public_cells(_counted(row) for row in rows)
        for key, rows in groupby(counted, key=lambda row: row["item"])
    }
    named = _named(cells, now=now)
    told = [
        FigureRow(item=named[key][0], name_zh=named[key][1], name_en=named[key][2],
                  office=named[key][3], cell=cell)
        for key, own in cells.items() for cell in own
    ]  # fmt: skip
    told.sort(key=lambda row: (row.cell.last, row.cell.count), reverse=True)
    by_office = sorted(told, key=lambda row: row.office)
    offices = tuple(
        OfficeRow(office=office, cell=_sum(row.cell for row in rows))
        for office, rows in groupby(by_office, key=lambda row: row.office)
    )
    total = _sum(row.cell for row in told) if told else None
    return Figures(rows=tuple(told), offices=offices, total=total)


def figures_csv(figures: Figures) -> bytes:
    """Return the published groups as a file that spreadsheet programs open safely."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for row in figures.rows:
        cell = row.cell
        shown = [cell.bad, cell.called_back, cell.in_time] if shows_bad(cell) else ["", "", ""]
        writer.writerow(
            [_safe(text) for text in (row.item, row.name_zh, row.name_en, row.office)]
            + [f"{cell.first:%Y-%m}", f"{cell.last:%Y-%m}", cell.count, percent(cell), *shown]
        )
    return ("\ufeff" + out.getvalue()).encode()


def percent(cell: Counted) -> int:
    """Return the share of satisfied ratings in whole per cent."""
    return round(100 * cell.satisfied / cell.count)


def shows_bad(cell: Counted) -> bool:
    """Tell whether how bad ratings were followed up may be told of a group."""
    return cell.bad >= ratings.SMALLEST_GROUP


def own_groups(*, actor: Actor, now: datetime) -> tuple[OwnGroup, ...]:
    """Return what somebody who handles cases may know of their ratings, in whole groups.

    Raises NotAllowed. Groups are five ratings in the order they came; the last one of a group
    is at least a week old. No case, time, item, level of one rating or rater is told.
    """
    actor.require_any(case_states.CLERKS | case_states.DECIDERS)
    found = Rating.objects.filter(served_by__contains=[actor.code]).order_by("pk")
    rows = list(found.values_list("level", "text", "rated_at", "case__applied_by",
                                  "case__applicant", "case__code"))  # fmt: skip
    groups = [
        group for group in ratings.whole_groups(rows)
        if max(row[2] for row in group) + ratings.TEXT_DELAY <= now
    ]  # fmt: skip
    names = _names({code for group in groups for row in group for code in row[3:5]})
    return tuple(
        OwnGroup(
            count=len(group),
            satisfied=sum(not ratings.is_bad(row[0]) for row in group),
            texts=ratings.shuffled(
                ratings.redacted(row[1], names=[names.get(row[3], ""), names.get(row[4], ""),
                                                row[5]])
                for row in group if row[1]
            ),
        )
        for group in groups
    )  # fmt: skip


def _counted(row: Mapping[str, Any]) -> Counted:
    month = row["month"]
    assert isinstance(month, datetime)  # noqa: S101
    counts = {key: int(row[key]) for key in
              ("count", "satisfied", "bad", "called_back", "in_time")}  # fmt: skip
    return Counted(first=month.date(), last=month.date(), **counts)


def _sum(cells: Iterable[Counted]) -> Counted:
    first, *rest = cells
    for cell in rest:
        first = first.joined(cell)
    return first


def _named(items: Iterable[int], *, now: datetime) -> dict[int, tuple[str, str, str, str]]:
    keys = list(items)
    named = {one.pk: (one.code, one.code, one.code, "") for one in Item.objects.filter(pk__in=keys)}
    for row in ItemVersion.objects.at(now).filter(item_id__in=keys).select_related("item"):
        named[row.item_id] = (row.item.code, row.name_zh, row.name_en or row.name_zh,
                              row.department)  # fmt: skip
    return named


def _names(codes: set[str]) -> dict[str, str]:
    return {code: card.name for code, card in parties.party_cards(codes - {""}).items()}


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
