"""Sign-in: by name, e-mail or phone; what allauth and axes need to know of the house."""

import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from matou.kit.errors import InvalidInput
from matou.spine.parties.models import User
from matou.spine.parties.rules import identity, vault
from matou.spine.parties.rules import sign_in as rules
from matou.spine.parties.services import _sealing

_SECRET_PLACE = "second factor"  # noqa: S105 - names where a secret is kept


class SignInBackend(ModelBackend):
    """Finds the user by sign-in name, e-mail or mobile number and checks the password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,  # noqa: ARG002 - Django's signature
    ) -> User | None:
        """Return the user, or None; takes as long for an unknown name as for a known one."""
        text, secret = username or "", password or ""
        if not text or not secret or len(secret) > rules.LONGEST_PASSWORD:
            return None
        user = user_by_any_name(text)
        if user is None:
            User().set_password(secret)
            return None
        return user if user.check_password(secret) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session with the parties every page needs, in one query."""
        return (
            User.objects.select_related("party", "acts_for")
            .filter(pk=user_id, is_active=True)
            .first()
        )


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Allauth's door: registration is the house's own, and addresses are not believed blindly."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("登录名或密码不正确。请核对后再试，或找回密码。"),
        "too_many_login_attempts": _("登录失败次数过多。请 15 分钟后再试，或找回密码。"),
        "enter_current_password": _("请输入现在的密码。"),
        "incorrect_password": _("密码不正确。"),
        "rate_limited": _("操作过于频繁，请稍后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Keep allauth's registration shut: a sign-in belongs to a registered person."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits count by."""
        return client_address(request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Seals the secrets of one-time codes and recovery codes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("动态码不正确或已经用过。请等下一个再试。"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return vault.seal(text, place=_SECRET_PLACE, keys=settings.FIELD_KEYS).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        sealed = bytes.fromhex(encrypted_text)
        return vault.unseal(sealed, place=_SECRET_PLACE, keys=settings.FIELD_KEYS)


def client_address(request: HttpRequest) -> str:
    """Return the client's address: the peer's, or what the last trusted proxy wrote.

    ``X-Forwarded-For`` is believed only for as many hops as ``TRUSTED_PROXIES`` says, or anyone
    could escape a lock-out by writing a new address.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(getattr(settings, "TRUSTED_PROXIES", 0))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(hops) >= proxies and hops[-proxies]:
        return str(hops[-proxies])
    return peer


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the name under which axes counts failures: one for all names of one user.

    What belongs to nobody is kept as a hash only: people type phone numbers and passwords there.
    """
    typed = (credentials or {}).get("username")
    if not typed and request is not None:
        typed = request.POST.get("login") or request.POST.get("username")
    text = str(typed or "")
    user = user_by_any_name(text)
    return user.username if user else f"?{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def user_by_any_name(text: str) -> User | None:
    """Return the user with this sign-in name, e-mail or mobile number."""
    name = text.strip().lower()[:254].replace("\x00", "")
    match = Q(username=name)
    if "@" in name:
        match = Q(email=name)
    elif not name[:1].isalpha():
        try:
            number = identity.checked_phone(name)
        except InvalidInput:
            return None
        match = Q(phone_index__in=_sealing.indexes_of(number, kind=_sealing.PHONE))
    return User.objects.select_related("party", "acts_for").filter(match).first()
