"""What the tests of e-licences share: an office, a holder, and licences in any state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from matou.kit.actor import Actor
from matou.kit.period import Period
from matou.spine.credentials import services
from matou.spine.credentials.contracts import LicenceCard, LicenceField, LicenceOrder
from matou.spine.credentials.rules.licence_types import TYPES
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people

NOW = datetime(2026, 6, 8, 1, 0, tzinfo=UTC)
"""Nine in the morning in China."""
DAY = timedelta(days=1)
OFFICE = "affairs.decider"
ISSUER = TYPES["port_operation"].code[:18]
SCOPE = LicenceField(key="scope", zh="经营范围", en="Scope", value="散货装卸")
_WITH_COMPANY = frozenset({"shipper", "skipper", "carrier2", "consignee"})
WHY = "现场检查不合格"


def someone(key: str) -> Actor:
    """Return a demo person at work; ``office`` has seeded them."""
    person, company = people.demo_code_of(key), people.demo_code_of(f"{key}-company")
    acts_for = company if key in _WITH_COMPANY else person
    return parties.actor_of_person(person=person, acts_for=acts_for)


def officer() -> Actor:
    """Return somebody of the issuing office."""
    return someone("case-signer")


def order(case: str = "CASE00001", **changes: Any) -> LicenceOrder:
    """Return an order for a port licence of the demo shipper's company."""
    whole = LicenceOrder(
        kind="port_operation", issuer=ISSUER, issuer_name="演示港航管理局",
        issuer_name_en="Demo Port Authority", holder=someone("shipper").acts_for,
        item="ITEM00001", case=case, valid=Period(NOW - DAY, NOW + 1000 * DAY),
        signed_by=officer().code, officers=frozenset({OFFICE}), fields=(SCOPE,),
    )  # fmt: skip
    return replace(whole, **changes)


def issued(case: str = "CASE00001", **changes: Any) -> LicenceCard:
    """Issue one and return it."""
    return services.issue_licence(order=order(case, **changes), now=NOW)


def act(name: str, code: str, *, by: Actor | None = None) -> LicenceCard:
    """Do one of the plain acts as the office, or as somebody else."""
    done: LicenceCard = getattr(services, f"{name}_licence")(
        code=code, reason=WHY, actor=by or officer(), now=NOW
    )
    return done


def replaced(code: str, **changes: str) -> LicenceCard:
    """Replace one by a version with other lines."""
    return services.replace_licence(
        code=code, changes=changes, valid=None, reason=WHY, actor=officer(), now=NOW
    )
