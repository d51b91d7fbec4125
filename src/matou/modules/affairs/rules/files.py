"""Files of items, as editors send them: YAML, XLSX and JSON-LD, read without trust."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matou.kit.errors import DomainError

MOST_BYTES = 5_000_000
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One place in a file that cannot be taken; line 0 where the whole file is meant."""

    file: str
    line: int
    column: str
    zh: str
    en: str

    def message(self, language: str) -> str:
        """Return the sentence with its place, in the reader's language."""
        if language.startswith("zh"):
            place = f"{self.file} 第 {self.line} 行" if self.line else self.file
            return f"{place}{f'“{self.column}”' if self.column else ''}：{self.zh}"
        place = f"{self.file} line {self.line}" if self.line else self.file
        return f"{place}{f' “{self.column}”' if self.column else ''}: {self.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """One item of a file: what it says, and in which line each path of it stands."""

    raw: Mapping[str, Any]
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, path: str) -> int:
        """Return the line of a path such as ``materials.2.is_need``, of the nearest above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition(".")[0]
        return self.line


class FileUnreadable(DomainError):
    """The file cannot be read as what its name says."""

    code = "affairs.file-unreadable"
    status = 422
    zh = "无法读取文件“{file}”{at_zh}：{reason_zh}"
    en = "The file “{file}” cannot be read{at_en}: {reason_en}"


def unreadable(file: str, *, zh: str, en: str, line: int = 0) -> FileUnreadable:
    """Return the refusal of a whole file."""
    return FileUnreadable(
        file=file[:80],
        at_zh=f"（第 {line} 行）" if line else "",
        at_en=f" (line {line})" if line else "",
        reason_zh=zh,
        reason_en=en,
    )
