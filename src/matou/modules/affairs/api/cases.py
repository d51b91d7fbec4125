"""Cases by programme: read, begin, fill in, hand in, check, submit, and every act of the desk."""

from typing import Annotated, Any, BinaryIO, cast

from django.http import HttpRequest
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile
from pydantic import Field

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.affairs.api import case_shapes as shapes
from matou.modules.affairs.api.base import READ, WRITE, actor_of, router
from matou.modules.affairs.api.case_deeds import DEEDS
from matou.modules.affairs.api.case_shapes import CaseCode, DocumentCode
from matou.modules.affairs.queries import case_receipts, cases, queue
from matou.modules.affairs.queries.case_forms import FormState, form_state
from matou.modules.affairs.rules.case_form import FormPage
from matou.modules.affairs.services import (
    case_applying,
    case_forms,
    case_papers,
    case_submitting,
)
from matou.web.api import Page, answers, idempotent

Material = Annotated[str, Field(max_length=40, pattern=r"^[0-9a-z\-]+$")]


@router.get("/cases", auth=READ, response=answers(Page[shapes.CaseOut]), summary="Cases 办件")
def list_cases(request: HttpRequest, asked: Query[shapes.CasesQuery]) -> Any:
    """List one's own cases, the newest first, or a queue of the desk, what is due first."""
    actor, now, page = actor_of(request), utc_now(), int(asked.cursor or "1") or 1
    if asked.queue:
        wanted = queue.QueueFilter(queue=asked.queue, text=asked.q)
        found = queue.queue_page(wanted=wanted, actor=actor, now=now, page=page)
        has_more = page * queue.SIZE < min(found.total, queue.MOST)
    else:
        found = cases.my_cases(actor=actor, now=now, page=page)
        has_more = page * cases.MINE_SIZE < found.total
    return Page[shapes.CaseOut](
        items=[shapes.CaseOut(**_row(row)) for row in found.rows],
        next=str(page + 1) if has_more else "",
    )


@router.get(
    "/cases/{code}", auth=READ, response=answers(shapes.CaseDetailOut), summary="One case 一件办件"
)
def read_case(request: HttpRequest, code: CaseCode) -> Any:
    """Return a case to its applicant and, once submitted, to the desk."""
    detail = cases.case_detail(code=code.upper(), actor=actor_of(request), now=utc_now())
    sent = case_receipts.last_submission(detail.row.code)
    acts = [move.key for move in detail.moves]
    acts += ["take"] if detail.may_take else []
    acts += ["give", "lay_down"] if detail.may_give else []
    # A proposal is the desk's alone until somebody has signed it.
    is_told = bool(detail.signed_by) or not detail.is_applicant
    return shapes.CaseDetailOut(
        **{**_row(detail.row), "outcome": detail.row.outcome if is_told else ""},
        version=detail.version,
        queue=detail.queue,
        acts=acts,
        reason=detail.reason if is_told else "",
        remedy=detail.remedy if is_told else "",
        submission=sent.number if sent else 0,
        sha256=sent.sha256 if sent else "",
        content=dict(sent.content) if sent else {},
        changes=[{"zh": one.zh, "en": one.en, "before": one.before, "after": one.after}
                 for one in (sent.changes if sent else ())],
    )  # fmt: skip


@router.post(
    "/cases",
    auth=WRITE,
    response=answers(shapes.SavedOut, status=201),
    summary="Begin a case 开始申请",
)
@idempotent
def begin_case(request: HttpRequest, body: shapes.BeginIn) -> Any:
    """Begin a draft for an item, filled in with what is known; where there is one, return it."""
    actor, now = actor_of(request), utc_now()
    code = case_applying.ensure_draft(
        item=body.item.upper(), actor=actor, now=now, told=body.answers
    )
    return Status(201, _saved(code, actor))


@router.get(
    "/cases/{code}/form", auth=READ, response=answers(shapes.FormOut), summary="The form 表单"
)
def read_form(request: HttpRequest, code: CaseCode) -> Any:
    """Return what the form asks, in order, with answers as they stand; the applicant's alone."""
    state = form_state(code=code.upper(), actor=actor_of(request), now=utc_now())
    return shapes.FormOut(
        code=state.code,
        version=state.version,
        revision=state.revision,
        may_write=state.may_write,
        answers_schema=dict(state.definition.schema),
        pages=[_page(state, page) for page in state.definition.pages],
        answers=dict(state.typed),
        sources={key: dict(one) for key, one in state.sources.items()},
        missing=_missing(state),
    )


@router.post(
    "/cases/{code}/form",
    auth=WRITE,
    response=answers(shapes.SavedOut),
    summary="Save answers 保存回答",
)
@idempotent
def save_answers(request: HttpRequest, code: CaseCode, body: shapes.AnswersIn) -> Any:
    """Save answers, right or wrong; 409 where one was saved since your revision."""
    actor = actor_of(request)
    case_forms.save_answers(
        code=code.upper(), typed=body.answers, revision=body.revision, actor=actor, now=utc_now()
    )
    return _saved(code.upper(), actor)


