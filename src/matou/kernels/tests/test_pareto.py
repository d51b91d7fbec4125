"""The Pareto kernel against its plain twin, on random graphs with every kind of clock."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from matou.kernels import pareto
from matou.kernels.aim import aimed, sharpened
from matou.kernels.tests.pareto_graphs import as_arrays, found
from matou.kernels.tests.pareto_twin import DAY, WEEK, Arc, Twin, Vector
from matou.kernels.timed_graph import Graph

NODES = 7
ENOUGH = 100_000

minutes_of_week = st.integers(0, WEEK - 1)


@st.composite
def some_arc(draw: st.DrawFn) -> Arc:
    clock = draw(st.sampled_from(("", "", "timetable", "opening", "closures", "dated")))
    times: tuple[int, ...] = ()
    cancelled: set[int] = set()
    added: set[int] = set()
    if clock in ("timetable", "dated"):
        times = tuple(sorted(draw(st.sets(minutes_of_week, min_size=1, max_size=5))))
        if clock == "dated":
            weeks = draw(st.sets(st.integers(0, 5), max_size=4))
            cancelled = {time + WEEK * week for time in times[:2] for week in weeks}
            added = draw(st.sets(st.integers(0, 4 * WEEK), max_size=3))
    elif clock == "opening":
        opens = draw(st.integers(0, DAY - 2))
        times = (opens, draw(st.integers(opens + 1, DAY)), draw(st.integers(1, 7)))
    elif clock == "closures":
        ends = sorted(draw(st.sets(st.integers(0, 3 * WEEK), min_size=2, max_size=4)))
        times = tuple(ends[: len(ends) // 2 * 2])
    return Arc(
        tail=draw(st.integers(0, NODES - 1)),
        head=draw(st.integers(0, NODES - 1)),
        minutes=draw(st.integers(1, 3_000)),
        fen=draw(st.integers(0, 12)),
        grams=draw(st.integers(0, 12)),
        clock=clock,
        times=times,
        extra=draw(st.integers(0, 400)) if clock in ("timetable", "dated") else 0,
        cancelled=frozenset(cancelled),
        added=frozenset(added),
    )


some_arcs = st.lists(some_arc(), min_size=1, max_size=40)
some_minute = st.integers(0, 2 * WEEK)


def kernel_front(
    graph: Graph, minute: int, *, blunt: int = ENOUGH, slack: int = 0, slices: int = ENOUGH
) -> list[Vector]:
    """The front of the last node, the aim sharpened after so many labels."""
    aim = aimed(graph, NODES - 1)
    search = pareto.empty(aim, labels=ENOUGH)
    pareto.start(aim, search, 0, minute)
    status = pareto.advance(aim, search, blunt, slack)
    if status == pareto.RUNNING:
        aim = sharpened(aim, 0)
    while status == pareto.RUNNING:
        status = pareto.advance(aim, search, slices, slack)
    assert status == pareto.DONE
    return found(search)


@settings(max_examples=300, deadline=None)
@given(arcs=some_arcs, minute=some_minute)
def test_it_finds_what_the_plain_twin_finds(arcs: list[Arc], minute: int) -> None:
    front = kernel_front(as_arrays(NODES, arcs), minute)

    assert front == Twin(NODES, arcs).front(0, NODES - 1, minute)


@settings(max_examples=300, deadline=None)
@given(arcs=some_arcs, minute=some_minute, blunt=st.sampled_from((0, 3, 10)))
def test_a_sharpened_aim_changes_no_answer(arcs: list[Arc], minute: int, blunt: int) -> None:
    graph = as_arrays(NODES, arcs)

    assert kernel_front(graph, minute, blunt=blunt) == kernel_front(graph, minute)


@settings(max_examples=100, deadline=None)
@given(arcs=some_arcs, minute=some_minute)
def test_slices_change_no_answer(arcs: list[Arc], minute: int) -> None:
    graph = as_arrays(NODES, arcs)

    assert kernel_front(graph, minute, blunt=3, slices=3) == kernel_front(graph, minute)


@settings(max_examples=150, deadline=None)
@given(
    arcs=some_arcs,
    minute=some_minute,
    slack=st.sampled_from((10, 50, 500)),
    blunt=st.sampled_from((0, ENOUGH)),
)
def test_a_loose_front_covers_the_exact_one(
    arcs: list[Arc], minute: int, slack: int, blunt: int
) -> None:
    graph = as_arrays(NODES, arcs)

    loose = kernel_front(graph, minute, slack=slack, blunt=blunt)

    for arrival, fen, grams in kernel_front(graph, minute):
        assert any(
            a <= arrival and 1000 * b <= (1000 + slack) * fen and 1000 * c <= (1000 + slack) * grams
            for a, b, c in loose
        )


def test_it_asks_for_room_and_goes_on() -> None:
    arcs = [Arc(tail=0, head=1, minutes=1, fen=1, grams=1), Arc(1, NODES - 1, 1, 1, 1)]
    graph = as_arrays(NODES, arcs)
    aim = aimed(graph, NODES - 1)
    search = pareto.empty(aim, labels=1)
    pareto.start(aim, search, 0, 0)

    assert pareto.advance(aim, search, ENOUGH, 0) == pareto.FULL
    assert found(search) == []


def test_equal_vectors_are_shown_once() -> None:
    arcs = [Arc(0, NODES - 1, 5, 5, 5), Arc(0, NODES - 1, 5, 5, 5), Arc(0, 1, 2, 2, 2)]
    arcs.append(Arc(1, NODES - 1, 3, 3, 3))

    assert kernel_front(as_arrays(NODES, arcs), 0) == [(5, 5, 5)]


def test_a_missed_cut_off_waits_for_the_next_week() -> None:
    timetable = Arc(0, NODES - 1, 60, 1, 1, "timetable", (480,), 300)
    graph = as_arrays(NODES, [timetable])

    assert kernel_front(graph, 180) == [(540, 1, 1)]
    assert kernel_front(graph, 181) == [(540 + WEEK, 1, 1)]


@settings(max_examples=30, deadline=None)
@given(
    tolls=st.lists(st.tuples(st.integers(1, 900), st.integers(0, 99)), min_size=70, max_size=140),
    blunt=st.sampled_from((0, 5, ENOUGH)),
)
def test_more_arcs_than_a_word_has_bits_are_all_followed(
    tolls: list[tuple[int, int]], blunt: int
) -> None:
    arcs = [Arc(0, 1 + place % 5, m, fen, 99 - fen) for place, (m, fen) in enumerate(tolls)]
    arcs += [Arc(1 + place, NODES - 1, 60 * place + 1, 5 - place, place) for place in range(5)]

    front = kernel_front(as_arrays(NODES, arcs), 0, blunt=blunt)

    assert front == Twin(NODES, arcs).front(0, NODES - 1, 0)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_long_fronts_are_found_whole_with_sharpened_aim_(seed: int) -> None:
    random = Random(seed)
    ends = [random.sample(range(NODES), 2) for _ in range(60)]
    arcs = [
        Arc(tail, head, random.randrange(1, 400), random.randrange(400), random.randrange(400))
        for tail, head in ends
    ]
    graph = as_arrays(NODES, arcs)

    assert kernel_front(graph, 0, blunt=0) == Twin(NODES, arcs).front(0, NODES - 1, 0)
