"""Jobs and commands: each calls one service and tells the answer."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from matou.spine.custody import jobs, queries
from matou.spine.custody.commands import commands
from matou.spine.custody.contracts import OrderState
from matou.spine.custody.tests.conftest import NOW, deposit
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db


def test_the_jobs_carry_an_order_from_request_to_statement() -> None:
    order = deposit()

    jobs.send_order(order_id=str(order.order_id), now=NOW)
    jobs.run_due(now=NOW)
    jobs.reconcile_yesterday(now=NOW + timedelta(days=1))

    assert queries.order(order.order_id).state is OrderState.CONFIRMED
    assert not ledger.balance("custody:clearing").posted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["reconcile", "2026-03-02"], "lines 0 · matched 0 · recovered 0 · breaks 0"),
        (["breaks"], ""),
        (["run"], "steps 步骤 0"),
    ],
)
def test_a_command_tells_what_it_did(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(commands, arguments)

    assert said in result.output
    assert result.exit_code == 0
