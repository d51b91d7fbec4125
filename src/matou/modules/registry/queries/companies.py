"""The company register: a public view on the companies that the spine knows."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.modules.registry.contracts import VesselCard
from matou.modules.registry.models import Vessel
from matou.modules.registry.queries.cards import card_of
from matou.spine.parties.models import Party

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """One company as anyone may read it: names, credit code, how many vessels."""

    code: str
    name: str
    name_en: str
    uscc: str
    is_demo: bool
    vessels: int

    def shown_name(self, language: str) -> str:
        """Return the name in Chinese for ``zh…``; else in English where there is one."""
        return self.name if language.startswith("zh") or not self.name_en else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage:
    """One page of companies; ``next`` is the cursor of the page after, "" on the last."""

    rows: tuple[CompanyRow, ...]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDetail:
    """A company's page: its line, and the vessels it owns or operates."""

    row: CompanyRow
    owned: tuple[VesselCard, ...]
    operated: tuple[VesselCard, ...]


def companies_page(*, text: str = "", after: str = "", limit: int = 25) -> CompanyPage:
    """Return companies in pinyin order; the cursor is the code of the last one shown."""
    rows = _searched(text).order_by("sort_key", "code")
    if after:
        rows = _after(rows, after)
    size = max(1, min(limit, MOST))
    found = list(rows[: size + 1])
    counts = _vessel_counts([party.code for party in found[:size]])
    return CompanyPage(
        rows=tuple(_row(party, counts[party.code]) for party in found[:size]),
        next=found[size - 1].code if len(found) > size else "",
    )


def company_detail(code: str) -> CompanyDetail:
    """Return a company and its vessels; raises NotFound, also for private persons."""
    party = _companies().filter(code=code).first() if "\0" not in code else None
    if party is None:
        raise NotFound(what=code)
    vessels = list(Vessel.objects.active().of_party(code).order_by("sort_key", "id")[:MOST])
    return CompanyDetail(
        row=_row(party, len(vessels)),
        owned=tuple(card_of(vessel) for vessel in vessels if vessel.owner_code == code),
        operated=tuple(card_of(vessel) for vessel in vessels if vessel.operator_code == code),
    )


def is_company(code: str) -> bool:
    """Tell whether the party with this code is a company of the register."""
    return _companies().filter(code=code).exists()


def companies_count(*, text: str = "") -> int:
    """Return how many companies match, all of them without a text."""
    return _searched(text).count()


def _companies() -> QuerySet[Party]:
    return Party.objects.filter(kind=Party.Kind.COMPANY)


def _searched(text: str) -> QuerySet[Party]:
    words = text.strip().replace("\0", "")[:60]
    if not words:
        return _companies()
    return _companies().filter(
        Q(name__icontains=words)
        | Q(name_en__icontains=words)
        | Q(sort_key__startswith=words.casefold())
        | Q(uscc=words.upper())
        | Q(code=normal_code(words) or "")
    )


def _after(rows: QuerySet[Party], cursor: str) -> QuerySet[Party]:
    last = _companies().filter(code=cursor).first()
    if last is None:
        raise NotFound(what=cursor)
    return rows.filter(
        Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, code__gt=last.code)
    )


def _vessel_counts(codes: list[str]) -> Counter[str]:
    pairs = (
        Vessel.objects.active()
        .filter(Q(owner_code__in=codes) | Q(operator_code__in=codes))
        .values_list("owner_code", "operator_code")
    )
    return Counter(code for owner, operator in pairs for code in {owner, operator} - {""})


def _row(party: Party, vessels: int) -> CompanyRow:
    return CompanyRow(
        code=party.code,
        name=party.name,
        name_en=party.name_en,
        uscc=party.uscc or "",
        is_demo=party.is_demo,
        vessels=vessels,
    )
