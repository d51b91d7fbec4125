"""Calls that go out: kept with the act, sent signed, believed only when genuine, tried again."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from matou.kit.errors import InvalidInput
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import CallState, NewCall, Outcome
from matou.spine.exchange.contracts.refusals import MemberUnknown, RequestIdReused
from matou.spine.exchange.rules.keys import Ed25519Verifier
from matou.spine.exchange.rules.limits import backoff_s
from matou.spine.exchange.rules.messages import REQUEST_ID, Response
from matou.spine.exchange.rules.signing import verify_request
from matou.spine.exchange.tests.answering import RECORD, AnsweringServer
from matou.spine.exchange.tests.world import FIRST, MEMBER, NOW, SECOND, Neighbour, registered
from matou.spine.journal import queries as journal

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def known(server: AnsweringServer, db: None) -> None:
    registered(server.neighbour, base_url=server.base_url)


def question(request_id: UUID | None = None, **changed: object) -> NewCall:
    asked = NewCall(
        request_id=request_id or uuid4(),
        member=MEMBER,
        service="parties.company",
        arguments={"uscc": "91440600DEM000011A"},
        purpose="case",
        basis="国办发〔2020〕35号",
        case="GX-1",
        subjects=("SUBJECT1A",),
    )
    return replace(asked, **changed)  # type: ignore[arg-type]  # what a test wants otherwise


def asked(**changed: object) -> UUID:
    return services.call(new=question(**changed), actor=FIRST, now=NOW)  # type: ignore[arg-type]  # as above


def events(request_id: UUID) -> list[str]:
    told = journal.entries_page(before=None, limit=9, aggregate=f"exchange:{request_id}")
    return [one.event.partition(".")[2] for one in told]


def test_a_call_is_sent_signed_and_its_answer_kept_told_and_logged(
    server: AnsweringServer,
) -> None:
    name = asked()

    services.send(request_id=name, now=NOW)

    own, card = queries.own_keys()[0], queries.outgoing(name)
    assert (
        verify_request(
            server.got[0], verifier=Ed25519Verifier(own.public), key_id=own.key_id
        ).created_at
        == NOW
    )
    assert (card.state, card.records) == (CallState.ANSWERED, (RECORD,))
    assert events(name) == ["CallAnswered"]
    row = queries.reads_of(subject="SUBJECT1A")[0]
    assert (row.direction.value, row.fields, row.case) == ("out", ("name", "status"), "GX-1")


def test_the_same_call_again_is_one_call(server: AnsweringServer) -> None:
    name = asked()

    again = asked(request_id=name)
    services.send(request_id=name, now=NOW)
    services.send(request_id=name, now=NOW)

    assert again == name
    assert len(server.got) == 1


def test_the_same_id_for_another_content_is_refused() -> None:
    name = asked()

    with pytest.raises(RequestIdReused):
        asked(request_id=name, purpose="statistics")


def test_a_lost_answer_is_asked_for_again_under_the_same_id(server: AnsweringServer) -> None:
    name = asked()
    server.spoil = lambda _response: None
    services.send(request_id=name, now=NOW)
    before = queries.outgoing(name)
    server.spoil = lambda response: response
    server.at = LATER

    services.send_due(now=LATER)

    first, second = (one.headers for one in server.got)
    assert (before.state, before.reason) == (CallState.WAITING, "no-answer")
    assert queries.outgoing(name).state is CallState.ANSWERED
    assert first[REQUEST_ID] == second[REQUEST_ID]
    assert first["signature"] != second["signature"]
    assert [row.outcome for row in queries.log_page()] == [Outcome.ANSWERED, Outcome.FAILED]


def test_a_member_that_cannot_be_reached_is_tried_later_and_given_up_in_the_end(
    server: AnsweringServer,
) -> None:
    name = asked()
    server.spoil = lambda _response: None
    services.send(request_id=name, now=NOW)

    services.send_due(now=NOW + timedelta(hours=24))

    assert queries.outgoing(name).state is CallState.GIVEN_UP
    assert events(name) == ["CallGivenUp"]
    assert len(server.got) == 1


def test_a_signed_refusal_is_final_and_its_reason_kept(server: AnsweringServer) -> None:
    name = asked()
    server.refuse()

    services.send(request_id=name, now=NOW)

    card = queries.outgoing(name)
    assert (card.state, card.reason) == (CallState.REFUSED, "exchange-not-granted")
    assert card.detail["zh"]
    assert events(name) == ["CallRefused"]
    assert queries.reads_of(subject="SUBJECT1A") == ()


def altered(response: Response) -> Response:
    return replace(response, body=response.body.replace("佛山".encode(), "中山".encode()))


def unsigned(response: Response) -> Response:
    return replace(response, headers={"content-type": "application/json"})


def broken(response: Response) -> Response:
    return replace(response, status_code=500)


@pytest.mark.parametrize("spoilt", [altered, unsigned, broken])
def test_an_answer_that_is_not_genuine_is_not_believed(
    server: AnsweringServer, spoilt: object
) -> None:
    name = asked()
    server.spoil = spoilt  # type: ignore[assignment]  # one of the three above

    services.send(request_id=name, now=NOW)

    row = queries.log_page(limit=1)[0]
    assert queries.outgoing(name).state is CallState.WAITING
    assert (row.outcome, row.is_genuine) == (Outcome.FAILED, False)


def test_an_answer_signed_with_a_strangers_key_is_not_believed(server: AnsweringServer) -> None:
    name = asked()
    server.signer = Neighbour().signer

    services.send(request_id=name, now=NOW)

    assert queries.outgoing(name).reason == "exchange-key-not-in-force"


def test_an_answer_to_another_request_is_not_believed(server: AnsweringServer) -> None:
    first, second = asked(), asked()
    services.send(request_id=first, now=NOW)
    old = server.answer(server.got[0])
    server.spoil = lambda _response: old

    services.send(request_id=second, now=NOW)

    assert queries.outgoing(second).state is CallState.WAITING
    assert queries.outgoing(second).reason == "exchange-signature-wrong"


def test_a_call_to_a_member_that_ended_meanwhile_is_given_up(server: AnsweringServer) -> None:
    name = asked()
    services.end_member(code=MEMBER, note="协议到期", actor=SECOND, now=NOW)

    services.send(request_id=name, now=NOW)

    assert queries.outgoing(name).state is CallState.GIVEN_UP
    assert server.got == []


def test_nobody_is_called_who_is_no_member() -> None:
    with pytest.raises(MemberUnknown):
        asked(member="nobody")


@pytest.mark.parametrize(
    "changed",
    [
        {"service": "no/such"},
        {"purpose": "x"},
        {"basis": " "},
        {"case": "a\nb"},
        {"case": "x" * 65},
    ],
)
def test_a_call_that_cannot_be_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        asked(**changed)


def test_ask_now_has_the_answer_at_once() -> None:
    card = services.ask_now(new=question(), actor=FIRST, now=NOW)

    assert card.records == (RECORD,)


def test_a_call_given_up_by_hand_hears_no_late_answer(server: AnsweringServer) -> None:
    name = asked()
    services.give_up(request_id=name, note="已电话办理", actor=FIRST, now=NOW)

    services.send(request_id=name, now=NOW)

    assert events(name) == ["CallGivenUp"]
    assert server.got == []


@pytest.mark.parametrize(("attempts", "wait_s"), [(1, 2), (9, 512), (10, 900), (50, 900)])
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, wait_s: int) -> None:
    assert backoff_s(attempts) == wait_s
