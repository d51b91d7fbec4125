"""The account pages as a Django app, so that their templates and messages are found."""

from django.apps import AppConfig


class AccountConfig(AppConfig):
    """The account pages (账号); the label differs from allauth's own ``account``."""

    name = "matou.web.account"
    label = "web_account"
    verbose_name = "账号 Account"

    def ready(self) -> None:
        """Send the admin's visitors through the house's sign-in, second factor included."""
        from allauth.account.decorators import secure_admin_login  # needs the apps to be loaded
        from django.contrib import admin

        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
