"""What a run found, in lines that a person and a test can read."""

from collections.abc import Mapping
from dataclasses import dataclass

_EXAMPLES = 3
_INTERRUPTED = "已中断 interrupted: what came after the last check is not judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Operations, kills, checks and violations of one run."""

    operations: int
    kills: Mapping[str, int]
    checks: int
    seconds: float
    recovering_s: float
    checking_s: float
    acts: Mapping[str, int]
    answers: Mapping[str, int]
    violations: tuple[str, ...]
    is_interrupted: bool = False

    @property
    def result(self) -> str:
        """The last line."""
        return (
            f"torture: {self.operations} operations · {sum(self.kills.values())} kills · "
            f"{len(self.violations)} violations"
        )

    @property
    def _time(self) -> str:
        return (
            f"time: {self.seconds:.0f} s · recovering {self.recovering_s:.0f} s · "
            f"checking {self.checking_s:.0f} s"
        )

    def lines(self) -> list[str]:
        """Return the report; its last line is the result."""
        found: dict[str, list[str]] = {}
        for line in self.violations:
            name, _, fact = line.partition(": ")
            found.setdefault(name, []).append(fact)
        return [
            *([_INTERRUPTED] if self.is_interrupted else []),
            f"answers: {_counted(self.answers)}",
            f"freight acts: {_counted(self.acts)}",
            f"killed: {_counted(self.kills)}",
            f"checks: {self.checks} of 12 invariants each",
            self._time,
            *(
                f"VIOLATED {name}: {len(facts)} times; {'; '.join(facts[:_EXAMPLES])}"
                for name, facts in found.items()
            ),
            self.result,
        ]


def _counted(numbers: Mapping[str, int]) -> str:
    ordered = sorted(numbers.items(), key=lambda item: -item[1])
    return " · ".join(f"{name} {count}" for name, count in ordered) or "none"
