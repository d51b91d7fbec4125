"""Logs: one line of key=value for people, JSON where ``MATOU_LOG=json`` asks for it.

A traceback names files and lines and never the values of variables: those may be passwords,
identity numbers or one-time codes.
"""

import os
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(*, debug: bool) -> dict[str, Any]:
    """Return Django's LOGGING and set structlog up to write through it."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_written(as_json=os.environ.get("MATOU_LOG") == "json"),
        ],
        "foreign_pre_chain": _SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": os.environ.get("MATOU_LOG_LEVEL", "WARNING")},
        "loggers": {
            "matou": {"level": "DEBUG" if debug else "INFO"},
            "django_structlog": {"level": "WARNING"},
        },
    }


def _written(*, as_json: bool) -> list[Any]:
    """Return the last steps of a line; structlog's own choice for people would show variables."""
    if as_json:
        plain = structlog.processors.ExceptionRenderer()
        return [plain, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    ]
