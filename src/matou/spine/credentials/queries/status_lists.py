"""Token Status Lists (draft-ietf-oauth-status-list), signed anew whenever somebody fetches one."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from joserfc import jwt

from matou.kit.errors import NotFound
from matou.spine.credentials.models import ELicenceVersion, StatusList
from matou.spine.credentials.rules.keys import ALGORITHM, keys_in
from matou.spine.credentials.rules.sd_jwt import encoded
from matou.spine.credentials.rules.status_bits import BITS, Status, packed

TYPE = "statuslist+jwt"
MEDIA_TYPE = "application/statuslist+jwt"
TTL = timedelta(minutes=5)
"""How long a checker with a network may rely on one."""
LASTS = timedelta(days=1)
"""After that a checker without one should not: the page says so."""
_SAID = {"suspended": Status.SUSPENDED}


def status_list_token(*, code: str, now: datetime) -> str:
    """Return a list as a signed token; raises NotFound."""
    if not StatusList.objects.filter(code=code).exists():
        raise NotFound(what=code[:20])
    stopped = ELicenceVersion.objects.filter(entry__status_list__code=code).exclude(
        credential__state="verified"
    )
    said = {
        index: _SAID.get(state, Status.INVALID)
        for index, state in stopped.values_list("entry__index", "credential__state")
    }
    claims: dict[str, Any] = {
        "sub": list_url(code), "iat": int(now.timestamp()), "exp": int((now + LASTS).timestamp()),
        "ttl": int(TTL.total_seconds()),
        "status_list": {"bits": BITS, "lst": encoded(packed(said))},
    }  # fmt: skip
    keys = keys_in(settings.LICENCE_KEY_FILE)
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": keys.newest}
    return jwt.encode(header, claims, keys.by_id[keys.newest], algorithms=[ALGORITHM])


def status_list_codes() -> tuple[str, ...]:
    """Return the codes of all lists, the oldest first."""
    return tuple(StatusList.objects.order_by("pk").values_list("code", flat=True))


def list_url(code: str) -> str:
    """Return the public address of a list."""
    return f"{settings.BASE_URL.rstrip('/')}/credentials/status/{code}"


def public_keys() -> dict[str, list[dict[str, str]]]:
    """Return the keys that check e-licences as a JWK set."""
    return keys_in(settings.LICENCE_KEY_FILE).public()
