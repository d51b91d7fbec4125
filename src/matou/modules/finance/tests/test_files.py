"""Statements as files and paper: numbers as numbers, no formulas, every line, a code that leads."""

import csv
import io

import pytest
from openpyxl import load_workbook

from matou.kit.errors import NotFound
from matou.modules.finance.services import files, papers
from matou.modules.finance.services.issuing import issue_statement
from matou.modules.finance.services.workbooks import safe
from matou.modules.finance.tests.conftest import World, move, up_to_now
from matou.modules.finance.views.shown import both_purposes
from matou.spine.codes import queries as codes

pytestmark = pytest.mark.django_db


def test_xlsx_has_every_line_with_numbers_as_numbers(world: World, statement: str) -> None:
    data = b"".join(files.statement_xlsx(code=statement, actor=world.carrier))

    book = load_workbook(io.BytesIO(data), read_only=True)
    rows = list(book["明细 Lines"].iter_rows(values_only=True))
    assert len(rows) == 8
    assert sum(float(str(row[7])) for row in rows[1:6]) == 12_936.0
    assert isinstance(rows[1][7], int | float)


def test_csv_has_every_line(world: World, statement: str) -> None:
    text = "".join(files.statement_csv(code=statement, actor=world.carrier))

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 8)]
    assert rows[4][7] == "5536.00"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_a_formula_in_a_group_is_disarmed_in_both_files(world: World) -> None:
    move("custody:clearing", world.wallet, 100, "deposit", '=HYPERLINK("http://x")')
    wanted = up_to_now(world.since)
    code = issue_statement(
        party=world.party, wanted=wanted, actor=world.operator, now=wanted.period.until_at
    )

    text = "".join(files.statement_csv(code=code, actor=world.carrier))
    data = b"".join(files.statement_xlsx(code=code, actor=world.carrier))

    cells = [
        cell
        for row in load_workbook(io.BytesIO(data), read_only=True)["明细 Lines"].iter_rows()
        for cell in row
    ]
    assert "'=HYPERLINK" in text
    assert [cell for cell in cells if cell.data_type == "f"] == []


def test_the_paper_is_a_pdf_and_the_same_each_time(world: World, statement: str) -> None:
    def made() -> bytes:
        return papers.statement_pdf(
            code=statement, actor=world.carrier, base_url="http://localhost", said=both_purposes
        )

    first = made()

    assert first.startswith(b"%PDF")
    assert first == made()


def test_strangers_get_no_file(world: World, statement: str) -> None:
    with pytest.raises(NotFound):
        files.statement_csv(code=statement, actor=world.shipper)


def test_the_code_leads_to_the_page_for_those_who_may_see_it(world: World, statement: str) -> None:
    card = codes.card(statement)

    assert card.page_url == f"/finance/statements/{statement}/"
    assert codes.facts_of(card, actor=world.carrier) is not None
    assert codes.facts_of(card, actor=world.shipper) is None
