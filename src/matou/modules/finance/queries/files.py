"""Reads of a large statement's file: where it stands, and its bytes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from matou.kit.actor import Actor
from matou.modules.finance.models import StatementFile
from matou.modules.finance.queries.statements import StatementRow, statement_row
from matou.modules.finance.rules.files import MOST_AT_ONCE, FileState, is_large


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A statement's file as pages and programmes see it; ``state`` None: nobody asked yet."""

    statement: StatementRow
    kind: str
    is_large: bool
    state: FileState | None
    lines_done: int
    asked_at: datetime | None
    sha256: str
    size: int
    made_at: datetime | None

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be fetched: small ones always can."""
        return not self.is_large or self.state is FileState.READY


def has_large_file(lines: int) -> bool:
    """Tell by ``FINANCE_LINES_AT_ONCE`` whether so many lines get their workbook from a job."""
    most = getattr(settings, "FINANCE_LINES_AT_ONCE", MOST_AT_ONCE)
    return is_large(lines, most_at_once=most)


def statement_file(*, code: str, kind: str, actor: Actor) -> FileRow:
    """Return where the file of a statement stands; raises NotFound for strangers."""
    row = statement_row(code=code, actor=actor)
    kept = StatementFile.objects.filter(statement_id=row.id, kind=kind)
    has_large = has_large_file(row.lines)
    found = kept.first() if has_large else None
    return FileRow(
        statement=row,
        kind=kind,
        is_large=has_large,
        state=FileState(found.state) if found else None,
        lines_done=found.lines_done if found else 0,
        asked_at=found.asked_at if found else None,
        sha256=found.sha256 if found else "",
        size=found.size if found else 0,
        made_at=found.made_at if found else None,
    )
