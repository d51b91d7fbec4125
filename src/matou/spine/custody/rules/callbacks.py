"""Callbacks as they come over the wire: a JSON body under an HMAC-SHA256 signature."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from matou.kit.errors import InvalidInput
from matou.kit.money import MAX_FEN, Money
from matou.spine.custody.contracts import CallbackNotGenuine, OrderState, ProviderAnswer

MAX_BYTES = 16_384
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_our_time(value: datetime) -> datetime:
    if not _EARLIEST <= value <= _LATEST:
        message = "Instants lie between 2000 and 2200"
        raise ValueError(message)
    return value


class Callback(BaseModel):
    """One report of the provider on one order; ``event_id`` is the same in every repeat."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: UUID
    order_id: UUID
    state: OrderState
    amount_fen: int = Field(gt=0, le=MAX_FEN)
    provider_reference: str = Field(max_length=64, pattern=r"^[\x20-\x7e]*$")
    settled_at: Annotated[AwareDatetime, AfterValidator(_in_our_time)] | None = None
    reason: str = Field(default="", max_length=200, pattern=r"^[^\x00]*$")

    def answer(self) -> ProviderAnswer:
        """Return the report as the provider's answer."""
        return ProviderAnswer(
            order_id=self.order_id,
            state=self.state,
            provider_reference=self.provider_reference,
            amount=Money(self.amount_fen),
            settled_at=self.settled_at,
            reason=self.reason,
        )


def signature(*, body: bytes, key: bytes) -> str:
    """Return the signature that a genuine callback carries."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def read_callback(*, body: bytes, given: str, key: bytes) -> Callback:
    """Return the callback; raises CallbackNotGenuine or, for a bad body, InvalidInput.

    The signature is checked before the body is read: a stranger's bytes are never parsed.
    """
    expected = signature(body=body, key=key)
    if len(body) > MAX_BYTES or not hmac.compare_digest(expected.encode(), given.encode()):
        raise CallbackNotGenuine
    try:
        return Callback.model_validate_json(body)
    except ValidationError as error:
        raise InvalidInput(
            field="回调 callback",
            reason_zh="报文格式不符。",
            reason_en="The body has another form.",
        ) from error


def write_callback(*, answer: ProviderAnswer, event_id: UUID) -> bytes:
    """Return the body of a callback as the simulator sends it."""
    callback = Callback(
        event_id=event_id,
        order_id=answer.order_id,
        state=answer.state,
        amount_fen=answer.amount.fen,
        provider_reference=answer.provider_reference,
        settled_at=answer.settled_at,
        reason=answer.reason,
    )
    return callback.model_dump_json().encode()
