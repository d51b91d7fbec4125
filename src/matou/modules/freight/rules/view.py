"""What rules see of a lot (一船货): one frozen picture, made under the lock, without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from matou.kit.geo import Position
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.freight.rules.evidence import (
    WEIGHT_KINDS,
    DraftSurvey,
    EvidenceFact,
    EvidenceKind,
    Payload,
    VesselPosition,
    WeighbridgeNote,
)
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.terms import LotTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Balances:
    """What lies in the lot's own accounts."""

    escrow: Money
    deposit: Money
    disputed: Money

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is held."""
        return not (self.escrow or self.deposit or self.disputed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A dispute as money rules see it: who claims how much, and whether it is still open.

    ``parts`` says how far the shares of others moved by its ruling, which has ended it.
    """

    claimant: Relation
    amount: Money
    is_open: bool
    parts: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """A lot at one instant, with everything that guards and money rules ask for.

    ``reached_at`` says when each state was entered; ``text_sha256`` is the contract's hash;
    ``accepted_by`` lists who has accepted the statement.
    """

    code: str
    state: LotState
    on_hold: bool
    incident: bool
    shipper: str
    carrier: str
    consignee: str
    terms: LotTerms
    text_sha256: str
    is_return: bool
    window: Period
    origin: Position
    destination: Position
    deadweight_kg: int | None
    loaded_kg: int | None
    delivered_kg: int | None
    is_refused: bool
    evidence: tuple[EvidenceFact, ...]
    claims: tuple[Claim, ...]
    balances: Balances
    credentials_missing: tuple[str, ...]
    reached_at: dict[LotState, datetime]
    accepted_by: frozenset[Relation]

    def found(
        self, kinds: Iterable[EvidenceKind], *, by: Relation | None = None
    ) -> EvidenceFact | None:
        """Return the latest evidence of the kinds recorded in the present state, by that side."""
        wanted = frozenset(kinds)
        for fact in reversed(self.evidence):
            is_here = fact.state is self.state and fact.kind in wanted
            if is_here and by in {None, fact.relation}:
                return fact
        return None

    def payload(self, kind: EvidenceKind, *, by: Relation | None = None) -> Payload | None:
        """Return the latest payload of the kind recorded in the present state."""
        fact = self.found((kind,), by=by)
        return fact.payload if fact else None

    def weight_kg(self) -> int | None:
        """Return the weight that the latest survey or weighbridge note of this state says."""
        fact = self.found(WEIGHT_KINDS)
        if fact and isinstance(fact.payload, DraftSurvey | WeighbridgeNote):
            return fact.payload.weight_kg
        return None

    def position(self) -> Position | None:
        """Return the latest position recorded in the present state."""
        payload = self.payload(EvidenceKind.POSITION)
        return payload.position if isinstance(payload, VesselPosition) else None

    def track(self) -> tuple[Position, ...]:
        """Return the positions recorded on the way to loading, in order."""
        return tuple(
            fact.payload.position
            for fact in self.evidence
            if isinstance(fact.payload, VesselPosition)
            and fact.state in {LotState.FUNDED, LotState.TO_LOAD}
        )
