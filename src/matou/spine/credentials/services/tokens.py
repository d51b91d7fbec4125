"""What is signed for one version of a licence: the token with fields to show, the compact code."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from joserfc import jwt

from matou.kit.clock import CHINA
from matou.kit.period import Period
from matou.spine.credentials.contracts import LicenceField
from matou.spine.credentials.rules import compact, sd_jwt
from matou.spine.credentials.rules.identifiers import Identifier
from matou.spine.credentials.rules.keys import ALGORITHM, keys_in, sign_bytes
from matou.spine.credentials.rules.licence_terms import last_day

_SALT_BYTES = 16
"""128 bits, as RFC 9901 section 9.3 recommends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A version about to be signed."""

    identifier: Identifier
    kind: str
    title_zh: str
    issuer_name: str
    holder_name: str
    holder_number: str
    valid: Period
    fields: tuple[LicenceField, ...]
    status_list: str
    index: int


def token_of(draft: Draft, *, now: datetime) -> str:
    """Return the SD-JWT (RFC 9901) with all its disclosures, as the holder keeps it."""
    keys = keys_in(settings.LICENCE_KEY_FILE)
    disclosures = [
        sd_jwt.disclosure(salt=secrets.token_bytes(_SALT_BYTES), name=name, value=value)
        for name, value in _told(draft)
    ]
    base = settings.BASE_URL.rstrip("/")
    claims: dict[str, Any] = {
        "iss": base,
        "iat": int(now.timestamp()),
        "nbf": int(draft.valid.from_at.timestamp()),
        "vct": f"urn:matou:licence:{draft.kind}",
        "licence": draft.identifier.text,
        "title": draft.title_zh,
        "issuing_authority": draft.issuer_name,
        "status": {
            "status_list": {
                "idx": draft.index, "uri": f"{base}/credentials/status/{draft.status_list}",
            }
        },
        **sd_jwt.concealed(disclosures),
    }  # fmt: skip
    if last_day(draft.valid) is not None:
        claims["exp"] = int(draft.valid.until_at.timestamp())
    header = {"alg": ALGORITHM, "typ": sd_jwt.TYPE, "kid": keys.newest}
    signed = jwt.encode(header, claims, keys.by_id[keys.newest], algorithms=[ALGORITHM])
    return sd_jwt.joined(signed, disclosures)


def compact_of(draft: Draft) -> str:
    """Return the compact signed code that the paper carries as a QR symbol."""
    keys = keys_in(settings.LICENCE_KEY_FILE)
    payload = compact.payload_of(
        compact.CompactClaims(
            key=keys.newest[: compact.KEY_LENGTH],
            letters=draft.identifier.letters,
            holder=draft.holder_name,
            from_on=draft.valid.from_at.astimezone(CHINA).date(),
            until_on=last_day(draft.valid),
            status_list=draft.status_list,
            index=draft.index,
        )
    )
    signature = sign_bytes(keys.by_id[keys.newest], compact.to_sign(payload))
    return compact.compact_text(payload, signature)


def _told(draft: Draft) -> list[tuple[str, str]]:
    own = [("holder", draft.holder_name), ("holder_number", draft.holder_number)]
    return [pair for pair in own if pair[1]] + [(one.key, one.value) for one in draft.fields]
