"""A small river for tests: two terminals, a shipper, two carriers, a consignee, an operator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from matou.kit.actor import OPERATOR, Actor
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import CARRIER_ROLE, CONSIGNEE_ROLE, SHIPPER_ROLE
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.evidence import EvidenceItem, Payload
from matou.modules.freight.rules.terms import DemandTerms, MoneyTerms, PriceMode
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.services import awards, demands, offers
from matou.spine.credentials.models import Credential
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind
from matou.spine.places.models import Place
from matou.spine.places.rules.words import grams

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ORIGIN, DESTINATION = "P_CHI", "P_SAN"
WUZHOU = proof.VesselPosition(latitude=23.42, longitude=111.08, source="ais")
MIDWAY = proof.VesselPosition(latitude=23.25, longitude=111.53, source="ais")
FOSHAN = proof.VesselPosition(latitude=23.17, longitude=112.85, source="ais")


def actor(party: str, *roles: str) -> Actor:
    """Return somebody who acts for the party in these roles."""
    return Actor(code=f"{party}-P", name=f"{party} 某", acts_for=party, roles=frozenset(roles))


SHIPPER = actor("SHIPPER", SHIPPER_ROLE)
CARRIER = actor("CARRIER", CARRIER_ROLE)
RIVAL = actor("RIVAL", CARRIER_ROLE)
CONSIGNEE = actor("CONSIGNEE", CONSIGNEE_ROLE)
OPERATOR_ACTOR = actor("OPERATOR", OPERATOR)
STRANGER = actor("STRANGER", SHIPPER_ROLE, CARRIER_ROLE, CONSIGNEE_ROLE)

TERMS = DemandTerms(
    origin=ORIGIN,
    destination=DESTINATION,
    loading=Period(NOW + timedelta(days=1), NOW + timedelta(days=4)),
    cargo="sand",
    cargo_name="机制砂 0–5 mm",
    quantity=Tonnes.of(2400),
    mode=PriceMode.FIXED,
    price=Money.yuan("32.50"),
    consignee="CONSIGNEE",
    money=MoneyTerms(),
)
SEALED_TERMS = replace(
    TERMS, mode=PriceMode.SEALED, price=None, offers_until=NOW + timedelta(hours=12)
)


def build() -> None:
    """Make the two terminals, licences, and well-filled wallets."""
    # The whole basin takes half a second to load; these tests need two of its places.
    for code, name, spot in ((ORIGIN, "赤水圩", WUZHOU), (DESTINATION, "三水", FOSHAN)):
        Place.objects.create(
            code=code,
            kind="terminal",
            name_zh=name,
            name_en=code,
            latitude=spot.latitude,
            longitude=spot.longitude,
            confidence_position="A",
            confidence_attributes="A",
            source="test",
            sort_key=code,
            search_text=name,
            grams=grams(name),
        )
    ledger.ensure_account(
        code="custody:clearing", kind=AccountKind.CLEARING, owner="platform", now=NOW
    )
    for party in (SHIPPER.acts_for, CARRIER.acts_for, RIVAL.acts_for):
        fill_wallet(party, Money.yuan(500_000))
    for carrier in (CARRIER, RIVAL):
        licence(carrier.acts_for, f"VESSEL-{carrier.acts_for}")


def licence(carrier: str, vessel: str) -> None:
    """Give a carrier and a vessel the papers that carriage needs."""
    held = ((carrier, "company", "carrier_permit"), (vessel, "vessel", "vessel_operation"))
    for holder, holder_kind, kind in (*held, (vessel, "vessel", "vessel_survey")):
        # Written as verified at once: how a paper is checked is the credentials room's test.
        Credential.objects.create(
            holder=holder,
            holder_kind=holder_kind,
            kind=kind,
            number=f"{kind}-{holder}",
            number_index=f"{kind}-{holder}",
            issuer="test",
            from_at=NOW - timedelta(days=365),
            until_at=NOW + timedelta(days=365),
            state="verified",
            recorded_by="test",
            recorded_at=NOW,
        )


def fill_wallet(party: str, amount: Money) -> None:
    """Pay money into a party's wallet, as a deposit by the custodian would."""
    wallet = f"wallet:{party}"
    ledger.ensure_account(code=wallet, kind=AccountKind.WALLET, owner=party, now=NOW)
    ledger.submit_or_refuse(
        [
            Posting(
                id=uuid4(),
                kind=PostingKind.POSTED,
                group="deposit",
                purpose="test",
                event_at=NOW,
                debit="custody:clearing",
                credit=wallet,
                amount=amount,
            )
        ]
    )


def published(terms: DemandTerms = TERMS) -> str:
    """Return the code of a published demand."""
    code = demands.draft_demand(terms=terms, actor=SHIPPER, now=NOW)
    demands.publish_demand(demand_code=code, actor=SHIPPER, now=NOW)
    return code


def offer_of(carrier: Actor, *, price: Money | None = None, vessel: str = "") -> OfferTerms:
    """Return an offer of the carrier's own 3,000 t vessel."""
    return OfferTerms(
        vessel=vessel or f"VESSEL-{carrier.acts_for}",
        price=price,
        trip_days=5,
        particulars=Particulars(name="桂平货 0001", deadweight_kg=3_000_000, sealed_hold=True),
    )


def awarded(terms: DemandTerms = TERMS, carrier: Actor = CARRIER) -> str:
    """Return the code of a lot that the carrier got at the fixed price."""
    code = published(terms)
    return awards.accept_demand(demand_code=code, offer=offer_of(carrier), actor=carrier, now=NOW)


def offered(demand_code: str, carrier: Actor, price: Money) -> UUID:
    """Return the id of a sealed offer."""
    return offers.make_offer(
        demand_code=demand_code, offer=offer_of(carrier, price=price), actor=carrier, now=NOW
    )


def item(payload: Payload, at: datetime, document: str = "") -> EvidenceItem:
    """Return a piece of evidence to hand in."""
    return EvidenceItem(payload=payload, taken_at=at, document=document)


def survey(weight_kg: int) -> proof.DraftSurvey:
    """Return a draft survey with this weight."""
    return proof.DraftSurvey(
        fore_port_cm=300,
        fore_starboard_cm=301,
        middle_port_cm=305,
        middle_starboard_cm=305,
        aft_port_cm=310,
        aft_starboard_cm=311,
        weight_kg=weight_kg,
    )
