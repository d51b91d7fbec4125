"""Refusals of parties that other rooms pass on."""

from matou.kit.errors import DomainError


class TooManyRequests(DomainError):
    """An allowance is used up; ``retry_after`` says in how many seconds to come back."""

    code = "too-many-requests"
    status = 429
    zh = "操作过于频繁，请在 {retry_after} 秒后再试。"
    en = "Too many requests. Try again in {retry_after} seconds."

    def __init__(self, *, retry_after: int) -> None:
        """Keep the seconds for the Retry-After header."""
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after)


class TokenRefused(DomainError):
    """The bearer token is unknown, expired or revoked."""

    code = "token-refused"
    status = 401
    zh = "访问令牌无效、已过期或已撤销。请在“访问令牌”页面重新签发。"
    en = "The token is unknown, expired or revoked. Issue a new one on the page “API tokens”."
