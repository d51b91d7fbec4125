"""Offers (报价): one chain of an answer, its price and its network pinned for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.ids import uuid7
from matou.modules.planner.models import ChainOffer
from matou.modules.planner.queries.plans import plan_at
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.assuming import check_as_it_is
from matou.modules.planner.rules.booking_states import OFFER_HOLDS, SHIPPERS, ChainGone
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.pinning import (
    chain_json,
    footprint,
    pinned,
    question_json,
    timetable_digest,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Which of the shown chains is meant: its place from 0, and its price where that is known.

    The price finds the chain again when the answer has changed since it was shown.
    """

    place: int
    fen: int | None = None


def make_offer(
    *,
    question: Question,
    pick: Pick,
    actor: Actor,
    now: datetime,
    holds_for: timedelta = OFFER_HOLDS,
) -> UUID:
    """Offer the party of the actor one chain at its price until it expires; returns its id.

    Raises NotAllowed, AssumedCase, ChainGone, and what ``plan_at`` raises.
    """
    actor.require_any(SHIPPERS)
    check_as_it_is(question)
    plan = plan_at(instant=now, question=question)
    live, shown = plan.live, [one.shown.chain for one in plan.chains]
    chain = pinned(chain=_picked(shown, pick), starts_at=live.starts_at)
    network = live.network
    with transaction.atomic():
        offer = ChainOffer.objects.create(
            id=uuid7(now=now),
            party=actor.acts_for,
            made_by=actor.code,
            question=question_json(question),
            chain=chain_json(chain),
            price_fen=chain.fen,
            co2e_g=chain.grams,
            network_version=network.version,
            timetable_sha256=timetable_digest(network=network, starts_at=live.starts_at),
            footprint_sha256=footprint(network=network, starts_at=live.starts_at, chain=chain),
            departs_at=chain.departs_at,
            starts_by=chain.starts_by,
            arrives_at=chain.arrives_at,
            made_at=now,
            expires_at=now + holds_for,
        )
    return offer.id


def _picked(shown: list[Chain], pick: Pick) -> Chain:
    if 0 <= pick.place < len(shown) and pick.fen in {None, shown[pick.place].fen}:
        return shown[pick.place]
    same = [chain for chain in shown if chain.fen == pick.fen]
    if not same:
        raise ChainGone
    return same[0]
