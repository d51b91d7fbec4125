"""What one decision may cost: steps, depth, sizes and time; and the notes taken on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import thread_time
from typing import NoReturn

from matou.kernels.decision.trace import TableTrace
from matou.kernels.decision.values import DateTime
from matou.kit.errors import DomainError

CLOCK_EVERY = 256
"""Steps between two looks at the clock."""


class DecisionTooLarge(DomainError):
    """A limit on steps, depth, size or time was reached; there is no result."""

    code = "decision-too-large"
    status = 422
    zh = "决策超出限制（{limit}），未得出结果。请简化“{place}”后重试。"
    en = "The decision exceeds its limit ({limit}); there is no result. Simplify “{place}” first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one decision may take."""

    steps: int = 2_000_000
    depth: int = 80
    list_items: int = 100_000
    characters: int = 1_000_000
    seconds: float = 5.0
    notes: int = 100
    traces: int = 1_000


STANDARD = Limits()


@dataclass(frozen=True, slots=True)
class Note:
    """Why a value became null: the place in the model and the reason."""

    place: str
    reason: str


@dataclass(slots=True)
class Run:
    """One evaluation: what it has used, what it noted, where it is."""

    limits: Limits = STANDARD
    now: DateTime | None = None
    notes: list[Note] = field(default_factory=list)
    traces: list[TableTrace] | None = None
    """Filled where a trace is wanted."""
    place: str = ""
    depth: int = 0
    steps: int = 0
    until: float = 0.0

    def __post_init__(self) -> None:
        """Start the clock: this thread's own, so that a busy machine changes no outcome."""
        self.until = thread_time() + self.limits.seconds

    def step(self, count: int = 1) -> None:
        """Pay for work. Raises DecisionTooLarge."""
        before = self.steps
        self.steps = before + count
        if self.steps > self.limits.steps:
            self.refuse("steps")
        if before // CLOCK_EVERY != self.steps // CLOCK_EVERY and thread_time() > self.until:
            self.refuse("time")

    def enter(self) -> None:
        """Go one call deeper; leave by lowering ``depth``. Raises DecisionTooLarge."""
        self.step()
        self.depth += 1
        if self.depth > self.limits.depth:
            self.refuse("depth")

    def check_list(self, items: int) -> None:
        """Refuse a list that is too long. Raises DecisionTooLarge."""
        if items > self.limits.list_items:
            self.refuse("list items")
        self.step(items // 8)

    def check_text(self, characters: int) -> None:
        """Refuse a string that is too long. Raises DecisionTooLarge."""
        if characters > self.limits.characters:
            self.refuse("characters")
        self.step(characters // 64)

    def refuse(self, limit: str) -> NoReturn:
        """Stop the whole decision. Raises DecisionTooLarge."""
        raise DecisionTooLarge(limit=limit, place=self.place or "?")

    def fail(self, reason: str) -> None:
        """Note why the value becomes null; the caller returns the None."""
        if len(self.notes) < self.limits.notes:
            self.notes.append(Note(self.place, reason))


_RUNNING: ContextVar[Run | None] = ContextVar("decision_run", default=None)


@contextmanager
def running(run: Run) -> Iterator[None]:
    """Let what has no run at hand (equality, allowed values) charge this one."""
    before = _RUNNING.set(run)
    try:
        yield
    finally:
        _RUNNING.reset(before)


def current() -> Run:
    """Return the run under way, a fresh one outside of any."""
    return _RUNNING.get() or Run()
