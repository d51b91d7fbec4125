"""Signatures of requests and responses by RFC 9421, with body digests by RFC 9530.

Every component that matters is covered: method, address, body digest and type, and our own
headers (client, service, request id, purpose, basis, case). A response covers the signature of
the request that it answers (``;req``), so it fits that request alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import http_sf
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from matou.spine.exchange.rules.keys import ED25519, SM2, Signer, Verifier
from matou.spine.exchange.rules.messages import OWN_HEADERS, REQUEST_ID, Request, Response

REQUEST_PARTS = ("@method", "@target-uri", "content-digest", "content-type", *OWN_HEADERS)
RESPONSE_PARTS = ("@status", "content-digest", "content-type", REQUEST_ID)
BOUND_PARTS = ('"signature";req', '"content-digest";req', '"@method";req', '"@target-uri";req')
"""What ties a response to its request (RFC 9421, section 2.4)."""
_LABELS = {ED25519: "ed25519", SM2: "sm2"}
_TAGS = {ED25519: "matou-exchange", SM2: "matou-exchange-sm2"}


class BadSignature(ValueError):
    """The signature does not hold; says why in English, for the log of the curious."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a genuine signature says of itself."""

    key_id: str
    created_at: datetime
    nonce: str


class _Algorithm(HTTPSignatureAlgorithm):
    """Lends our verifiers to the library; ``public_key`` is one of them."""

    def __init__(self, public_key: Any = None, private_key: Any = None) -> None:
        self.verifier, self.signer = public_key, private_key

    def sign(self, message: bytes) -> bytes:
        signed: bytes = self.signer.sign(message)
        return signed

    def verify(self, signature: bytes, message: bytes) -> None:
        if not self.verifier.holds(signature, message):
            raise InvalidSignature("the key did not make this signature")


class _Ed25519(_Algorithm):
    algorithm_id = ED25519


class _Sm2(_Algorithm):
    algorithm_id = SM2


_ALGORITHMS: dict[str, type[_Algorithm]] = {ED25519: _Ed25519, SM2: _Sm2}


class _OneKey(HTTPSignatureKeyResolver):
    """Knows the one key that was looked up before."""

    def __init__(self, key_id: str, key: Any) -> None:
        self.key_id, self.key = key_id, key

    def resolve_public_key(self, key_id: str) -> Any:
        return self.key if key_id == self.key_id else None

    def resolve_private_key(self, key_id: str) -> Any:  # noqa: ARG002  # the library's interface
        return self.key


class _Verifier(HTTPMessageVerifier):
    """The library's, but the caller's clock decides what is too old."""

    def validate_created_and_expires(
        self,
        sig_input: Any,
        max_age: timedelta | None = None,  # noqa: ARG002  # the library's interface
    ) -> None:
        if "created" not in sig_input.params:
            raise InvalidSignature("no instant of creation")


def sign_request(
    request: Request, *, signers: Sequence[Signer], created_at: datetime, nonce: str
) -> None:
    """Add digest and signatures to a request that has all headers of ours."""
    for signer in signers:
        _sign(request, signer, REQUEST_PARTS, created_at=created_at, nonce=nonce)


def sign_response(
    response: Response, *, signers: Sequence[Signer], created_at: datetime, nonce: str
) -> None:
    """Add digest and signatures to a response, tied to its request if that was signed."""
    request = response.request
    is_bound = request is not None and "signature" in request.headers
    parts = (*RESPONSE_PARTS, *BOUND_PARTS) if is_bound else RESPONSE_PARTS
    for signer in signers:
        _sign(response, signer, parts, created_at=created_at, nonce=nonce)


def key_ids(message: Request | Response) -> dict[str, str]:
    """Return the key each signature names, by algorithm; unread and unproven.

    Raises BadSignature where the headers cannot be read.
    """
    found: dict[str, str] = {}
    parsed = _dictionary(message.headers.get("signature-input", ""))
    for algorithm, tag in _TAGS.items():
        for _inner, params in parsed.values():
            if isinstance(params, dict) and params.get("tag") == tag:
                found[algorithm] = str(params.get("keyid", ""))
    return found


def verify_request(request: Request, *, verifier: Verifier, key_id: str) -> Signed:
    """Return what the signature says, once it holds over all that it must cover.

    Raises BadSignature.
    """
    return _verify(request, verifier=verifier, key_id=key_id, parts=REQUEST_PARTS)


def verify_response(response: Response, *, verifier: Verifier, key_id: str) -> Signed:
    """Return what the signature says, once it holds and answers this very request.

    Raises BadSignature.
    """
    parts = (*RESPONSE_PARTS, *BOUND_PARTS)
    return _verify(response, verifier=verifier, key_id=key_id, parts=parts)


def _sign(
    message: Request | Response,
    signer: Signer,
    parts: Sequence[str],
    *,
    created_at: datetime,
    nonce: str,
) -> None:
    library = HTTPMessageSigner(
        signature_algorithm=_ALGORITHMS[signer.algorithm],
        key_resolver=_OneKey(signer.key_id, signer),
    )
    library.sign(
        message,
        key_id=signer.key_id,
        created=created_at,
        nonce=nonce,
        label=_LABELS[signer.algorithm],
        tag=_TAGS[signer.algorithm],
        covered_component_ids=parts,
        append_if_signature_exists=signer.algorithm != ED25519,
        body=message.body,
        use_existing_digest="content-digest" in message.headers
        or "Content-Digest" in message.headers,
    )
    message.headers.update({name.lower(): message.headers.pop(name) for name in [*message.headers]})


def _verify(
    message: Request | Response, *, verifier: Verifier, key_id: str, parts: Sequence[str]
) -> Signed:
    _check_spelling(message)
    library = _Verifier(
        signature_algorithm=_ALGORITHMS[verifier.algorithm],
        key_resolver=_OneKey(key_id, verifier),
    )
    try:
        (result,) = library.verify(
            message,
            max_age=None,
            expect_tag=_TAGS[verifier.algorithm],
            require_components=parts,
            body=message.body,
        )
        created_at = datetime.fromtimestamp(int(result.parameters["created"]), tz=UTC)
    except (
        InvalidSignature,
        HTTPMessageSignaturesException,
        ValueError,
        OverflowError,
        OSError,
    ) as error:
        raise BadSignature(str(error)[:200]) from error
    return Signed(key_id=key_id, created_at=created_at, nonce=result.nonce or "")


def _check_spelling(message: Request | Response) -> None:
    """Refuse what reads the same but is spelt otherwise: spare bits of base64, blanks, order.

    Else a flipped bit could change a kept message without breaking its signature.
    """
    for name in ("signature-input", "signature", "content-digest"):
        value = message.headers.get(name, "")
        if http_sf.ser(_dictionary(value)) != value:
            raise BadSignature(f"{name} is not in its one form")
    unknown = [name for name in message.headers if name != name.lower()]
    if unknown:
        raise BadSignature(f"{unknown[0]} is not in lower case")


def _dictionary(value: str) -> dict[str, Any]:
    try:
        parsed = http_sf.parse(value.encode("ascii"), tltype="dictionary")
    except (ValueError, UnicodeError) as error:
        raise BadSignature(str(error)[:200]) from error
    return parsed if isinstance(parsed, dict) else {}
