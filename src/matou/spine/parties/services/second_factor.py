"""One-time codes (TOTP) of demo people, so that a trial needs no phone."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from matou.kit.errors import NotAllowed, NotFound
from matou.spine.parties.models import User


def demo_code(*, name: str) -> str:
    """Return the present one-time code of a demo user, by sign-in name or party code.

    Raises NotFound, and NotAllowed for anybody real: their codes are theirs alone.
    """
    users = User.objects.select_related("party")
    user = (
        users.filter(username=name.lower()).first()
        or users.filter(party__code=name.upper()).first()
    )
    if user is None:
        raise NotFound(what=name)
    if not user.party.is_demo:
        raise NotAllowed
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        raise NotFound(what=f"{name} · TOTP")
    # allauth checks codes against the machine's clock, so this must read the same clock.
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter)))


@transaction.atomic
def ensure_demo_factor(*, user: User, secret: str) -> None:
    """Give a demo user a known one-time-code secret unless there is one; raises NotAllowed."""
    if not user.party.is_demo:
        raise NotAllowed
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, secret)
