"""Taking in the network's files by programme: a look, then everything or nothing."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.base import WRITE, actor_of, router, with_example
from matou.modules.planner.services import importing
from matou.web.api import answers, idempotent

_MOST_CHANGES = 1000


class FilesIn(Schema):
    """The files by name, each with its whole text."""

    model_config = with_example(
        {"files": {"params.csv": "name,value,unit,note\nukc_m,0.3,m,under-keel clearance\n"}}
    )

    files: dict[str, str] = Field(max_length=20)


class ProblemOut(Schema):
    """What is wrong, and where."""

    file: str
    line: int
    column: str
    value: str
    reason_zh: str
    reason_en: str


class ChangeOut(Schema):
    """What becomes of one row."""

    kind: str
    code: str
    what: str = Field(description="added, changed or ended")
    differences: list[list[str]] = Field(description="Column, former and new text")


class ReportOut(Schema):
    """What the files would do or did; with problems nothing is done."""

    model_config = with_example(
        {
            "problems": [],
            "added": 0,
            "changed": 1,
            "ended": 0,
            "changes": [
                {
                    "kind": "tariff",
                    "code": "ukc_m",
                    "what": "changed",
                    "differences": [["value", "0.3", "0.4"]],
                }
            ],
        }
    )

    problems: list[ProblemOut]
    added: int
    changed: int
    ended: int
    changes: list[ChangeOut] = Field(description="The first thousand")


@router.post(
    "/import/preview", auth=WRITE, response=answers(ReportOut), summary="Look at files 预览导入"
)
def preview_import(request: HttpRequest, body: FilesIn) -> Any:
    """Tell every fault of the files, or which rows they would add, change and end."""
    report = importing.preview_import(files=_bytes(body), actor=actor_of(request), now=utc_now())
    return _report(report)


@router.post("/import", auth=WRITE, response=answers(ReportOut), summary="Take in files 导入路网")
@idempotent
def import_network(request: HttpRequest, body: FilesIn) -> Any:
    """Make the network say what the files say; 422 where they hold a fault."""
    report = importing.import_network(files=_bytes(body), actor=actor_of(request), now=utc_now())
    return _report(report)


def _bytes(body: FilesIn) -> dict[str, bytes]:
    return {name: text.encode("utf-8", "surrogatepass") for name, text in body.files.items()}


def _report(report: importing.ImportReport) -> ReportOut:
    whats = [change.what for change in report.changes]
    return ReportOut(
        problems=[
            ProblemOut(
                file=one.file,
                line=one.line,
                column=one.column,
                value=one.value,
                reason_zh=one.reason_zh,
                reason_en=one.reason_en,
            )
            for one in report.problems
        ],
        added=whats.count("added"),
        changed=whats.count("changed"),
        ended=whats.count("ended"),
        changes=[
            ChangeOut(
                kind=change.kind.key,
                code=change.code,
                what=change.what,
                differences=[list(difference) for difference in change.differences],
            )
            for change in report.changes[:_MOST_CHANGES]
        ],
    )
