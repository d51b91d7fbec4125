"""The window's side: prepared by steps, led by the owner's numbers, nothing lost by refusals."""

from datetime import timedelta
from uuid import uuid4

import pytest

from matou.kit.actor import AUDITOR, Actor
from matou.kit.errors import InvalidInput, NotAllowed
from matou.modules.affairs.contracts import CLERK_ROLE
from matou.modules.affairs.models import Handover, HandoverCall
from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.rules.handover_states import HandoverMoveNotPossible
from matou.modules.affairs.services import handover_following as following
from matou.modules.affairs.services import handover_receiving as receiving
from matou.modules.affairs.services import handover_sending as sending
from matou.modules.affairs.services.handover_sending import BundleIncomplete
from matou.modules.affairs.tests import handovers as world
from matou.modules.affairs.tests.cases import MONDAY
from matou.spine.exchange import services as exchange
from matou.spine.exchange.contracts import CallGivenUp, CallRefused
from matou.spine.exchange.tests.world import FIRST, Neighbour


@pytest.fixture
def foshan(stock: int) -> Neighbour:
    return world.neighbour()


def tell(foshan: Neighbour, code: str, seq: int, state: str, move: str, **more: object) -> object:
    arguments = world.moved(code, seq=seq, state=state, move=move, **more)
    return world.told(world.asked(foshan, messages.CASE_MOVED, arguments))


def refused(code: str, reason: str) -> CallRefused:
    call = HandoverCall.objects.get(handover__code=code, step="bundle")
    return CallRefused(
        aggregate=f"exchange:{call.request}", actor="system", occurred_at=MONDAY,
        member="foshan", service=messages.TAKE_OVER, reason=reason,
    )  # fmt: skip


def test_a_bundle_is_checked_sealed_and_sent_with_its_files(foshan: Neighbour) -> None:
    code = world.sent(foshan)

    row = world.kept(code)
    assert (row.state, row.attempt, row.sent_at) == ("sent", 1, MONDAY)
    assert row.calls.count() == 1 + row.files.count()
    assert len(row.seal["signature"]) == 128


def test_an_incomplete_bundle_is_not_checked(foshan: Neighbour) -> None:
    item = world.a_neighbours_item(foshan.code)
    code = receiving.receive_application(
        member=foshan.code, item=item, who=receiving.Applying(name="林水生"),
        actor=world.clerk(), now=MONDAY,
    )  # fmt: skip

    with pytest.raises(BundleIncomplete):
        world.check(code)


def test_a_sealed_bundle_is_not_written_in(foshan: Neighbour) -> None:
    code = world.sealed(foshan)

    with pytest.raises(HandoverMoveNotPossible):
        receiving.write_answers(
            code=code, typed={"contact_name": "别人"}, actor=world.clerk(), now=MONDAY
        )


def test_an_auditor_at_the_window_changes_nothing(foshan: Neighbour) -> None:
    code = world.sealed(foshan)
    auditor = Actor(code="A", name="A", acts_for="A", roles=frozenset({CLERK_ROLE, AUDITOR}))

    with pytest.raises(NotAllowed):
        sending.send_bundle(code=code, actor=auditor, now=MONDAY)


def test_a_wrong_credit_code_is_refused(foshan: Neighbour) -> None:
    item = world.a_neighbours_item(foshan.code)

    with pytest.raises(InvalidInput):
        receiving.receive_application(
            member=foshan.code, item=item,
            who=receiving.Applying(name="某公司", uscc="911100006000373410"),
            actor=world.clerk(), now=MONDAY,
        )  # fmt: skip


def test_the_hand_over_follows_the_owners_numbers(foshan: Neighbour) -> None:
    code = world.sent(foshan)

    tell(foshan, code, 1, "submitted", "submit")
    tell(foshan, code, 2, "accepted", "accept", due_at="2026-06-15T01:00:00Z")

    assert (world.kept(code).state, world.kept(code).applied_seq) == ("accepted", 2)


def test_a_gap_is_waited_for_and_a_doubled_message_changes_nothing(foshan: Neighbour) -> None:
    code = world.sent(foshan)
    tell(foshan, code, 2, "accepted", "accept")
    early = world.kept(code).state

    tell(foshan, code, 1, "submitted", "submit")
    acts = world.kept(code).acts.count()
    tell(foshan, code, 1, "submitted", "submit")

    assert (early, world.kept(code).state) == ("sent", "accepted")
    assert world.kept(code).acts.count() == acts


