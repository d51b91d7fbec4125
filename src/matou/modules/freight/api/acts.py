"""What a side does to its lot: sign, act, hand in evidence, flag, use the one-time code."""

from typing import Annotated, Any, BinaryIO, cast

from django.http import HttpRequest
from ninja import File, Form, Path, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.freight.api.asked import ActIn, EvidenceIn
from matou.modules.freight.api.base import (
    WRITE,
    Done,
    LotCode,
    actor_of,
    router,
    with_example,
)
from matou.modules.freight.rules.evidence import MAX_TEXT, Photo
from matou.modules.freight.rules.states import FlagAct, LotAct
from matou.modules.freight.services import delivery, handing_in, lots
from matou.web.api import answers, idempotent

Act = Annotated[LotAct, Path(description="What is done 动作", example="set_out")]
Caption = Annotated[
    str, Field(max_length=MAX_TEXT, pattern=r"^[^\x00]*$", description="What the photo shows")
]
Flag = Annotated[FlagAct, Path(description="The flag 标记", example="report_incident")]


class SignatureIn(Schema):
    """The hash of the contract text that was read."""

    model_config = with_example({"text_sha256": "9f" * 32})

    text_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class CodeIn(Schema):
    """The code that the consignee told."""

    model_config = with_example({"code": "048213"})

    code: str = Field(pattern=r"^[0-9]{4,8}$")


class EvidenceKeptOut(Schema):
    """The evidence lies on the lot."""

    model_config = with_example({"id": 42, "code": "4T9W2K6M7"})

    id: int
    code: str


@router.post(
    "/lots/{code}/sign", auth=WRITE, response=answers(Done), summary="Sign the contract 签署合同"
)
@idempotent
def sign_contract(request: HttpRequest, code: LotCode, body: SignatureIn) -> Any:
    """Sign the contract text with this hash; the second signature concludes the contract."""
    state = lots.sign_contract(
        lot_code=code, text_sha256=body.text_sha256, actor=actor_of(request), now=utc_now()
    )
    return Done(code=code, state=state)


@router.post("/lots/{code}/acts/{act}", auth=WRITE, response=answers(Done), summary="Act 推进一步")
@idempotent
def advance_lot(request: HttpRequest, code: LotCode, act: Act, body: ActIn) -> Any:
    """Carry out one act of the state table; 409 names everything that is missing."""
    state = lots.advance_lot(
        lot_code=code, act=act, actor=actor_of(request), evidence=body.items(), now=utc_now()
    )
    return Done(code=code, state=state)


@router.post(
    "/lots/{code}/evidence",
    auth=WRITE,
    response=answers(EvidenceKeptOut, status=201),
    summary="Hand in evidence 提交凭证",
)
@idempotent
def record_evidence(request: HttpRequest, code: LotCode, body: EvidenceIn) -> Any:
    """Keep a piece of evidence that the present state asks for."""
    number = lots.record_evidence(
        lot_code=code, item=body.item(), actor=actor_of(request), now=utc_now()
    )
    return Status(201, EvidenceKeptOut(id=number, code=code))


# Without @idempotent: the bytes of a file are read once, and a second photo harms nobody.
@router.post(
    "/lots/{code}/photos",
    auth=WRITE,
    response=answers(EvidenceKeptOut, status=201),
    summary="Hand in a photo 提交照片",
)
def hand_in_photo(
    request: HttpRequest, code: LotCode, photo: File[UploadedFile], caption: Form[Caption] = ""
) -> Any:
    """Keep a photo (JPEG, PNG or WebP) as evidence that the present state asks for."""
    now = utc_now()
    # Django's upload reads as a binary file; its type only does not say so.
    upload = handing_in.Upload(
        file=cast("BinaryIO", photo),
        name=photo.name or "photo",
        media_type=photo.content_type or "",
    )
    handed = handing_in.Handed(payload=Photo(caption=caption), taken_at=now, upload=upload)
    number = handing_in.hand_in(lot_code=code, handed=handed, actor=actor_of(request), now=now)
    return Status(201, EvidenceKeptOut(id=number, code=code))


@router.post("/lots/{code}/flags/{act}", auth=WRITE, response=answers(Done), summary="Flag 标记")
@idempotent
def flag_lot(request: HttpRequest, code: LotCode, act: Flag, body: ActIn) -> Any:
    """Raise or lower a flag beside the state: an incident, or the operator's hold."""
    lots.flag_lot(
        lot_code=code, act=act, actor=actor_of(request), evidence=body.items(), now=utc_now()
    )
    return Done(code=code, state=act)


@router.post(
    "/lots/{code}/delivery-code",
    auth=WRITE,
    response=answers(Done),
    summary="Send the one-time code 发送收货验证码",
)
@idempotent
def send_delivery_code(request: HttpRequest, code: LotCode) -> Any:
    """Send a fresh code to the consignee while discharging; earlier ones end."""
    delivery.send_delivery_code(lot_code=code, actor=actor_of(request), now=utc_now())
    return Done(code=code, state="sent")


# Without @idempotent: a wrong code is counted and then refused, and the refusal must not take
# the count back.
@router.post(
    "/lots/{code}/delivery-code/check",
    auth=WRITE,
    response=answers(Done),
    summary="Enter the one-time code 输入收货验证码",
)
def enter_delivery_code(request: HttpRequest, code: LotCode, body: CodeIn) -> Any:
    """Check the code that the consignee told; five wrong ones end it."""
    delivery.enter_delivery_code(
        lot_code=code, code=body.code, actor=actor_of(request), now=utc_now()
    )
    return Done(code=code, state="entered")
