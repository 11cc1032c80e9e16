"""Logs as JSON lines without personal data: what happened, the reference number, never what was typed."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

import structlog

from portal.kernel import personal

# Only our own code adds fields of its own to a line: others add arguments of tasks, addresses and whole requests.
OUR_LOGGERS = {"portal", "projects", "integrity", "relocation", "quality", "funding"}
# What PostgreSQL appends to an error names the values of the row (``DETAIL: Key (phone)=(…) already exists``).
_DETAILS = re.compile(r"\s*(?:DETAIL|CONTEXT|HINT|STATEMENT|QUERY|LINE \d+)\s*:.*", re.DOTALL)

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

TELL_OF_REQUESTS = ("django.request", "django.security.csrf")
TELL_OF_TASKS = ("celery.beat", "celery.worker.strategy", "celery.app.trace")
PULSE = "integrity.tasks.seal"


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING: every logger of every library leaves as one JSON object per line on standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _own_fields,
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
                    structlog.processors.ExceptionRenderer(_where),
                    _without_numbers,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "filters": {
            "without_request_line": {"()": lambda: _without_request_line},
            "with_route": {"()": lambda: _with_route},
            "without_error": {"()": lambda: _without_error},
            "without_pulse": {"()": lambda: _without_pulse},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # The server of Django's own repeats each line of a request, query and all; we serve by gunicorn.
            "django.server": {"handlers": [], "propagate": False},
            # Statements with their values, whatever level the others have.
            "django.db.backends": {"level": "WARNING"},
            **{name: {"filters": ["with_route"]} for name in TELL_OF_REQUESTS},
            "fontTools": {"level": "WARNING"},
            **{name: {"filters": ["without_pulse", "without_error"]} for name in TELL_OF_TASKS},
            # gunicorn gave it a handler of its own, in plain text, before the worker read these settings.
            "gunicorn.error": {"handlers": ["stderr"], "propagate": False, "filters": ["without_request_line"]},
        },
    }


def _own_fields(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """The fields that our own code gave a line. Of Django's request, which others give, its number alone is kept:
    what came of a request is logged after the last middleware, where only the request still knows it.
    """
    record = event.get("_record")
    if record is None:
        return event
    if record.name.partition(".")[0] in OUR_LOGGERS:
        event = dict(structlog.stdlib.ExtraAdder()(logger, name, event))
    event.pop("request", None)
    if reference := getattr(getattr(record, "request", None), "reference", ""):
        event["reference"] = reference
    return event


def _without_numbers(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Whatever is about to be written, without the values that PostgreSQL tells and without long personal numbers."""
    return {key: _clean(value) if isinstance(value, str) else value for key, value in event.items()}


def _clean(text: str) -> str:
    return personal.NUMBERS.sub("***", _DETAILS.sub("", text))


def _with_route(record: logging.LogRecord) -> bool:
    """Django names the address that was asked for; what somebody typed there stays out, its route tells as much."""
    request = getattr(record, "request", None)
    if request is not None and isinstance(record.args, tuple):
        match = getattr(request, "resolver_match", None)
        place = match.route if match else "(no such address)"
        record.args = tuple(place if each == request.path else each for each in record.args)
    return True


def _without_error(record: logging.LogRecord) -> bool:
    """Celery repeats what an error says, and with what it was called; the way to the error follows anyway."""
    if isinstance(record.args, dict) and "exc" in record.args:
        record.args = {**record.args, "exc": ""}
    return True


def _without_request_line(record: logging.LogRecord) -> bool:
    """gunicorn repeats the line of a request that it cannot read or serve, query and all."""
    said = record.getMessage()
    if said.startswith("Invalid request"):
        record.msg, record.args = "a request that could not be read was refused", ()
    elif said.startswith("Error handling request"):
        record.msg, record.args = "a request came to nothing", ()
    return True


def _without_pulse(record: logging.LogRecord) -> bool:
    """What beats every two seconds is worth a line only when it fails."""
    return record.levelno > logging.INFO or PULSE not in record.getMessage()


def _where(exc_info: Any) -> str:
    """The way to a defect, as Python prints it, without what the error says when that may hold somebody's data."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        kind = type(error)
        speaks = any(base.__name__ in SPEAKS_OF_NO_DATA for base in kind.__mro__)
        said = f"{kind.__module__}.{kind.__qualname__}" + (f": {_first_line(error)}" if speaks else "")
        lines = [*traceback.format_tb(error.__traceback__), said, *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            lines.insert(0, "\n… and from it:\n")
    return "\n".join(line.rstrip("\n") for line in lines)


def _first_line(error: BaseException) -> str:
    return _clean(str(error)).partition("\n")[0]
