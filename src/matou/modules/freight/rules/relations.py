"""How an actor stands to a demand or lot (关系): by the party acted for and the role held there."""

from collections.abc import Mapping

from matou.kit.actor import OPERATOR, SYSTEM, Actor
from matou.modules.freight.contracts import CARRIER_ROLE, CONSIGNEE_ROLE, SHIPPER_ROLE
from matou.modules.freight.rules.states import Relation

_ROLES: Mapping[Relation, frozenset[str]] = {
    Relation.SHIPPER: frozenset({SHIPPER_ROLE}),
    Relation.CARRIER: frozenset({CARRIER_ROLE}),
    # A shipper who sends goods to its own yard receives them in the same role.
    Relation.CONSIGNEE: frozenset({CONSIGNEE_ROLE, SHIPPER_ROLE}),
}

SIDE_ORDER = (
    Relation.SHIPPER,
    Relation.CARRIER,
    Relation.CONSIGNEE,
    Relation.OPERATOR,
    Relation.SYSTEM,
)


def relations_of(actor: Actor, *, parties: Mapping[Relation, str]) -> frozenset[Relation]:
    """Return every relation in which the actor may act on something with these parties.

    An operator who acts for one of the parties is that party here, never its operator.
    """
    sides = {
        side
        for side, party in parties.items()
        if actor.acts_for == party and actor.roles & _ROLES[side]
    }
    has_interest = not {actor.code, actor.acts_for}.isdisjoint(parties.values())
    if actor.has(OPERATOR) and not has_interest:
        sides.add(Relation.OPERATOR)
    if actor.roles & SYSTEM.roles:
        sides.add(Relation.SYSTEM)
    return frozenset(sides)


def acting_side(*, who: frozenset[Relation], relations: frozenset[Relation]) -> Relation:
    """Return the relation in which an allowed actor acts, own sides before offices."""
    return next(side for side in SIDE_ORDER if side in who and side in relations)
