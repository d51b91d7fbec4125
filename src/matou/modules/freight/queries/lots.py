"""Reads of lots (一船货): cards, pages, timelines, boards, and what the actor can do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, prefetch_related_objects

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.contracts import LotCard
from matou.modules.freight.models import Lot
from matou.modules.freight.queries.lot_filter import EVERY_LOT, LotFilter
from matou.modules.freight.queries.pictures import kept_ends, lot_parties, lot_view
from matou.modules.freight.queries.statements import StatementPage, statement_page
from matou.modules.freight.rules.costs import COSTLY, own_cost
from matou.modules.freight.rules.evidence import EvidenceKind
from matou.modules.freight.rules.guards import Lack, lacks
from matou.modules.freight.rules.lateness import due_at
from matou.modules.freight.rules.moves import moves_from
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.statement import Settlement, settlement
from matou.modules.freight.rules.states import FINAL_STATES, LotAct, LotState, Relation
from matou.modules.freight.rules.table import Move
from matou.modules.freight.rules.terms import LotTerms
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.rules.view import Balances, LotView
from matou.spine.places.contracts import PlaceCard

MAX_ROWS = 100
MOST_ON_BOARD = 1000
AUDIT_ROLES = frozenset({OPERATOR, "platform.auditor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """A lot as lists and boards show it."""

    code: str
    state: LotState
    state_since_at: datetime
    due_at: datetime | None
    is_late: bool
    on_hold: bool
    disputed: bool
    incident: bool
    is_return: bool
    shipper: str
    carrier: str
    consignee: str
    vessel: str
    vessel_name: str
    origin: str
    destination: str
    cargo: str
    cargo_name: str
    agreed_kg: int
    price: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """An act the actor may do in the present state, and what is missing for it."""

    act: LotAct
    lacks: tuple[Lack, ...]
    wanted: tuple[tuple[EvidenceKind, ...], ...]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionRow:
    """One entry of a lot's timeline."""

    version: int
    act: str
    from_state: str
    to_state: LotState
    relation: Relation
    actor: str
    acts_for: str
    occurred_at: datetime
    evidence: tuple[int, ...]
    transfers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One piece of evidence as its lot's sides see it."""

    id: int
    kind: EvidenceKind
    state: LotState
    relation: Relation
    payload: Mapping[str, object]
    document_code: str
    taken_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPage:
    """Everything one side of a lot sees on its page; a consignee sees no terms and no money."""

    row: LotRow
    demand: str
    parent: str
    returns: tuple[str, ...]
    ends: Mapping[str, PlaceCard]
    statement: StatementPage | None
    terms: LotTerms | None
    text_sha256: str
    particulars: Particulars
    loaded_kg: int | None
    delivered_kg: int | None
    is_refused: bool
    window_from_at: datetime
    window_until_at: datetime
    relations: frozenset[Relation]
    balances: Balances | None
    timeline: tuple[TransitionRow, ...]
    evidence: tuple[EvidenceRow, ...]
    next_acts: tuple[NextAct, ...]
    costs: Mapping[LotAct, Money]
    """What the costly ones among the next acts would take from the reader's side now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn:
    """A state with its lots, the longest waiting first, and how many there are in all."""

    state: LotState
    count: int
    rows: tuple[LotRow, ...]


def lot_card(code: str) -> LotCard | None:
    """Return the card of a lot for neighbours (``LOT_LOOKUP``)."""
    lot = Lot.objects.select_related("demand", "parent").filter(code=code).first()
    if lot is None:
        return None
    reached = dict(lot.transitions.order_by("version").values_list("to_state", "occurred_at"))
    return LotCard(
        code=lot.code,
        demand=lot.demand.code,
        parent=lot.parent.code if lot.parent else "",
        state=lot.state,
        shipper=lot.shipper,
        carrier=lot.carrier,
        consignee=lot.consignee,
        vessel=lot.vessel_code,
        origin=lot.origin,
        destination=lot.destination,
        cargo=lot.cargo,
        agreed_kg=lot.agreed_kg,
        loaded_kg=lot.loaded_kg,
        delivered_kg=lot.delivered_kg,
        price_fen_per_tonne=typed(LotTerms, lot.terms).price_fen_per_tonne,
        contracted_at=reached.get(LotState.CONTRACTED),
        delivered_at=reached.get(LotState.DELIVERED),
    )


def my_lots(
    *,
    actor: Actor,
    now: datetime,
    wanted: LotFilter = EVERY_LOT,
    before: int | None = None,
    limit: int = 50,
) -> tuple[tuple[LotRow, ...], int | None]:
    """Return the lots of the actor's party, newest first, and the key of the next page."""
    rows = Lot.objects.of_party(actor.acts_for).filter(wanted.rows()).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: min(limit, MAX_ROWS) + 1])
    page = found[: min(limit, MAX_ROWS)]
    more = page[-1].pk if len(found) > len(page) else None
    return tuple(row_of(lot, now, is_priced=sees_money(lot, actor)) for lot in page), more


