"""E-licences: whose they are, how they stand, their papers, and the register's search."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, REGISTRAR, Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.kit.period import Period
from matou.spine.credentials.contracts import (
    CredentialState,
    LicenceCard,
    LicenceField,
    LicenceState,
)
from matou.spine.credentials.models import Check, ELicence, ELicenceVersion
from matou.spine.credentials.rules.identifiers import Identifier, parse_identifier
from matou.spine.credentials.rules.licence_terms import state_at
from matou.spine.credentials.rules.licence_types import TYPES
from matou.spine.parties import queries as parties

READERS = frozenset({REGISTRAR, AUDITOR, ADMIN, OPERATOR})
"""May look into every licence; what an office issued, its own roles may besides."""
PAGE_SIZE = 20
LICENCE = "licence"
"""The kind under which ``spine.codes`` knows e-licences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicencePage:
    """One page of a list, and whether there is another."""

    rows: tuple[LicenceCard, ...]
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceStep:
    """One step in the life of a licence: what was done to which version, by whom, and why."""

    version: int
    state: CredentialState
    is_issue: bool
    is_replaced: bool
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceDetail:
    """A licence in full for its holder or an officer."""

    card: LicenceCard
    versions: tuple[LicenceCard, ...]
    steps: tuple[LicenceStep, ...]
    is_holder: bool
    may_act: bool


def licences_of(*, actor: Actor, at: datetime) -> tuple[LicenceCard, ...]:
    """Return the newest versions of what a person or whom they act for holds, newest first."""
    held = _newest().filter(licence__recipient__in={actor.code, actor.acts_for})
    return tuple(_card(row, at=at) for row in held.order_by("-pk")[:100])


def licence_detail(*, code: str, actor: Actor, at: datetime) -> LicenceDetail:
    """Return a licence to its holder or an officer; raises NotFound for everyone else."""
    rows = list(_versions().filter(licence__code=code).order_by("-number"))
    if not rows:
        raise NotFound(what=code[:20])
    cards = tuple(_card(row, at=at, newest=rows[0].number) for row in rows)
    is_holder = is_own(cards[0], actor=actor)
    is_officer = bool(actor.roles & (cards[0].officers | READERS))
    if not is_holder and not is_officer:
        raise NotFound(what=code[:20])
    return LicenceDetail(
        card=cards[0], versions=cards, steps=_steps(rows),
        is_holder=is_holder,
        may_act=may_act(cards[0], actor=actor, at=at),
    )  # fmt: skip


def own_licence(*, code: str, actor: Actor, at: datetime) -> LicenceCard:
    """Return the newest version of one's own licence; raises NotFound for everyone else's."""
    card = newest_card(code, at=at)
    if not is_own(card, actor=actor):
        raise NotFound(what=code[:20])
    return card


def is_own(card: LicenceCard, *, actor: Actor) -> bool:
    """Tell whether somebody keeps a licence, in their own name or for whom they act."""
    return card.recipient in {actor.code, actor.acts_for}


def may_act(card: LicenceCard, *, actor: Actor, at: datetime) -> bool:
    """Tell whether somebody of the issuing office may stop a licence that is not their own."""
    if not actor.roles & card.officers:
        return False
    return not own_codes(actor, at=at) & {card.holder, card.recipient}


def own_codes(actor: Actor, *, at: datetime) -> frozenset[str]:
    """Return the codes of a person and of every company that they may act for."""
    companies = parties.companies_of(person=actor.code, at=at)
    return frozenset({actor.code, actor.acts_for, *(card.code for card in companies)})


def may_search(*, actor: Actor) -> bool:
    """Tell whether the actor belongs to an office that issued licences, or may read all."""
    if actor.roles & READERS:
        return True
    return ELicence.objects.filter(officers__overlap=sorted(actor.roles)).exists()


def licences_page(*, text: str, actor: Actor, at: datetime, page: int = 1) -> LicencePage:
    """Search the register by identifier, code, number or holder's name, newest first.

    Raises NotAllowed for who may not search.
    """
    if not may_search(actor=actor):
        raise NotAllowed(needed="licence officer")
    found = _newest()
    if not actor.roles & READERS:
        found = found.filter(licence__officers__overlap=sorted(actor.roles))
    wanted = " ".join(text.split())[:120]
    if wanted:
        found = found.filter(
            Q(identifier__iexact=wanted)
            | Q(licence__code=wanted.upper().replace("-", ""))
            | Q(holder_name__icontains=wanted)
            | Q(holder_number=wanted.upper())
            | Q(licence__case=wanted.upper())
        )
    first = (page - 1) * PAGE_SIZE
    rows = list(found.order_by("-pk")[first : first + PAGE_SIZE + 1])
    return LicencePage(
        rows=tuple(_card(row, at=at) for row in rows[:PAGE_SIZE]), has_more=len(rows) > PAGE_SIZE
    )


def newest_card(code: str, *, at: datetime) -> LicenceCard:
    """Return a licence's newest version; raises NotFound."""
    row = _newest().filter(licence__code=code).first()
    if row is None:
        raise NotFound(what=code[:20])
    return _card(row, at=at)


