"""Papers of real lots: who may have them, and that their lines sum to what is paid."""

import io

import pytest
from pypdf import PdfReader

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.freight.models import Lot
from matou.modules.freight.queries import papers as queries
from matou.modules.freight.rules.papers import total_of
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.services import papers
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import Figures, trip_to

pytestmark = pytest.mark.django_db

URL = "https://matou.example"


@pytest.fixture(autouse=True)
def river() -> None:
    world.build()


def text_of(pdf: bytes) -> str:
    return "".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_contract_carries_the_hash_that_both_signed() -> None:
    code = trip_to(LotState.CONTRACTED)

    text = text_of(papers.lot_contract(lot_code=code, actor=world.SHIPPER, base_url=URL))

    assert Lot.objects.get(code=code).text_sha256 in text
    assert text.count("已签signed") == 2


def test_an_unsigned_contract_says_so() -> None:
    code = trip_to(LotState.OFFERED)

    text = text_of(papers.lot_contract(lot_code=code, actor=world.CARRIER, base_url=URL))

    assert "已签" not in text


@pytest.mark.parametrize("reader", [world.CONSIGNEE, world.STRANGER, world.RIVAL])
def test_whom_the_money_does_not_concern_gets_no_paper(reader: Actor) -> None:
    code = trip_to(LotState.STATED)

    with pytest.raises(NotFound):
        papers.lot_contract(lot_code=code, actor=reader, base_url=URL)
    with pytest.raises(NotFound):
        papers.lot_statement(lot_code=code, actor=reader, base_url=URL)


def test_before_it_is_issued_there_is_no_statement() -> None:
    code = trip_to(LotState.DELIVERED)

    with pytest.raises(NotFound):
        papers.lot_statement(lot_code=code, actor=world.SHIPPER, base_url=URL)


@pytest.mark.parametrize(
    "figures",
    [
        Figures(),
        Figures(delivered_kg=2_300_000),
        Figures(delivered_kg=100_000),
        Figures(hours_between=60),
        Figures(
            loaded_kg=2_000_000,
            delivered_kg=2_000_000,
            short_load_fault=Relation.SHIPPER,
        ),
    ],
)
def test_the_lines_of_a_statement_sum_to_what_is_paid(figures: Figures) -> None:
    code = trip_to(LotState.STATED, figures=figures)

    paper = queries.statement_paper(code=code, actor=world.CARRIER, base_url=URL)

    assert total_of(paper.lines) == paper.payable
    assert all(line.amount for line in paper.lines)


def test_the_statement_prints() -> None:
    code = trip_to(LotState.STATED)

    text = text_of(papers.lot_statement(lot_code=code, actor=world.OPERATOR_ACTOR, base_url=URL))

    for words in ("运费结算单", "78,000.00", "P_SAN", "2,400t"):
        assert words in text
