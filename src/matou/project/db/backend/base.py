"""The database wrapper that Django loads for ``ENGINE = "matou.project.db.backend"``."""

from typing import Any

from django.db.backends.postgresql import base

from matou.project.db import connect


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own wrapper, with the address asked for at connection time.

    So ``check``, ``makemigrations`` and ``collectstatic`` never start a server.
    """

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, completed with the address of the server in charge."""
        named = {**self.settings_dict, "NAME": self.settings_dict["NAME"] or "matou"}
        self.settings_dict.update(named)
        parameters: dict[str, Any] = super().get_connection_params()
        return {**parameters, **connect.server_parameters(str(named["NAME"]))}
