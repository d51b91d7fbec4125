"""New keys of this installation: made beside the old ones, which go on until the new one's day."""

import os
from datetime import UTC, datetime, timedelta

from django.conf import settings

from matou.kit.errors import InvalidInput
from matou.spine.exchange.contracts.refusals import AlreadyThere
from matou.spine.exchange.queries.identity import NAME_FORM, SM2_FILE
from matou.spine.exchange.rules import keys, sm2

_LONGEST = timedelta(days=366)


def new_own_key(*, from_at: datetime, now: datetime) -> str:
    """Make a key that signs from an instant on, and return its fingerprint.

    Until then the present one signs; meanwhile members register the new one, so that for them
    both are in force when it takes over. Raises InvalidInput and AlreadyThere.
    """
    if not now <= from_at <= now + _LONGEST:
        raise InvalidInput(
            field="启用时间 from",
            reason_zh="应在现在起一年之内。",
            reason_en="Within a year from now.",
        )
    name = from_at.astimezone(UTC).strftime(NAME_FORM)
    pem = keys.new_pem()
    _write(f"{name}.pem", pem)
    return keys.signer_of(pem).key_id


def new_sm2_key() -> str:
    """Make the pair for second signatures by SM2, and return its fingerprint.

    Raises Sm2Missing and AlreadyThere.
    """
    private, public = sm2.new_pair()
    _write(SM2_FILE, f"{private}\n{public}\n".encode())
    return keys.fingerprint(algorithm=keys.SM2, public=public)


def _write(name: str, content: bytes) -> None:
    path = settings.EXCHANGE_KEYS / name
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise AlreadyThere(what=name) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
