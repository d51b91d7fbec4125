"""Income reports: what counts, who releases, how the authority answers, what is corrected."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from matou.kit.actor import ADMIN, Actor
from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import NotAllowed
from matou.modules.finance.models import AuthorityAnswer, IncomeReport
from matou.modules.finance.queries import income as queries
from matou.modules.finance.rules.authority import Mischief
from matou.modules.finance.rules.income import IdentityKind, ReportNotReady, RowState
from matou.modules.finance.rules.periods import PeriodNotOver, quarter_of, report_due_on
from matou.modules.finance.services import income, tax_files
from matou.modules.finance.services.authority import (
    AuthorityUnreachable,
    SimulatedTaxAuthority,
    register_authority,
)
from matou.modules.finance.services.income import IdentitiesMissing, ReportExists, SamePerson
from matou.modules.finance.tests.conftest import World, move
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind
from matou.spine.parties import queries as parties

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """The running quarter, seen from the day after it."""

    name: str
    after: datetime


@pytest.fixture
def quarter() -> Quarter:
    today = utc_now().astimezone(CHINA)
    name = f"{today.year}Q{(today.month - 1) // 3 + 1}"
    return Quarter(name=name, after=quarter_of(name).period.until_at + timedelta(hours=1))


@pytest.fixture
def authority() -> Iterator[SimulatedTaxAuthority]:
    one = SimulatedTaxAuthority()
    register_authority(one)
    yield one
    register_authority(SimulatedTaxAuthority())


@pytest.fixture
def second(world: World) -> Actor:
    return replace(world.operator, code="SECOND", roles=frozenset({ADMIN}))


@pytest.fixture
def released(world: World, quarter: Quarter, second: Actor) -> UUID:
    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)
    income.release_report(report_id=made, actor=second, now=quarter.after)
    return made


def test_income_is_what_was_paid_for_freight(world: World, quarter: Quarter) -> None:
    move(world.wallet, f"wallet:{world.shipper.acts_for}", 3_600, "freight.refunded")

    earned = queries.earned_in(quarter.name)

    assert [(one.party, one.gross.fen, one.refunds.fen, one.net.fen, one.transactions)
            for one in earned] == [(world.party, 793_600, 3_600, 790_000, 1)]  # fmt: skip


def test_another_quarter_has_other_income(world: World) -> None:
    assert queries.earned_in("2025Q1") == ()


@pytest.mark.parametrize(
    ("name", "due"),
    [("2026Q1", "2026-04-30"), ("2026Q3", "2026-10-31"), ("2026Q4", "2027-01-31")],
)
def test_a_report_is_due_within_the_month_after(name: str, due: str) -> None:
    assert report_due_on(name).isoformat() == due


def test_a_running_quarter_is_not_reported(world: World, quarter: Quarter) -> None:
    with pytest.raises(PeriodNotOver):
        income.prepare_report(quarter=quarter.name, actor=world.operator, now=utc_now())


def test_pages_show_masked_numbers(world: World, quarter: Quarter) -> None:
    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)

    row = queries.report_rows(report_id=made, actor=world.auditor)[0]

    uscc = parties.party_card(world.party).uscc
    assert row.identity_kind is IdentityKind.USCC
    assert row.identity_masked == f"{uscc[:4]}**********{uscc[-4:]}"


def test_who_prepared_does_not_release(world: World, quarter: Quarter) -> None:
    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)

    with pytest.raises(SamePerson):
        income.release_report(report_id=made, actor=world.operator, now=quarter.after)


def test_the_database_knows_four_eyes_too(released: UUID) -> None:
    report = IncomeReport.objects.get(id=released)
    report.released_by = report.prepared_by

    with (
        pytest.raises(IntegrityError, match="released_by_a_second_person"),
        transaction.atomic(),
    ):
        report.save()


def test_a_carrier_without_a_number_holds_the_report(
    world: World, quarter: Quarter, second: Actor
) -> None:
    ledger.ensure_account(
        code="wallet:NOBODY", kind=AccountKind.WALLET, owner="NOBODY", now=utc_now()
    )
    move(world.wallet, "wallet:NOBODY", 5_000, "freight.freight")
    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)

    with pytest.raises(IdentitiesMissing):
        income.release_report(report_id=made, actor=second, now=quarter.after)

    missing = queries.report_rows(report_id=made, actor=world.operator, only="missing")
    assert [row.party for row in missing] == ["NOBODY"]


def test_a_draft_gives_no_file_and_is_not_sent(world: World, quarter: Quarter) -> None:
    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)

    with pytest.raises(ReportNotReady):
        income.send_report(report_id=made, actor=world.operator, now=quarter.after)
    with pytest.raises(ReportNotReady):
        income.whole_rows(report_id=made, why="下载", actor=world.operator, now=quarter.after)


def test_auditors_do_not_read_whole_numbers(world: World, released: UUID) -> None:
    with pytest.raises(NotAllowed):
        income.whole_rows(report_id=released, why="下载", actor=world.auditor, now=utc_now())


def test_a_persons_number_in_the_file_is_logged(
    world: World, quarter: Quarter, second: Actor
) -> None:
    person = world.carrier.code
    ledger.ensure_account(
        code=f"wallet:{person}", kind=AccountKind.WALLET, owner=person, now=utc_now()
    )
    move(world.wallet, f"wallet:{person}", 5_000, "freight.freight")
    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)
    income.release_report(report_id=made, actor=second, now=quarter.after)

    rows = income.whole_rows(report_id=made, why="下载", actor=world.operator, now=quarter.after)

    log = parties.accesses_page(subject=person)
    own = next(row for row in rows if row.identity_kind == "id_number")
    assert len(own.identity) == 18
    assert [(row.reader, row.field) for row in log] == [(world.operator.code, "id_number")]
    assert quarter.name in log[0].why


@pytest.mark.parametrize("kind", tax_files.KINDS)
def test_the_file_holds_the_figures(world: World, released: UUID, kind: str) -> None:
    rows = income.whole_rows(report_id=released, why="下载", actor=world.operator, now=utc_now())
    row = queries.report(report_id=released, actor=world.operator)

    content = tax_files.report_file(kind=kind, row=row, rows=rows)

    uscc = parties.party_card(world.party).uscc.encode()
    assert kind == "xlsx" or (uscc in content and b"7936.00" in content)
    assert content[:2] == {"xlsx": b"PK", "csv": b"\xef\xbb", "xml": b"<?"}[kind]


def test_an_accepted_report_is_the_end(
    world: World, quarter: Quarter, released: UUID, authority: SimulatedTaxAuthority
) -> None:
    income.send_report(report_id=released, actor=world.operator, now=quarter.after)

    news = income.hear_authority(now=quarter.after)

    assert news == 1
    assert IncomeReport.objects.get(id=released).state == "accepted"
    with pytest.raises(ReportExists):
        income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)


def test_a_doubled_answer_counts_once(
    world: World, quarter: Quarter, released: UUID, authority: SimulatedTaxAuthority
) -> None:
    authority.mischief = Mischief(doubles=True)
    income.send_report(report_id=released, actor=world.operator, now=quarter.after)

    assert income.hear_authority(now=quarter.after) == 1
    assert AuthorityAnswer.objects.count() == 1


def test_a_late_answer_is_heard_when_it_comes(
    world: World, quarter: Quarter, released: UUID, authority: SimulatedTaxAuthority
) -> None:
    authority.mischief = Mischief(late_s=3600)
    income.send_report(report_id=released, actor=world.operator, now=quarter.after)

    heard = [
        income.hear_authority(now=quarter.after + timedelta(seconds=after)) for after in (0, 3600)
    ]

    assert heard == [0, 1]


def test_a_lost_answer_is_had_by_sending_again(
    world: World, quarter: Quarter, released: UUID, authority: SimulatedTaxAuthority
) -> None:
    authority.mischief = Mischief(lost_answers=1)
    income.send_report(report_id=released, actor=world.operator, now=quarter.after)
    first = income.hear_authority(now=quarter.after)

    income.send_report(report_id=released, actor=world.operator, now=quarter.after)

    assert (first, income.hear_authority(now=quarter.after), authority.counted) == (0, 1, 1)


def test_an_authority_that_is_away_leaves_a_report_to_send_again(
    world: World, quarter: Quarter, released: UUID, authority: SimulatedTaxAuthority
) -> None:
    authority.mischief = Mischief(is_away=True)

    with pytest.raises(AuthorityUnreachable):
        income.send_report(report_id=released, actor=world.operator, now=quarter.after)

    assert IncomeReport.objects.get(id=released).state == "sent"


def test_refused_rows_are_corrected_in_the_next_edition(
    world: World, quarter: Quarter, released: UUID, authority: SimulatedTaxAuthority
) -> None:
    name = parties.party_card(world.party).name
    authority.mischief = Mischief(refuse_names=(name,))
    income.send_report(report_id=released, actor=world.operator, now=quarter.after)
    income.hear_authority(now=quarter.after)

    made = income.prepare_report(quarter=quarter.name, actor=world.operator, now=quarter.after)

    row = queries.report(report_id=made, actor=world.operator)
    refused = queries.report_rows(report_id=released, actor=world.operator, only="refused")
    assert (row.edition, row.rows) == (2, 1)
    assert [(one.state, one.reason != "") for one in refused] == [(RowState.REFUSED, True)]
