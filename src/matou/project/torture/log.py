"""A client's own log: what it sent and what was acknowledged, forced to disk line by line.

The log is the only witness that neither the database nor its crash can alter.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_SENT, _TOLD, _FAILED = "S", "A", "F"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a log says: the last number sent, the answers by number, and what failed."""

    sent: int = -1
    told: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)

    @property
    def operations(self) -> int:
        """How many operations were acknowledged."""
        return sum(len(statuses) for statuses in self.told.values())

    def and_then(self, later: "Memory") -> "Memory":
        """Return what both say together; this one stays as it is."""
        return Memory(
            sent=max(self.sent, later.sent),
            told={**self.told, **later.told},
            failed={**self.failed, **later.failed},
        )

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The numbers that were sent and neither acknowledged nor failed."""
        return tuple(
            number
            for number in range(self.sent + 1)
            if number not in self.told and number not in self.failed
        )


class Log:
    """The log of one client, opened by one life of it."""

    def __init__(self, path: Path) -> None:
        """Open the log; a line torn by the death of an earlier life is cut off."""
        self.path = path
        _cut_torn_line(path)
        self.memory = remembered(whole_lines(path))
        self._file: IO[str] = path.open("a", encoding="utf-8")

    def close(self) -> None:
        """Close the file; a killed client never comes to it, and need not."""
        self._file.close()

    def send(self, number: int) -> None:
        """Note that something is about to be sent, before it is."""
        self._write(f"{_SENT} {number}\n")

    def tell(self, number: int, statuses: Iterable[str]) -> None:
        """Note what was acknowledged."""
        self._write(f"{_TOLD} {number} {','.join(statuses)}\n")

    def fail(self, number: int, reason: str) -> None:
        """Note an answer that no act should get."""
        self._write(f"{_FAILED} {number} {' '.join(reason.split())[:300]}\n")

    def _write(self, line: str) -> None:
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())


def _cut_torn_line(path: Path) -> None:
    """Cut what follows the last whole line, in place: a life may end here too, or be read."""
    path.touch()
    os.truncate(path, path.read_bytes().rfind(b"\n") + 1)


def whole_lines(path: Path) -> list[str]:
    """Return the lines that were written to their end."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return text[: text.rfind("\n") + 1].splitlines(keepends=True)


def remembered(lines: Iterable[str]) -> Memory:
    """Return what the lines say."""
    sent, told, failed = -1, {}, {}
    for line in lines:
        mark, number, *rest = line.rstrip("\n").split(" ", 2)
        if mark == _SENT:
            sent = max(sent, int(number))
        elif mark == _TOLD:
            told[int(number)] = tuple(rest[0].split(","))
        elif mark == _FAILED:
            failed[int(number)] = rest[0]
    return Memory(sent=sent, told=told, failed=failed)


class Follower:
    """Reads a log while its client writes on; what was read once is not read again."""

    def __init__(self, path: Path) -> None:
        """Begin at the first line."""
        self.path = path
        self._from_byte = 0
        self._memory = Memory()

    def read(self) -> Memory:
        """Return what the whole log says now."""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._from_byte)
                fresh = file.read()
            # The torn line of a killed client is cut off by its next life: never count it as read.
            whole = fresh[: fresh.rfind(b"\n") + 1]
            self._from_byte += len(whole)
            if whole:
                self._memory = self._memory.and_then(remembered(whole.decode().splitlines()))
        return self._memory