def lot_board(
    *, actor: Actor, now: datetime, is_late_only: bool = False, per_state: int = 20
) -> tuple[BoardColumn, ...]:
    """Return living lots by state for operators, those that have waited longest first."""
    actor.require_any(AUDIT_ROLES)
    living = Lot.objects.under_way()
    counts = dict(living.values_list("state").annotate(count=Count("id")))
    rows = [
        row_of(lot, now, is_priced=True)
        for lot in living.order_by("state_since_at")[:MOST_ON_BOARD]
    ]
    shown = [row for row in rows if row.is_late or not is_late_only]
    return tuple(
        BoardColumn(
            state=state,
            count=counts.get(state, 0),
            rows=tuple(row for row in shown if row.state is state)[:per_state],
        )
        for state in LotState
        if state not in FINAL_STATES
    )


def lot_page(*, code: str, actor: Actor, now: datetime) -> LotPage:
    """Return a lot with timeline, evidence and next acts; raises NotFound for strangers."""
    lot = lot_for(code, actor)
    prefetch_related_objects([lot], "transitions", "evidence")
    relations = relations_of(actor, parties=lot_parties(lot))
    ends = kept_ends(lot)
    view = lot_view(lot, ends)
    is_priced = sees_money(lot, actor)
    open_acts = next_acts(view=view, relations=relations, now=now)
    return LotPage(
        row=row_of(lot, now, is_priced=is_priced),
        demand=lot.demand.code,
        parent=lot.parent.code if lot.parent else "",
        returns=_returns(lot),
        ends=ends,
        statement=statement_page(lot) if is_priced else None,
        terms=view.terms if is_priced else None,
        text_sha256=lot.text_sha256,
        particulars=typed(Particulars, lot.particulars),
        loaded_kg=lot.loaded_kg,
        delivered_kg=lot.delivered_kg,
        is_refused=lot.is_refused,
        window_from_at=lot.window_from_at,
        window_until_at=lot.window_until_at,
        relations=relations,
        balances=view.balances if is_priced else None,
        timeline=_timeline(lot),
        evidence=_evidence(lot),
        next_acts=open_acts,
        costs={
            one.act: own_cost(view=view, act=one.act, relations=relations, now=now)
            for one in open_acts
            if one.act in COSTLY and is_priced
        },
    )


def lot_head(*, code: str, actor: Actor, now: datetime) -> LotRow:
    """Return a lot as a list shows it; raises NotFound for strangers."""
    lot = lot_for(code, actor)
    return row_of(lot, now, is_priced=sees_money(lot, actor))


def next_acts(
    *, view: LotView, relations: frozenset[Relation], now: datetime
) -> tuple[NextAct, ...]:
    """Return what these relations may do now, the way of a good trip first."""
    return tuple(
        NextAct(
            act=move.act,
            lacks=lacks(move=move, view=view, now=now),
            wanted=_wanted(move, view, relations),
        )
        for move in moves_from(view.state)
        if not move.who.isdisjoint(relations)
    )


