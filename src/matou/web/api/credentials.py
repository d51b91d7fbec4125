"""E-licences for programmes: one's own, a check for anyone, and what the issuing office does."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from matou.kit.actor import Actor
from matou.kit.clock import CHINA, utc_now
from matou.kit.period import Period
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.queries import Checked
from matou.spine.credentials.rules.licence_terms import last_day
from matou.spine.credentials.rules.sd_jwt import MOST_TEXT
from matou.web.api.answers import answers
from matou.web.api.auth import bearer
from matou.web.api.house import make_router
from matou.web.api.idempotency import idempotent
from matou.web.limits import CODES, count_guest

router = make_router("credentials")
READ, WRITE = bearer(scope="credentials:read"), bearer(scope="credentials:write")

LicenceCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,20}$", description="Code of the licence 证照编码",
         example="7K3M9QXP4"),
]  # fmt: skip
PlainAct = Annotated[
    Literal["suspend", "reinstate", "revoke"], Path(description="Act 动作", example="suspend")
]
Reason = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00]*$")]
_IDENTIFIER = "1.2.156.3005.2.11100000DEM0090006001.11450400DEM0000140.000000001.001.9"
_LICENCE: dict[str, Any] = {
    "code": "7K3M9QXP4",
    "kind": "port_operation",
    "title_zh": "港口经营许可证",
    "title_en": "Port operation licence",
    "version": 1,
    "identifier": _IDENTIFIER,
    "holder": "6K8PGAJVR",
    "holder_name": "演示西江航运有限公司",
    "issuer": "11450400DEM0000140",
    "issuer_name": "梧州市交通运输局",
    "valid_from": "2026-11-20T00:00:00+08:00",
    "last_on": "2029-11-19",
    "state": "valid",
    "fields": {"service": "港口经营许可"},
    "paper_url": "https://matou.invalid/credentials/7K3M9QXP4/paper.pdf",
}
_CHECKED: dict[str, Any] = {
    "verdict": "valid",
    "counts": True,
    "title_zh": "港口经营许可证",
    "title_en": "Port operation licence",
    "identifier": _IDENTIFIER,
    "issuer_name": "梧州市交通运输局",
    "last_on": "2029-11-19",
    "claims": {"holder": "演示西江航运有限公司"},
    "reason": None,
    "checked_at": "2026-11-30T10:00:00+08:00",
}


class LicenceOut(Schema):
    """The newest version of an e-licence; ``last_on`` is its last day, null where it has no end."""

    model_config = ConfigDict(json_schema_extra={"example": _LICENCE})

    code: str
    kind: str
    title_zh: str
    title_en: str
    version: int
    identifier: str
    holder: str
    holder_name: str
    issuer: str
    issuer_name: str
    valid_from: datetime
    last_on: date | None
    state: str
    fields: dict[str, str]
    paper_url: str


class LicencesOut(Schema):
    """The licences of a party, the newest first."""

    items: list[LicenceOut]


class LicenceTokenOut(Schema):
    """The whole token (SD-JWT, RFC 9901): leave out disclosures that shall not be shown."""

    token: str = Field(examples=["eyJhbGciOiJFUzI1NiJ9.e30.c2ln~WyJzYWx0IiwiaG9sZGVyIiwiQSJd~"])


class LicenceCheckIn(Schema):
    """What was shown: code, identifier, compact code, its address, or a token."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": _IDENTIFIER}})

    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT, pattern=r"^[^\x00]*$")]


class LicenceCheckOut(Schema):
    """How a licence stands, and no more of it than what was shown."""

    model_config = ConfigDict(json_schema_extra={"example": _CHECKED})

    verdict: str = Field(description="valid, not-yet, suspended, revoked, replaced, expired, "
                         "forged, unknown")  # fmt: skip
    counts: bool
    title_zh: str | None
    title_en: str | None
    identifier: str | None
    issuer_name: str | None
    last_on: date | None
    claims: dict[str, str]
    reason: str | None
    checked_at: datetime


class StatusListsQuery(Schema):
    """How many lists, the newest ones."""

    limit: int = Field(default=100, ge=1, le=1_000)


class StatusListsOut(Schema):
    """Where keys and status lists are fetched."""

    keys_url: str = Field(examples=["https://matou.invalid/.well-known/jwks.json"])
    lists: list[str] = Field(examples=[["https://matou.invalid/credentials/status/7K3M9QXP4"]])


class LicenceActIn(Schema):
    """Why the office acts; the holder reads it."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "现场检查不合格"}})

    reason: Reason


class LicenceReplaceIn(Schema):
    """What the next version says; lines that are left out stay."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reason": "扩大经营范围",
                "fields": {"conditions": "增加集装箱装卸"},
                "valid_from": None,
                "valid_until": None,
            }
        }
    )

    reason: Reason
    fields: dict[
        Annotated[str, Field(max_length=40)],
        Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")],
    ] = Field(default={}, max_length=20)
    valid_from: AwareDatetime | None = Field(default=None, description="With valid_until, or none")
    valid_until: AwareDatetime | None = Field(default=None, description="First instant after it")