# Without @idempotent: the bytes of a file are read once, and a second copy can be taken out.
@router.post(
    "/cases/{code}/files",
    auth=WRITE,
    response=answers(shapes.FileOut, status=201),
    summary="Hand in a file 提交文件",
)
def hand_in(
    request: HttpRequest, code: CaseCode, file: File[UploadedFile], material: Form[Material]
) -> Any:
    """Keep a file for a material: of the types and the number that its page says."""
    upload = case_papers.Upload(
        # Django's upload reads as a binary file; its type only does not say so.
        file=cast("BinaryIO", file),
        name=file.name or "",
        media_type=file.content_type or "",
    )
    document = case_papers.add_file(
        code=code.upper(), material=material, upload=upload, actor=actor_of(request),
        now=utc_now(),
    )  # fmt: skip
    return Status(201, shapes.FileOut(code=code.upper(), document=document, material=material))


@router.post(
    "/cases/{code}/files/{document}/remove",
    auth=WRITE,
    response=answers(shapes.FileOut),
    summary="Take a file out 移除文件",
)
@idempotent
def take_out(request: HttpRequest, code: CaseCode, document: DocumentCode) -> Any:
    """Take a file out of the open form; what was handed in stays in the history."""
    material = case_papers.remove_file(
        code=code.upper(), document=document.upper(), actor=actor_of(request), now=utc_now()
    )
    return shapes.FileOut(code=code.upper(), document=document.upper(), material=material)


@router.get(
    "/cases/{code}/check",
    auth=READ,
    response=answers(shapes.CheckOut),
    summary="What is missing 一次性告知",
)
def check_form(request: HttpRequest, code: CaseCode) -> Any:
    """Return everything that is missing or wrong, at once; nothing is sent."""
    state = form_state(code=code.upper(), actor=actor_of(request), now=utc_now())
    return shapes.CheckOut(code=state.code, revision=state.revision, missing=_missing(state))


@router.post(
    "/cases/{code}/submit",
    auth=WRITE,
    response=answers(shapes.SubmittedOut),
    summary="Submit 提交",
)
@idempotent
def submit(request: HttpRequest, code: CaseCode, body: shapes.SubmitIn) -> Any:
    """Submit, or send what the desk asked for; 422 names everything that is missing."""
    sent = case_submitting.send_form(
        code=code.upper(), version=body.version, revision=body.revision, note=body.note,
        actor=actor_of(request), now=utc_now(),
    )  # fmt: skip
    return shapes.SubmittedOut(
        code=code.upper(), submission=sent.number, sha256=sent.sha256, state=sent.case.state
    )


@router.post(
    "/cases/{code}/acts/{act}",
    auth=WRITE,
    response=answers(shapes.ActedOut),
    summary="Act on a case 办理",
)
@idempotent
def act_on_case(
    request: HttpRequest, code: CaseCode, act: shapes.Act, body: shapes.CaseActIn
) -> Any:
    """Do one act of the state table, by the rights of the token's person."""
    actor, now = actor_of(request), utc_now()
    DEEDS[act](code.upper(), body, actor, now)
    row = cases.case_detail(code=code.upper(), actor=actor, now=now).row
    return shapes.ActedOut(code=row.code, state=row.state, assignee=row.assignee)


def _row(row: cases.CaseRow) -> dict[str, Any]:
    clock = row.clock
    return {
        "code": row.code, "item": row.item, "name_zh": row.name_zh, "name_en": row.name_en,
        "state": row.state, "applicant": row.applicant, "assignee": row.assignee,
        "submitted_at": row.submitted_at, "outcome": row.outcome,
        "promised_due_at": clock.due_at if clock else None,
        "per_cent": clock.per_cent if clock else None,
    }  # fmt: skip


def _saved(code: str, actor: Actor) -> shapes.SavedOut:
    state = form_state(code=code, actor=actor, now=utc_now())
    return shapes.SavedOut(code=code, revision=state.revision, missing=len(state.missing))


def _page(state: FormState, page: FormPage) -> dict[str, Any]:
    shown = state.open_page(page.key)
    told: dict[str, Any] = {
        **shapes.page_out(page),
        "is_open": shown is not None,
        "is_done": shown is not None and state.is_done(shown),
    }
    if page.material is None:
        return told
    if shown is not None:
        one = state.material(page.key)
        told |= {
            "status": one.status,
            "files": [{"document": file.code, "name": file.name, "sha256": file.sha256}
                      for file in one.files],
            "held": [{"title_zh": paper.title_zh, "number": paper.number} for paper in one.held],
        }  # fmt: skip
    return told


def _missing(state: FormState) -> list[dict[str, str]]:
    return [
        {"page": one.page, "field": one.field, "zh": one.zh, "en": one.en} for one in state.missing
    ]
