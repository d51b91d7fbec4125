"""Jobs and commands: each calls one service and tells the answer."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from matou.spine.exchange import jobs, queries, services
from matou.spine.exchange.commands import commands
from matou.spine.exchange.contracts import CallState, NewCall
from matou.spine.exchange.models import Nonce, Outgoing
from matou.spine.exchange.rules import keys
from matou.spine.exchange.tests.answering import AnsweringServer
from matou.spine.exchange.tests.world import (
    FIRST,
    MEMBER,
    NOW,
    Neighbour,
    granted,
    received,
    registered,
)

pytestmark = pytest.mark.django_db


def asked() -> str:
    """Ask the neighbour something; returns the request id."""
    new = NewCall(
        request_id=uuid4(),
        member=MEMBER,
        service="parties.company",
        arguments={},
        purpose="case",
        basis="行政许可法",
    )
    return str(services.call(new=new, actor=FIRST, now=NOW))


def logged() -> None:
    """Leave one answered call in the log."""
    neighbour = registered(Neighbour())
    granted()
    received(neighbour.request())


def test_a_call_puts_its_sending_in_line_with_the_act(server: AnsweringServer) -> None:
    registered(server.neighbour, base_url=server.base_url)

    name = asked()

    (job,) = ProcrastinateJob.objects.filter(task_name="exchange.send")
    assert job.args == {"request_id": name}


def test_the_jobs_carry_a_call_from_question_to_stamp(server: AnsweringServer) -> None:
    registered(server.neighbour, base_url=server.base_url)
    name = asked()

    jobs.send(request_id=name, now=NOW)
    jobs.send_due(now=NOW)
    jobs.stamp(now=NOW)

    assert Outgoing.objects.get(pk=name).state == CallState.ANSWERED.value
    assert queries.check_chain().unstamped == 0


def test_pruning_forgets_signatures_and_answers_but_no_row_of_the_log(
    server: AnsweringServer,
) -> None:
    registered(server.neighbour, base_url=server.base_url)
    name = asked()
    jobs.send(request_id=name, now=NOW)
    received(server.neighbour.request("listClients", arguments={}))

    jobs.prune(now=NOW + timedelta(days=31))

    assert not Nonce.objects.exists()
    assert Outgoing.objects.get(pk=name).answer is None
    assert queries.check_chain().rows == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["whoami"], "指纹 fingerprint"),
        (["verify"], "rows 记录 1 · stamps 时间戳 0 · unstamped 未盖戳 1"),
        (["stamp"], "1 rows 条"),
        (["send"], "0 attempts 次"),
        (["flips", "--count", "30"], "flips 翻转 30: requests 10 · responses 10 · rows 10"),
    ],
)
def test_a_command_tells_what_it_did(arguments: list[str], said: str) -> None:
    logged()

    result = CliRunner().invoke(commands, arguments)

    assert said in result.output
    assert result.exit_code == 0


def test_verify_names_the_altered_row_and_fails() -> None:
    logged()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE exchange_logrow SET purpose = 'statistics' WHERE seq = 1")
        cursor.execute("SET LOCAL session_replication_role = origin")

    result = CliRunner().invoke(commands, ["verify"])

    assert "row 1: content altered" in result.output
    assert result.exit_code == 1


def test_rotating_prints_the_fingerprint_to_read_out(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.EXCHANGE_KEYS = tmp_path
    (tmp_path / "00000000T000000Z.pem").write_bytes(keys.new_pem())

    result = CliRunner().invoke(commands, ["rotate", "--in-days", "7"])

    new = queries.own_keys()[-1]
    assert keys.spoken(new.key_id) in result.output
    assert len(queries.own_keys()) == 2
