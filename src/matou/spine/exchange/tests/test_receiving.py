"""Calls that come in: genuine, granted, once; everything else refused with a reason and logged."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from matou.kit.errors import NotFound
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import (
    Asked,
    NewKey,
    Outcome,
    Shared,
    share,
    shared,
)
from matou.spine.exchange.models import LogRow, StoredAnswer
from matou.spine.exchange.rules.limits import MAX_BYTES, NOT_GENUINE_PER_MINUTE, WINDOW_S
from matou.spine.exchange.rules.messages import BASIS, PURPOSE, Request, encoded
from matou.spine.exchange.tests.world import (
    FIRST,
    NOW,
    SECOND,
    USCC,
    Neighbour,
    a_company,
    granted,
    is_signed_by_us,
    received,
    registered,
    told,
)
from matou.spine.parties.contracts import TooManyRequests
from matou.spine.parties.models import AccessLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour() -> Neighbour:
    return registered(Neighbour())


def refused_with(request: Request) -> str:
    """Return the code of a refusal, after looking that it is signed and logged as such."""
    response = received(request)
    row = queries.log_page(limit=1)[0]
    assert (row.outcome, row.reason) == (Outcome.DENIED, told(response)["code"])
    assert told(response)["detail_zh"]
    return str(told(response)["code"])


def test_a_granted_call_is_answered_signed_and_logged(neighbour: Neighbour) -> None:
    company, number = a_company(), granted()

    response = received(neighbour.request())

    row = queries.log_page(limit=1)[0]
    assert response.status_code == 200
    assert told(response)["records"] == [{"name": "梧州航运", "status": "registered", "uscc": USCC}]
    assert is_signed_by_us(response)
    assert (row.outcome, row.subjects, row.grant) == (Outcome.ANSWERED, (company,), number)
    assert row.fields == ("name", "status", "uscc")


def test_fields_that_are_not_wanted_are_not_given(neighbour: Neighbour) -> None:
    a_company()
    granted()

    response = received(neighbour.request(fields=("name",)))

    assert told(response)["records"] == [{"name": "梧州航运"}]


def test_a_field_that_is_not_granted_is_refused(neighbour: Neighbour) -> None:
    granted()

    assert refused_with(neighbour.request(fields=("name", "code"))) == "exchange-field-not-granted"


def test_nothing_is_given_without_a_grant(neighbour: Neighbour) -> None:
    assert refused_with(neighbour.request()) == "exchange-not-granted"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"purpose": "statistics"}, "exchange-purpose-not-granted"),
        ({"basis": "别的依据"}, "exchange-purpose-not-granted"),
    ],
)
def test_another_purpose_or_basis_is_refused(
    neighbour: Neighbour, said: dict[str, str], code: str
) -> None:
    granted()

    assert refused_with(neighbour.request(said=said)) == code


def test_a_grant_for_one_case_serves_no_other(neighbour: Neighbour) -> None:
    granted(case="GX-1")

    assert refused_with(neighbour.request(said={"case": "GX-2"})) == "exchange-purpose-not-granted"
    assert received(neighbour.request(said={"case": "GX-1"})).status_code == 200


def test_an_ended_grant_gives_nothing_more(neighbour: Neighbour) -> None:
    number = granted()
    services.end_grant(number=number, note="任务完成", actor=FIRST, now=NOW)

    assert refused_with(neighbour.request()) == "exchange-grant-not-in-force"


@pytest.mark.parametrize(
    ("from_s", "until_s", "status"), [(0, 60, 200), (1, 60, 403), (-60, 0, 403)]
)
def test_a_grant_is_in_force_from_its_first_to_before_its_last_instant(
    neighbour: Neighbour, from_s: int, until_s: int, status: int
) -> None:
    granted(from_at=NOW + timedelta(seconds=from_s), until_at=NOW + timedelta(seconds=until_s))

    assert received(neighbour.request()).status_code == status


def test_the_calls_of_a_day_are_counted_in_china_days(neighbour: Neighbour) -> None:
    granted(max_per_day=1)
    midnight = NOW.replace(hour=16)

    answers = [
        received(neighbour.request(at=at), now=at).status_code
        for at in (midnight - timedelta(seconds=1), midnight - timedelta(seconds=1), midnight)
    ]

    assert answers == [200, 429, 200]


def test_an_altered_body_is_refused(neighbour: Neighbour) -> None:
    granted()
    request = neighbour.request()
    request.body = request.body.replace(b"9111", b"9112")

    assert refused_with(request) == "exchange-signature-wrong"


@pytest.mark.parametrize(("name", "value"), [(PURPOSE, "statistics"), (BASIS, encoded("别的依据"))])
def test_an_altered_header_is_refused(neighbour: Neighbour, name: str, value: str) -> None:
    granted()
    request = neighbour.request()
    request.headers[name] = value

    assert refused_with(request) == "exchange-signature-wrong"


def test_a_request_for_another_address_is_refused(neighbour: Neighbour) -> None:
    granted()
    request = neighbour.request()
    request.url = request.url.replace("parties.company", "listClients")

    assert refused_with(request) == "exchange-signature-wrong"


def test_a_request_without_signature_is_refused(neighbour: Neighbour) -> None:
    request = neighbour.request()
    del request.headers["signature"]

    assert refused_with(request) == "exchange-signature-missing"


def test_an_unknown_member_is_refused() -> None:
    assert refused_with(Neighbour().request()) == "exchange-member-unknown"


def test_an_unknown_key_is_refused(neighbour: Neighbour) -> None:
    stranger = Neighbour(code=neighbour.code)

    assert refused_with(stranger.request()) == "exchange-key-not-in-force"


def test_a_revoked_key_is_refused(neighbour: Neighbour) -> None:
    services.revoke_key(fingerprint=neighbour.signer.key_id, note="私钥泄露", actor=FIRST, now=NOW)

    assert refused_with(neighbour.request()) == "exchange-key-not-in-force"


def test_a_key_counts_only_once_a_second_person_confirmed_it(neighbour: Neighbour) -> None:
    new = Neighbour(code=neighbour.code)
    name = services.propose_key(member=neighbour.code, key=new.key(), actor=FIRST, now=NOW)

    before = refused_with(new.request("listClients", arguments={}))
    services.confirm_key(fingerprint=name, typed=name, actor=SECOND, now=NOW)

    assert before == "exchange-key-not-in-force"
    assert received(new.request("listClients", arguments={})).status_code == 200
    assert received(neighbour.request("listClients", arguments={})).status_code == 200


def test_a_key_that_is_over_is_refused() -> None:
    late = NOW + timedelta(days=400)
    neighbour = registered(Neighbour())

    response = received(neighbour.request(at=late), now=late)

    assert told(response)["code"] == "exchange-key-not-in-force"


def test_a_suspended_member_is_refused_until_somebody_else_resumes_it(
    neighbour: Neighbour,
) -> None:
    services.suspend_member(code=neighbour.code, note="异常调用", actor=FIRST, now=NOW)

    before = refused_with(neighbour.request("listClients", arguments={}))
    services.resume_member(code=neighbour.code, note="已查明", actor=SECOND, now=NOW)

    assert before == "exchange-member-unknown"
    assert received(neighbour.request("listClients", arguments={})).status_code == 200


@pytest.mark.parametrize(
    ("off_s", "code"),
    [
        (WINDOW_S, None),
        (WINDOW_S + 1, "exchange-outside-window"),
        (-WINDOW_S, None),
        (-WINDOW_S - 1, "exchange-outside-window"),
    ],
)
def test_a_signature_counts_within_the_window_alone(
    neighbour: Neighbour, off_s: int, code: str | None
) -> None:
    request = neighbour.request("listClients", arguments={}, at=NOW + timedelta(seconds=off_s))

    response = received(request)

    assert told(response).get("code") == code


def test_a_replayed_message_is_refused_and_reads_nothing_twice(neighbour: Neighbour) -> None:
    a_company()
    granted()
    request = neighbour.request()
    received(replace(request, headers=dict(request.headers)))

    assert refused_with(request) == "exchange-replayed"
    assert StoredAnswer.objects.count() == 1


def test_a_retry_with_the_same_id_gets_the_stored_answer(neighbour: Neighbour) -> None:
    company, name = a_company(), uuid4()
    granted()
    first = received(neighbour.request(request_id=name))

    again = received(neighbour.request(request_id=name))

    assert again.body == first.body
    assert is_signed_by_us(again)
    assert [row.outcome for row in queries.log_page()] == [Outcome.REPEATED, Outcome.ANSWERED]
    assert len(queries.reads_of(subject=company)) == 1


def test_the_same_id_with_another_content_is_refused(neighbour: Neighbour) -> None:
    name = uuid4()
    granted()
    received(neighbour.request(request_id=name))

    other = neighbour.request(request_id=name, arguments={"uscc": "91450400DEM000021X"})

    assert refused_with(other) == "exchange-request-id-reused"


def test_a_forgotten_answer_runs_nothing_again(neighbour: Neighbour) -> None:
    name, later = uuid4(), NOW + timedelta(days=8)
    granted()
    received(neighbour.request(request_id=name))
    services.prune(now=later)

    response = received(neighbour.request(request_id=name, at=later), now=later)

    assert told(response)["code"] == "exchange-answer-forgotten"


def test_a_message_that_is_too_large_is_not_read(neighbour: Neighbour) -> None:
    request = neighbour.request()
    request.body = bytes(MAX_BYTES + 1)

    assert refused_with(request) == "exchange-too-large"


@pytest.mark.parametrize(
    "arguments", [{}, {"uscc": "x"}, {"uscc": USCC, "more": 1}, {"uscc": "\x00" * 18}]
)
def test_arguments_that_do_not_follow_the_schema_are_refused(
    neighbour: Neighbour, arguments: dict[str, str]
) -> None:
    granted()

    assert refused_with(neighbour.request(arguments=arguments)) == "exchange-body-unreadable"


def test_an_unknown_service_is_refused(neighbour: Neighbour) -> None:
    assert refused_with(neighbour.request("parties.secrets")) == "exchange-service-unknown"


def test_a_handler_that_refuses_leaves_nothing_of_its_writes(neighbour: Neighbour) -> None:
    company = shared("parties.company")
    assert company is not None

    def half(asked: Asked) -> Shared:
        AccessLog.objects.create(reader="x", subject="y", field="phone", why="z", read_at=NOW)
        raise NotFound(what="half")

    share(replace(company, name="tests.half", handle=half))
    granted(service="tests.half")

    assert refused_with(neighbour.request("tests.half")) == "not-found"
    assert not AccessLog.objects.exists()
    assert not StoredAnswer.objects.exists()


def test_a_handler_that_breaks_is_logged_as_failed(neighbour: Neighbour) -> None:
    company = shared("parties.company")
    assert company is not None

    def broken(asked: Asked) -> Shared:
        raise ZeroDivisionError

    share(replace(company, name="tests.broken", handle=broken))
    granted(service="tests.broken")

    with pytest.raises(ZeroDivisionError):
        received(neighbour.request("tests.broken"))

    row = queries.log_page(limit=1)[0]
    assert (row.outcome, row.reason) == (Outcome.FAILED, "exchange-internal-error")


def test_a_stranger_cannot_fill_the_log() -> None:
    request = Neighbour().request()
    for _turn in range(NOT_GENUINE_PER_MINUTE):
        received(request)

    with pytest.raises(TooManyRequests):
        received(request)

    assert LogRow.objects.count() == NOT_GENUINE_PER_MINUTE


def test_a_key_is_registered_once(neighbour: Neighbour) -> None:
    with pytest.raises(Exception, match="exists already"):
        services.propose_key(
            member=neighbour.code,
            key=NewKey(
                public=neighbour.signer.public, from_at=NOW, until_at=NOW + timedelta(days=1)
            ),
            actor=FIRST,
            now=NOW,
        )