def lot_for(code: str, actor: Actor) -> Lot:
    """Return a lot that the actor may see: its sides, operators, auditors. Raises NotFound."""
    whole = Lot.objects.select_related("demand", "parent", "statement")
    lot = whole.filter(code=code).first()
    if lot is None or not may_see(lot, actor):
        raise NotFound(what=code)
    return lot


def may_see(lot: Lot, actor: Actor) -> bool:
    """Tell whether the actor stands on a side of the lot or watches over all."""
    relations = relations_of(actor, parties=lot_parties(lot))
    return bool(relations) or bool(actor.roles & AUDIT_ROLES)


def sees_money(lot: Lot, actor: Actor) -> bool:
    """Tell whether prices and payments concern the actor: both sides and watchers, no consignee."""
    sides = relations_of(actor, parties=lot_parties(lot)) - {Relation.CONSIGNEE}
    return bool(sides) or bool(actor.roles & AUDIT_ROLES)


def settlement_preview(*, code: str, actor: Actor) -> Settlement:
    """Return the split as it stands from delivery on; raises LotNotDelivered, NotFound."""
    return settlement(lot_view(lot_for(code, actor)))


def row_of(lot: Lot, now: datetime, *, is_priced: bool) -> LotRow:
    """Return a lot as lists show it, its price only to those whom it concerns."""
    terms = typed(LotTerms, lot.terms)
    due = due_at(
        state=LotState(lot.state),
        since=lot.state_since_at,
        window_until=lot.window_until_at,
        promised_until=lot.period.upper,
    )
    return LotRow(
        code=lot.code,
        state=LotState(lot.state),
        state_since_at=lot.state_since_at,
        due_at=due,
        is_late=due is not None and due <= now,
        on_hold=lot.on_hold,
        disputed=lot.disputed,
        incident=lot.incident,
        is_return=lot.parent_id is not None,
        shipper=lot.shipper,
        carrier=lot.carrier,
        consignee=lot.consignee,
        vessel=lot.vessel_code,
        vessel_name=typed(Particulars, lot.particulars).name,
        origin=lot.origin,
        destination=lot.destination,
        cargo=lot.cargo,
        cargo_name=lot.cargo_name,
        agreed_kg=lot.agreed_kg,
        price=Money(terms.price_fen) if is_priced else None,
    )


def _wanted(
    move: Move, view: LotView, relations: frozenset[Relation]
) -> tuple[tuple[EvidenceKind, ...], ...]:
    """Return the kinds, alternatives together, that these relations can still hand in."""
    return tuple(
        need.kinds
        for need in move.needs
        if not view.found(need.kinds, by=need.by) and (need.by is None or need.by in relations)
    )


def _returns(lot: Lot) -> tuple[str, ...]:
    """Only a refused cargo is carried back."""
    if not lot.is_refused:
        return ()
    return tuple(lot.returns.order_by("id").values_list("code", flat=True))


def _timeline(lot: Lot) -> tuple[TransitionRow, ...]:
    return tuple(
        TransitionRow(
            version=row.version,
            act=row.act,
            from_state=row.from_state,
            to_state=LotState(row.to_state),
            relation=Relation(row.relation),
            actor=row.actor,
            acts_for=row.acts_for,
            occurred_at=row.occurred_at,
            evidence=tuple(row.evidence),
            transfers=tuple(row.transfers),
        )
        for row in sorted(lot.transitions.all(), key=lambda row: row.version)
    )


def _evidence(lot: Lot) -> tuple[EvidenceRow, ...]:
    return tuple(
        EvidenceRow(
            id=row.pk,
            kind=EvidenceKind(row.kind),
            state=LotState(row.state),
            relation=Relation(row.relation),
            payload=row.payload,
            document_code=row.document_code,
            taken_at=row.taken_at,
            recorded_at=row.recorded_at,
        )
        for row in sorted(lot.evidence.all(), key=lambda row: row.pk)
    )
