"""Jobs and commands: each calls one service or query and tells the answer."""

import pytest
from click.testing import CliRunner

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
