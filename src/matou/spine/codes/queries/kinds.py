"""The kinds of things that have codes, as their rooms registered them at start-up."""

from dataclasses import dataclass

from matou.spine.codes.contracts import FactsOf, PageUrl, UnknownKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Where a kind's things have their page, and what may be told of them to whom."""

    name: str
    page_url: PageUrl | None
    facts: FactsOf | None
    leads_to_page: bool = False
    """Whoever scans it reads the thing's own page at once."""


_KINDS: dict[str, Kind] = {}


def keep(kind: Kind) -> None:
    """Remember a kind; what is None stays as it was registered before."""
    before = _KINDS.get(kind.name, kind)
    _KINDS[kind.name] = Kind(
        name=kind.name,
        page_url=kind.page_url or before.page_url,
        facts=kind.facts or before.facts,
        leads_to_page=kind.leads_to_page or before.leads_to_page,
    )


def find(name: str) -> Kind | None:
    """Return the kind, or None where its room is off."""
    return _KINDS.get(name)


def require(name: str) -> Kind:
    """Return the kind; raises UnknownKind."""
    kind = _KINDS.get(name)
    if kind is None:
        raise UnknownKind(kind=name)
    return kind
