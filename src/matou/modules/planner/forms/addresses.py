"""A question as the query of an address (网址): what the form reads back as the same question."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode

from matou.kit.clock import CHINA
from matou.modules.planner.contracts import RouteQuestion
from matou.modules.planner.forms import MOMENT
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import KG_PER_TEU, Cargo, Load, Wishes
from matou.modules.planner.rules.network import MINUTES_PER_DAY

_THOUSANDTHS = 1000
Pair = tuple[str, str]


def query_of(question: Question, *, starts_at: datetime) -> str:
    """Return the query that asks a question; minute 0 of the question is ``starts_at``."""
    wishes = question.wishes

    def moment(minute: int) -> str:
        return _typed(starts_at + timedelta(minutes=minute))

    pairs = [
        ("origin", question.origin),
        ("destination", question.destination),
        *_cargo(question.cargo),
        ("ready", moment(question.ready_min)),
        *_codes(wishes),
        ("transfers", "" if wishes.max_transfers is None else str(wishes.max_transfers)),
        ("depart", moment(wishes.depart_from_min) if wishes.depart_from_min else ""),
        ("by", "" if wishes.arrive_by_min is None else moment(wishes.arrive_by_min)),
        ("no_dg", "on" if wishes.avoids_dangerous_terminals else ""),
        ("lower", str(wishes.lower_water_cm or "")),
    ]
    for closure in wishes.closures[:1]:
        days = (closure.until_min - closure.from_min) // MINUTES_PER_DAY
        pairs += [("closed", closure.lock), ("closed_at", moment(closure.from_min))]
        pairs += [("closed_days", str(days))]
    return urlencode([(name, value) for name, value in pairs if value])


def query_of_route(asked: RouteQuestion) -> str:
    """Return the query for what another room asks about."""
    is_boxes = asked.teu > 0
    pairs = [
        ("origin", asked.origin),
        ("destination", asked.destination),
        ("load", Load.CONTAINER.value if is_boxes else Load.BULK.value),
        ("amount", str(asked.teu) if is_boxes else _decimal(asked.mass.kg)),
        ("weight", _decimal(asked.mass.kg) if is_boxes and asked.mass.kg else ""),
        ("draught", _decimal(10 * asked.draught_cm) if asked.draught_cm else ""),
        ("dg", asked.dangerous_class),
        ("ready", _typed(asked.ready_at)),
    ]
    return urlencode([(name, value) for name, value in pairs if value])


def _cargo(cargo: Cargo) -> Iterator[Pair]:
    yield "load", cargo.load.value
    if cargo.load is Load.CONTAINER:
        yield "amount", str(cargo.teu)
        is_usual = cargo.mass_kg == cargo.teu * KG_PER_TEU
        yield "weight", "" if is_usual else _decimal(cargo.mass_kg)
    else:
        yield "amount", _decimal(cargo.mass_kg)
        yield "draught", _decimal(cargo.draught_mm) if cargo.draught_mm else ""
    yield "dg", cargo.dangerous_class
    yield "planned", "on" if cargo.flags else ""


def _codes(wishes: Wishes) -> Iterator[Pair]:
    yield from (("must_modes", mode.value) for mode in sorted(wishes.must_modes))
    yield from (("no_modes", mode.value) for mode in sorted(wishes.without_modes))
    musts = wishes.must_nodes | wishes.must_links | wishes.must_services
    yield "must", ",".join(sorted(musts))
    avoided = wishes.without_nodes | wishes.without_links | wishes.without_services
    yield "without", ",".join(sorted(avoided))


def _typed(moment: datetime) -> str:
    """Return an instant as a browser's control writes it, to the minute before."""
    return moment.astimezone(CHINA).strftime(MOMENT)


def _decimal(thousandths: int) -> str:
    """Return thousandths as one types the whole: kilograms as tonnes, millimetres as metres."""
    whole, rest = divmod(thousandths, _THOUSANDTHS)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)
