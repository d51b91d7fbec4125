"""What loading the reference network reports and refuses."""

from dataclasses import dataclass

from matou.kit.errors import DomainError
from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One cell of a reference file that cannot be loaded, and why."""

    file: str
    line: int
    column: str
    value: str
    reason_zh: str
    reason_en: str

    def message(self, language: str) -> str:
        """Return one line for a person: file, line, column, value and reason."""
        if language.startswith("zh"):
            where = f"{self.file} 第 {self.line} 行 {self.column} 列"
            return f"{where}“{self.value}”：{self.reason_zh}"
        where = f"{self.file} line {self.line} column {self.column}"
        return f"{where} “{self.value}”: {self.reason_en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading the reference network did; ``kept`` counts corrections left standing."""

    created: int
    changed: int
    unchanged: int
    kept: int
    links: int
    chambers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasinLoaded(Event):
    """The reference network was loaded and something changed; ``aggregate`` is ``basin``."""

    created: int
    changed: int


class BasinRefused(DomainError):
    """The reference files have bad rows, and nothing was loaded; ``problems`` lists them."""

    code = "basin-refused"
    status = 422
    zh = "参考数据有 {count} 处错误，未导入任何内容：\n{lines_zh}"
    en = "The reference files have {count} errors and nothing was loaded:\n{lines_en}"

    def __init__(self, *, problems: tuple[RowProblem, ...]) -> None:
        """Keep the problems and write one line for each."""
        self.problems = problems
        super().__init__(
            count=len(problems),
            lines_zh="\n".join(problem.message("zh") for problem in problems),
            lines_en="\n".join(problem.message("en") for problem in problems),
        )
