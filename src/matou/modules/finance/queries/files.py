"""Reads of a large statement's file: where it stands, and its bytes."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.actor import Actor
from matou.modules.finance.models import StatementFile
from matou.modules.finance.queries.statements import StatementRow, statement_row
from matou.modules.finance.rules.files import FileState, is_large


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


def statement_file(*, code: str, kind: str, actor: Actor) -> FileRow:
    """Return where the file of a statement stands; raises NotFound for strangers."""
    row = statement_row(code=code, actor=actor)
    kept = StatementFile.objects.filter(statement_id=row.id, kind=kind)
    found = kept.first() if is_large(row.lines) else None
    return FileRow(
        statement=row,
        kind=kind,
        is_large=is_large(row.lines),
        state=FileState(found.state) if found else None,
        lines_done=found.lines_done if found else 0,
        asked_at=found.asked_at if found else None,
        sha256=found.sha256 if found else "",
        size=found.size if found else 0,
        made_at=found.made_at if found else None,
    )
