"""The vessel list: search, filters, orders, and pages that stay right while rows are added."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from matou.kit.errors import InvalidInput
from matou.modules.registry.contracts import UnknownVessel, VesselCard
from matou.modules.registry.models import Vessel
from matou.modules.registry.models.projection import particulars_of
from matou.modules.registry.models.vessel import VesselQuerySet
from matou.modules.registry.queries.cards import card_of
from matou.modules.registry.rules import names
from matou.modules.registry.rules.fields import FIELD_BY_NAME, Kind
from matou.modules.registry.rules.values import PartyRef
from matou.modules.registry.rules.values import Value as FieldValue

MOST = 100
"""The longest page that a list answers."""

MOST_EXPORTED = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselFilter:
    """What a reader of the list asks for; "" and None ask for nothing."""

    text: str = ""
    vessel_type: str = ""
    status: str = ""
    trade_type: str = ""
    home_port: str = ""
    party: str = ""
    deadweight_from_kg: int | None = None
    deadweight_until_kg: int | None = None
    draught_until_cm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselRow:
    """One line of the list: the card, the names that anyone may read, and the last change."""

    card: VesselCard
    owner_name: str
    operator_name: str
    updated_at: datetime
    particulars: dict[str, FieldValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselPage:
    """One page of the list; ``next`` is the cursor of the page after, "" on the last."""

    rows: tuple[VesselRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class _Order:
    key: Combinable
    is_descending: bool


ORDERS: dict[str, _Order] = {
    "name": _Order(F("sort_key"), is_descending=False),
    "deadweight": _Order(Coalesce("deadweight_kg", Value(0)), is_descending=True),
    "length": _Order(Coalesce("length_overall_cm", Value(0)), is_descending=True),
    "updated": _Order(F("updated_at"), is_descending=True),
}


def vessels_page(
    *, wanted: VesselFilter, order: str = "name", after: str = "", limit: int = 25
) -> VesselPage:
    """Return one page of the vessels asked for; raises InvalidInput for a foreign cursor."""
    chosen = _order(order)
    rows = _ordered(_filtered(wanted), chosen)
    if after:
        rows = _after(rows, chosen, after)
    size = max(1, min(limit, MOST))
    found = list(rows[: size + 1])
    has_more = len(found) > size
    shown = tuple(_row(vessel) for vessel in found[:size])
    return VesselPage(rows=shown, next=str(found[size - 1].pk) if has_more else "")


def vessels_count(*, wanted: VesselFilter) -> int:
    """Return how many vessels match."""
    return _filtered(wanted).count()


def exported_vessels(*, wanted: VesselFilter, order: str = "name") -> Iterator[VesselRow]:
    """Yield up to 5,000 vessels for a download."""
    rows = _ordered(_filtered(wanted), _order(order))[:MOST_EXPORTED]
    return (_row(vessel) for vessel in rows.iterator(chunk_size=500))


def vessel_row(code: str) -> VesselRow:
    """Return one vessel as its line; raises UnknownVessel."""
    return _row(vessel_of_code(code))


def vessel_of_code(code: str) -> Vessel:
    """Return the row for other queries of this room; raises UnknownVessel."""
    vessel = Vessel.objects.filter(code=code).first() if "\0" not in code else None
    if vessel is None:
        raise UnknownVessel(vessel=code)
    return vessel


def vessel_code_of_subject(subject: str) -> str:
    """Return the code of a vessel by the row's id, under which codes know it; "" if gone."""
    return Vessel.objects.filter(pk=subject).values_list("code", flat=True).first() or ""


def public_particulars(particulars: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """Return the particulars with the names of private persons masked and their codes gone."""
    return {name: public_value(name, value) for name, value in particulars.items()}


def public_value(name: str, value: FieldValue) -> FieldValue:
    """Return one value as anyone may read it."""
    if FIELD_BY_NAME[name].kind is not Kind.PARTY or not isinstance(value, PartyRef):
        return value
    is_person = value.kind != "company"
    return PartyRef(
        code="" if is_person else value.code, name=names.public_name(value), kind=value.kind
    )


def home_ports() -> tuple[str, ...]:
    """Return the ports of registry that occur, for the filter."""
    ports = Vessel.objects.exclude(home_port="").values_list("home_port", flat=True)
    return tuple(ports.order_by("home_port").distinct()[:200])


def _row(vessel: Vessel) -> VesselRow:
    particulars = public_particulars(particulars_of(vessel))
    owner, operator = particulars["owner"], particulars["operator"]
    return VesselRow(
        card=card_of(vessel),
        owner_name=owner.name if isinstance(owner, PartyRef) else "",
        operator_name=operator.name if isinstance(operator, PartyRef) else "",
        updated_at=vessel.updated_at,
        particulars=particulars,
    )


def _filtered(wanted: VesselFilter) -> VesselQuerySet:
    rows = Vessel.objects.all()
    exact = {
        "vessel_type": wanted.vessel_type,
        "status": wanted.status,
        "trade_type": wanted.trade_type,
        "home_port": wanted.home_port,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.party:
        rows = rows.of_party(wanted.party)
    if wanted.text:
        rows = _searched(rows, wanted.text)
    bounds = {
        "deadweight_kg__gte": wanted.deadweight_from_kg,
        "deadweight_kg__lte": wanted.deadweight_until_kg,
        "full_draught_cm__lte": wanted.draught_until_cm,
    }
    return rows.filter(**{name: value for name, value in bounds.items() if value is not None})


def _searched(rows: VesselQuerySet, text: str) -> VesselQuerySet:
    words = names.folded(text.replace("\0", "")[: names.MAX_QUERY])
    if not words:
        return rows.none()
    # The pairs narrow by index; the text itself decides, as pairs may stand apart.
    pairs = names.bigrams(words)
    if pairs:
        rows = rows.filter(search_bigrams__contains=list(pairs))
    return rows.filter(search_text__contains=words)


def _order(order: str) -> _Order:
    if order not in ORDERS:
        raise InvalidInput(
            field="sort",
            reason_zh=f"请选择 {'、'.join(ORDERS)}。",
            reason_en=f"Choose one of {', '.join(ORDERS)}.",
        )
    return ORDERS[order]


def _ordered(rows: QuerySet[Vessel], order: _Order) -> QuerySet[Vessel]:
    keyed = rows.annotate(order_key=order.key)
    return keyed.order_by(*(("-order_key", "-id") if order.is_descending else ("order_key", "id")))


def _after(rows: QuerySet[Vessel], order: _Order, cursor: str) -> QuerySet[Vessel]:
    key, last = _cursor_row(order, cursor)
    beyond = "lt" if order.is_descending else "gt"
    return rows.filter(
        Q(**{f"order_key__{beyond}": key}) | Q(order_key=key, **{f"id__{beyond}": last})
    )


def _cursor_row(order: _Order, cursor: str) -> tuple[object, UUID]:
    try:
        rows = Vessel.objects.filter(pk=UUID(cursor))
    except ValueError:
        rows = Vessel.objects.none()
    found = rows.annotate(order_key=order.key).values_list("order_key", "pk").first()
    if found is None:
        raise InvalidInput(
            field="cursor",
            reason_zh="翻页标记无效，请从第一页开始。",
            reason_en="The cursor is not valid; begin at the first page.",
        )
    return found