@router.get(
    "/licences", auth=READ, response=answers(LicencesOut), summary="My e-licences 我的电子证照"
)
def own_licences(request: HttpRequest) -> Any:
    """List the e-licences of the token's person and of whom they act for."""
    cards = queries.licences_of(actor=_actor(request), at=utc_now())
    return LicencesOut(items=[_licence(card) for card in cards])


@router.get(
    "/licences/{code}",
    auth=READ,
    response=answers(LicenceOut),
    summary="One e-licence 一份电子证照",
)
def one_licence(request: HttpRequest, code: LicenceCode) -> Any:
    """Read an e-licence as its holder or as an officer; for others there is none."""
    detail = queries.licence_detail(code=code.upper(), actor=_actor(request), at=utc_now())
    return _licence(detail.card)


@router.get(
    "/licences/{code}/token",
    auth=READ,
    response=answers(LicenceTokenOut),
    summary="Token to present 可出示的凭证",
)
def licence_token(request: HttpRequest, code: LicenceCode) -> Any:
    """Read the token of one's own licence, to be kept in a wallet."""
    actor = _actor(request)
    card = queries.own_licence(code=code.upper(), actor=actor, at=utc_now())
    return LicenceTokenOut(token=queries.token_of(code=card.code))


@router.post("/check", response=answers(LicenceCheckOut), summary="Check a licence 核验电子证照")
def check_licence(request: HttpRequest, body: LicenceCheckIn) -> Any:
    """Say how a licence stands; posted, so that what was shown stands in no log."""
    count_guest(request, what=CODES)
    now = utc_now()
    return _checked(queries.check_text(body.text, at=now), now=now)


@router.get(
    "/status-lists", response=answers(StatusListsOut), summary="Keys and status lists 状态列表"
)
def status_lists(request: HttpRequest, query: Query[StatusListsQuery]) -> Any:
    """Tell where checkers fetch keys (RFC 7517) and Token Status Lists."""
    count_guest(request, what="status-list")
    base = settings.BASE_URL.rstrip("/")
    lists = [queries.list_url(code) for code in queries.status_list_codes()[-query.limit :]]
    return StatusListsOut(keys_url=f"{base}/.well-known/jwks.json", lists=lists)


@router.post(
    "/licences/{code}/replace",
    auth=WRITE,
    response=answers(LicenceOut),
    summary="Replace an e-licence 换发电子证照",
)
@idempotent
def replace_licence(request: HttpRequest, code: LicenceCode, body: LicenceReplaceIn) -> Any:
    """Issue the next version under the same serial; the one before ends at once."""
    card = services.replace_licence(
        code=code.upper(), changes=body.fields, valid=_period(body), reason=body.reason,
        actor=_actor(request), now=utc_now(),
    )  # fmt: skip
    return _licence(card)


@router.post(
    "/licences/{code}/acts/{act}",
    auth=WRITE,
    response=answers(LicenceOut),
    summary="Suspend, reinstate, revoke 暂停、恢复、作废",
)
@idempotent
def act_on_licence(
    request: HttpRequest, code: LicenceCode, act: PlainAct, body: LicenceActIn
) -> Any:
    """Stop a licence, let it count again, or end it for ever, as the office that issued it."""
    done = {
        "suspend": services.suspend_licence,
        "reinstate": services.reinstate_licence,
        "revoke": services.revoke_licence,
    }[act]
    card = done(code=code.upper(), reason=body.reason, actor=_actor(request), now=utc_now())
    return _licence(card)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by the operation's auth
    return actor


def _period(body: LicenceReplaceIn) -> Period | None:
    if body.valid_from is None or body.valid_until is None:
        return None
    return Period(body.valid_from, body.valid_until)


def _licence(card: LicenceCard) -> LicenceOut:
    base = settings.BASE_URL.rstrip("/")
    return LicenceOut(
        code=card.code, kind=card.kind, title_zh=card.title_zh, title_en=card.title_en,
        version=card.version, identifier=card.identifier, holder=card.holder,
        holder_name=card.holder_name, issuer=card.issuer, issuer_name=card.issuer_name,
        valid_from=card.valid.from_at.astimezone(CHINA), last_on=last_day(card.valid),
        state=card.state, fields={one.key: one.value for one in card.fields},
        paper_url=f"{base}/credentials/{card.code}/paper.pdf",
    )  # fmt: skip


def _checked(checked: Checked, *, now: datetime) -> LicenceCheckOut:
    card = checked.card
    return LicenceCheckOut(
        verdict=checked.verdict, counts=checked.counts,
        title_zh=card.title_zh if card else None, title_en=card.title_en if card else None,
        identifier=card.identifier if card else None,
        issuer_name=card.issuer_name if card else None,
        last_on=last_day(card.valid) if card else None,
        claims={one.key: one.value for one in checked.claims},
        reason=checked.refusal.message("en") if checked.refusal else None, checked_at=now,
    )  # fmt: skip
