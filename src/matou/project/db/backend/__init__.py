"""Django's PostgreSQL backend, told where the server is only when the first connection is made."""
