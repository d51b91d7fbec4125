"""Tax withheld: listed by quarter and carrier from the ledger, declared as a report of its own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from matou.kit.actor import ADMIN, Actor
from matou.kit.clock import utc_now
from matou.kit.errors import NotAllowed
from matou.kit.money import Money
from matou.modules.finance.models import IncomeReport
from matou.modules.finance.queries import income as queries
from matou.modules.finance.rules.income import ReportKind
from matou.modules.finance.rules.periods import declaration_due_on, quarter_of, quarter_with
from matou.modules.finance.services import income, tax_files
from matou.modules.finance.services.authority import SimulatedTaxAuthority, register_authority
from matou.modules.finance.services.income import ReportExists
from matou.modules.finance.tests.conftest import LOT, ClientOf, World, move
from matou.modules.finance.tests.test_pages import body
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind

pytestmark = pytest.mark.django_db
TAX = "platform:tax"
PERSONS_LOT = "9X8W7V6T5"


@pytest.fixture
def quarter() -> str:
    return quarter_with(utc_now())


@pytest.fixture
def after(quarter: str) -> datetime:
    """Return an instant at which the running quarter is over."""
    return quarter_of(quarter).period.until_at + timedelta(hours=1)


@pytest.fixture
def taxed(world: World) -> World:
    """Withhold tax of two lots: one of the company, one of the skipper himself; 30 fen go back."""
    now = utc_now()
    person = world.carrier.code
    for code, kind, owner in (
        (TAX, AccountKind.TAX, "platform"),
        (f"escrow:{PERSONS_LOT}", AccountKind.ESCROW, world.shipper.acts_for),
        (f"deposit:{PERSONS_LOT}", AccountKind.DEPOSIT, person),
    ):
        ledger.ensure_account(code=code, kind=kind, owner=owner, now=now)
    payer = f"wallet:{world.shipper.acts_for}"
    move(payer, f"escrow:{LOT}", 700, "freight.escrow")
    move(payer, f"escrow:{PERSONS_LOT}", 500, "freight.escrow", PERSONS_LOT)
    move(f"escrow:{LOT}", TAX, 700, "freight.tax")
    move(f"escrow:{PERSONS_LOT}", TAX, 500, "freight.tax", PERSONS_LOT)
    move(TAX, payer, 30, "freight.refunded", PERSONS_LOT)
    return world


def accepted(world: World, quarter: str, after: datetime) -> IncomeReport:
    """Prepare, release and send the declaration, and hear its answer."""
    second: Actor = replace(world.operator, code="SECOND", roles=frozenset({ADMIN}))
    made = income.prepare_report(
        quarter=quarter, kind=ReportKind.WITHHELD, actor=world.operator, now=after
    )
    income.release_report(report_id=made, actor=second, now=after)
    register_authority(SimulatedTaxAuthority())
    income.send_report(report_id=made, actor=world.operator, now=after)
    income.hear_authority(now=after)
    return IncomeReport.objects.get(pk=made)


def test_tax_stands_under_the_carrier_of_its_lot(taxed: World, quarter: str) -> None:
    found = {one.party: (one.gross.fen, one.refunds.fen) for one in queries.withheld_in(quarter)}

    assert found == {taxed.party: (700, 0), taxed.carrier.code: (500, 30)}


def test_what_is_listed_and_what_lies_on_the_account_agree(taxed: World, quarter: str) -> None:
    page = queries.withheld_page(quarter=quarter, actor=taxed.auditor)

    assert page.due == page.on_account == Money(1_170)
    assert page.carriers == 2


def test_money_handed_over_is_not_counted_as_given_back(taxed: World, quarter: str) -> None:
    move(TAX, "custody:clearing", 1_000, "tax.paid_over", "TAX-1")

    page = queries.withheld_page(quarter=quarter, actor=taxed.auditor)

    assert (page.due, page.on_account) == (Money(1_170), Money(170))


def test_another_quarter_has_other_tax(taxed: World) -> None:
    assert queries.withheld_in("2025Q1") == ()


def test_a_long_list_is_paged_by_party(taxed: World, quarter: str) -> None:
    first = queries.withheld_page(quarter=quarter, actor=taxed.auditor, limit=1)
    rest = queries.withheld_page(quarter=quarter, actor=taxed.auditor, after=first.following)

    assert len(first.rows) == len(rest.rows) == 1
    assert first.rows[0].party < rest.rows[0].party
    assert (rest.following, rest.due) == ("", first.due)


def test_parties_do_not_read_it(taxed: World, quarter: str) -> None:
    with pytest.raises(NotAllowed):
        queries.withheld_page(quarter=quarter, actor=taxed.carrier)


def test_it_is_declared_beside_the_income_report(
    taxed: World, quarter: str, after: datetime
) -> None:
    income.prepare_report(quarter=quarter, actor=taxed.operator, now=after)

    declared = accepted(taxed, quarter, after)

    assert (declared.state, declared.kind, declared.edition) == ("accepted", "withheld", 1)
    with pytest.raises(ReportExists):
        income.prepare_report(
            quarter=quarter, kind=ReportKind.WITHHELD, actor=taxed.operator, now=after
        )


@pytest.mark.parametrize(
    ("kind", "says"), [("csv", "应缴税额 Due CNY"), ("xml", "<due>4.70</due>"), ("xlsx", "")]
)
def test_the_file_holds_the_tax(
    taxed: World, quarter: str, after: datetime, kind: str, says: str
) -> None:
    declared = accepted(taxed, quarter, after)
    rows = income.whole_rows(report_id=declared.id, why="下载", actor=taxed.operator, now=after)
    row = queries.report(report_id=declared.id, actor=taxed.operator)

    content = tax_files.report_file(kind=kind, row=row, rows=rows)

    assert sum(one.net_fen for one in rows) == 1_170
    assert says.encode() in content


def test_it_is_due_in_the_middle_of_the_month_after() -> None:
    assert declaration_due_on("2026Q3").isoformat() == "2026-10-15"
    assert declaration_due_on("2026Q4").isoformat() == "2027-01-15"


def test_the_page_is_for_the_desk(taxed: World, as_: ClientOf, quarter: str) -> None:
    page = body(as_("auditor").get("/finance/console/withheld/"))
    odd = as_("operator").get("/finance/console/withheld/?quarter=x&after=%00")

    assert f"代扣税款 {quarter}" in page
    assert "11.70" in page
    assert (odd.status_code, as_("skipper").get("/finance/console/withheld/").status_code) == (
        200, 403,
    )  # fmt: skip
