"""Notices by programme: read by everyone, published, amended and withdrawn by editors."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.base import (
    WRITE,
    Confidence,
    Instant,
    NetworkDone,
    NoticeCode,
    Text,
    actor_of,
    count,
    router,
    with_example,
)
from matou.modules.planner.queries import networks, notices
from matou.modules.planner.rules.notices import NoticeTerms
from matou.modules.planner.services import notices as acts
from matou.web.api import Page, answers, idempotent

NoticeKind = Literal["draught_limit", "lock_closure", "service_cancelled", "storm_stop"]
Phase = Literal["", "standing", "acting", "ahead", "over", "withdrawn"]
Target = Annotated[str, Field(max_length=120, pattern=r"^[0-9A-Za-z_.\-]+$")]
_TERMS = {
    "kind": "lock_closure",
    "targets": ["L_DTX"],
    "starts_at": "2026-12-01T08:00:00+08:00",
    "ends_at": "2026-12-21T08:00:00+08:00",
    "issuer": "珠江航务管理局",
    "source": "桂航通〔2026〕17号",
    "confidence": "A",
    "depth_cm": None,
    "text": "大藤峡船闸岁修。",
}


class NoticeIn(Schema):
    """What a notice says; ``depth_cm`` is for depth limits alone."""

    model_config = with_example(_TERMS)

    kind: NoticeKind
    targets: list[Target] = Field(min_length=1, max_length=60)
    starts_at: Instant
    ends_at: Instant
    issuer: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    source: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    confidence: Confidence
    depth_cm: int | None = Field(default=None, ge=1, le=5000)
    text: Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")] = ""

    def terms(self) -> NoticeTerms:
        """Return what was sent."""
        return NoticeTerms(
            kind=self.kind,
            targets=tuple(dict.fromkeys(self.targets)),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            issuer=self.issuer,
            source=self.source,
            confidence=self.confidence,
            depth_cm=self.depth_cm,
            text=self.text,
        )


class AmendmentIn(NoticeIn):
    """A notice's new wording and why it changes."""

    model_config = with_example({**_TERMS, "reason": "工期延长"})

    reason: Text


class ReasonIn(Schema):
    """Why a notice is withdrawn."""

    model_config = with_example({"reason": "提前完工"})

    reason: Text


class NoticeOut(Schema):
    """A notice: what it says, who says so, where it stands in time."""

    model_config = with_example(
        {
            **_TERMS,
            "code": "7K3M9QXP4",
            "state": "published",
            "phase": "ahead",
            "reason": "",
            "recorded_at": "2026-11-20T08:00:00+08:00",
        }
    )

    code: str
    kind: str
    state: str
    phase: str = Field(description="ahead, acting, over or withdrawn")
    targets: list[str]
    starts_at: datetime
    ends_at: datetime
    issuer: str
    source: str
    confidence: str
    depth_cm: int | None
    text: str
    reason: str
    recorded_at: datetime


class NoticeQuery(Schema):
    """Filters of the list of notices."""

    kind: NoticeKind | None = None
    phase: Phase = Field(default="", description="standing = not over and not withdrawn")
    cursor: Annotated[str, Field(max_length=6, pattern=r"^[0-9]*$")] = Field(
        default="", description="`next` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=100, examples=[20])


@router.get("/notices", response=answers(Page[NoticeOut]), summary="Notices 通告")
def list_notices(request: HttpRequest, query: Query[NoticeQuery]) -> Any:
    """Page through notices, those that end last first."""
    count(request)
    page = int(query.cursor or 1)
    found, total = notices.notices_page(
        now=utc_now(), kind=query.kind or "", phase=query.phase, page=page, size=query.limit
    )
    has_more = max(1, page) * query.limit < total
    return {
        "items": [notice_out(card) for card in found],
        "next": str(max(1, page) + 1) if has_more else "",
    }


@router.get("/notices/{code}", response=answers(NoticeOut), summary="One notice 一份通告")
def get_notice(request: HttpRequest, code: NoticeCode) -> Any:
    """Read the latest wording of a notice."""
    count(request)
    return notice_out(notices.notice(code, now=utc_now()))


@router.post(
    "/notices", auth=WRITE, response=answers(NetworkDone), summary="Publish a notice 发布通告"
)
@idempotent
def publish_notice(request: HttpRequest, body: NoticeIn) -> Any:
    """Publish a notice: the network is another while it is in effect."""
    now = utc_now()
    card = acts.publish_notice(terms=body.terms(), actor=actor_of(request), now=now)
    return NetworkDone(code=card.code, number=networks.number_at(utc_now()))


@router.post(
    "/notices/{code}/amend",
    auth=WRITE,
    response=answers(NetworkDone),
    summary="Amend a notice 变更通告",
)
@idempotent
def amend_notice(request: HttpRequest, code: NoticeCode, body: AmendmentIn) -> Any:
    """Let a notice say something else from now on; its kind stays."""
    now = utc_now()
    acts.amend_notice(
        code=code, terms=body.terms(), reason=body.reason, actor=actor_of(request), now=now
    )
    return NetworkDone(code=code, number=networks.number_at(utc_now()))


@router.post(
    "/notices/{code}/withdraw",
    auth=WRITE,
    response=answers(NetworkDone),
    summary="Withdraw a notice 撤销通告",
)
@idempotent
def withdraw_notice(request: HttpRequest, code: NoticeCode, body: ReasonIn) -> Any:
    """Take a notice back: what it did to the network ends now."""
    now = utc_now()
    acts.withdraw_notice(code=code, reason=body.reason, actor=actor_of(request), now=now)
    return NetworkDone(code=code, number=networks.number_at(utc_now()))


def notice_out(card: notices.NoticeCard) -> dict[str, Any]:
    """Return a notice as programmes read it."""
    terms = card.terms
    return {
        "code": card.code,
        "kind": terms.kind,
        "state": card.state,
        "phase": card.phase,
        "targets": list(terms.targets),
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "issuer": terms.issuer,
        "source": terms.source,
        "confidence": terms.confidence,
        "depth_cm": terms.depth_cm,
        "text": terms.text,
        "reason": card.reason,
        "recorded_at": card.recorded_at,
    }
