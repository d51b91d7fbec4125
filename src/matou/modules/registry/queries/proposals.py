"""Proposed corrections, for the registrar's desk and for those who proposed them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.registry.models import Proposal
from matou.modules.registry.models.projection import value_in
from matou.modules.registry.rules.fields import FIELD_BY_NAME
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.rules.values import from_json, shown
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedChange:
    """One field: what the register says now, and what is proposed."""

    label: str
    now: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal, ready to show."""

    id: UUID
    vessel: str
    vessel_name: str
    changes: tuple[ProposedChange, ...]
    source: str
    confidence: str
    valid_from: date
    proposer: str
    proposer_name: str
    proposed_at: datetime
    state: str
    decided_at: datetime | None
    decision_reason: str


def proposals_page(
    *, viewer: Actor, state: str = "", before: str = "", limit: int = 20, language: str = "zh"
) -> tuple[ProposalRow, ...]:
    """Return proposals, the newest first: registrars see all, others those of their party."""
    rows = Proposal.objects.select_related("vessel").order_by("-id")
    if not REGISTRARS & viewer.roles:
        rows = rows.by_party(viewer.acts_for)
    if state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=_id(before))
    page = list(rows[: max(1, min(limit, MOST) + 1)])
    cards = parties.party_cards(row.proposer for row in page)
    return tuple(_row(row, cards, language) for row in page)


def proposal(proposal_id: UUID, *, viewer: Actor, language: str = "zh") -> ProposalRow:
    """Return one proposal to a registrar or to its proposer; raises NotFound."""
    row = Proposal.objects.select_related("vessel").filter(pk=proposal_id).first()
    if row is None or not (REGISTRARS & viewer.roles or row.proposer == viewer.acts_for):
        raise NotFound(what=str(proposal_id))
    cards = parties.party_cards([row.proposer])
    return _row(row, cards, language)


def open_proposals_count() -> int:
    """Return how many proposals wait for a registrar."""
    return Proposal.objects.open().count()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(what=text) from error


def _row(row: Proposal, cards: dict[str, PartyCard], language: str) -> ProposalRow:
    card = cards.get(row.proposer)
    return ProposalRow(
        id=row.pk,
        vessel=row.vessel.code,
        vessel_name=row.vessel.name_zh,
        changes=tuple(_change(row, name, language) for name in row.changes),
        source=row.source,
        confidence=row.confidence,
        valid_from=row.valid_from,
        proposer=row.proposer,
        proposer_name=card.name if card else row.proposer,
        proposed_at=row.proposed_at,
        state=row.state,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
    )


def _change(row: Proposal, name: str, language: str) -> ProposedChange:
    field = FIELD_BY_NAME[name]
    now = value_in(row.vessel, name)
    wanted = from_json(field, row.changes[name])
    return ProposedChange(
        label=field.label(language),
        now=shown(field, now, language),
        wanted=shown(field, wanted, language),
    )
