"""Notices as pages, programmes and the network read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from matou.kit.errors import NotFound
from matou.modules.planner.models import Link, NetworkNotice, Service
from matou.modules.planner.models.base import VersionedQuerySet
from matou.modules.planner.queries.tables import rows_of
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.notices import NoticeTerms, StandingNotice

CODE_KIND = "network-notice"
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeCard:
    """One wording of a notice, with who recorded it and where it stands in time."""

    row: int
    code: str
    state: str
    terms: NoticeTerms
    reason: str
    recorded_at: datetime
    actor: str
    phase: str
    """``ahead``, ``acting``, ``over`` or ``withdrawn`` at the instant that was asked about."""


def notice_rows() -> VersionedQuerySet:
    """Return all wordings of all notices."""
    rows: VersionedQuerySet = NetworkNotice.objects.all()
    return rows


def standing_notices(instant: datetime) -> tuple[StandingNotice, ...]:
    """Return the notices known at an instant that are not over then, by code."""
    return notices_since(instant, since=instant)


def notices_since(instant: datetime, *, since: datetime) -> tuple[StandingNotice, ...]:
    """Return the notices known at an instant and not withdrawn that were not over at ``since``."""
    rows = (
        notice_rows()
        .at(instant)
        .exclude(state=rules.WITHDRAWN)
        .filter(ends_at__gt=since)
        .order_by("code")
    )
    return tuple(StandingNotice(code=row.code, terms=terms_of(row)) for row in rows)


def notices_page(
    *, now: datetime, kind: str = "", phase: str = "", page: int = 1, size: int = 20
) -> tuple[tuple[NoticeCard, ...], int]:
    """Return notices, those that end last first, and how many there are."""
    rows = notice_rows().at(now)
    if kind:
        rows = rows.filter(kind=kind)
    if phase:
        rows = rows.filter(_phase(phase, now))
    ordered = rows.order_by("-ends_at", "-id")
    start = (max(1, page) - 1) * size
    found = tuple(card_of(row, now=now) for row in ordered[start : start + min(size, MOST)])
    return found, rows.count()


def notice(code: str, *, now: datetime) -> NoticeCard:
    """Return the latest wording of a notice; raises NotFound."""
    row = notice_rows().filter(code=code, valid_until__isnull=True).first()
    if row is None:
        raise NotFound(what=code)
    return card_of(row, now=now)


def notice_history(code: str, *, now: datetime) -> tuple[NoticeCard, ...]:
    """Return every wording of a notice, the latest first."""
    return tuple(card_of(row, now=now) for row in notice_rows().history_of(code))


def notices_naming(codes: Collection[str], *, now: datetime) -> tuple[NoticeCard, ...]:
    """Return the notices that stand and name one of the codes."""
    rows = (
        notice_rows()
        .at(now)
        .exclude(state=rules.WITHDRAWN)
        .filter(ends_at__gt=now, targets__overlap=list(codes))
        .order_by("starts_at")
    )
    return tuple(card_of(row, now=now) for row in rows)


def possible_targets(kind: str, *, at: datetime) -> set[str]:
    """Return the codes that a notice of a kind may name."""
    match kind:
        case rules.DRAUGHT_LIMIT:
            links = rows_of(kinds.LINK).at(at).filter(mode="water")
            return set(links.values_list("code", flat=True))
        case rules.LOCK_CLOSURE:
            chambers = rows_of(kinds.CHAMBER).at(at).values_list("code", "lock_id")
            return {code for pair in chambers for code in pair}
        case rules.SERVICE_CANCELLED:
            return set(rows_of(kinds.SERVICE).at(at).values_list("code", flat=True))
        case _:
            return set(rows_of(kinds.NODE).at(at).values_list("code", flat=True))


def target_names(codes: Collection[str], *, at: datetime) -> dict[str, tuple[str, str]]:
    """Return what a notice names in both languages, by code; three reads, whatever is named."""
    names: dict[str, tuple[str, str]] = {}
    for row in rows_of(kinds.NODE).at(at).filter(code__in=[*codes, *_locks_of(codes)]):
        names[row.code] = (row.name_zh, row.name_en)
    for code in codes:
        lock, _, chamber = code.rpartition("-")
        if lock in names and code not in names:
            zh, en = names[lock]
            names[code] = (f"{zh} {chamber}#", f"{en}, chamber {chamber}")
    ends = ("origin", "destination")
    for model in (Link, Service):
        rows: VersionedQuerySet = model.objects.all()
        for row in rows.at(at).filter(code__in=codes).select_related(*ends):
            origin, destination = row.origin, row.destination
            names[row.code] = (
                f"{origin.name_zh}–{destination.name_zh}",
                f"{origin.name_en}–{destination.name_en}",
            )
    return names


def terms_of(row: NetworkNotice) -> NoticeTerms:
    """Return what a wording says."""
    return NoticeTerms(
        kind=row.kind,
        targets=tuple(row.targets),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        issuer=row.issuer,
        source=row.source,
        confidence=row.confidence,
        depth_cm=row.depth_cm,
        text=row.text,
    )


def card_of(row: NetworkNotice, *, now: datetime) -> NoticeCard:
    """Return a wording as a card."""
    if row.state == rules.WITHDRAWN:
        phase = "withdrawn"
    elif row.ends_at <= now:
        phase = "over"
    else:
        phase = "acting" if row.starts_at <= now else "ahead"
    return NoticeCard(
        row=row.pk,
        code=row.code,
        state=row.state,
        terms=terms_of(row),
        reason=row.note,
        recorded_at=row.recorded_at,
        actor=row.actor,
        phase=phase,
    )


def _locks_of(codes: Collection[str]) -> list[str]:
    return [code.rpartition("-")[0] for code in codes if "-" in code]


def _phase(phase: str, now: datetime) -> Q:
    withdrawn = Q(state=rules.WITHDRAWN)
    phases = {
        "ahead": Q(starts_at__gt=now),
        "acting": Q(starts_at__lte=now, ends_at__gt=now),
        "over": Q(ends_at__lte=now),
    }
    if phase == "standing":
        return Q(ends_at__gt=now) & ~withdrawn
    return phases[phase] & ~withdrawn if phase in phases else withdrawn
