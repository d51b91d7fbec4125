"""The plan is the same in every life of a client, and its ids tell where they come from."""

from uuid import uuid4

from matou.project.torture.plan import BATCH, SHARED, Drawn, Plan, drawn_from, item_id
from matou.spine.ledger.contracts import PostingKind

PLAN = Plan(seed=11, clients=3)


def test_a_batch_is_the_same_in_every_life() -> None:
    assert PLAN.batch(2, 5) == Plan(seed=11, clients=3).batch(2, 5)
    assert PLAN.batch(2, 5) != PLAN.batch(1, 5)


def test_an_id_tells_where_it_was_drawn() -> None:
    here = Drawn(11, 2, 123_456, 99)

    assert drawn_from(item_id(here)) == here
    assert drawn_from(uuid4()) is None


def test_a_batch_draws_no_id_of_the_future_nor_of_another_client() -> None:
    drawn = [drawn_from(posting.id) for posting in PLAN.batch(2, 7)]

    assert {place.client for place in drawn if place} <= {2, SHARED}
    assert max(place.index for place in drawn if place) == 7
    assert len(drawn) == BATCH


def test_every_kind_of_act_is_in_the_plan() -> None:
    postings = [posting for index in range(4) for posting in PLAN.batch(0, index)]

    assert {posting.kind for posting in postings} == set(PostingKind)
    assert {posting.purpose for posting in postings} == {"torture", "other"}
    assert any(posting.linked for posting in postings)
    assert any(posting.timeout_s for posting in postings)
    assert len({posting.id for posting in postings}) < len(postings)


def test_a_limit_is_tried_with_a_hold_standing() -> None:
    (filled, held, too_much, rest) = PLAN.batch(0, 4)

    assert (filled.credit, held.kind) == (too_much.debit, PostingKind.PENDING)
    assert [one.amount.fen for one in (filled, held, too_much, rest) if one.amount] == [10, 8, 5, 2]
