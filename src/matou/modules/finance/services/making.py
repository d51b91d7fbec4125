"""Files of large statements (大对账单文件): asked for, made once by a job, then only fetched.

The bytes are put away whole under their hash before the row says so: a worker that is killed
leaves a row that waits, its job runs again, and nobody ever fetches half a file.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotAllowed
from matou.modules.finance.contracts import ACCOUNTANT_ROLE
from matou.modules.finance.models import PeriodStatement, StatementFile
from matou.modules.finance.queries.files import FileRow, statement_file
from matou.modules.finance.queries.statements import row_of
from matou.modules.finance.rules.access import may_ask_files
from matou.modules.finance.rules.files import (
    XLSX,
    FileNotAsked,
    FileState,
    is_given_up,
)
from matou.modules.finance.services import files, telling
from matou.modules.finance.services.workbooks import Cell
from matou.spine.documents.contracts import DocumentLost
from matou.spine.documents.services.storage import storage
from matou.spine.jobs import services as jobs

MAKE = "finance.make_file"
_TOLD_EVERY = 5_000
"""Lines after which the row says how far the job is."""


@transaction.atomic
def ask_file(*, code: str, actor: Actor, now: datetime) -> FileRow:
    """Ask for the workbook of a large statement; asked twice it is made once, and both are told.

    A small one needs no asking. Raises NotFound for strangers, NotAllowed for mere readers.
    """
    row = statement_file(code=code, kind=XLSX, actor=actor)
    if not may_ask_files(actor, row.statement.party):
        raise NotAllowed(needed=ACCOUNTANT_ROLE)
    if row.is_ready:
        return row
    made, is_new = StatementFile.objects.get_or_create(
        statement_id=row.statement.id,
        kind=XLSX,
        defaults={"state": FileState.WAITING.value, "askers": [actor.code], "asked_at": now},
    )
    if is_new:
        _put_in_line(code)
        return statement_file(code=code, kind=XLSX, actor=actor)
    made = StatementFile.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if made.state == FileState.WAITING.value:
        made.askers = sorted({*made.askers, actor.code})
        if is_given_up(state=FileState.WAITING, asked_at=made.asked_at, now=now):
            made.asked_at = now
            _put_in_line(code)
        made.save(update_fields=["askers", "asked_at"])
    return statement_file(code=code, kind=XLSX, actor=actor)


def make_file(*, code: str, now: datetime) -> None:
    """Make the workbook and put it away; once it is ready, running again changes nothing."""
    statement = PeriodStatement.objects.select_related("progress").get(code=code)
    made = StatementFile.objects.get(statement=statement, kind=XLSX)
    if made.state == FileState.READY.value:
        return
    row = row_of(statement)
    content = b"".join(files.workbook(row, _counted(files.line_cells(row), made.pk)))
    digest = sha256(content).hexdigest()
    storage().put(sha256=digest, data=content)
    with transaction.atomic():
        made = StatementFile.objects.select_for_update(of=("self",)).get(pk=made.pk)
        if made.state == FileState.READY.value:
            return  # another worker was faster; what it put away is the file
        made.state, made.sha256, made.size = FileState.READY.value, digest, len(content)
        made.lines_done, made.made_at = statement.line_count, now
        made.save()
        telling.tell_file_ready(statement, askers=made.askers, now=now)


def fetch_file(*, code: str, actor: Actor, now: datetime) -> bytes | None:
    """Return the workbook of a large statement, None while it is being made.

    Bytes that storage has lost are made again. Raises NotFound, and FileNotAsked before asking.
    """
    row = statement_file(code=code, kind=XLSX, actor=actor)
    if row.state is None:
        raise FileNotAsked
    if row.state is FileState.WAITING:
        return None
    try:
        return storage().get(sha256=row.sha256)
    except DocumentLost:
        _make_again(row, actor=actor, now=now)
        return None


@transaction.atomic
def _make_again(row: FileRow, *, actor: Actor, now: datetime) -> None:
    lost = StatementFile.objects.filter(
        statement_id=row.statement.id, kind=row.kind, sha256=row.sha256
    )
    changed = lost.update(
        state=FileState.WAITING.value, askers=[actor.code], asked_at=now, lines_done=0,
        sha256="", size=0, made_at=None,
    )  # fmt: skip
    if changed:
        _put_in_line(row.statement.code)


def _put_in_line(code: str) -> None:
    jobs.defer(name=MAKE, arguments={"code": code})


def _counted(cells: Iterator[Sequence[Cell]], file_id: int) -> Iterator[Sequence[Cell]]:
    """Pass the lines on and note now and then how many there were, for whoever watches."""
    for number, line in enumerate(cells, start=1):
        if number % _TOLD_EVERY == 0:
            StatementFile.objects.filter(pk=file_id).update(lines_done=number)
        yield line
