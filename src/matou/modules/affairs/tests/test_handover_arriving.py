"""The owner's side: bundles and files in any order make one case, and nothing else does."""

from uuid import uuid4

import pytest

from matou.modules.affairs.models import Arrival, ArrivalMessage, Case
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.services import case_assigning, case_handling
from matou.modules.affairs.services.handover_telling import tell_window
from matou.modules.affairs.tests import handovers as world
from matou.modules.affairs.tests.cases import MONDAY, someone
from matou.spine.exchange.tests.world import Neighbour


@pytest.fixture
def foshan(stock: int) -> Neighbour:
    return world.neighbour()


def test_a_whole_hand_over_becomes_one_case_by_our_version(foshan: Neighbour) -> None:
    arrival = world.arrived(foshan)

    case = world.case_of(arrival)
    assert (case.state, case.version.number, case.accepted_at) == ("submitted", 1, None)
    assert case.submissions.count() == 1


def test_files_may_come_after_their_bundle(foshan: Neighbour) -> None:
    handover = uuid4()
    whole = world.bundle(foshan, handover)

    first = world.told(world.asked(foshan, messages.TAKE_OVER, whole))
    for file in world.sent_files(handover, whole):
        last = world.told(world.asked(foshan, messages.TAKE_FILE, file))

    assert first["records"][0]["state"] == "waiting"
    assert last["records"][0]["state"] == "submitted"


def test_a_hand_over_sent_twice_is_one_case(foshan: Neighbour) -> None:
    arrival = world.arrived(foshan)
    again = world.bundle(foshan, arrival.handover, attempt=2)

    answer = world.told(world.asked(foshan, messages.TAKE_OVER, again))

    assert answer["records"][0]["case"] == arrival.case_code
    assert Case.objects.count() == 1


def test_a_replayed_call_is_refused_and_nothing_lost(foshan: Neighbour) -> None:
    arrival = world.arrived(foshan)
    request = world.asked(foshan, messages.TAKE_OVER, world.bundle(foshan, arrival.handover))

    world.told(request)
    replayed = world.told(request)

    assert replayed["code"] == "exchange-replayed"
    assert (Case.objects.count(), Arrival.objects.count()) == (1, 1)


def test_an_altered_call_is_refused_and_nothing_kept(foshan: Neighbour) -> None:
    request = world.asked(foshan, messages.TAKE_OVER, world.bundle(foshan, uuid4()))
    request.body = request.body.replace(b"0757", b"0758")

    answer = world.told(request)

    assert answer["code"] == "exchange-signature-wrong"
    assert not Arrival.objects.exists()


def test_a_bundle_that_its_seal_does_not_fit_is_refused(foshan: Neighbour) -> None:
    whole = world.bundle(foshan, uuid4())
    whole["answers"] = {**whole["answers"], "contact_name": "别人"}

    answer = world.told(world.asked(foshan, messages.TAKE_OVER, whole))

    assert answer["code"] == "affairs.seal-wrong"
    assert not Arrival.objects.exists()


def test_a_file_that_its_hash_does_not_fit_is_named_and_refused(foshan: Neighbour) -> None:
    handover = uuid4()
    file = world.sent_files(handover, world.bundle(foshan, handover))[0]

    answer = world.told(world.asked(foshan, messages.TAKE_FILE, {**file, "sha256": "0" * 64}))

    assert answer["code"] == "affairs.file-altered"
    assert file["name"] in answer["detail_zh"]


def test_an_outdated_version_is_refused(foshan: Neighbour) -> None:
    answer = world.told(
        world.asked(foshan, messages.TAKE_OVER, world.bundle(foshan, uuid4(), version=2))
    )

    assert answer["code"] == "affairs.version-changed"


def test_an_incomplete_form_is_refused_as_on_our_own_pages(foshan: Neighbour) -> None:
    handover = uuid4()
    whole = world.bundle(foshan, handover, files=[])

    answer = world.told(world.asked(foshan, messages.TAKE_OVER, whole))

    assert answer["code"] == "affairs.form-incomplete"
    assert not Case.objects.exists()


