"""What the tests of bookings share: a shipper, questions, offers and bookings of them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from matou.kit.actor import OPERATOR, Actor
from matou.kit.ids import uuid7
from matou.modules.freight.contracts import SHIPPER_ROLE
from matou.modules.planner.models import ChainOffer
from matou.modules.planner.queries.answers import minute_at
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import NO_WISHES, Wishes, bulk, containers
from matou.modules.planner.services.booking import BookingTerms, book
from matou.modules.planner.services.chain_offers import Pick, make_offer
from matou.modules.planner.tests.world import NOW

SHIPPER = Actor(
    code="SHIPPER-P", name="货主某", acts_for="SHIPPER", roles=frozenset({SHIPPER_ROLE})
)
RIVAL = Actor(code="RIVAL-P", name="同行某", acts_for="RIVAL", roles=frozenset({SHIPPER_ROLE}))
KEEPER = Actor(code="OP", name="运营某", acts_for="OP", roles=frozenset({OPERATOR}))
TERMS = BookingTerms(cargo_name="集装箱 瓷砖", cargo="ceramics")


def boxes(*, teu: int = 20, now: datetime = NOW, must: str = "S001") -> Question:
    """Return a question for containers from Wuzhou to Nansha by the liner."""
    return Question(
        origin="P_CHI",
        destination="P_NSA",
        ready_min=minute_at(now, instant=now),
        cargo=containers(teu=teu, tonnes=None, dangerous_class="", flags=frozenset()),
        wishes=Wishes(must_services=frozenset({must})) if must else NO_WISHES,
    )


def gravel(*, tonnes: int = 7000, now: datetime = NOW) -> Question:
    """Return a question for bulk that goes by barge."""
    return Question(
        origin="P_WUL",
        destination="P_NSA",
        ready_min=minute_at(now, instant=now),
        cargo=bulk(
            tonnes=Decimal(tonnes), draught_m=Decimal("3.2"), dangerous_class="", flags=frozenset()
        ),
    )


def offered(question: Question | None = None, *, now: datetime = NOW, place: int = 0) -> UUID:
    return make_offer(
        question=question or boxes(now=now), pick=Pick(place=place), actor=SHIPPER, now=now
    )


def booked(
    question: Question | None = None, *, now: datetime = NOW, terms: BookingTerms = TERMS
) -> str:
    return book(offer_id=offered(question, now=now), terms=terms, actor=SHIPPER, now=now)


def copied(offer_id: UUID, count: int) -> list[UUID]:
    """Return the offer and copies of it: planning anew is not what these tests are about."""
    first = ChainOffer.objects.get(pk=offer_id)
    values = {field.attname: getattr(first, field.attname) for field in first._meta.fields}
    copies = [
        ChainOffer(**values | {"id": uuid7(now=timezone.now())}) for _number in range(count - 1)
    ]
    ChainOffer.objects.bulk_create(copies)
    return [offer_id, *(copy.id for copy in copies)]
