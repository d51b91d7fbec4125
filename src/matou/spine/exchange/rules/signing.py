"""Signatures of requests and responses by RFC 9421, with body digests by RFC 9530.

Every component that matters is covered: method, address, body digest and type, and our own
headers (client, service, request id, purpose, basis, case). A response covers the signature of
the request that it answers (``;req``), so it fits that request alone.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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
_NAMED_KEY = re.compile(r'(?:^|, )(ed25519|sm2)=\([^)]*\)[^,]*;keyid="([0-9a-z]{1,64})"')
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
    """Return the key that each signature names, by algorithm; unproven, to look it up."""
    named = _NAMED_KEY.findall(message.headers.get("signature-input", ""))
    labels = {label: algorithm for algorithm, label in _LABELS.items()}
    return {labels[label]: key_id for label, key_id in named}


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
    message.headers["content-digest"] = _digest(message.body)
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
        use_existing_digest=True,
    )
    message.headers.update({name.lower(): message.headers.pop(name) for name in [*message.headers]})


def _verify(
    message: Request | Response, *, verifier: Verifier, key_id: str, parts: Sequence[str]
) -> Signed:
    if message.headers.get("content-digest") != _digest(message.body):
        raise BadSignature("the body is not the one of the digest")
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
        )
        _check_spelling(message, label=result.label, read=result.covered_components)
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


def _check_spelling(message: Request | Response, *, label: str, read: Mapping[str, str]) -> None:
    """Refuse what reads the same but is spelt otherwise: spare bits of base64, blanks, order.

    Else a flipped bit could change a kept message without breaking its signature.
    """
    written = message.headers["signature-input"].split(f", {_LABELS[SM2]}=")
    inputs = dict(zip((_LABELS[ED25519], _LABELS[SM2]), (written[0], *written[1:]), strict=False))
    inputs[_LABELS[ED25519]] = inputs[_LABELS[ED25519]].removeprefix(f"{_LABELS[ED25519]}=")
    signatures = [one.partition("=:") for one in message.headers["signature"].split(", ")]
    spelt = {name: value.removesuffix(":") for name, _mark, value in signatures}
    value = spelt.get(label, "")
    is_one_form = (
        inputs.get(label) == read['"@signature-params"']
        and list(spelt) == list(inputs)
        and b64encode(b64decode(value)).decode() == value
        and all(line.endswith(":") for _name, _mark, line in signatures)
        and all(name == name.lower() for name in message.headers)
    )
    if not is_one_form:
        raise BadSignature("the signature is not in its one form")


def _digest(body: bytes) -> str:
    """Return the body's digest as a header (RFC 9530), in the one form that we take."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"
