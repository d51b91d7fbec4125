"""Who acts in the demo, and the vessel they act with."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import DomainError
from matou.modules.freight.rules.replay import DEMO_MMSI
from matou.modules.registry.contracts import VESSEL_BY_MMSI
from matou.project import operations
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds


class DemoIncomplete(DomainError):
    """The demo data is not there."""

    code = "demo-incomplete"
    zh = "演示数据不完整（缺少 {what}）。请运行 matou seed 后重试。"
    en = "The demo data is incomplete ({what} is missing). Run matou seed and try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The actors of the demo and their vessel's code."""

    shipper: Actor
    skipper: Actor
    consignee: Actor
    operator: Actor
    vessel: str
    house: Actor = SYSTEM


def cast(*, now: datetime) -> Cast:
    """Find the demo people and their vessel; raises DemoIncomplete and RealPeopleHere."""
    operations.refuse_among_real_people()
    handles = seeds.seed(now=now)
    answer = VESSEL_BY_MMSI.get()
    vessel = answer(DEMO_MMSI) if answer else None
    if vessel is None:
        raise DemoIncomplete(what=f"MMSI {DEMO_MMSI}")
    keys = ("shipper", "skipper", "consignee", "operator")
    actors = {
        key: parties.actor_of_person(person=handles[key].person, acts_for=handles[key].acts_for)
        for key in keys
    }
    return Cast(vessel=vessel.code, **actors)
