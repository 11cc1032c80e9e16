"""Logs as JSON lines without personal data: what happened, the reference number, never what was typed."""

from __future__ import annotations

from typing import Any

import structlog


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING: every logger of every library leaves as one JSON object per line on standard error."""
    shared: list[Any] = [
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
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django.server": {"handlers": ["stderr"], "propagate": False}, "fontTools": {"level": "WARNING"}},
    }


def _without_request(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Django hands the whole request to its logger; addresses with queries and bodies stay out of the log."""
    event.pop("request", None)
    return event
