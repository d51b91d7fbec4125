"""Who may edit the network, and the refusals that an editor can meet."""

from collections.abc import Sequence
from dataclasses import dataclass

from matou.kit.actor import REGISTRAR
from matou.kit.errors import DomainError
from matou.modules.planner.contracts import EDITOR_ROLE
from matou.modules.planner.rules.columns import Cells, Kind
from matou.spine.places.contracts import RowProblem

EDITORS = frozenset({EDITOR_ROLE, REGISTRAR})
ADDED, CHANGED, ENDED = "added", "changed", "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What becomes of one row: its cells before and after; None where there are none."""

    kind: Kind
    code: str
    before: Cells | None
    after: Cells | None

    @property
    def what(self) -> str:
        """Tell whether the row is added, changed or ended."""
        if self.before is None:
            return ADDED
        return CHANGED if self.after is not None else ENDED

    @property
    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """Return column, former and new text of the cells that differ."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            (head, self.before[head], self.after[head])
            for head in self.kind.heads
            if self.before[head] != self.after[head]
        )


class RowsRefused(DomainError):
    """Rows cannot be taken as they are; ``problems`` names each, and nothing was changed."""

    code = "planner.rows-refused"
    status = 422
    zh = "有 {count} 处错误，未作任何更改。第一处：{first_zh}"
    en = "{count} fault(s); nothing was changed. The first: {first_en}"

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        """Keep every problem for the page that lists them."""
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(
            count=len(self.problems), first_zh=first.message("zh"), first_en=first.message("en")
        )


class ReachesBack(DomainError):
    """A change would take effect before it is recorded."""

    code = "planner.reaches-back"
    status = 422
    zh = "生效时间不能早于现在：已报出的方案依据当时的路网。请改为现在或以后。"
    en = "A change cannot reach back: offers stand on the network as it was. Choose now or later."


class ChangePlanned(DomainError):
    """The row already has a change or an end planned after the instant."""

    code = "planner.change-planned"
    zh = "“{row}”已有更晚生效的更改。请把生效时间定在它之时或之后。"
    en = "“{row}” has a change planned for later. Let yours take effect then or after it."


class NothingChanged(DomainError):
    """The row already says what was sent."""

    code = "planner.nothing-changed"
    zh = "内容与现有的一致，没有可更改之处。"
    en = "The row says this already; there is nothing to change."


class StillUsed(DomainError):
    """A row cannot end while others name it."""

    code = "planner.still-used"
    zh = "仍有其他行引用“{row}”：{users}。请先更改或结束它们。"
    en = "Other rows still name “{row}”: {users}. Change or end them first."
