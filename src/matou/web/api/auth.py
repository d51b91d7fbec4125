"""Sign-in of programmes by bearer token with scopes."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.spine.parties import services as parties


class TokenLacksScope(DomainError):
    """The token is good, but was not issued for this."""

    code = "token-lacks-scope"
    status = 403
    zh = "该令牌不含所需权限“{scope}”。请在“账号 › 接口令牌”中新建带此权限的令牌。"
    en = "This token lacks the scope “{scope}”. Create one that has it under Account › Tokens."


class ApiToken(HttpBearer):
    """The token in the header; each operation names the scope it needs."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor:  # noqa: ARG002  # ninja's signature
        """Return the token's actor; raises the refusals of parties, or TokenLacksScope."""
        actor, scopes = parties.authenticate_token(secret=token, now=utc_now())
        if self.scope not in scopes:
            raise TokenLacksScope(scope=self.scope)
        return actor


def bearer(*, scope: str) -> HttpBearer:
    """Require an API token with the scope; the operation finds its Actor in ``request.auth``."""
    return ApiToken(scope)
