"""How often a guest may ask: counted by client address, so that nobody lists what is not listed."""

from django.http import HttpRequest

from matou.kit.clock import utc_now
from matou.spine.parties import services as parties
from matou.spine.parties.services.sign_in import client_address

REQUESTS_PER_MINUTE = 120
"""Generous for a person and for a school behind one router; costs one statement a request."""


CODES = "code"
"""Codes looked up, drawn or searched for use one allowance: each tells which codes are true."""


def count_guest(request: HttpRequest, *, what: str, limit: int | None = None) -> None:
    """Use one of the address's requests of this kind; raises TooManyRequests.

    Who is signed in is known by name and not counted. A bearer token is not taken for a sign-in
    here: it is a claim, and a false one must not open the door wider.
    """
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        return
    key = f"{what}:{client_address(request)}"
    parties.take_allowance(key=key, limit=limit or REQUESTS_PER_MINUTE, per_s=60, now=utc_now())
