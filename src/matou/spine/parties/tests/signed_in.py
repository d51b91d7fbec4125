"""Signed-in test clients for every room's page tests."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from matou.spine.parties.models import User

_BACKEND = "matou.spine.parties.services.sign_in.SignInBackend"


def sign_in(client: Client, user: User) -> None:
    """Sign a client in as if password and one-time code had just been given."""
    sign_in_without_second_factor(client, user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def sign_in_without_second_factor(client: Client, user: User) -> None:
    """Sign a client in with the password alone."""
    client.force_login(user, backend=_BACKEND)