def test_another_member_reaches_no_case_of_ours(foshan: Neighbour) -> None:
    answer = world.told(
        world.asked(foshan, messages.HANDED_OUT, {"handover": str(uuid4()), "words": ""})
    )

    assert answer["code"] == "not-found"


def test_the_statutory_clock_starts_with_our_acceptance(foshan: Neighbour) -> None:
    arrival, clerk = world.arrived(foshan), someone("case-clerk")

    case_assigning.take_case(code=arrival.case_code, actor=clerk, now=MONDAY)
    case_handling.accept_case(code=arrival.case_code, actor=clerk, now=MONDAY)

    assert world.case_of(arrival).accepted_at == MONDAY


def test_every_move_is_told_once_and_numbered(foshan: Neighbour) -> None:
    arrival, clerk = world.arrived(foshan), someone("case-clerk")
    case_assigning.take_case(code=arrival.case_code, actor=clerk, now=MONDAY)
    case_handling.accept_case(code=arrival.case_code, actor=clerk, now=MONDAY)

    counts = [tell_window(case=arrival.case_code, now=MONDAY) for _ in range(2)]

    told = ArrivalMessage.objects.order_by("seq")
    assert counts == [2, 0]
    assert [(one.seq, one.content["state"]) for one in told] == [(1, "submitted"), (2, "accepted")]


def test_a_correction_asked_for_comes_back_and_is_taken(foshan: Neighbour) -> None:
    arrival, clerk = world.arrived(foshan), someone("case-clerk")
    case_assigning.take_case(code=arrival.case_code, actor=clerk, now=MONDAY)
    case_handling.ask_correction(
        code=arrival.case_code, missing="缺盖章页", actor=clerk, now=MONDAY
    )

    second = world.bundle(foshan, arrival.handover, round=2, note="补了盖章页")
    answer = world.told(world.asked(foshan, messages.TAKE_OVER, second))

    assert answer["records"][0]["state"] == "submitted"
    assert world.case_of(arrival).submissions.count() == 2


def test_a_correction_nobody_asked_for_is_refused(foshan: Neighbour) -> None:
    arrival = world.arrived(foshan)

    second = world.bundle(foshan, arrival.handover, round=2, note="多余的补正")
    answer = world.told(world.asked(foshan, messages.TAKE_OVER, second))

    assert answer["code"] == "affairs.correction-not-asked"


def test_a_window_cannot_record_delivery_before_the_decision(foshan: Neighbour) -> None:
    arrival = world.arrived(foshan)

    answer = world.told(
        world.asked(foshan, messages.HANDED_OUT, {"handover": str(arrival.handover)})
    )

    assert answer["code"] == "affairs.case-move-not-possible"
    assert world.case_of(arrival).state == "submitted"


def test_the_applicant_withdraws_at_the_window(foshan: Neighbour) -> None:
    arrival = world.arrived(foshan)

    world.told(
        world.asked(
            foshan, messages.TAKE_BACK, {"handover": str(arrival.handover), "words": "不办了"}
        )
    )

    assert world.case_of(arrival).state == "withdrawn"


def test_a_bundle_that_was_mended_since_counts_no_more(foshan: Neighbour) -> None:
    handover = uuid4()
    old = world.bundle(foshan, handover)
    for file in world.sent_files(handover, old):
        world.told(world.asked(foshan, messages.TAKE_FILE, {**file, "attempt": 2}))

    late = world.told(world.asked(foshan, messages.TAKE_OVER, old))
    new = world.bundle(foshan, handover, attempt=2)
    last = world.told(world.asked(foshan, messages.TAKE_OVER, new))

    assert late["records"][0]["state"] == "waiting"
    assert last["records"][0]["state"] == "submitted"