def card_identified(identifier: Identifier, *, at: datetime) -> LicenceCard | None:
    """Return the very version that an identifier names, None where none was issued."""
    row = _versions().filter(identifier=identifier.text).first()
    return _card(row, at=at) if row else None


def card_of_paper(sha256: str, *, at: datetime) -> LicenceCard | None:
    """Return the version whose sealed PDF has this hash, None where there is none."""
    row = _versions().filter(paper__sha256=sha256).first()
    return _card(row, at=at) if row else None


def licence_ordered(order: str) -> str | None:
    """Return the code of the licence that an order led to, None where it led to none."""
    return ELicence.objects.filter(case=order).values_list("code", flat=True).first()


def licence_of_case(case: str, *, at: datetime) -> LicenceCard | None:
    """Return the last licence that a case led to, None where it led to none.

    A case that was handled again after its licence was revoked orders as ``<case>-<round>``.
    """
    found = _newest().filter(Q(licence__case=case) | Q(licence__case__startswith=f"{case}-"))
    row = found.order_by("-licence_id").first()
    return _card(row, at=at) if row else None


def token_of(*, code: str) -> str:
    """Return the whole token of a licence's newest version, all its fields disclosed."""
    return str(_newest().values_list("token", flat=True).get(licence__code=code))


def compact_of(*, code: str, version: int) -> str:
    """Return the compact code of a version."""
    rows = ELicenceVersion.objects.filter(licence__code=code, number=version)
    return rows.values_list("compact", flat=True).get()


def code_facts(code: str, _actor: Actor | None) -> Mapping[str, object] | None:
    """Tell anyone who has a licence's code its kind, for its own page tells the rest."""
    kind = ELicence.objects.filter(code=code).values_list("kind", flat=True).first()
    if kind is None:
        return None
    return {"name_zh": TYPES[kind].kind.zh, "name_en": TYPES[kind].kind.en}


def versions_without_paper(codes: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return which versions of the licences have no sealed PDF yet."""
    rows = ELicenceVersion.objects.filter(licence__code__in=codes, paper__isnull=True)
    return tuple(rows.order_by("pk").values_list("licence__code", "number"))


def card_of_version(*, code: str, version: int, at: datetime) -> LicenceCard:
    """Return one version of a licence; raises NotFound."""
    row = _versions().filter(licence__code=code, number=version).first()
    if row is None:
        raise NotFound(what=code[:20])
    return _card(row, at=at)


def _versions() -> "QuerySet[Any]":
    later = ELicenceVersion.objects.filter(
        licence=OuterRef("licence"), number__gt=OuterRef("number")
    )
    rows = ELicenceVersion.objects.select_related("licence", "credential", "paper")
    return rows.annotate(is_replaced=Exists(later))


def _newest() -> "QuerySet[Any]":
    return _versions().filter(is_replaced=False)


def _card(row: Any, *, at: datetime, newest: int | None = None) -> LicenceCard:
    kind, valid = TYPES[row.licence.kind].kind, Period(row.credential.from_at,
                                                       row.credential.until_at)  # fmt: skip
    is_newest = not row.is_replaced if newest is None else row.number == newest
    return LicenceCard(
        code=row.licence.code, kind=kind.code, title_zh=kind.zh, title_en=kind.en,
        version=row.number, identifier=row.identifier,
        number=parse_identifier(row.identifier).number,
        holder=row.licence.holder, recipient=row.licence.recipient,
        holder_name=row.holder_name, holder_number=row.holder_number,
        issuer=row.licence.issuer, issuer_name=row.issuer_name,
        issuer_name_en=row.issuer_name_en, item=row.licence.item,
        case=row.licence.case.partition("-")[0],
        valid=valid, state=_state(row, valid, is_newest=is_newest, at=at),
        issued_at=row.issued_at, signed_by=row.signed_by,
        fields=tuple(LicenceField(**one) for one in row.fields),
        document=row.paper.document if hasattr(row, "paper") else "",
        officers=frozenset(row.licence.officers),
    )  # fmt: skip


def _state(row: Any, valid: Period, *, is_newest: bool, at: datetime) -> LicenceState:
    state = CredentialState(row.credential.state)
    return state_at(credential=state, is_newest=is_newest, valid=valid, at=at)


def _steps(rows: list[ELicenceVersion]) -> tuple[LicenceStep, ...]:
    """Return every step of all versions, the newest first."""
    newest = rows[0].number
    numbers = {row.credential_id: row.number for row in rows}
    checks = list(Check.objects.filter(credential_id__in=numbers).order_by("-pk"))
    first = {one.credential_id: one.pk for one in checks}  # the last one seen is the oldest
    return tuple(
        LicenceStep(
            version=numbers[one.credential_id], state=CredentialState(one.state),
            is_issue=first[one.credential_id] == one.pk,
            is_replaced=one.state == "revoked" and numbers[one.credential_id] < newest,
            by=one.by, at=one.at, note=one.note,
        )
        for one in checks
    )  # fmt: skip
