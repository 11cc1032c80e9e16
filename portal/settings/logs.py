"""Logs as JSON lines without personal data: what happened, the reference number, never what was typed."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import structlog

# What these say of themselves names the program or the machine; others repeat what somebody typed or what a row holds.
SPEAKS_OF_NO_DATA = (
    "DesignError",
    "WrittenOutsideAction",
    "OperationalError",
    "InterfaceError",
    "OSError",
    "ConnectionError",
    "ImportError",
    "AttributeError",
    "NameError",
    "TypeError",
    "TemplateDoesNotExist",
)


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING: every logger of every library leaves as one JSON object per line on standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _without_request,
                    structlog.processors.ExceptionRenderer(_where),
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "filters": {"without_request_line": {"()": lambda: _without_request_line}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "propagate": False},
            "fontTools": {"level": "WARNING"},
            # gunicorn gave it a handler of its own, in plain text, before the worker read these settings.
            "gunicorn.error": {"handlers": ["stderr"], "propagate": False, "filters": ["without_request_line"]},
        },
    }


def _without_request(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Django hands the whole request to its logger; addresses with queries and bodies stay out of the log.

    It logs what came of a request after the last middleware, where only the request still knows its number.
    """
    request = event.pop("request", None)
    if reference := getattr(request, "reference", ""):
        event["reference"] = reference
    return event


def _without_request_line(record: logging.LogRecord) -> bool:
    """gunicorn repeats the line of a request that it cannot read, query and all."""
    if record.getMessage().startswith("Invalid request"):
        record.msg, record.args = "a request that could not be read was refused", ()
    return True


def _where(exc_info: Any) -> str:
    """The way to a defect, as Python prints it, without what the error says when that may hold somebody's data."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        kind = type(error)
        speaks = any(base.__name__ in SPEAKS_OF_NO_DATA for base in kind.__mro__)
        said = f"{kind.__module__}.{kind.__qualname__}" + (f": {error}" if speaks else "")
        lines = [*traceback.format_tb(error.__traceback__), said, *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            lines.insert(0, "\n… and from it:\n")
    return "\n".join(line.rstrip("\n") for line in lines)
