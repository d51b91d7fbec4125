"""Jobs and commands: each calls one service or query and tells the answer."""

import pytest
from click.testing import CliRunner
from django.db import connection

from matou.spine.ledger import jobs, queries, services
from matou.spine.ledger.commands import commands
from matou.spine.ledger.tests.conftest import hold, move

pytestmark = pytest.mark.django_db


def test_the_job_frees_holds_whose_time_is_over(accounts: None) -> None:
    services.submit([hold("custody:clearing", "wallet:ann", 5, timeout_s=1)])
    (row,) = queries.transfers_of_group("LOT")
    assert row.expires_at is not None

    jobs.expire_due(now=row.expires_at)

    assert [each.kind for each in queries.transfers_of_group("LOT")] == ["pending", "expire"]


def test_the_job_folds_the_deferred_accounts(accounts: None) -> None:
    services.submit([move("custody:clearing", "platform:fee", 5)])

    jobs.fold_deferred()

    assert services.fold_deferred() == 0


@pytest.mark.parametrize(
    ("arguments", "said", "exit_code"),
    [
        (["verify"], "violations 违规 0", 0),
        (["audit"], "audit: 1 transfers · 8 accounts · 0 holds · 0 chains · 0 differences", 0),
        (["balance", "escrow:LOT"], "¥0.05", 0),
        (["group", "LOT"], "ledger sum ¥0.00 · held ¥0.05", 1),
        (["group", "NONE"], "ledger sum ¥0.00 · held ¥0.00", 0),
        (["expire"], "expired 已释放 0", 0),
    ],
)
def test_a_command_tells_what_stands(
    accounts: None, arguments: list[str], said: str, exit_code: int
) -> None:
    services.submit([move("custody:clearing", "escrow:LOT", 5)])

    result = CliRunner().invoke(commands, arguments)

    assert said in result.output
    assert result.exit_code == exit_code


def test_the_audit_names_what_differs_and_fails(accounts: None) -> None:
    services.submit([move("custody:clearing", "escrow:LOT", 5)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_account SET credit_posted = 6 WHERE code = 'escrow:LOT'")

    result = CliRunner().invoke(commands, ["audit"])

    assert "balances equal the journal: 1" in result.output
    assert "escrow:LOT" in result.output
    assert result.exit_code == 1
