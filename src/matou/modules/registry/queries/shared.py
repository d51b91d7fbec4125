"""What the registers show on pages of the house: search, cards, facts behind a code."""

from collections.abc import Mapping
from typing import Any

from matou.kit.actor import Actor
from matou.modules.registry.models import Vessel
from matou.modules.registry.queries import companies, terminals, vessels
from matou.modules.registry.queries.cards import card_of
from matou.modules.registry.queries.proposals import open_proposals_count

PARTY_KIND = "party"
"""The kind under which the spine issues codes to companies and people."""


def register_counts() -> dict[str, int]:
    """Return how many vessels, companies and terminals are registered."""
    return {
        "vessels": vessels.vessels_count(wanted=vessels.VesselFilter()),
        "companies": companies.companies_count(),
        "terminals": terminals.terminals_count(),
    }


def waiting_proposals() -> int:
    """Return how many proposed corrections wait for a registrar."""
    return open_proposals_count()


def vessel_facts(subject: str, _viewer: Actor | None) -> Mapping[str, object] | None:
    """Return what machines read behind a vessel's code; the subject is the row's id."""
    vessel = Vessel.objects.filter(pk=subject).first()
    if vessel is None:
        return None
    card = card_of(vessel)
    facts: dict[str, Any] = {
        "name_zh": card.name_zh,
        "name_en": card.name_en,
        "mmsi": card.mmsi,
        "vessel_type": card.vessel_type,
        "status": card.status,
        "home_port": card.home_port,
        "deadweight_kg": card.deadweight_kg,
        "length_cm": card.length_cm,
        "api": f"/api/v1/registry/vessels/{card.code}",
    }
    return facts


def place_page_url(subject: str) -> str:
    """Return the address of the page of a port, terminal, berth, lock or any other place."""
    return f"/registry/terminals/{subject}/"


def company_page_url(subject: str) -> str:
    """Return the address of a company's page; "" for people, who have none that is public."""
    return f"/registry/companies/{subject}/" if companies.is_company(subject) else ""


def vessel_page_url(subject: str) -> str:
    """Return the address of the page of the vessel whose row has this id."""
    return f"/registry/vessels/{vessels.vessel_code_of_subject(subject)}/"
