"""The tax authority's door, and a named simulator behind it until the real one opens.

The simulator keeps what it got in this process: it is for the demo and the tests, where it can be
told to refuse rows, to lose, delay and double its answers. A real connector registers itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from matou.kit.errors import DomainError
from matou.modules.finance.contracts import TaxAnswer, TaxAuthority, TaxSubmission
from matou.modules.finance.rules.authority import Mischief, refusals


class AuthorityUnreachable(DomainError):
    """The authority does not take the call."""

    code = "finance.authority-unreachable"
    status = 503
    zh = "税务接口暂时无法访问，报表仍待报送，请稍后再试。"
    en = "The authority does not answer. The report still waits to be sent; try again later."


@dataclass(slots=True)
class SimulatedTaxAuthority:
    """A tax authority that exists in memory (模拟税务接口): no real data leaves the house."""

    name: str = "模拟税务接口 simulated tax authority"
    mischief: Mischief = field(default_factory=Mischief)
    _got: dict[UUID, TaxSubmission] = field(default_factory=dict)
    _answers: list[tuple[datetime, TaxAnswer]] = field(default_factory=list)
    _sendings: dict[UUID, int] = field(default_factory=dict)

    def submit(self, submission: TaxSubmission, *, now: datetime) -> None:
        """Take a report; the same id again is counted once and answered again."""
        if self.mischief.is_away:
            raise AuthorityUnreachable
        self._got.setdefault(submission.id, submission)
        sending = self._sendings[submission.id] = self._sendings.get(submission.id, 0) + 1
        if sending <= self.mischief.lost_answers:
            return
        answer = TaxAnswer(
            id=uuid5(submission.id, "answer"),
            submission=submission.id,
            refused=refusals(self._got[submission.id].rows, refuse=self.mischief.refuse_names),
            answered_at=now,
        )
        due_at = now + timedelta(seconds=self.mischief.late_s)
        self._answers += [(due_at, answer)] * (2 if self.mischief.doubles else 1)

    def answers(self, *, now: datetime) -> Sequence[TaxAnswer]:
        """Return the answers that are due, and forget them: whoever loses one sends again."""
        due = [answer for due_at, answer in self._answers if due_at <= now]
        self._answers = [pair for pair in self._answers if pair[0] > now]
        return due

    @property
    def counted(self) -> int:
        """How many different reports it has."""
        return len(self._got)


_REGISTERED: list[TaxAuthority] = [SimulatedTaxAuthority()]


def authority() -> TaxAuthority:
    """Return the authority to which reports go."""
    return _REGISTERED[-1]


def register_authority(one: TaxAuthority) -> None:
    """Put another authority in the place of the simulator."""
    _REGISTERED[:] = [one]