def test_another_member_moves_no_hand_over_of_ours(foshan: Neighbour) -> None:
    code = world.sent(foshan)
    Handover.objects.filter(code=code).update(member="elsewhere")

    answer = world.told(
        world.asked(
            foshan, messages.CASE_MOVED, world.moved(code, seq=1, state="decided", move="sign")
        )
    )

    assert answer["code"] == "not-found"
    assert world.kept(code).state == "sent"


def test_a_refused_bundle_comes_back_with_its_reason(foshan: Neighbour) -> None:
    code = world.sent(foshan)

    following.hear_refusal(refused(code, "affairs.version-changed"))
    sending.mend_bundle(code=code, actor=world.clerk(), now=MONDAY)

    row = world.kept(code)
    assert row.refusal["code"] == "affairs.version-changed"
    assert (row.state, row.round, row.files.filter(removed_at__isnull=True).exists()) == (
        "received", 1, True,
    )  # fmt: skip


def test_a_message_altered_on_its_way_is_sent_again_as_it_was(foshan: Neighbour) -> None:
    code = world.sent(foshan)

    following.hear_refusal(refused(code, "exchange-signature-wrong"))
    waits = world.kept(code).state
    sending.send_bundle(code=code, actor=world.clerk(), now=MONDAY)

    assert (waits, world.kept(code).state, world.kept(code).attempt) == ("unanswered", "sent", 2)


def test_an_owner_that_does_not_answer_is_named_and_tried_again(foshan: Neighbour) -> None:
    code = world.sent(foshan)
    call = HandoverCall.objects.get(handover__code=code, step="bundle")
    exchange.give_up(request_id=call.request, note="无应答", actor=FIRST, now=MONDAY)

    following.hear_silence(
        CallGivenUp(aggregate=f"exchange:{call.request}", actor="system", occurred_at=MONDAY,
                    member="foshan", service=messages.TAKE_OVER, reason="no-answer")
    )  # fmt: skip

    assert world.kept(code).state == "unanswered"


def test_a_correction_goes_as_a_second_round(foshan: Neighbour) -> None:
    code, clerk = world.sent(foshan), world.clerk()
    tell(foshan, code, 1, "submitted", "submit")
    tell(foshan, code, 2, "correction_asked", "ask", missing=["盖章页"], words="缺盖章页")

    sending.mend_bundle(code=code, actor=clerk, now=MONDAY + timedelta(days=1))
    world.check(code)
    sending.seal_bundle(code=code, note="补了盖章页", actor=clerk, now=MONDAY)
    sending.send_bundle(code=code, actor=clerk, now=MONDAY)

    assert (world.kept(code).round, world.kept(code).state) == (2, "sent")


def test_a_result_handed_out_is_told_to_the_owner_once(foshan: Neighbour) -> None:
    code = world.sent(foshan)
    tell(foshan, code, 1, "decided", "sign", outcome="granted")

    sending.hand_out(code=code, actor=world.clerk(), now=MONDAY)

    assert world.kept(code).state == "handed_out"
    assert HandoverCall.objects.filter(handover__code=code, step="handed_out").count() == 1


def test_a_withdrawal_waits_for_the_owners_word(foshan: Neighbour) -> None:
    code = world.sent(foshan)
    tell(foshan, code, 1, "submitted", "submit")

    sending.ask_withdrawal(code=code, reason="不办了", actor=world.clerk(), now=MONDAY)
    before = world.kept(code).state
    tell(foshan, code, 2, "withdrawn", "withdraw")

    assert (before, world.kept(code).state) == ("taken", "withdrawn")


def test_the_same_receipt_twice_is_one_hand_over(foshan: Neighbour) -> None:
    item, name = world.a_neighbours_item(foshan.code), uuid4()

    codes = {
        receiving.receive_application(
            member=foshan.code, item=item, who=receiving.Applying(name="林水生"),
            actor=world.clerk(), now=MONDAY, name=name,
        )
        for _ in range(2)
    }  # fmt: skip

    assert len(codes) == 1
