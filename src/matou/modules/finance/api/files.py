"""Files of statements (对账单文件) for programmes: ask, look, fetch."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from matou.kit.clock import utc_now
from matou.modules.finance.api.base import READ, WRITE, StatementCode, actor_of, router
from matou.modules.finance.queries import files as queries
from matou.modules.finance.queries.files import FileRow
from matou.modules.finance.rules.files import XLSX
from matou.modules.finance.services import files, making
from matou.web.api import answers, idempotent

_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: dict[str, Any] = {
    "responses": {
        200: {"content": {_XLSX_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
    }
}


class StatementFileOut(Schema):
    """Where the workbook of a statement stands, and where it can be fetched."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "7K3M9QXP4",
                "is_ready": False,
                "lines": 100000,
                "lines_done": 45000,
                "url": "/api/v1/finance/statements/7K3M9QXP4/lines.xlsx",
            }
        }
    )

    code: str
    is_ready: bool
    lines: int
    lines_done: int = Field(description="Lines written so far 已写入行数")
    url: str = Field(description="Answers 202 while it is made, then 200 with the file")


@router.post(
    "/statements/{code}/lines.xlsx",
    auth=WRITE,
    response=answers(StatementFileOut) | {202: StatementFileOut},
    summary="Ask for a workbook 请求生成 XLSX",
)
@idempotent
def ask_file(request: HttpRequest, code: StatementCode) -> Any:
    """Ask for the workbook: 200 where it can be fetched at once, 202 where a job makes it first."""
    row = making.ask_file(code=code, actor=actor_of(request), now=utc_now())
    return Status(200 if row.is_ready else 202, _out(request, row))


@router.get(
    "/statements/{code}/lines.xlsx",
    auth=READ,
    response=answers(None) | {202: StatementFileOut},
    openapi_extra=_FILE,
    summary="Fetch a workbook 下载 XLSX",
)
def fetch_file(request: HttpRequest, code: StatementCode) -> Any:
    """Fetch every line as XLSX; 202 while it is being made, 409 where it must be asked for."""
    actor = actor_of(request)
    row = queries.statement_file(code=code, kind=XLSX, actor=actor)
    if row.is_large:
        content = making.fetch_file(code=code, actor=actor, now=utc_now())
    else:
        content = b"".join(files.workbook(row.statement, files.line_cells(row.statement)))
    if content is None:
        return Status(202, _out(request, row))
    return HttpResponse(content, content_type=_XLSX_TYPE)


def _out(request: HttpRequest, row: FileRow) -> StatementFileOut:
    return StatementFileOut(
        code=row.statement.code,
        is_ready=row.is_ready,
        lines=row.statement.lines,
        lines_done=row.lines_done,
        url=request.path,
    )
