"""Papers: real PDFs with Chinese type, the code, the hash and every amount on them."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

from matou.kit.codes import new_code, shown_code
from matou.kit.money import Money
from matou.modules.freight.rules.papers import (
    Both,
    ContractPaper,
    PaperHead,
    PaperParty,
    PaperRow,
    StatementLine,
    StatementPaper,
    clauses,
    total_of,
)
from matou.modules.freight.rules.terms import (
    LotTerms,
    OperatingMode,
    PriceBasis,
    SettlementBasis,
)
from matou.modules.freight.services import papers

CODE = new_code()
HEAD = PaperHead(
    code=CODE,
    url=f"https://matou.example/c/{CODE}",
    issued_at=datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
    text_sha256="0123456789abcdef" * 4,
)
TERMS = LotTerms(
    quantity_kg=2_400_000,
    tolerance_permille=50,
    price_basis=PriceBasis.PER_TONNE,
    price_fen=2850,
    advance_percent=30,
    deposit_percent=10,
    escrow_percent=100,
    demurrage_fen_per_tonne_day=60,
    laytime_hours=120,
    notice_hours=6,
    shortage_permille=3,
    cargo_value_fen_per_tonne=8000,
    payment_days=3,
    settlement_basis=SettlementBasis.LOADED,
    operating_mode=OperatingMode.BROKER,
    fee_permille=8,
    empty_run_fen_per_km=4000,
)
PARTIES = (
    PaperParty(
        role=Both("托运人", "Shipper"),
        name="梧州演示建材有限公司",
        code="AAAA",
        signed_at=HEAD.issued_at,
    ),
    PaperParty(role=Both("承运人", "Carrier"), name="苍梧演示船务 #2 [*]", code="BBBB"),
)
FACTS = (PaperRow(label=Both("货物", "Cargo"), value="机制砂 machine-made sand, 2,400 t"),)
LINES = (
    StatementLine(label=Both("运费", "Freight"), basis="2,400 t × 28.50", amount=Money(6_840_000)),
    StatementLine(label=Both("滞期费", "Demurrage"), basis="2.2500 d", amount=Money(270_000)),
    StatementLine(label=Both("平台服务费", "Platform fee"), basis="0.8 %", amount=Money(-54_720)),
)
CONTRACT = ContractPaper(head=HEAD, parties=PARTIES, facts=FACTS, terms=TERMS)
STATEMENT = StatementPaper(
    head=HEAD,
    parties=PARTIES,
    facts=FACTS,
    lines=LINES,
    payable=total_of(LINES),
    object_until=HEAD.issued_at + timedelta(hours=24),
)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_contract_names_parties_cargo_code_and_hash() -> None:
    text = text_of(papers.contract_pdf(paper=CONTRACT))

    for words in ("水路货物运输合同", "梧州演示建材有限公司", "机制砂", shown_code(CODE)):
        assert words in text
    assert HEAD.text_sha256 in text
    assert "2026-11-2209:30UTC+8" in text


def test_the_contract_shows_who_has_signed() -> None:
    text = text_of(papers.contract_pdf(paper=CONTRACT))

    assert text.count("已签signed") == 1


def test_the_statement_shows_every_amount_and_the_time_to_object() -> None:
    text = text_of(papers.statement_pdf(paper=STATEMENT))

    for words in ("68,400.00", "2,700.00", "−547.20", "70,552.80", "2026-11-2309:30UTC+8"):
        assert words in text


def test_papers_are_a4_and_carry_only_their_own_type() -> None:
    page = PdfReader(io.BytesIO(papers.statement_pdf(paper=STATEMENT))).pages[0]

    width_mm, height_mm = (float(side) * 25.4 / 72 for side in page.mediabox[2:])
    assert (round(width_mm), round(height_mm)) == (210, 297)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert papers.contract_pdf(paper=CONTRACT) == papers.contract_pdf(paper=CONTRACT)


@pytest.mark.parametrize(
    "name", ['#panic("x")', "$x$ _a_ *b* `c` <d> @e", '"\\', "\u202e名", "㐀𠮷"]
)
def test_no_name_can_change_the_paper(name: str) -> None:
    hostile = replace(PARTIES[0], name=name)

    pdf = papers.contract_pdf(paper=replace(CONTRACT, parties=(hostile, PARTIES[1])))

    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("mode", list(OperatingMode))
@pytest.mark.parametrize("basis", list(PriceBasis))
def test_every_clause_stands_in_both_languages(mode: OperatingMode, basis: PriceBasis) -> None:
    found = clauses(replace(TERMS, operating_mode=mode, price_basis=basis))

    assert all(clause.zh.endswith("。") and clause.en.endswith(".") for clause in found)
    assert len(found) == 10
