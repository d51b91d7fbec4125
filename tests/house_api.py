"""What the API's walk stands on: the document, real codes of the demo world, tokens of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import count
from json import dumps
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.affairs.queries.items import ItemFilter, items_page
from matou.modules.freight.queries import demands
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.terms import PriceMode
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.services import awards
from matou.project.api import build_api
from matou.spine.credentials.queries import licences_of as own_licences
from matou.spine.parties import queries as parties
from matou.spine.parties import services
from matou.spine.parties.models import User
from matou.spine.parties.seeds import Handle

PREFIX = "/api/v1/"
WRITING = ("post", "put", "patch", "delete")
SCOPES = (
    "codes:read",
    *("credentials:read", "credentials:write"),
    *(f"{module}:{verb}" for module in settings.MODULES for verb in ("read", "write")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    details: dict[str, Any]

    @property
    def name(self) -> str:
        """How tests call it."""
        return f"{self.method.upper()} {self.path.removeprefix(PREFIX)}"

    @property
    def needs_token(self) -> bool:
        """Tell whether the document asks for a token, and no way around it."""
        ways = self.details.get("security", [])
        return bool(ways) and {} not in ways

    def address(self) -> str:
        """Return the address with the examples of its parameters."""
        address = self.path
        for parameter in self.details.get("parameters", []):
            if parameter["in"] == "path":
                address = address.replace(f"{{{parameter['name']}}}", _example(parameter))
        return address

    def tells_an_example(self) -> bool:
        """Tell whether the body, the answer or a parameter shows one."""
        text = dumps(_unfolded(self.details, document()["components"]["schemas"], depth=4))
        return '"example"' in text or '"examples"' in text


def _unfolded(part: Any, schemas: dict[str, Any], *, depth: int) -> Any:
    """Return a part of the document with its references filled in; problems tell no example."""
    if isinstance(part, list):
        return [_unfolded(one, schemas, depth=depth) for one in part]
    if not isinstance(part, dict):
        return str(part)
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name and depth and name != "Problem":
        return _unfolded(schemas[name], schemas, depth=depth - 1)
    return {str(key): _unfolded(one, schemas, depth=depth) for key, one in part.items()}


def _example(parameter: dict[str, Any]) -> str:
    """Return the example of a parameter, or the first of the words it may be."""
    found = _unfolded(parameter, document()["components"]["schemas"], depth=2)
    schema = found["schema"]
    words = schema.get("enum") or [schema.get("example", "X")]
    return str(found.get("example", words[0]))


@cache
def document() -> dict[str, Any]:
    """Return the document as the API serves it."""
    return build_api().get_openapi_schema(path_prefix=PREFIX)


def operations() -> list[Operation]:
    """Return every operation, by address."""
    return [
        Operation(method=method, path=path, details=details)
        for path, methods in sorted(document()["paths"].items())
        for method, details in sorted(methods.items())
    ]


def application() -> Any:
    """Return the house as WSGI, where every request comes from an address of its own.

    Else the walk would spend the allowance of one address and read nothing but 429.
    """
    inner, numbers = get_wsgi_application(), count(1)

    def outer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        number = next(numbers)
        environ["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return inner(environ, start_response)

    return outer


def token(handle: Handle, *scopes: str) -> str:
    """Return the secret of a fresh token of a demo person for these scopes."""
    user = User.objects.get(username=handle.username)
    return services.issue_token(
        user=user, name="walk", scopes=scopes, days=1, actor=_actor(handle), now=utc_now()
    )


def real_codes(people: dict[str, Handle]) -> dict[str, list[str]]:
    """Return codes that exist, by the name of the path parameter; one demand becomes a trip."""
    now = utc_now()
    found = demands.open_demands(wanted=demands.DemandFilter(), now=now)
    fixed = next(row for row in found.rows if row.mode is PriceMode.FIXED)
    vessel = Particulars(name="演示船", deadweight_kg=9_000_000, draught_cm=200, sealed_hold=True)
    lot = awards.accept_demand(
        demand_code=fixed.code,
        offer=OfferTerms(vessel="WALK-VESSEL", particulars=vessel, trip_days=5),
        actor=_actor(people["skipper"]),
        now=now,
    )
    items = items_page(wanted=ItemFilter(samples="no"), now=now, size=3).rows
    licences = [card.code for card in own_licences(actor=_actor(people["skipper"]), at=now)]
    codes = [
        lot,
        *licences,
        *(row.code for row in found.rows),
        *(row.code for row in items),
        "P_CHI",
    ]
    return {"code": codes}


def _actor(handle: Handle) -> Actor:
    user = User.objects.get(username=handle.username)
    return parties.actor_of(user=user, acts_for=handle.acts_for)
