"""The front of chains that no other chain beats: compile, search, tell."""

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from matou.modules.planner.rules import basin
from matou.modules.planner.rules.asking import Question, check_question
from matou.modules.planner.rules.chains import Chain, chain
from matou.modules.planner.rules.layers import origin_state
from matou.modules.planner.rules.network import Mode, Network
from matou.modules.planner.rules.relaxing import Relaxation, binding

MOST_LABELS = 4_000_000
"""Some 800 MB of labels; the hardest question to the reference network makes 40,000."""
SLICE = 20_000
"""Labels settled between two looks at the clock: some 10 ms."""
REFERENCE = "spine/places/basin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The front by arrival; where the search was cut short, ``is_truncated`` says so.

    A truncated front is honest as far as it goes: what stands in it is beaten by no chain at all,
    but slower and cheaper or cleaner chains may be missing. ``binding`` explains an empty answer.
    """

    question: Question
    chains: tuple[Chain, ...]
    is_truncated: bool
    labels: int
    binding: Relaxation | None = None


def always() -> bool:
    """There is time: for callers that rely on the cap of labels alone."""
    return True


def within(seconds: float) -> Callable[[], bool]:
    """Return a check that holds for so many seconds from when it is first asked.

    The search asks first when it begins: what a fresh process needs to load the kernel's machine
    code does not count against the question.
    """
    until: list[float] = []

    def has_time() -> bool:
        if not until:
            until.append(time.monotonic() + seconds)
        return time.monotonic() < until[0]

    return has_time


def front(
    *,
    network: Network,
    question: Question,
    has_time: Callable[[], bool] = always,
    most_labels: int = MOST_LABELS,
) -> Answer:
    """Return every chain that no other beats in arrival, cost and CO2e.

    ``has_time`` is asked between slices of the search. Raises what ``check_question`` raises.
    """
    check_question(network=network, question=question)
    answer = _search(network, question, has_time, most_labels)
    if answer.chains or answer.is_truncated:
        return answer

    def earliest(loosened: Question) -> int | None:
        if not has_time():
            return None
        chains = _search(network, loosened, has_time, most_labels).chains
        return chains[0].arrive_min if chains else None

    why = binding(network=network, question=question, earliest=earliest)
    return Answer(
        question=question, chains=(), is_truncated=False, labels=answer.labels, binding=why
    )


@cache
def reference_network() -> Network:
    """Return the network that ships with the project."""
    return basin.read_network(tables=reference_tables(), version="reference-1")


def reference_tables() -> dict[str, list[dict[str, str]]]:
    """Return the files of the reference network by name, cell by cell."""
    folder = files("matou").joinpath(REFERENCE)

    def rows(name: str) -> list[dict[str, str]]:
        text = folder.joinpath(name).read_text("utf-8").removeprefix("\ufeff")
        return list(csv.DictReader(StringIO(text, newline="")))

    return {name: rows(name) for name in basin.FILES}


def _search(
    network: Network, question: Question, has_time: Callable[[], bool], most_labels: int
) -> Answer:
    # numba takes half a second to import: whoever is refused does not wait for it.
    from matou.modules.planner.arrays import searching
    from matou.modules.planner.queries.graphs import ready_graph

    ready = ready_graph(network=network, question=question)
    graph = ready.graph
    door = (question.origin, question.origin_mode)
    source = graph.states.get(origin_state(question) if question.wishes.looks_back else door)
    if source is None:  # cargo under way may lie where nothing leads on
        return Answer(question=question, chains=(), is_truncated=False, labels=0)
    target = graph.states[question.destination, Mode.ROAD]
    aim = searching.aim(ready.arrays, target=target)
    search = searching.Front(aim, source=source, minute=question.starts_min)
    by = question.wishes.arrive_by_min
    goes_on = True
    while goes_on and search.labels < most_labels and has_time():
        goes_on = search.advance(budget=SLICE, slack=question.slack_permille)
    chains = tuple(
        chain(graph=graph, arcs=path.arcs, ends=path.ends, ready_min=question.starts_min)
        for path in search.paths()
        # Exact, as arrival is a criterion: what beats a chain that is in time is in time too.
        if by is None or path.minute <= by
    )
    return Answer(question=question, chains=chains, is_truncated=goes_on, labels=search.labels)
