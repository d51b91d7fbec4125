"""Re-plans as pages and programmes read them: a shipper's own, and all of them for operators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.planner.models import Replan
from matou.modules.planner.queries.bookings import named
from matou.modules.planner.queries.replan_reasons import Reason, reason_from
from matou.modules.planner.rules.booking_states import WATCHERS
from matou.modules.planner.rules.pinning import PinnedChain, PinnedLeg, chain_of
from matou.modules.planner.rules.replan_states import ReplanState

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanRow:
    """A proposal as lists show it."""

    id: UUID
    booking: str
    party: str
    cargo_name: str
    mass_kg: int
    teu: int
    origin: str
    destination: str
    state: ReplanState
    reason: str
    reasons: tuple[Reason, ...]
    choices: int
    old_arrives_at: datetime
    old_price_fen: int
    old_co2e_g: int
    binding_zh: str
    binding_en: str
    proposed_at: datetime
    expires_at: datetime | None
    decided_at: datetime | None
    chosen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCard:
    """One way to go on, with what it is better and worse by than the plan so far."""

    number: int
    best_in: tuple[str, ...]
    chain: PinnedChain
    later_min: int
    dearer_fen: int
    more_co2e_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanPage:
    """A proposal with the rest of the plan so far and the chains to choose from."""

    row: ReplanRow
    place: str
    ready_at: datetime
    old_legs: tuple[PinnedLeg, ...]
    choices: tuple[ChoiceCard, ...]
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanFilter:
    """Which proposals are wanted; an empty text asks for all."""

    text: str = ""
    state: str = ""
    reason: str = ""


def replans_page(
    *, actor: Actor, wanted: ReplanFilter = ReplanFilter(), page: int = 1, size: int = 20
) -> tuple[tuple[ReplanRow, ...], int]:
    """Return the proposals that an actor may read, the newest first, and how many there are."""
    rows = _seen_by(actor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.reason:
        rows = rows.filter(reason=wanted.reason)
    if wanted.text:
        rows = rows.filter(named(wanted.text, prefix="booking__"))
    start = (max(1, page) - 1) * size
    found = rows.select_related("booking").order_by("-proposed_at", "-id")
    return tuple(_row(one) for one in found[start : start + min(size, MOST)]), rows.count()


def replan_page(*, replan_id: UUID, actor: Actor) -> ReplanPage:
    """Return a proposal to its shipper or a watcher; raises NotFound for others."""
    rows = _seen_by(actor).select_related("booking__offer", "replaced_offer")
    found = rows.filter(pk=replan_id).first()
    if found is None:
        raise NotFound(what=f"改配方案 re-plan {replan_id}")
    old = chain_of((found.replaced_offer or found.booking.offer).chain)
    return ReplanPage(
        row=_row(found),
        place=found.question["origin"],
        ready_at=found.ready_at,
        old_legs=tuple(leg for leg in old.legs if leg.number > found.after_leg),
        choices=tuple(
            _choice(found, number, chain_of(one["chain"]), tuple(one["best_in"]))
            for number, one in enumerate(found.choices)
        ),
        is_own=found.booking.party == actor.acts_for,
    )


def open_replan(*, booking: str, actor: Actor) -> ReplanRow | None:
    """Return the proposal that waits for a decision on a booking, if there is one."""
    rows = _seen_by(actor).filter(booking__code=booking, state=ReplanState.OPEN)
    found = rows.select_related("booking").first()
    return _row(found) if found else None


def _seen_by(actor: Actor) -> QuerySet[Replan]:
    rows = Replan.objects.all()
    if actor.roles & WATCHERS:
        return rows
    return rows.filter(Q(booking__party=actor.acts_for))


def _row(one: Replan) -> ReplanRow:
    booking = one.booking
    return ReplanRow(
        id=one.id,
        booking=booking.code,
        party=booking.party,
        cargo_name=booking.cargo_name,
        mass_kg=booking.mass_kg,
        teu=booking.teu,
        origin=booking.origin,
        destination=booking.destination,
        state=ReplanState(one.state),
        reason=one.reason,
        reasons=tuple(reason_from(kept) for kept in one.reasons),
        choices=len(one.choices),
        old_arrives_at=one.old_arrives_at,
        old_price_fen=one.old_price_fen,
        old_co2e_g=one.old_co2e_g,
        binding_zh=one.binding_zh,
        binding_en=one.binding_en,
        proposed_at=one.proposed_at,
        expires_at=one.expires_at,
        decided_at=one.decided_at,
        chosen=one.chosen,
    )


def _choice(one: Replan, number: int, chain: PinnedChain, best_in: tuple[str, ...]) -> ChoiceCard:
    return ChoiceCard(
        number=number,
        best_in=best_in,
        chain=chain,
        later_min=round((chain.arrives_at - one.old_arrives_at).total_seconds() / 60),
        dearer_fen=chain.fen - one.old_price_fen,
        more_co2e_g=chain.grams - one.old_co2e_g,
    )
